/** A distribution as plain data, in the unit of whoever uses it (simulated times: microseconds). */
export type DistributionSpec =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  /** Cut at 0: what would be negative is 0. */
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  | { readonly kind: 'lognormal'; readonly median: number; readonly sigma: number }
  | { readonly kind: 'weibull'; readonly scale: number; readonly shape: number }
  /** `cv` is the coefficient of variation, sd / mean. */
  | { readonly kind: 'gamma'; readonly mean: number; readonly cv: number }
  | { readonly kind: 'pareto'; readonly min: number; readonly alpha: number }
  /** Each value with equal weight; not empty. */
  | { readonly kind: 'empirical'; readonly values: readonly number[] }
  /** Weights are positive and need not add up to 1; not empty. */
  | { readonly kind: 'mixture'; readonly parts: readonly MixturePart[] }
  /** Always `Infinity`. */
  | { readonly kind: 'never' }

export type MixturePart = { readonly weight: number; readonly of: DistributionSpec }

/**
 * A lower bound of the mean, without special functions: exact but for normal and weibull laws. 0 only if every value is 0,
 * `Infinity` where the mean is infinite.
 */
export function leastMean(spec: DistributionSpec): number {
  switch (spec.kind) {
    case 'constant':
      return spec.value
    case 'never':
      return Infinity
    case 'uniform':
      return 0.5 * (spec.low + spec.high)
    case 'exponential':
    case 'gamma':
      return spec.mean
    case 'normal':
      return Math.max(spec.mean, 0.39 * spec.sd)
    case 'lognormal':
      return spec.median * Math.exp(0.5 * spec.sigma * spec.sigma)
    case 'weibull':
      // The gamma function is at least 0.885 above 1.
      return 0.88 * spec.scale
    case 'pareto':
      if (spec.min === 0) return 0
      return spec.alpha > 1 ? (spec.min * spec.alpha) / (spec.alpha - 1) : Infinity
    case 'empirical':
      return spec.values.reduce((sum, value) => sum + value / spec.values.length, 0)
    case 'mixture': {
      const total = spec.parts.reduce((sum, { weight }) => sum + weight, 0)
      return spec.parts.reduce((sum, { weight, of }) => sum + (weight / total) * leastMean(of), 0)
    }
  }
}
