/** Counting: statistics over observations, and of sorted data. */

/** Statistics over observations; mean and variance after Welford (Technometrics 4 (1962), 419-420). */
export class Tally {
  count = 0
  /** `Infinity` while empty. */
  min = Infinity
  /** `-Infinity` while empty. */
  max = -Infinity

  private centre = 0
  private squares = 0

  record(value: number): void {
    this.count++
    const before = value - this.centre
    this.centre += before / this.count
    this.squares += before * (value - this.centre)
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
  }

  /** Adds the observations of another tally; the result differs from recording them by rounding only. */
  merge(other: Tally): void {
    if (other.count === 0) return
    const count = this.count + other.count
    const apart = other.centre - this.centre
    this.centre += (apart * other.count) / count
    this.squares += other.squares + (apart * apart * this.count * other.count) / count
    this.count = count
    this.min = Math.min(this.min, other.min)
    this.max = Math.max(this.max, other.max)
  }

  /** NaN while empty. */
  get mean(): number {
    return this.count === 0 ? NaN : this.centre
  }

  /** Of the sample (divided by count - 1); NaN below two observations. */
  get variance(): number {
    return this.count < 2 ? NaN : this.squares / (this.count - 1)
  }
}

/**
 * Nearest-rank percentile of ascending data, p in [0, 1]: the value at rank ceil(p * n), counted from 1. NaN if
 * there is none.
 */
export function nearestRank(sorted: Float64Array | readonly number[], p: number): number {
  return sorted.length === 0 ? NaN : sorted[rankOf(p, sorted.length) - 1]
}

/** Rank, from 1, of share p among `count`. A product like 0.07 * 100 that rounds up over a whole number is that number. */
export function rankOf(p: number, count: number): number {
  return Math.min(count, Math.max(1, Math.ceil(p * count - 1e-9)))
}

/**
 * Half width of a two-sided interval of Student's distribution, in standard errors: P(|T| <= value) = p, for p
 * in [0, 1) and a whole number of degrees of freedom from 1 on. Bisection on the closed sums (Abramowitz and
 * Stegun 26.7.3, 26.7.4), which are in the angle atan(t / sqrt(df)).
 */
export function studentT(p: number, df: number): number {
  let low = 0
  let high = Math.PI / 2
  for (;;) {
    const angle = 0.5 * (low + high)
    if (angle <= low || angle >= high) return Math.tan(angle) * Math.sqrt(df)
    if (studentTWithin(angle, df) < p) low = angle
    else high = angle
  }
}

/** P(|T| <= tan(angle) * sqrt(df)). */
function studentTWithin(angle: number, df: number): number {
  const cosine = Math.cos(angle)
  const isOdd = df % 2 === 1
  let term = isOdd ? cosine : 1
  let sum = df === 1 ? 0 : term
  for (let power = isOdd ? 3 : 2; power <= df - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine
    sum += term
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum
}
