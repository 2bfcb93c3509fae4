/** The likelihood of spans: buckets of a histogram, and values that were seen late by an unknown part of a period. */

import type { DistributionSpec, Spans } from '../contract/fit-result.ts'
import { lawOf } from '../kernel/law.ts'
import { cutLaw, type SeenLaw } from './cut-law.ts'
import { type Likeliest, memberOf, type TwoParameterFamily } from './families.ts'
import { minimumNear } from './minimum.ts'
import { logMoments } from './spans.ts'

/** Least and greatest spread that is looked at: sigma, 1 / shape or cv. */
const spreadMin = 0.001
const spreadMax = 50

/**
 * Maximum likelihood over place and spread. For blurred spans this is exact if the blur is uniform: the density of
 * what was seen at d is (F(d) - F(d - width)) / width.
 * @param cutUs where observations end: what takes as long is not among them.
 */
export function likeliestOfSpans(family: TwoParameterFamily, spans: Spans, cutUs = Infinity): Likeliest {
  const { mean, sd } = logMoments(spans)
  const spreadOf = (log: number): number => Math.min(spreadMax, Math.max(spreadMin, Math.exp(log)))
  const lawAt = ([place, spread]: readonly number[]): DistributionSpec =>
    memberOf(family, Math.exp(place), spreadOf(spread))
  const start = [mean, Math.log(Math.min(spreadMax, Math.max(0.05, sd)))]
  const { at, value } = minimumNear((point) => -spanLogLikelihood(lawAt(point), spans, cutUs), start, 0.3)
  return { law: lawAt(at), logLikelihood: -value }
}

export function spanLogLikelihood(spec: DistributionSpec, spans: Spans, cutUs = Infinity): number {
  const law = cutLaw(lawOf(spec), cutUs)
  let sum = 0
  for (let span = 0; span < spans.low.length; span++)
    sum += spans.count[span] * Math.log(chanceBetween(law, spans.low[span], spans.high[span]))
  return sum
}

/** P(low <= X < high), from the tail that is smaller. */
export function chanceBetween(law: SeenLaw, low: number, high: number): number {
  const above = law.probabilityAtLeast(low)
  return Math.max(0, above <= 0.5 ? above - law.probabilityAtLeast(high) : law.cdf(high) - law.cdf(low))
}
