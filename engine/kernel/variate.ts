/**
 * Variates: one uniform of the stream each, whatever the kind, so that two settings that share a stream stay
 * in step. Nothing is allocated, but for the table of a gamma row when it is first sampled.
 */
import { lowerBound, probabilityAtLeast, quantile } from './distribution-law.ts'
import { type DistributionId, DistributionKind, type Distributions } from './distribution-table.ts'
import { gammaUpperQuantile } from './gamma.ts'
import { normalQuantile } from './normal.ts'
import { power } from './power.ts'
import { nextUniform, type Streams } from './random-stream.ts'

/** The largest double below 1: a uniform that was rescaled stays below 1. */
const belowOne = 1 - Number.EPSILON / 2
const gammaCells = 4096
/**
 * So many cells at either end are inverted exactly, 1 draw in 64: further in, interpolation shifts no upper tail by
 * more than 1.5e-4 of its probability.
 */
const gammaCellsExact = 32

/** A variate of the distribution. */
export function sample(d: Distributions, id: DistributionId, streams: Streams, row: number): number {
  return variate(d, id, nextUniform(streams, row))
}

/** A variate conditional on being at least x. Throws if that is impossible. */
export function sampleAtLeast(
  d: Distributions,
  id: DistributionId,
  x: number,
  streams: Streams,
  row: number,
): number {
  const tail = probabilityAtLeast(d, id, x)
  if (!(tail > 0))
    throw new Error(`broken invariant: distribution ${id} is sampled at or above ${x}, which it never is`)
  return variateAtLeast(d, id, x, tail, nextUniform(streams, row))
}

/** Whether a larger uniform never gives a smaller variate: not in a mixture, where the uniform picks the part. */
export function risesWithUniform(d: Distributions, id: DistributionId): boolean {
  return d.kind[id] !== DistributionKind.Mixture
}

/** The variate that a uniform gives. */
export function variate(d: Distributions, id: DistributionId, u: number): number {
  switch (d.kind[id]) {
    case DistributionKind.Gamma:
      return variateOfGamma(d, id, u)
    case DistributionKind.Mixture: {
      // The uniform picks the part; where it lies within the part's share is uniform again.
      let index = d.first[id]
      let rest = u
      for (const last = d.second[id] - 1; index < last && rest >= d.pool[index]; index++)
        rest -= d.pool[index]
      return variate(d, d.part[index], Math.min(belowOne, rest / d.pool[index]))
    }
    default:
      return quantile(d, id, u)
  }
}

/** Inverts by a table, linear within a cell; in the outer cells, where the tails are, exactly. Rises with the uniform. */
function variateOfGamma(d: Distributions, id: DistributionId, u: number): number {
  const position = u * gammaCells
  const cell = Math.floor(position)
  if (cell < gammaCellsExact || cell >= gammaCells - gammaCellsExact) return quantile(d, id, u)
  let table = d.gammaTable[id]
  if (table === undefined) {
    table = Float64Array.from({ length: gammaCells }, (_, index) => quantile(d, id, index / gammaCells))
    d.gammaTable[id] = table
  }
  const low = table[cell]
  return low + (position - cell) * (table[cell + 1] - low)
}

/** The variate, at least x, that a uniform gives; `tail` is P(X >= x), above 0. */
function variateAtLeast(d: Distributions, id: DistributionId, x: number, tail: number, u: number): number {
  const first = d.first[id]
  const second = d.second[id]
  /** Share of the whole that lies above the variate. */
  const above = tail * (1 - u)
  switch (d.kind[id]) {
    case DistributionKind.Constant:
      return first
    case DistributionKind.Uniform:
      return Math.max(x, second - above * (second - first))
    case DistributionKind.Exponential:
      return Math.max(0, x) - first * Math.log1p(-u)
    case DistributionKind.Normal:
      return Math.max(0, x, first - second * normalQuantile(above))
    case DistributionKind.Lognormal:
      return Math.max(x, first * Math.exp(-second * normalQuantile(above)))
    case DistributionKind.Weibull:
      return Math.max(x, first * power(-Math.log(above), 1 / second))
    case DistributionKind.Gamma:
      return Math.max(x, first * gammaUpperQuantile(second, above))
    case DistributionKind.Pareto:
      return Math.max(x, first * power(above, -1 / second))
    case DistributionKind.Empirical: {
      const start = lowerBound(d.pool, first, second, x, false)
      return d.pool[start + Math.floor(u * (second - start))]
    }
    default: {
      let rest = u * tail
      for (let index = first; ; index++) {
        const part = d.part[index]
        const partTail = probabilityAtLeast(d, part, x)
        const share = d.pool[index] * partTail
        if (rest < share || !isPossibleAfter(d, id, index, x)) {
          return variateAtLeast(d, part, x, partTail, Math.min(belowOne, rest / share))
        }
        rest -= share
      }
    }
  }
}

/** Whether a part of a mixture behind `index` can be at least x. */
function isPossibleAfter(d: Distributions, id: DistributionId, index: number, x: number): boolean {
  for (let later = index + 1; later < d.second[id]; later++) {
    if (probabilityAtLeast(d, d.part[later], x) > 0) return true
  }
  return false
}
