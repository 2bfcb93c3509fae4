/**
 * How the variance of a number among observations divides among factors that add up. Where the levels of factors are independent
 * of each other, as in a full grid, each has the variance between its levels. Where they are not, as by chance in a drawn design,
 * two factors explain some of it in common: a factor then has what it explains beyond those before it, averaged over orders in
 * which it comes first as often as last (Lindeman, Merenda and Gold 1980). So shares never add up to more than there is.
 */
import { square } from '../kernel/power.ts'

/** The level of each observation. Factors that group the observations alike are one. */
export type Factor = readonly string[]

/** A fit ends when a round explains less than this share of the variance. */
const roundShareMin = 1e-12
/** Factors that nearly explain each other may take longer: the rest is then left unexplained. */
const roundsMax = 200

/**
 * Shares of the variance, by factor, in [0, 1]: epsilon squared (Kelley 1935), what a factor explains less what chance alone would
 * give to so many levels, chance being what all factors leave. A factor without influence has about 0, however many levels it has.
 * @param values finite, not all equal.
 */
export function varianceShares(values: readonly number[], factors: readonly Factor[]): number[] {
  const groupings = factors.map(groupNumbers)
  const names = groupings.map((groups) => groups.join())
  const distinctNames = [...new Set(names)]
  const distinct = distinctNames.map((name) => groupings[names.indexOf(name)])
  const left = unexplained(values, distinct)
  const total = left([])
  const freedom = distinct.map((groups) => Math.max(...groups))
  const freedomLeft = values.length - 1 - freedom.reduce((sum, each) => sum + each, 0)
  const byChance = freedomLeft > 0 ? left(distinct.keys()) / freedomLeft : 0
  const orders = ordersOf(distinct.length)
  const shares = distinct.map((_, factor) => {
    const beyondOthers = orders.map((order) => {
      const before = order.slice(0, order.indexOf(factor))
      return left(before) - left([...before, factor])
    })
    const explained = beyondOthers.reduce((sum, each) => sum + each, 0) / orders.length
    const share = (explained - freedom[factor] * byChance) / total
    // No more digits than the fit has.
    return Math.min(1, Math.max(0, Number(share.toFixed(9))))
  })
  return names.map((name) => shares[distinctNames.indexOf(name)])
}

/** Levels as numbers from 0, in the order in which they first come. */
function groupNumbers(factor: Factor): number[] {
  const numbers = new Map<string, number>()
  return factor.map((level) => {
    if (!numbers.has(level)) numbers.set(level, numbers.size)
    return numbers.get(level)!
  })
}

/** Every factor once at each place from the front, and once from the back: up to three factors, these are all orders. */
function ordersOf(count: number): number[][] {
  const forwards = Array.from({ length: count }, (_, first) =>
    Array.from({ length: count }, (_, place) => (first + place) % count),
  )
  return [...forwards, ...forwards.map((order) => order.toReversed())]
}

/** The sum of squares that a sum of some of the factors leaves; each choice of factors is fitted once. */
function unexplained(
  values: readonly number[],
  groupings: readonly (readonly number[])[],
): (chosen: Iterable<number>) => number {
  const known = new Map<string, number>()
  return (chosen) => {
    const sorted = [...chosen].sort((a, b) => a - b)
    const name = sorted.join()
    if (!known.has(name))
      known.set(
        name,
        sumOfSquaresLeft(
          values,
          sorted.map((factor) => groupings[factor]),
        ),
      )
    return known.get(name)!
  }
}

/** Least squares round by round: the mean of each level is taken out, factor after factor, until nothing is left to take. */
function sumOfSquaresLeft(values: readonly number[], groupings: readonly (readonly number[])[]): number {
  const residuals = Float64Array.from(values)
  const everything = new Array<number>(values.length).fill(0)
  const total = takeMeans(residuals, everything)
  let left = total
  for (let round = 0; round < roundsMax; round++) {
    const before = left
    for (const groups of groupings) left = takeMeans(residuals, groups)
    if (before - left <= roundShareMin * total) break
  }
  return left
}

/** Takes the mean of its level out of each residual; returns the sum of squares that is left. */
function takeMeans(residuals: Float64Array, groups: readonly number[]): number {
  const sums: number[] = []
  const counts: number[] = []
  for (const [index, group] of groups.entries()) {
    sums[group] = (sums[group] ?? 0) + residuals[index]
    counts[group] = (counts[group] ?? 0) + 1
  }
  let left = 0
  for (const [index, group] of groups.entries()) {
    residuals[index] -= sums[group] / counts[group]
    left += square(residuals[index])
  }
  return left
}
