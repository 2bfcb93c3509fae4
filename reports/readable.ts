/** Text for people: numbers and sizes in words, the same in every locale. */

export { safeText } from '../scenarios/text/safe-text.ts'

/** `1,234,567.9`: thousands apart, as many decimals as four digits need, at most 3; `more` decimals where that is too coarse. */
export function readable(value: number, more = 0): string {
  if (!Number.isFinite(value)) return value > 0 ? 'never' : String(value)
  const size = Math.abs(value)
  const decimals = Number.isInteger(value) || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3
  const [whole, fraction = ''] = value.toFixed(decimals + more).split('.')
  const kept = fraction.replace(/0+$/, '')
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',')
  return kept === '' ? grouped : `${grouped}.${kept}`
}

/** `1h`, `8m20s`, `1.5s`: a duration as Kubernetes writes it. */
export function readableDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'never'
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const rest = Number((seconds % 60).toFixed(6))
  const parts = [hours > 0 ? `${hours}h` : '', minutes > 0 ? `${minutes}m` : '', rest > 0 ? `${rest}s` : '']
  return parts.join('') || '0s'
}

/** `12 B`, `3.4 kB`, `56 MB`. */
export function readableBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let size = bytes / 1000
  let unit = 0
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000
    unit++
  }
  return `${size < 10 ? Number(size.toFixed(1)) : Math.round(size)} ${units[unit]}`
}

/** `1 pod`, `2 pods`, `1,000 replicas`. */
export function counted(count: number, noun: string): string {
  const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`
  return `${readable(count)} ${count === 1 ? noun : plural}`
}

/** Decimals of a share in per cent, and the most that it takes to tell it from all. */
const percentDecimals = 3
const percentDecimalsMax = 9

/**
 * `99.25 %`: at most 3 decimals, and `more` where that is too coarse. What is not quite nothing is less than 0.001 %; what is
 * not quite all has as many decimals as that takes, 99.9996 %.
 */
export function percent(ratio: number, more = 0): string {
  const rounded = (decimals: number): number => Number((ratio * 100).toFixed(decimals))
  const decimals = percentDecimals + more
  if (rounded(decimals) === 0 && ratio > 0)
    return decimals === 0 ? '<1 %' : `<0.${'1'.padStart(decimals, '0')} %`
  for (let each = decimals; each <= Math.max(decimals, percentDecimalsMax); each++)
    if (rounded(each) !== 100 || ratio === 1) return `${rounded(each)} %`
  return ratio < 1 ? `>99.${'9'.repeat(percentDecimalsMax)} %` : '>100 %'
}

/** A share in whole per cent, with more digits only where it is not quite all. */
export function shareText(ratio: number): string {
  return percent(ratio, -percentDecimals)
}

/** A sentence from a phrase. */
export function upperFirst(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

/** A phrase from a sentence. */
export function lowerFirst(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`
}

/** As many digits as a sentence needs. */
export function threeDigits(value: number): number {
  return Number(value.toPrecision(3))
}

/** `a, b and c`. */
export function enumerated(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
}
