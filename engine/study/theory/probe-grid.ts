/**
 * A probe's ticks as a grid on which gaps and slow phases begin and end. Where one begins is told by the time until the next tick,
 * which lies between two nodes; what lies between two is divided among them so that its mean stays.
 */

/** What a run does to the count of a probe within one span. */
export type CountRule = {
  readonly failureThreshold: number
  /** Successes in a row that end a mistake; 0 = a mistake restarts the container. */
  readonly successThreshold: number
  /** Probability that a run fails. */
  readonly failure: number
  /** Length of a run that fails, in periods: after it comes the run that a removal triggers (P6). */
  readonly runPeriods: number
  /** Ticks without a run that a new container has on average, by its initial delay; 0 = none. */
  readonly waitTicks: number
}

/** What happens in a span, expected. */
export type Tally = {
  /** Periods that its ticks begin. */
  periods: number
  mistakes: number
  /** Mistakes that end. */
  recoveries: number
  /** Periods in which the container counts as failed. */
  failedPeriods: number
}

export function emptyTally(): Tally {
  return { periods: 0, mistakes: 0, recoveries: 0, failedPeriods: 0 }
}

/**
 * Probability of each count at each node. The counts are: failures in a row of a container that counts as well; successes in a row of
 * one that counts as failed; and one that waits for its initial delay.
 */
export class Board {
  readonly cells: number
  readonly width: number
  readonly mass: Float64Array

  constructor(cells: number, { failureThreshold, successThreshold }: CountRule) {
    this.cells = cells
    this.width = failureThreshold + successThreshold + 1
    this.mass = new Float64Array((cells + 1) * this.width)
  }

  clear(): void {
    this.mass.fill(0)
  }

  /** @param periods until the next tick, from 0 to 1. */
  add(periods: number, count: number, mass: number): void {
    const place = periods * this.cells
    const node = Math.min(this.cells - 1, Math.floor(place))
    const share = place - node
    this.mass[node * this.width + count] += mass * (1 - share)
    this.mass[(node + 1) * this.width + count] += mass * share
  }
}

/** Where the mean of an exponential time of this rate lies that is over within 1, as a share of it. */
export function meanOfEnded(rate: number): number {
  return rate < 1e-4 ? 0.5 - rate / 12 : 1 / rate - Math.exp(-rate) / -Math.expm1(-rate)
}

/**
 * One run of each count in the row that begins at `at`. Returns the mass of mistakes that begin, and counts what happens `weight` times.
 * @param meets share of the removals whose triggered run (P6) comes at once, and so in the row; the others leave it.
 */
export function runCounts(
  mass: Float64Array,
  at: number,
  { failureThreshold, successThreshold, failure, waitTicks }: CountRule,
  meets: number,
  weight: number,
  tally: Tally,
): number {
  const success = 1 - failure
  const firstFailed = at + failureThreshold
  const waiting = firstFailed + successThreshold
  let well = 0
  for (let count = at; count < firstFailed; count++) well += mass[count]
  const begun = failure * mass[firstFailed - 1]
  for (let count = firstFailed - 1; count > at; count--) mass[count] = failure * mass[count - 1]
  const ready = mass[waiting] / Math.max(1, waitTicks)
  mass[waiting] -= ready
  let recovered = 0
  if (successThreshold > 0) {
    const triggered = begun * meets
    let failed = 0
    for (let count = firstFailed; count < waiting; count++) failed += mass[count]
    recovered = success * mass[waiting - 1]
    for (let count = waiting - 1; count > firstFailed; count--) mass[count] = success * mass[count - 1]
    mass[firstFailed] = failure * (failed + triggered)
    if (successThreshold === 1) recovered += success * triggered
    else mass[firstFailed + 1] += success * triggered
    tally.recoveries += weight * recovered
    tally.failedPeriods += weight * (failed + triggered - recovered)
  }
  mass[at] = success * well + recovered + ready
  tally.mistakes += weight * begun
  return begun
}
