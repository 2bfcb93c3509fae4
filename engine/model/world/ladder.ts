/**
 * The ladder of what load makes of answers: a stretch multiplies their length, a wait comes on top of it. Both go by rungs of 5 %, so that a
 * load that changes a little is passed on to few. Rung 0 changes nothing.
 */
import { wholePower } from '../../kernel/power.ts'

const step = 1.05
/** Where waits begin: rung 1. */
const shortestWaitUs = 1_000
/** Rungs are below this: enough for a stretch by 10^10 and a wait of years. */
export const rungCount = 512

/** A wait of a container is a rung, or, from here on, a wait by chance of that number (`AskedLaws.waitNumber`). */
export const firstChanceWait = rungCount

/** The rung nearest to a stretch of 1 or more. */
export function stretchRung(stretch: number): number {
  return nearest(stretch)
}

export function stretchOf(rung: number): number {
  return wholePower(step, rung)
}

/** The rung nearest to a wait of 0 or more; waits of less than half a millisecond are none. */
export function waitRung(waitUs: number): number {
  return waitUs < shortestWaitUs / 2 ? 0 : 1 + nearest(waitUs / shortestWaitUs)
}

/** Whole microseconds. */
export function waitUsOf(rung: number): number {
  return rung === 0 ? 0 : Math.round(shortestWaitUs * wholePower(step, rung - 1))
}

/** The wait above which it is on the next rung. */
export function waitRungEndUs(rung: number): number {
  return rung === 0 ? shortestWaitUs / 2 : shortestWaitUs * wholePower(step, rung - 1) * Math.sqrt(step)
}

/** Cores go by rungs of 2 %: a core is on one, its halves and doubles are near one. Rung 0 = there is no bound. */
const coresStep = 1.02
const coresRungOfOne = 400
export const coresRungCount = 1024

/** The rung nearest to a number of cores above 0. */
export function coresRung(cores: number): number {
  if (cores === Infinity) return 0
  const rung = coresRungOfOne + Math.round(Math.log(cores) / Math.log(coresStep))
  return Math.max(1, Math.min(coresRungCount - 1, rung))
}

export function coresOf(rung: number): number {
  return rung === 0 ? Infinity : wholePower(coresStep, rung - coresRungOfOne)
}

function nearest(ratio: number): number {
  if (ratio <= 1) return 0
  return Math.min(rungCount - 2, Math.round(Math.log(ratio) / Math.log(step)))
}
