/**
 * What a slow phase does to a probe, by the number of its runs that begin within it: a Markov chain over failures in a row,
 * with one probability of failure within the phase and another before and after it.
 */

/** Runs that are followed one by one; a longer phase goes on as it did at the end of these. */
const runsMax = 20_000

export type PhaseEffect = {
  /** Expected number of mistakes, those that begin in the phase and end after it included. */
  readonly mistakes: number
  /** Expected number of periods that the phase lasts: fewer than it has runs if a kill may end it. */
  readonly periods: number
  /** Expected number of periods, within the phase and after it, in which the container counts as failed. */
  readonly failedPeriods: number
}

export type PhaseChain = {
  readonly failureThreshold: number
  /** Successes in a row that end a mistake; undefined = a mistake restarts the container, and ends the phase with it. */
  readonly successThreshold?: number
  /** Probabilities that a run fails, outside the phase and within it. */
  readonly calm: number
  readonly slow: number
}

export class PhaseRuns {
  private readonly chain: PhaseChain
  /** Probability of each number of failures in a row, so far, of a container that counts as well. */
  private well: number[]
  /** Probability of each number of successes in a row of one that counts as failed. */
  private failed: number[]
  /** By number of runs. */
  private readonly mistakes: number[] = [0]
  private readonly periods: number[] = [0]
  private readonly failedPeriods: number[] = [0]
  private readonly tails: PhaseTail[] = []

  constructor(chain: PhaseChain) {
    this.chain = chain
    const { failureThreshold, calm } = chain
    const weights = Array.from({ length: failureThreshold }, (_, row) => calm ** row)
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    this.well = weights.map((weight) => weight / total)
    this.failed = new Array<number>(chain.successThreshold ?? 0).fill(0)
    this.tails.push(this.tail())
  }

  /** Of a phase with so many runs: a whole number, 0 or more. */
  after(runs: number): PhaseEffect {
    const known = Math.min(runs, runsMax)
    while (this.mistakes.length <= known) this.step()
    const { mistakes, failedPeriods } = this.tails[known]
    const beyond = runs - known
    const found = {
      mistakes: grown(this.mistakes, known, beyond) + mistakes,
      periods: grown(this.periods, known, beyond),
      failedPeriods: grown(this.failedPeriods, known, beyond) + failedPeriods,
    }
    return this.restarts ? { ...found, mistakes: Math.min(1, found.mistakes) } : found
  }

  private get restarts(): boolean {
    return this.chain.successThreshold === undefined
  }

  /** One more run. */
  private step(): void {
    const { failureThreshold, slow } = this.chain
    const last = this.mistakes.length - 1
    const inPhase = sumOf(this.well) + sumOf(this.failed)
    const begun = this.well[failureThreshold - 1] * slow
    const { well, failed } = this
    const successes = failed.length
    // P6: the sync that follows a removal makes the worker run once more, at once.
    const recoveredAtOnce = successes === 1 ? begun * (1 - slow) : 0
    const recovered = successes === 0 ? 0 : failed[successes - 1] * (1 - slow) + recoveredAtOnce
    this.well = [sumOf(well) * (1 - slow) + recovered, ...well.slice(0, -1).map((p) => p * slow)]
    if (successes > 0) {
      this.failed = [(sumOf(failed) + begun) * slow, ...failed.slice(0, -1).map((p) => p * (1 - slow))]
      if (successes > 1) this.failed[1] += begun * (1 - slow)
    }
    this.mistakes.push(this.mistakes[last] + begun)
    this.periods.push(this.periods[last] + inPhase)
    this.failedPeriods.push(this.failedPeriods[last] + sumOf(this.failed))
    this.tails.push(this.tail())
  }

  /** What comes of the failures in a row that stand at the end of the phase. */
  private tail(): PhaseTail {
    const { failureThreshold, successThreshold, calm } = this.chain
    // No failures in a row is what any moment outside a phase has.
    const begun = this.well.reduce(
      (sum, probability, row) => (row === 0 ? sum : sum + probability * calm ** (failureThreshold - row)),
      0,
    )
    if (successThreshold === undefined) return { mistakes: begun, failedPeriods: 0 }
    // The period before the first run that counts has been counted with the run before it, or P6 leaves it out.
    const recovery = runsUntil(successThreshold, 1 - calm) - 1
    return { mistakes: begun, failedPeriods: (sumOf(this.failed) + begun) * recovery }
  }
}

type PhaseTail = { readonly mistakes: number; readonly failedPeriods: number }

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
  if (inARow > summedMax) return probability === 1 ? inARow : (probability ** -inARow - 1) / (1 - probability)
  let sum = 0
  for (let k = 1; k <= inARow; k++) sum += probability ** -k
  return sum
}
