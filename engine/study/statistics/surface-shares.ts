/**
 * How the variance of a number between drawn points divides among their parameters: as the coefficients of a polynomial in the parameters do that is
 * fitted to the points by least squares (polynomial chaos: Sudret, Reliability Engineering and System Safety 93 (2008), 964-979), orthogonal
 * under the law of the draws. Degree, interactions and scale - values or ranks - are those that foretell left-out points best. What
 * the polynomial does not explain may be anybody's, so it is added to the upper ends. How sure shares are, tenths of the points say (jackknife).
 */

import type { ShareBasis, VarianceShare } from '../../contract/sweep-result.ts'
import { square } from '../../kernel/power.ts'
import { Cholesky } from './cholesky.ts'
import { differ, halfWidth, joined, within } from './variance-shares.ts'

/** The values of a parameter by point. Those without an order are names of levels. */
export type Column = { readonly values: readonly number[]; readonly isOrdered: boolean }

export type SurfaceShares = {
  readonly first: readonly VarianceShare[]
  /** `null` = the polynomial leaves too much open. */
  readonly total: readonly VarianceShare[] | null
  readonly pairs: readonly (readonly [first: number, second: number, share: VarianceShare])[]
  readonly unexplained: number
}

const folds = 10
const pointsMin = 12
const termsMax = 120
/** Points times terms squared: what a fit takes, about a nanosecond each. */
const fitCostMax = 50_000_000
/** Points for each coefficient, at least. */
const pointsPerTerm = 2
/** Above it total orders are unknown; and above it, everything. */
const unexplainedMax = 0.2
const roughMin = 0.5
const dependenceMax = 0.3
/** Degrees, each without and with products of two parameters. */
const degrees = [1, 2, 3, 4, 5, 6, 7, 8] as const

/**
 * @param replications numbers of one replication each, by point.
 * @param isStratified the values of each parameter are spread as its law is; else they are as random as all that is found.
 */
export function surfaceShares(
  columns: readonly Column[],
  replications: readonly (readonly number[])[],
  isStratified: boolean,
): SurfaceShares | Extract<ShareBasis, 'chance' | 'dependent' | 'few-points' | 'rough'> {
  const repeats = joined(replications)
  const y = meanOf(repeats)
  if (y.length < pointsMin) return 'few-points'
  if (!differ(repeats)) return 'chance'
  const scales = [columns, columns.map(ranked)].map((scaled) => scaled.map(basisOf))
  if (mostDependent(scales[1]) > Math.max(dependenceMax, 3 / Math.sqrt(y.length))) return 'dependent'
  const termsHere = Math.min(termsMax, y.length / pointsPerTerm, Math.sqrt(fitCostMax / y.length))
  const fits = scales.flatMap((bases) =>
    candidates(bases)
      .filter((terms) => terms.length <= termsHere)
      .flatMap((terms) => fitOf(terms, bases, y) ?? []),
  )
  if (fits.length === 0) return 'few-points'
  const best = fits.reduce((least, fit) => (fit.error < least.error ? fit : least))
  return sharesOf(best, columns.length, repeats, isStratified)
}

/** A function of one parameter at the points; mean 0 and variance 1. */
type Basis = readonly { readonly degree: number; readonly at: Float64Array }[]

/** Orthonormal at the points: powers of the rank, or contrasts of the levels. */
function basisOf({ values, isOrdered }: Column): Basis {
  const levels = [...new Set(values)].sort((a, b) => a - b)
  const raw = isOrdered
    ? degrees.filter((degree) => degree < levels.length).map((degree) => powersOf(scaled(values), degree))
    : levels.slice(1).map((level) => Float64Array.from(values, (value) => Number(value === level)))
  const done: Float64Array[] = []
  for (const column of raw) {
    const mean = sumOf(column) / column.length
    const at = column.map((each) => each - mean)
    // Twice, so that rounding leaves nothing.
    for (const other of [...done, ...done]) {
      const share = dot(at, other) / at.length
      for (let point = 0; point < at.length; point++) at[point] -= share * other[point]
    }
    const size = Math.sqrt(dot(at, at) / at.length)
    if (size > 1e-9) done.push(at.map((each) => each / size))
  }
  return done.map((at, index) => ({ degree: isOrdered ? index + 1 : 1, at }))
}

/** To [-1, 1]. */
function scaled(values: readonly number[]): Float64Array {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return Float64Array.from(values, (value) => (2 * (value - least)) / (most - least) - 1)
}

