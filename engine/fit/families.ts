/** Families of two parameters: the likeliest member for values in closed form or by Newton's method. */

import type { DistributionSpec, Spans } from '../contract/fit-result.ts'
import { digamma, trigamma } from '../kernel/digamma.ts'
import { lnGamma } from '../kernel/gamma.ts'
import { square } from '../kernel/power.ts'
import { logMoments } from './spans.ts'

export const twoParameterFamilies = ['lognormal', 'weibull', 'gamma'] as const
export type TwoParameterFamily = (typeof twoParameterFamilies)[number]

export type Likeliest = { readonly law: DistributionSpec; readonly logLikelihood: number }

/** Shapes beyond these are spreads that no measurement resolves, or tails that no sample shows. */
export const shapeMin = 0.02
export const shapeMax = 5000

/** Maximum likelihood for values that are not all equal. */
export const likeliestOfValues: Readonly<Record<TwoParameterFamily, (spans: Spans) => Likeliest>> = {
  lognormal: (spans) => {
    const { n, mean, sd } = logMoments(spans)
    const logLikelihood = -n * (mean + Math.log(sd) + 0.5 * Math.log(2 * Math.PI) + 0.5)
    return { law: { kind: 'lognormal', median: Math.exp(mean), sigma: sd }, logLikelihood }
  },

  weibull: (spans) => {
    const { n, mean, sd } = logMoments(spans)
    // Powers of value / geometric mean, so that none overflows.
    const logs = spans.low.map((value) => Math.log(value) - mean)
    const excess = (shape: number): { value: number; slope: number } => {
      let sum = 0
      let first = 0
      let second = 0
      for (let span = 0; span < logs.length; span++) {
        const weight = spans.count[span] * Math.exp(shape * logs[span])
        sum += weight
        first += weight * logs[span]
        second += weight * square(logs[span])
      }
      const middle = first / sum
      return { value: middle - 1 / shape, slope: second / sum - square(middle) + 1 / square(shape) }
    }
    // The standard deviation of the logarithm is pi / sqrt(6) / shape.
    const shape = risingRoot(excess, Math.PI / Math.sqrt(6) / sd)
    const power = logs.reduce((sum, log, span) => sum + spans.count[span] * Math.exp(shape * log), 0) / n
    const logScale = mean + Math.log(power) / shape
    const logLikelihood = n * (Math.log(shape) - shape * logScale + (shape - 1) * mean - 1)
    return { law: { kind: 'weibull', scale: Math.exp(logScale), shape }, logLikelihood }
  },

  gamma: (spans) => {
    const { n, mean: logMean } = logMoments(spans)
    const mean = spans.low.reduce((sum, value, span) => sum + spans.count[span] * value, 0) / n
    const gap = Math.log(mean) - logMean
    // Minka's start (Estimating a Gamma distribution, 2002), within 1.5 %.
    const start = (3 - gap + Math.sqrt(square(gap - 3) + 24 * gap)) / (12 * gap)
    const shape = risingRoot(
      (k) => ({ value: gap - Math.log(k) + digamma(k), slope: trigamma(k) - 1 / k }),
      start,
    )
    const scale = mean / shape
    const logLikelihood = n * ((shape - 1) * logMean - shape - shape * Math.log(scale) - lnGamma(shape))
    return { law: { kind: 'gamma', mean, cv: 1 / Math.sqrt(shape) }, logLikelihood }
  },
}

/** Root of a rising function of a shape: Newton's steps on its logarithm, halved where they would leave the bounds. */
function risingRoot(f: (shape: number) => { value: number; slope: number }, start: number): number {
  let low = Math.log(shapeMin)
  let high = Math.log(shapeMax)
  let at = Math.min(high, Math.max(low, Math.log(start)))
  for (let step = 0; step < 100; step++) {
    const shape = Math.exp(at)
    const { value, slope } = f(shape)
    if (value > 0) high = at
    else low = at
    let next = at - value / (slope * shape)
    if (!(next >= low && next <= high)) next = 0.5 * (low + high)
    if (Math.abs(next - at) < 1e-12) break
    at = next
  }
  return Math.exp(at)
}

/** The family's member of a place and a spread: median or scale or mean, and sigma or 1 / shape or cv. */
export function memberOf(family: TwoParameterFamily, place: number, spread: number): DistributionSpec {
  switch (family) {
    case 'lognormal':
      return { kind: 'lognormal', median: place, sigma: spread }
    case 'weibull':
      return { kind: 'weibull', scale: place, shape: 1 / spread }
    case 'gamma':
      return { kind: 'gamma', mean: place, cv: spread }
  }
}
