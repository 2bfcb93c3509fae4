/** The law of a distribution row: distribution function, upper tail, and their inverses. */
import { type DistributionId, DistributionKind, type Distributions } from './distribution-table.ts'
import { gammaLowerTail, gammaQuantile, gammaUpperTail } from './gamma.ts'
import { normalQuantile, normalUpperTail } from './normal.ts'
import { power } from './power.ts'

/** P(X <= x). */
export function cdf(d: Distributions, id: DistributionId, x: number): number {
  const first = d.first[id]
  const second = d.second[id]
  switch (d.kind[id]) {
    case DistributionKind.Constant:
      return x >= first ? 1 : 0
    case DistributionKind.Uniform:
      return Math.min(1, Math.max(0, (x - first) / (second - first)))
    case DistributionKind.Exponential:
      return x <= 0 ? 0 : -Math.expm1(-x / first)
    case DistributionKind.Normal:
      return x < 0 ? 0 : normalUpperTail((first - x) / second)
    case DistributionKind.Lognormal:
      return x <= 0 ? 0 : normalUpperTail(Math.log(first / x) / second)
    case DistributionKind.Weibull:
      return x <= 0 ? 0 : -Math.expm1(-power(x / first, second))
    case DistributionKind.Gamma:
      return gammaLowerTail(second, x / first)
    case DistributionKind.Pareto:
      return x <= first ? 0 : -Math.expm1(-second * Math.log(x / first))
    case DistributionKind.Empirical:
      return (lowerBound(d.pool, first, second, x, true) - first) / (second - first)
    default: {
      let sum = 0
      for (let index = first; index < second; index++) sum += d.pool[index] * cdf(d, d.part[index], x)
      return Math.min(1, sum)
    }
  }
}

/** P(X >= x): not 1 - cdf, so exact in the far tail, and it counts an atom at x. */
export function probabilityAtLeast(d: Distributions, id: DistributionId, x: number): number {
  const first = d.first[id]
  const second = d.second[id]
  switch (d.kind[id]) {
    case DistributionKind.Constant:
      return x <= first ? 1 : 0
    case DistributionKind.Uniform:
      return Math.min(1, Math.max(0, (second - x) / (second - first)))
    case DistributionKind.Exponential:
      return x <= 0 ? 1 : Math.exp(-x / first)
    case DistributionKind.Normal:
      return x <= 0 ? 1 : normalUpperTail((x - first) / second)
    case DistributionKind.Lognormal:
      return x <= 0 ? 1 : normalUpperTail(Math.log(x / first) / second)
    case DistributionKind.Weibull:
      return x <= 0 ? 1 : Math.exp(-power(x / first, second))
    case DistributionKind.Gamma:
      return gammaUpperTail(second, x / first)
    case DistributionKind.Pareto:
      return x <= first ? 1 : power(x / first, -second)
    case DistributionKind.Empirical:
      return (second - lowerBound(d.pool, first, second, x, false)) / (second - first)
    default: {
      let sum = 0
      for (let index = first; index < second; index++) {
        sum += d.pool[index] * probabilityAtLeast(d, d.part[index], x)
      }
      return Math.min(1, sum)
    }
  }
}

/** Value below which a share u of [0, 1] lies; for data the value at position floor(u * n). */
export function quantile(d: Distributions, id: DistributionId, u: number): number {
  const first = d.first[id]
  const second = d.second[id]
  switch (d.kind[id]) {
    case DistributionKind.Constant:
      return first
    case DistributionKind.Uniform:
      return first + u * (second - first)
    case DistributionKind.Exponential:
      return -first * Math.log1p(-u)
    case DistributionKind.Normal:
      return Math.max(0, first + second * normalQuantile(u))
    case DistributionKind.Lognormal:
      return first * Math.exp(second * normalQuantile(u))
    case DistributionKind.Weibull:
      return first * power(-Math.log1p(-u), 1 / second)
    case DistributionKind.Gamma:
      return first * gammaQuantile(second, u)
    case DistributionKind.Pareto:
      return first * power(1 - u, -1 / second)
    case DistributionKind.Empirical:
      return d.pool[first + Math.min(second - first - 1, Math.floor(u * (second - first)))]
    default:
      return quantileOfMixture(d, id, u)
  }
}

/** First position in [start, end) of an ascending column whose value is at least x, or above x if `strictly`. */
export function lowerBound(
  column: Float64Array,
  start: number,
  end: number,
  x: number,
  strictly: boolean,
): number {
  let low = start
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if (strictly ? column[middle] <= x : column[middle] < x) low = middle + 1
    else high = middle
  }
  return low
}

/** The least x with cdf(x) >= u, by bisection between the quantiles of the parts. */
function quantileOfMixture(d: Distributions, id: DistributionId, u: number): number {
  let low = Infinity
  let high = -Infinity
  for (let index = d.first[id]; index < d.second[id]; index++) {
    const value = quantile(d, d.part[index], u)
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (cdf(d, id, low) >= u) return low
  if (high === Infinity) {
    if (cdf(d, id, Number.MAX_VALUE) < u) return Infinity
    high = Math.max(1, 2 * low)
    while (cdf(d, id, high) < u) high *= 2
  }
  for (;;) {
    const middle = low + 0.5 * (high - low)
    if (middle <= low || middle >= high) return high
    if (cdf(d, id, middle) >= u) high = middle
    else low = middle
  }
}
