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
