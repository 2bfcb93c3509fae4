/** One distribution by itself, for formulas outside the hot loop; a simulation numbers its distributions instead. */

import type { DistributionSpec } from '../contract/distribution-spec.ts'
import { cdf, probabilityAtLeast, quantile } from './distribution-law.ts'
import { DistributionBuilder, meanOf } from './distribution-table.ts'

export type Law = {
  /** `Infinity` for a law without a mean. */
  readonly mean: number
  /** P(X <= x), exact near 0. */
  cdf(x: number): number
  /** P(X >= x), exact in the far tail; it counts an atom at x. */
  probabilityAtLeast(x: number): number
  /** The value below which a share u of [0, 1] lies. */
  quantile(u: number): number
}

export function lawOf(spec: DistributionSpec): Law {
  const builder = new DistributionBuilder()
  const id = builder.add(spec)
  const table = builder.build()
  return {
    mean: meanOf(table, id),
    cdf: (x) => cdf(table, id, x),
    probabilityAtLeast: (x) => probabilityAtLeast(table, id, x),
    quantile: (u) => quantile(table, id, u),
  }
}
