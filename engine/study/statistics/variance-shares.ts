/**
 * How the variance of a number between the points of a full grid divides among its parameters: exactly, as analysis of variance and
 * Sobol (Mathematical Modelling and Computational Experiments 1 (1993), 407-414) divide it. First order is what a parameter does by itself, total
 * order what vanishes when it is held; between two parameters stands what they do to each other. The part that chance has in each is
 * taken out: products of different replications have the same mean without it. How sure a share is, the replications say (jackknife: Efron and Stein,
 * Annals of Statistics 9 (1981), 586-596).
 */

import type { VarianceShare } from '../../contract/sweep-result.ts'
import { normalQuantile } from '../../kernel/normal.ts'
import { power, square } from '../../kernel/power.ts'
import { studentT, Tally } from '../../kernel/statistics.ts'
import { confidence } from './estimates.ts'

export type VarianceShares = {
  /** By parameter. */
  readonly first: readonly VarianceShare[]
  readonly total: readonly VarianceShare[]
  /** By pair of parameters, the first smaller than the second. */
  readonly pairs: readonly (readonly [first: number, second: number, share: VarianceShare])[]
  /** What three parameters or more do to each other; `null` = there are no three. */
  readonly rest: VarianceShare | null
}

/** Replications are joined to at most this many groups: more would say no more about chance, and take longer. */
const repeatsMax = 20
/** Two sets of replications say nothing of how sure their difference is. */
const repeatsMin = 3

/**
 * @param levels number of the level from 0, by parameter, then point: each combination of levels once.
 * @param replications numbers of one replication each, by point.
 * @returns `null` where points do not differ beyond chance.
 */
export function varianceShares(
  levels: readonly (readonly number[])[],
  replications: readonly (readonly number[])[],
): VarianceShares | null {
  const repeats = joined(replications)
  if (!differ(repeats)) return null
  const parts = partsOf(levels.length)
  const points = replications[0].length
  const forms = parts.map((part) =>
    groupsOf(
      part.map((parameter) => levels[parameter]),
      points,
    ),
  )
  const shares = (variances: readonly number[]): number[] => sharesOf(levels.length, variances)
  const found = jackknife(repeats, (y) => forms.map((groups) => varianceBetween(y, groups)), shares)
  if (found === null) return null
  const count = levels.length
  const pairs = pairsOf(count)
  return {
    first: found.slice(0, count),
    total: found.slice(count, 2 * count),
    pairs: pairs.map(([a, b], index) => [a, b, found[2 * count + index]]),
    rest: count < 3 ? null : found[2 * count + pairs.length],
  }
}

/** Sets of parameters whose variances are needed: all, each, all but each, and pairs. */
function partsOf(count: number): number[][] {
  const all = Array.from({ length: count }, (_, parameter) => parameter)
  return [
    all,
    ...all.map((parameter) => [parameter]),
    ...all.map((parameter) => all.filter((other) => other !== parameter)),
    ...pairsOf(count).map((pair) => [...pair]),
  ]
}

function pairsOf(count: number): (readonly [number, number])[] {
  return Array.from({ length: count }, (_, a) => a).flatMap((a) =>
    Array.from({ length: count - a - 1 }, (_, index) => [a, a + index + 1] as const),
  )
}

/** First orders, total orders, pairs, and the rest, of variances in the order of `partsOf`. */
function sharesOf(count: number, [whole, ...variances]: readonly number[]): number[] {
  const first = variances.slice(0, count).map((each) => each / whole)
  const total = variances.slice(count, 2 * count).map((each) => 1 - each / whole)
  const pairs = pairsOf(count).map(
    ([a, b], index) => variances[2 * count + index] / whole - first[a] - first[b],
  )
  const rest = 1 - sumOf(first) - sumOf(pairs)
  return [...first, ...total, ...pairs, ...(count < 3 ? [] : [rest])]
}

/**
 * Quotients of variances, each without the chance in it, with their intervals.
 * @param variancesOf quadratic in the numbers of the points; the first is that between all points.
 * @returns `null` where that one is no more than chance.
 */
