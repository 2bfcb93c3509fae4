/** What happened against what a behavior lets expect: events that were counted, and those that its probe would make. */
import type { BehaviorSpec, ProbeSpec } from '../../contract/cluster-spec.ts'
import { nearestRank } from '../../kernel/statistics.ts'
import { type Interval, poissonInterval } from '../statistics/count-interval.ts'
import { confidence } from '../statistics/estimates.ts'
import { mistakesPerMonth } from './advice/mistake-rate.ts'

const monthDays = 30
/** By less than this factor an expectation is not far from what happened, whatever chance says. */
const closeFactor = 1.5
/** Between these shares of the draws lies what is expected. */
export const drawsEnds = [0.025, 0.975] as const

/** `agrees`, or more or fewer happened than chance and what is not known of the behavior explain. */
export type HappenedVerdict = 'agrees' | 'more' | 'fewer'

export type HappenedCheck = {
  /** Restarts by the liveness probe in the pod days that were counted: by the likeliest behavior, and by the middle 95 % of the draws. */
  readonly expected: number
  readonly low: number
  readonly high: number
  readonly happened: number
  readonly podDays: number
  readonly verdict: HappenedVerdict
}

/**
 * Of the mean of what was counted, with 95 %; counts that come in clumps are worth less.
 * @param dispersion variance over mean by container.
 */
export function countedMean(count: number, dispersion = 1): Interval {
  const clump = Math.max(1, dispersion)
  const { low, high } = poissonInterval(count / clump, confidence)
  return { low: low * clump, high: high * clump }
}

/** Whether what was counted and what is expected lie apart, by more than a little. */
export function happenedVerdict(counted: Interval, expected: Interval): HappenedVerdict {
  if (counted.low > expected.high * closeFactor) return 'more'
  return counted.high * closeFactor < expected.low ? 'fewer' : 'agrees'
}

/** @returns undefined if nothing was counted. */
export function checkHappened(behavior: BehaviorSpec, probe: ProbeSpec): HappenedCheck | undefined {
  const { happened, draws = [] } = behavior.uncertainty ?? {}
  if (happened === undefined) return undefined
  const { restarts, podDays, dispersion } = happened
  const expectedOf = (each: BehaviorSpec): number =>
    (mistakesPerMonth(each, 'liveness', probe) * podDays) / monthDays
  const expected = expectedOf(behavior)
  const sorted = (draws.length === 0 ? [behavior] : draws).map(expectedOf).sort((a, b) => a - b)
  const [low, high] = drawsEnds.map((share) => nearestRank(sorted, share))
  const verdict = happenedVerdict(countedMean(restarts, dispersion), { low, high })
  return { expected, low, high, happened: restarts, podDays, verdict }
}
