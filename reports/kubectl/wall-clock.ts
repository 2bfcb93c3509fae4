/**
 * Dates of simulated times, for formats that have no other form. There is no wall clock in a run: time 0 is taken to be
 * the start of 2026 in UTC, so equal runs show equal dates.
 */
import { timeZeroSeconds } from '../../engine/contract/wall-time.ts'

const timeZeroMs = timeZeroSeconds * 1000

/** As the API writes it: `2026-01-01T00:05:00Z`. Times in a status are whole seconds of the wall clock (L6). */
export function apiTime(seconds: number): string {
  return dateOf(seconds).toISOString().replace('.000Z', 'Z')
}

/** As the API writes it to the microsecond: `2026-01-01T00:05:00.250000Z`. */
export function apiMicroTime(seconds: number): string {
  const whole = Math.floor(seconds)
  const micros = String(Math.round((seconds - whole) * 1e6)).padStart(6, '0')
  return `${new Date(timeZeroMs + whole * 1000).toISOString().slice(0, 19)}.${micros}Z`
}

/** Seconds since 1970, with their fraction. */
export function unixSeconds(seconds: number): number {
  return timeZeroMs / 1000 + seconds
}

/** Nanoseconds since 1970, as names of events have them. */
export function nanosecondsOf(seconds: number): bigint {
  return BigInt(timeZeroMs) * 1_000_000n + BigInt(Math.round(seconds * 1e6)) * 1000n
}

/** As describe writes what the API says: `Thu, 01 Jan 2026 00:05:00 +0000`. */
export function describedTime(time: string): string {
  return time === '' ? '<unknown>' : new Date(time).toUTCString().replace('GMT', '+0000')
}

/** What was cut to whole seconds of the wall clock lies less than a second below them. */
function dateOf(seconds: number): Date {
  return new Date(timeZeroMs + Math.ceil(seconds) * 1000)
}

/** The simulated time of a date that `apiTime` wrote. */
export function secondsOfTime(time: string): number {
  return (Date.parse(time) - timeZeroMs) / 1000
}