/** By rank, equal values in the middle of theirs: what was drawn from a span of many sizes is as even as the draws. */
function ranked({ values, isOrdered }: Column): Column {
  const sorted = Float64Array.from(values).sort()
  const middle = new Map<number, number>()
  for (let first = 0; first < sorted.length; ) {
    let next = first
    while (next < sorted.length && sorted[next] === sorted[first]) next++
    middle.set(sorted[first], (first + next) / 2)
    first = next
  }
  return { values: values.map((value) => middle.get(value)!), isOrdered }
}

function powersOf(values: Float64Array, degree: number): Float64Array {
  return values.map((value) => {
    let product = 1
    for (let power = 0; power < degree; power++) product *= value
    return product
  })
}

function mostDependent(bases: readonly Basis[]): number {
  let most = 0
  for (const [index, basis] of bases.entries())
    for (const other of bases.slice(index + 1))
      for (const a of basis.filter(({ degree }) => degree === 1))
        for (const b of other.filter(({ degree }) => degree === 1))
          most = Math.max(most, Math.abs(dot(a.at, b.at)) / a.at.length)
  return most
}

/** A product of functions of one parameter, or of two; of none it is 1. */
type Term = readonly (readonly [parameter: number, place: number])[]

function candidates(bases: readonly Basis[]): Term[][] {
  return degrees.flatMap((degree) => {
    const single = bases.flatMap((basis, parameter) =>
      basis.flatMap((own, place) => (own.degree <= degree ? [[[parameter, place]] as Term] : [])),
    )
    const double = single.flatMap((a, index) =>
      single.slice(index + 1).flatMap((b) => {
        const [[one, place], [other, otherPlace]] = [a[0], b[0]]
        const together = bases[one][place].degree + bases[other][otherPlace].degree
        return one !== other && together <= degree ? [[...a, ...b] as Term] : []
      }),
    )
    return degree === 1
      ? [[[], ...single]]
      : [
          [[], ...single],
          [[], ...single, ...double],
        ]
  })
}

type Solution = {
  readonly coefficients: Float64Array
  readonly variances: Float64Array
  /** Of some of the terms together, over the points of the solution. */
  readonly varianceOf: (terms: readonly number[]) => number
  /** Variance of what is left. */
  readonly residual: number
}
type Fit = Solution & {
  readonly terms: readonly Term[]
  /** Mean square of what is foretold wrongly of points that are left out. */
  readonly error: number
  /** Without the points of one fold. */
  readonly left: readonly Solution[]
}

function fitOf(terms: readonly Term[], bases: readonly Basis[], y: Float64Array): Fit | undefined {
  const count = terms.length
  const rows = Array.from(y, (_, point) =>
    Float64Array.from(terms, (term) =>
      term.reduce((product, [parameter, place]) => product * bases[parameter][place].at[point], 1),
    ),
  )
  const sums = Array.from({ length: folds }, () => new Sums(count))
  for (const [point, row] of rows.entries()) sums[point % folds].add(row, y[point])
  const all = sums.reduce((sum, each) => sum.plus(each), new Sums(count))
  const whole = all.solve()
  if (whole === undefined) return undefined
  let error = 0
  const left: Solution[] = []
  for (const [fold, own] of sums.entries()) {
    const solution = all.minus(own).solve()
    if (solution === undefined) return undefined
    left.push(solution)
    for (let point = fold; point < y.length; point += folds)
      error += square(y[point] - dot(rows[point], solution.coefficients))
  }
  return { terms, error: error / y.length, left, ...whole }
}

/** Sums of products over points: what least squares need of them. */
class Sums {
  readonly #count: number
  readonly #gram: Float64Array
  readonly #moments: Float64Array
  #squares = 0
  #points = 0

  constructor(count: number) {
    this.#count = count
    this.#gram = new Float64Array(count * count)
    this.#moments = new Float64Array(count)
  }

  add(row: Float64Array, y: number): void {
    for (let i = 0; i < this.#count; i++) {
      this.#moments[i] += row[i] * y
      for (let j = 0; j <= i; j++) this.#gram[i * this.#count + j] += row[i] * row[j]
    }
    this.#squares += y * y
    this.#points++
  }

  plus(other: Sums): Sums {
    return this.#combined(other, 1)
  }

  minus(other: Sums): Sums {
    return this.#combined(other, -1)
  }

