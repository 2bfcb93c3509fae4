/**
 * Whether settings that are tried one after the other keep a limit on a rate of events, so that all answers together are right with
 * probability 0.95: a sequential test with an indifference zone (as Andradottir and Kim, Naval Research Logistics 57 (2010),
 * 119-136, test feasibility), from counts of independent clusters instead of normal observations. The study of a setting grows until its interval
 * lies on one side of the limit, or is so narrow that what is left is no difference. Error is shared out over looks and settings
 * (Bonferroni), the k-th setting having 1 / (k (k + 1)) of it, so nobody has to know before how many there will be. That settings have
 * common random numbers is no harm to it: the bound holds however they depend on each other.
 */

import { countInterval, type Interval } from './count-interval.ts'
import { confidence } from './estimates.ts'

/** Counts and exposures of clusters, in order. */
export type Clusters = { readonly counts: readonly number[]; readonly exposures: readonly number[] }

/** Rates within so large a share of the limit may be answered either way. */
export const indifference = 0.1
/** The study of a setting is looked at so often, each time twice as long as before. */
export const looksMax = 4

export type LimitAnswer = {
  /** Of the rate; holds together with those of all other settings that were tried. */
  readonly interval: Interval
  /** `near`: nearer to the limit than makes a difference. `unknown`: the study could not go on. */
  readonly side: 'below' | 'above' | 'near' | 'unknown'
}

/** Probability with which each interval of the setting tried as the k-th, from 1, has to hold. */
export function lookConfidence(tried: number): number {
  return 1 - (1 - confidence) / (tried * (tried + 1)) / looksMax
}

/**
 * @param limit on the rate, in events per unit of exposure; positive.
 * @param grow everything that was counted up to this look, from 1; `undefined` = the study may not grow any more. The first look has clusters.
 */
export async function testLimit(
  limit: number,
  tried: number,
  grow: (look: number) => Promise<Clusters | undefined>,
): Promise<LimitAnswer> {
  let interval: Interval = { low: 0, high: Infinity }
  for (let look = 1; look <= looksMax; look++) {
    const clusters = await grow(look)
    if (clusters === undefined) break
    interval = rateInterval(clusters, lookConfidence(tried))
    const { low, high } = interval
    if (high <= limit) return { interval, side: 'below' }
    if (low > limit) return { interval, side: 'above' }
    if (isNear(interval, limit)) return { interval, side: 'near' }
  }
  return { interval, side: 'unknown' }
}

/** Whether an interval that holds the limit is so narrow that the side of the limit makes no difference. */
export function isNear({ low, high }: Interval, limit: number): boolean {
  return (high - low) / 2 <= indifference * limit
}

function rateInterval({ counts, exposures }: Clusters, level: number): Interval {
  const interval = countInterval(counts, level, exposures)
  const exposure = exposures.reduce((sum, each) => sum + each, 0)
  if (interval === null) return { low: 0, high: Infinity }
  return { low: interval.low / exposure, high: interval.high / exposure }
}
