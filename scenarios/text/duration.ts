/** Go durations (`1m30s`, `300ms`) as simulated microseconds. */

/** Longest duration: 1000 days. */
export const durationUsMax = 1000 * 86_400_000_000

/** Longest text that is read as a duration. */
const textMax = 64

const unitNs: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}

/** Microseconds, or why the text is no duration: `found` completes "the text ...". */
export type DurationReading = { readonly us: number } | { readonly problem: string; readonly fix: string }

/**
 * Reads a duration as Go's time.ParseDuration does, exactly. Only whole microseconds from 0 to 1000 days are
 * taken.
 */
export function parseDuration(text: string): DurationReading {
  if (text === '0') return { us: 0 }
  if (text.length > textMax)
    return { problem: 'is too long for a duration', fix: 'write a number and a unit, such as 90s' }
  if (text.startsWith('-')) return { problem: 'is negative', fix: 'write 0s or more' }
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)]
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text.replace(/^\+/, '')) {
    return { problem: 'is not a duration', fix: durationFix(text) }
  }
  // Nanoseconds times 10^scale, so that nothing is rounded.
  const scale = Math.max(...parts.map((part) => (part[1].split('.')[1] ?? '').length))
  let scaled = 0n
  for (const [, number, unit] of parts) {
    const [whole, fraction = ''] = number.split('.')
    scaled += BigInt(`${whole}${fraction}`) * unitNs[unit] * 10n ** BigInt(scale - fraction.length)
  }
  const perUs = 1_000n * 10n ** BigInt(scale)
  if (scaled % perUs !== 0n)
    return {
      problem: 'is not a whole number of microseconds',
      fix: 'write whole microseconds, such as 1500us',
    }
  if (scaled / perUs > BigInt(durationUsMax))
    return { problem: 'is longer than 1000 days', fix: 'write 24000h or less' }
  return { us: Number(scaled / perUs) }
}

function durationFix(text: string): string {
  if (/^\d+(\.\d+)?$/.test(text)) return `add the unit, such as ${text}s`
  const days = /^(\d+)\s*(d|day|days)$/.exec(text)
  if (days) return `write ${Number(days[1]) * 24}h; the longest unit is h`
  return 'write numbers with the units h, m, s, ms or us, such as 1m30s'
}

/** The shortest Go duration of whole microseconds, as messages show it. */
export function durationText(us: number): string {
  if (us === 0) return '0s'
  const parts: string[] = []
  let rest = us
  for (const [unit, size] of [
    ['h', 3_600_000_000],
    ['m', 60_000_000],
    ['s', 1_000_000],
    ['ms', 1_000],
    ['us', 1],
  ] as const) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count}${unit}`)
    rest -= count * size
  }
  return parts.join('')
}
