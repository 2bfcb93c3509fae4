/**
 * Simulated time: microseconds in a double, exact for 285 years. Times that come in are whole
 * microseconds already.
 */

/** Microseconds in one second. */
export const usPerSecond = 1_000_000

/** Simulated microseconds to seconds. */
export function usToSeconds(us: number): number {
  return us / usPerSecond
}
