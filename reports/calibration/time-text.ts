/** A time for people: `12.5 ms`, `8.2 s`, in the largest unit of which it is at least one. */
import { readable } from '../readable.ts'

export function timeText(us: number): string {
  // A tick at 1 s that rounding has put just below it is 1 s.
  if (us >= 0.9999e6) return `${readable(us / 1e6)} s`
  return us >= 0.9999e3 ? `${readable(us / 1e3)} ms` : `${readable(us)} µs`
}
