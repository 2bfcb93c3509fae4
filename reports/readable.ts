/** Text for people: numbers and sizes in words, the same in every locale. */

export { safeText } from '../scenarios/text/safe-text.ts'

/** `1,234,567.9`: thousands apart, as many decimals as four digits need, at most 3. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'never' : String(value)
  const size = Math.abs(value)
  const decimals = Number.isInteger(value) || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3
  const [whole, fraction = ''] = value.toFixed(decimals).split('.')
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

/** `99.25 %`: at most 3 decimals; what is not quite nothing or not quite all is not rounded to it. */
export function percent(ratio: number): string {
  const rounded = Math.round(ratio * 1e5) / 1e3
  if (rounded === 0 && ratio > 0) return '<0.001 %'
  if (rounded === 100 && ratio < 1) return '>99.999 %'
  return `${rounded} %`
}
