/**
 * What a slow phase does to a probe, by the number of its runs that begin within it: a Markov chain over failures in a row,
 * with one probability of failure within the phase and another before it.
 */
import { wholePower } from '../kernel/power.ts'

/** Runs that are followed one by one; a longer phase goes on as it did at the end of these. */
const runsMax = 20_000
/** After so many runs the failures in a row are distributed as they stay. */
const rowsKept = 200

export type PhaseEffect = {
  /** Expected number of mistakes that begin in the phase. */
  readonly mistakes: number
  /** Expected number of periods that the phase lasts: fewer than it has runs if a kill may end it. */
  readonly periods: number
  /** Expected number of periods, from each run on to the next, in which the container counts as failed. */
  readonly failedPeriods: number
  /** Probability of each number of failures in a row at its end, of a container that counts as well. */
  readonly rows: readonly number[]
  /** Probability that it counts as failed at the end. */
  readonly failed: number
}

export type PhaseChain = {
  readonly failureThreshold: number
  /** Successes in a row that end a mistake; undefined = a mistake restarts the container, and ends the phase with it. */
  readonly successThreshold?: number
  /** Probabilities that a run fails, before the phase and within it. */
  readonly calm: number
  readonly slow: number
}

export class PhaseRuns {
  private readonly chain: PhaseChain
  /** By number of runs: probability of each number of failures in a row of a container that counts as well. */
  private readonly rows: (readonly number[])[]
  /** Probability of each number of successes in a row of one that counts as failed, after the last run. */
  private failed: readonly number[]
  /** The same as in `rows`, after the last run. */
  private well: readonly number[]
  /** By number of runs. */
  private readonly mistakes: number[] = [0]
  private readonly periods: number[] = [0]
  private readonly failedPeriods: number[] = [0]
  private readonly failedShare: number[] = [0]

  constructor(chain: PhaseChain) {
    this.chain = chain
    const { failureThreshold, calm } = chain
    const weights = Array.from({ length: failureThreshold }, (_, row) => wholePower(calm, row))
    const total = sumOf(weights)
    this.well = weights.map((weight) => weight / total)
    this.failed = new Array<number>(chain.successThreshold ?? 0).fill(0)
    this.rows = [this.well]
  }

  /** Of a phase with so many runs: a whole number, 0 or more. */
  after(runs: number): PhaseEffect {
    const known = Math.min(runs, runsMax)
    while (this.mistakes.length <= known) this.step()
    const beyond = runs - known
    const mistakes = grown(this.mistakes, known, beyond)
    return {
      mistakes: this.restarts ? Math.min(1, mistakes) : mistakes,
      periods: grown(this.periods, known, beyond),
      failedPeriods: grown(this.failedPeriods, known, beyond),
      rows: this.rowsAfter(known),
      failed: this.failedShare[known],
    }
  }

  private get restarts(): boolean {
    return this.chain.successThreshold === undefined
  }

  private rowsAfter(runs: number): readonly number[] {
    if (runs < this.rows.length) return this.rows[runs]
    // Of a container that is still there.
    const last = this.rows[this.rows.length - 1]
    const alive = this.restarts ? Math.max(0, 1 - this.mistakes[runs]) : 1 - this.failedShare[runs]
    const total = sumOf(last)
    return total === 0 ? last : last.map((probability) => (probability * alive) / total)
  }

  /** One more run. */
  private step(): void {
    const { failureThreshold, slow } = this.chain
    const last = this.mistakes.length - 1
    const { well, failed } = this
    const begun = well[failureThreshold - 1] * slow
    const successes = failed.length
    // P6: the sync that follows a removal makes the worker run once more, at once.
    const recoveredAtOnce = successes === 1 ? begun * (1 - slow) : 0
    const recovered = successes === 0 ? 0 : failed[successes - 1] * (1 - slow) + recoveredAtOnce
    this.mistakes.push(this.mistakes[last] + begun)
    this.periods.push(this.periods[last] + sumOf(well) + sumOf(failed))
    this.well = [sumOf(well) * (1 - slow) + recovered, ...well.slice(0, -1).map((p) => p * slow)]
    if (successes > 0) {
      const next = [(sumOf(failed) + begun) * slow, ...failed.slice(0, -1).map((p) => p * (1 - slow))]
      if (successes > 1) next[1] += begun * (1 - slow)
      this.failed = next
    }
    this.failedShare.push(sumOf(this.failed))
    this.failedPeriods.push(this.failedPeriods[last] + sumOf(this.failed))
    if (this.rows.length < rowsKept) this.rows.push(this.well)
  }
}

/** A running sum, continued beyond what was followed. */
function grown(sums: readonly number[], known: number, beyond: number): number {
  return beyond === 0 ? sums[known] : sums[known] + beyond * (sums[known] - sums[known - 1])
}

function sumOf(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

/** So long a row is summed; a longer one has no cancellation to fear. */
const summedMax = 100

/**
 * Expected number of independent trials until so many in a row have come out one way, which each does with `probability`:
 * (1 - p^k) / ((1 - p) p^k) (Feller, An Introduction to Probability Theory, volume 1, XIII.7), as a sum: without
 * cancellation, and for p = 1.
 */
export function runsUntil(inARow: number, probability: number): number {
  if (inARow > summedMax)
    return probability === 1 ? inARow : (wholePower(probability, -inARow) - 1) / (1 - probability)
  let sum = 0
  for (let k = 1; k <= inARow; k++) sum += wholePower(probability, -k)
  return sum
}
