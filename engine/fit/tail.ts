/**
 * How far the upper end of a fit is known: the 95 % upper bound of a high quantile. Of a family by the likelihood of what was
 * observed, whatever kind of spans; of other laws by the order of the observations alone, which needs many.
 */

import type { SampleFit, Spans, Tail } from '../contract/fit-result.ts'
import { lawOf } from '../kernel/law.ts'
import { square } from '../kernel/power.ts'
import { memberOf, type TwoParameterFamily, twoParameterFamilies } from './families.ts'
import { spanLogLikelihood } from './grouped.ts'
import { minimumNear } from './minimum.ts'
import { binnedSpans, countOf } from './spans.ts'

const share = 0.999
/** One-sided 95 % point of a normal law. */
const z = 1.6448536
/** A bound is as good as the quantile within this. */
const closeFactor = 1.1
/** Below so many observations a family bounds nothing. */
const sizeMin = 5
/** Values are joined to so many steps of their logarithm. */
const stepsMax = 200

/** @param spans that the fit is of. */
export function tailOf(spans: Spans, fit: SampleFit): Tail {
  const quantileUs = lawOf(fit.chosen.law).quantile(share)
  const n = countOf(spans)
  const family = twoParameterFamilies.find((each) => each === fit.chosen.family)
  if (family === undefined || n < sizeMin) {
    const upperUs = orderBound(spans, n)
    return { share, quantileUs, upperUs, neededN: Math.ceil(Math.log(0.05) / Math.log(share)) }
  }
  const upperUs = likelihoodBound(spans, n, family, fit, quantileUs)
  // The distance of the logarithms shrinks as 1 / sqrt(n).
  const neededN = Math.ceil(n * square(Math.log(upperUs / quantileUs) / Math.log(closeFactor)))
  return { share, quantileUs, upperUs, neededN }
}

/** The largest quantile that is not too unlikely: the likelihood, greatest over the spread, falls by what Student's t says. */
function likelihoodBound(
  spans: Spans,
  n: number,
  family: TwoParameterFamily,
  { chosen, cutUs }: SampleFit,
  quantileUs: number,
): number {
  const grouped = spans.kind === 'values' ? binnedSpans(spans, stepsMax) : spans
  const startSpread = Math.log(spreadOf(chosen.law))
  // All families are of scale: the quantile and the spread fix the place.
  const greatestAt = (logQuantile: number): number => {
    const negative = ([logSpread]: readonly number[]): number => {
      const spread = Math.min(50, Math.max(0.001, Math.exp(logSpread)))
      const unit = lawOf(memberOf(family, 1e6, spread)).quantile(share) / 1e6
      return -spanLogLikelihood(memberOf(family, Math.exp(logQuantile) / unit, spread), grouped, cutUs)
    }
    return -minimumNear(negative, [startSpread], 0.1).value
  }
  const from = Math.log(quantileUs)
  const least = greatestAt(from) - 0.5 * n * Math.log1p(square(studentPoint(n - 2)) / (n - 2))
  let low = from
  let step = 0.05
  while (greatestAt(low + step) > least && step < 20) {
    low += step
    step *= 2
  }
  let high = low + step
  while (high - low > 0.002) {
    const middle = 0.5 * (low + high)
    if (greatestAt(middle) > least) low = middle
    else high = middle
  }
  return Math.exp(high)
}

/** One-sided 95 % point of Student's t, by the expansion of Cornish and Fisher. */
function studentPoint(df: number): number {
  const cube = z * z * z
  return z + (cube + z) / (4 * df) + (5 * cube * z * z + 16 * cube + 3 * z) / (96 * df * df)
}

function spreadOf(law: SampleFit['chosen']['law']): number {
  if (law.kind === 'lognormal') return law.sigma
  if (law.kind === 'weibull') return 1 / law.shape
  return law.kind === 'gamma' ? law.cv : 1
}

/**
 * The observation below which the quantile lies with 95 %, whatever the law: with m of n observations above it, P(at most m
 * of n lie above the quantile) is 5 % at most. Null if even the largest is not surely above.
 */
function orderBound({ high, count }: Spans, n: number): number | null {
  let chance = Math.exp(n * Math.log(share))
  let total = chance
  if (total > 0.05) return null
  let above = 0
  while (total + (chance * (n - above) * (1 - share)) / ((above + 1) * share) <= 0.05) {
    chance *= ((n - above) * (1 - share)) / ((above + 1) * share)
    total += chance
    above++
  }
  const order = Array.from(high.keys()).sort((a, b) => high[b] - high[a])
  let seen = 0
  for (const span of order) {
    seen += count[span]
    if (seen > above) return high[span] === Infinity ? null : high[span]
  }
  return null
}
