/**
 * Intervals of counts of events that come by chance, from the counts of clusters that are independent of each other: replications, or
 * containers of a replication. Within a cluster events may come in clumps, as failures do in a slow phase, so the variance is
 * the one between clusters, and the interval is the exact one of a Poisson law (Garwood, Biometrika 28 (1936), 437-442) of clumps as large
 * as variance / mean (quasi-likelihood: McCullagh and Nelder, Generalized Linear Models, 6.2.3), its tails as wide as Student's
 * distribution has them. It is never narrower than the Poisson interval, unless the counts are surely more even than chance.
 */
import { gammaLowerTail, gammaQuantile, gammaUpperQuantile } from '../../kernel/gamma.ts'
import { normalQuantile, normalUpperTail } from '../../kernel/normal.ts'
import { square } from '../../kernel/power.ts'
import { studentT } from '../../kernel/statistics.ts'

export type Interval = { readonly low: number; readonly high: number }

/** Probability with which counts of a Poisson law are taken for more even than chance. */
const evenByChance = 0.01
/** Above it Wilson and Hilferty's cube root is exact to five digits. */
const exactMax = 100

/** Of the mean of a Poisson law, from one count; the count may be one of clumps, and so no whole number. */
export function poissonInterval(count: number, confidence: number): Interval {
  return poissonBounds(count, (1 - confidence) / 2)
}

/**
 * Of the expected total of clusters, from the count of each; `null` of fewer than two, for they say nothing of clumps.
 * @param exposures time or the like that each count is of, if they differ; positive.
 */
export function countInterval(
  counts: readonly number[],
  confidence: number,
  exposures?: readonly number[],
): Interval | null {
  const clusters = counts.length
  const total = sumOf(counts)
  if (total === 0) return poissonInterval(0, confidence)
  if (clusters < 2) return null
  const exposure = exposures === undefined ? clusters : sumOf(exposures)
  const squares = counts.reduce(
    (sum, count, index) => sum + square(count - (total * (exposures?.[index] ?? 1)) / exposure),
    0,
  )
  if (isEven(squares, total, clusters)) {
    const halfWidth = studentT(confidence, clusters - 1) * Math.sqrt((squares * clusters) / (clusters - 1))
    return { low: Math.max(0, total - halfWidth), high: total + halfWidth }
  }
  const poisson = poissonInterval(total, confidence)
  const clump = (squares * clusters) / (clusters - 1) / total
  if (clump === 0) return poisson
  const tail = normalUpperTail(studentT(confidence, clusters - 1))
  const { low, high } = poissonBounds(total / clump, tail)
  return { low: Math.min(poisson.low, low * clump), high: Math.max(poisson.high, high * clump) }
}

/**
 * Of the total of paired differences of counts, at least as wide as if what only one side has came one by one: events that are more, and
 * events that are less, each a Poisson count, their intervals joined by the squares of their lengths (MOVER: Zou and Donner,
 * Statistics in Medicine 27 (2008), 1693-1702). `null` where the differences are all 0, or surely more even than chance.
 */
export function discordantInterval(differences: readonly number[], confidence: number): Interval | null {
  const more = sumOf(differences.map((each) => Math.max(0, each)))
  const less = sumOf(differences.map((each) => Math.max(0, -each)))
  const total = more - less
  if (more + less === 0) return null
  const clusters = differences.length
  const squares = differences.reduce((sum, each) => sum + square(each - total / clusters), 0)
  if (isEven(squares, more + less, clusters)) return null
  return differenceInterval(
    { mean: less, ...poissonInterval(less, confidence) },
    { mean: more, ...poissonInterval(more, confidence) },
  )
}

/** Of `to - from`, two independent numbers with intervals of their own (MOVER, as above). */
export function differenceInterval(
  from: Interval & { readonly mean: number },
  to: Interval & { readonly mean: number },
): Interval {
  const mean = to.mean - from.mean
  return {
    low: mean - Math.hypot(to.mean - to.low, from.high - from.mean),
    high: mean + Math.hypot(to.high - to.mean, from.mean - from.low),
  }
}

/**
 * Whether independent counts of one law would hardly ever be so much alike: Fisher's index of dispersion, the squares larger by half of the least
 * step that whole numbers take.
 */
function isEven(squares: number, total: number, clusters: number): boolean {
  const index = ((squares + 1) * clusters) / total
  return gammaLowerTail((clusters - 1) / 2, index / 2) < evenByChance
}

function poissonBounds(count: number, tail: number): Interval {
  // Of a tail near 0 the other side has no digits left.
  const z = -normalQuantile(tail)
  if (count > exactMax) return { low: nearBound(count, -z), high: nearBound(count + 1, z) }
  return { low: count === 0 ? 0 : gammaQuantile(count, tail), high: gammaUpperQuantile(count + 1, tail) }
}

/** The quantile of a gamma law with a large shape, as far out as that of a normal law (Wilson and Hilferty 1931). */
function nearBound(shape: number, z: number): number {
  const root = Math.max(0, 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape)))
  return shape * root * root * root
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
