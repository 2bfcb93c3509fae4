/** What happened against what a behavior lets expect: restarts that were counted, and those that its probe would make. */

import type { BehaviorSpec, ProbeSpec } from '../../contract/cluster-spec.ts'
import { gammaLowerTail, gammaUpperTail } from '../../kernel/gamma.ts'
import { mistakesPerMonth } from './advice/mistake-rate.ts'

const monthDays = 30
/** Below this chance, for nine draws of ten, what happened and what was expected are far apart. */
const chanceMin = 0.01

export type HappenedCheck = {
  /** Restarts by the liveness probe in the pod days that were counted: by the likeliest behavior, and by the middle 90 % of the draws. */
  readonly expected: number
  readonly low: number
  readonly high: number
  readonly happened: number
  readonly podDays: number
  /** More or fewer happened than chance explains. */
  readonly verdict: 'agrees' | 'more' | 'fewer'
}

/**
 * @param dispersion variance over mean of restarts by container; counts that come in clumps are worth less.
 * @returns undefined if nothing was counted.
 */
export function checkHappened(
  behavior: BehaviorSpec,
  probe: ProbeSpec,
  dispersion: number,
): HappenedCheck | undefined {
  const { happened, draws = [] } = behavior.uncertainty ?? {}
  if (happened === undefined) return undefined
  const { restarts, podDays } = happened
  const expectedOf = (each: BehaviorSpec): number =>
    (mistakesPerMonth(each, 'liveness', probe) * podDays) / monthDays
  const expected = expectedOf(behavior)
  const sorted = (draws.length === 0 ? [behavior] : draws).map(expectedOf).sort((a, b) => a - b)
  const low = sorted[Math.floor(0.05 * sorted.length)]
  const high = sorted[Math.ceil(0.95 * sorted.length) - 1]
  const clump = Math.max(1, dispersion)
  // P(X >= m) and P(X <= m) of a Poisson law, of clumps instead of single restarts.
  const atLeast = restarts === 0 ? 1 : gammaLowerTail(restarts / clump, high / clump)
  const atMost = gammaUpperTail(restarts / clump + 1, low / clump)
  const verdict = atLeast < chanceMin ? 'more' : atMost < chanceMin ? 'fewer' : 'agrees'
  return { expected, low, high, happened: restarts, podDays, verdict }
}
