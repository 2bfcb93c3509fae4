/** Quantiles of the binomial distribution, for intervals of percentiles. Not for hot loops. */
import { lnGamma } from './gamma.ts'

/** Standard deviations below the mean where the sum begins: what lies lower is less than 1e-15. */
const reach = 9

/** Least k with P(X <= k) >= `share`, of `count` trials that succeed with probability `p`; all in (0, 1). */
export function binomialQuantile(count: number, p: number, share: number): number {
  const spread = Math.sqrt(count * p * (1 - p))
  let k = Math.max(0, Math.floor(count * p - reach * spread - 1))
  const logChoose = lnGamma(count + 1) - lnGamma(k + 1) - lnGamma(count - k + 1)
  let term = Math.exp(logChoose + k * Math.log(p) + (count - k) * Math.log1p(-p))
  let sum = term
  while (sum < share && k < count) {
    term *= ((count - k) / (k + 1)) * (p / (1 - p))
    k++
    sum += term
  }
  return k
}