function jackknife(
  repeats: readonly Float64Array[],
  variancesOf: (y: Float64Array) => number[],
  sharesOf: (variances: readonly number[]) => number[],
): VarianceShare[] | null {
  const count = repeats.length
  const whole = summed(repeats)
  const own = repeats.map(variancesOf)
  const ownSums = own[0].map((_, part) => sumOf(own.map((each) => each[part])))
  const without = (sums: readonly number[], ofSum: readonly number[], of: number): number[] =>
    of === 1 ? [...ofSum] : ofSum.map((each, part) => (each - sums[part]) / (of * (of - 1)))
  const variances = without(ownSums, variancesOf(whole), count)
  if (!(variances[0] > 0)) return null
  const shares = sharesOf(variances)
  if (count < repeatsMin) return shares.map((value) => ({ value: within(value), low: null, high: null }))
  const left = repeats.map((repeat, index) => {
    const sum = whole.map((each, point) => each - repeat[point])
    const sums = ownSums.map((each, part) => each - own[index][part])
    return without(sums, variancesOf(sum), count - 1)
  })
  // Without one of them nothing may be left to share: then nothing is known of how sure shares are.
  if (left.some(([each]) => !(each > 0)))
    return shares.map((value) => ({ value: within(value), low: 0, high: 1 }))
  const leftShares = left.map(sharesOf)
  return shares.map((value, place) => {
    const half = halfWidth(
      value,
      leftShares.map((each) => each[place]),
    )
    return { value: within(value), low: within(value - half), high: within(value + half) }
  })
}

/** Points are told from chance that makes no difference, one time in twenty by mistake. */
const sureness = 0.95

/**
 * Whether points differ by more than chance: analysis of variance of points and replications, for what all points have in common is no
 * difference (F, by Paulson's normal approximation, Annals of Mathematical Statistics 13 (1942), 233-235). One replication does not say.
 */
export function differ(repeats: readonly Float64Array[]): boolean {
  const count = repeats.length
  const means = summed(repeats).map((each) => each / count)
  const whole = meanOf(means)
  const between = count * means.reduce((sum, mean) => sum + square(mean - whole), 0)
  if (count === 1) return between > 0
  let within = 0
  for (const repeat of repeats) {
    const common = meanOf(repeat) - whole
    for (let point = 0; point < means.length; point++) within += square(repeat[point] - means[point] - common)
  }
  const size = means.reduce((sum, mean) => sum + square(mean), 0) * count
  // Rounding alone is no variance.
  if (!(between > 1e-24 * size)) return false
  if (within <= 1e-24 * size) return true
  const [over, under] = [means.length - 1, (means.length - 1) * (count - 1)]
  const root = power(between / over / (within / under), 1 / 3)
  const [a, b] = [2 / (9 * over), 2 / (9 * under)]
  return ((1 - b) * root - (1 - a)) / Math.sqrt(b * root * root + a) > normalQuantile(sureness)
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Half the interval of a number, from the numbers without one observation each. */
export function halfWidth(value: number, left: readonly number[]): number {
  const tally = new Tally()
  for (const each of left) tally.record(left.length * value - (left.length - 1) * each)
  return studentT(confidence, left.length - 1) * Math.sqrt(tally.variance / left.length)
}

/** A share, with no more digits than it has. */
export function within(value: number): number {
  return Math.min(1, Math.max(0, Number(value.toFixed(9))))
}

/** Sums of replications, so that there are not too many; those left over are left out. */
export function joined(replications: readonly (readonly number[])[]): Float64Array[] {
  const size = Math.ceil(replications.length / repeatsMax)
  const count = Math.floor(replications.length / size)
  return Array.from({ length: count }, (_, index) =>
    summed(replications.slice(index * size, (index + 1) * size)),
  )
}

function summed(vectors: readonly ArrayLike<number>[]): Float64Array {
  const sum = Float64Array.from(vectors[0])
  for (const vector of vectors.slice(1))
    for (let point = 0; point < sum.length; point++) sum[point] += vector[point]
  return sum
}

type Groups = { readonly of: Int32Array; readonly count: number }

/** Points that have the same levels in all of some parameters; without any, all are one group. */
function groupsOf(levels: readonly (readonly number[])[], points: number): Groups {
  const of = new Int32Array(points)
  let count = 1
  for (const own of levels) {
    const size = own.reduce((most, level) => Math.max(most, level + 1), 0)
    for (let point = 0; point < points; point++) of[point] = of[point] * size + own[point]
    count *= size
  }
  return { of, count }
}

/** Variance of the means of groups of one size. */
function varianceBetween(y: Float64Array, { of, count }: Groups): number {
  const sums = new Float64Array(count)
  let sum = 0
  for (let point = 0; point < y.length; point++) {
    sums[of[point]] += y[point]
    sum += y[point]
  }
  const mean = sum / y.length
  const size = y.length / count
  let squares = 0
  for (const each of sums) squares += square(each / size - mean)
  return squares / count
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