  #combined(other: Sums, sign: number): Sums {
    const sums = new Sums(this.#count)
    for (let index = 0; index < this.#gram.length; index++)
      sums.#gram[index] = this.#gram[index] + sign * other.#gram[index]
    for (let index = 0; index < this.#count; index++)
      sums.#moments[index] = this.#moments[index] + sign * other.#moments[index]
    sums.#squares = this.#squares + sign * other.#squares
    sums.#points = this.#points + sign * other.#points
    return sums
  }

  #varianceOf(terms: readonly number[], coefficients: Float64Array): number {
    let mean = 0
    let squares = 0
    for (const i of terms) {
      mean += (coefficients[i] * this.#gram[i * this.#count]) / this.#points
      for (const j of terms) {
        const product = this.#gram[Math.max(i, j) * this.#count + Math.min(i, j)] / this.#points
        squares += coefficients[i] * coefficients[j] * product
      }
    }
    return squares - square(mean)
  }

  /** Coefficients and their variances; nothing where terms cannot be told apart. */
  solve(): Solution | undefined {
    const cholesky = Cholesky.of(this.#gram, this.#count)
    if (cholesky === undefined || this.#points <= this.#count) return undefined
    const coefficients = cholesky.solve(this.#moments)
    const left = Math.max(0, this.#squares - dot(coefficients, this.#moments))
    const residual = left / (this.#points - this.#count)
    const variances = cholesky.inverseDiagonal().map((each) => each * residual)
    const varianceOf = (terms: readonly number[]): number => this.#varianceOf(terms, coefficients)
    return { coefficients, variances, residual, varianceOf }
  }
}

function sharesOf(
  { terms, left, ...whole }: Fit,
  count: number,
  repeats: readonly Float64Array[],
  isStratified: boolean,
): SurfaceShares | 'rough' {
  const pairs = Array.from({ length: count }, (_, a) => a).flatMap((a) =>
    Array.from({ length: count - a - 1 }, (_, index) => [a, a + index + 1] as const),
  )
  const kinds = [...Array.from({ length: count }, (_, parameter) => [parameter]), ...pairs]
  /** Of each kind, then what is left beyond chance; then total orders. */
  const termsOf = kinds.map((kind) => [...terms.keys()].filter((index) => isOver(terms[index], kind)))
  const partsOf = ({ coefficients, variances, residual, varianceOf }: Solution, chance: number): number[] => {
    const explained = termsOf.map((own) => {
      const variance = isStratified ? sumOf(own.map((index) => square(coefficients[index]))) : varianceOf(own)
      return variance - sumOf(own.map((index) => variances[index]))
    })
    const left = Math.max(0, residual - chance)
    const whole = sumOf(explained) + left
    const parts = [...explained, left].map((part) => part / whole)
    const total = Array.from({ length: count }, (_, parameter) =>
      sumOf(kinds.map((kind, index) => (kind.includes(parameter) ? parts[index] : 0))),
    )
    return [...parts, ...total]
  }
  const parts = partsOf(whole, chanceOf(repeats))
  const unexplained = within(parts[kinds.length])
  if (unexplained > roughMin) return 'rough'
  const without = left.map((solution, fold) =>
    partsOf(solution, chanceOf(repeats.map((own) => own.filter((_, point) => point % folds !== fold)))),
  )
  const shares = parts.map((value, place): VarianceShare => {
    const half = halfWidth(
      value,
      without.map((each) => each[place]),
    )
    return { value: within(value), low: within(value - half), high: within(value + half + unexplained) }
  })
  return {
    first: shares.slice(0, count),
    total: unexplained > unexplainedMax ? null : shares.slice(kinds.length + 1),
    pairs: pairs.map(([a, b], index) => [a, b, shares[count + index]]),
    unexplained,
  }
}

/** Whether a term has just these parameters. */
function isOver(term: Term, parameters: readonly number[]): boolean {
  return term.length === parameters.length && term.every(([parameter]) => parameters.includes(parameter))
}

/** The part of chance in the variance between the means of points: less what replications have in common. */
function chanceOf(repeats: readonly Float64Array[]): number {
  const count = repeats.length
  if (count === 1) return 0
  const ofMeans = varianceOf(meanOf(repeats))
  const ofOne = sumOf(repeats.map((repeat) => varianceOf(repeat))) / count
  return (ofOne - ofMeans) / (count - 1)
}

function meanOf(repeats: readonly Float64Array[]): Float64Array {
  return repeats[0].map((_, point) => sumOf(repeats.map((repeat) => repeat[point])) / repeats.length)
}

function varianceOf(y: Float64Array): number {
  const mean = sumOf(y) / y.length
  let squares = 0
  for (const each of y) squares += square(each - mean)
  return squares / y.length
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += a[index] * b[index]
  return sum
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index]
  return sum
}
