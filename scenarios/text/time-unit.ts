/** Units of times in tables and metrics, and how their names say them. */

export const timeUnits = ['s', 'ms', 'us', 'ns', 'm'] as const
export type TimeUnit = (typeof timeUnits)[number]

const unitUs: Readonly<Record<TimeUnit, number>> = { s: 1e6, ms: 1e3, us: 1, ns: 1e-3, m: 60e6 }

export function microsecondsPer(unit: TimeUnit): number {
  return unitUs[unit]
}

const words: readonly (readonly [RegExp, TimeUnit])[] = [
  [/^(ns|nanos|nanoseconds?)$/, 'ns'],
  [/^(us|µs|μs|micros|microseconds?)$/, 'us'],
  [/^(ms|millis|milliseconds?|msec)$/, 'ms'],
  [/^(s|sec|secs|seconds?)$/, 's'],
  [/^(min|mins|minutes?)$/, 'm'],
]

/** The unit that a name holds as a word: `latency_ms`, `duration (seconds)`, `prober_probe_duration_seconds`. */
export function unitInName(name: string): TimeUnit | undefined {
  for (const word of name
    .toLowerCase()
    .split(/[^a-zµμ]+/)
    .reverse()) {
    const found = words.find(([pattern]) => pattern.test(word))
    if (found !== undefined) return found[1]
  }
  return undefined
}
