/** The slow phases of a container as formulas see them, and what a phase does to a probe, its aftermath included. */
import { type Law, lawOf } from '../kernel/law.ts'
import type { BehaviorSpec } from '../model/cluster-spec.ts'
import { type PhaseChain, type PhaseEffect, type PhaseRuns, runsUntil } from './phase-runs.ts'

/** Points that stand for the law of the length of a phase. */
const points = 64
/** Simulated time has no shorter spans. */
const leastSeconds = 1e-6

/** The mean effect of a phase on a probe. */
export type MeanEffect = {
  readonly mistakes: number
  /** How long it lasts: less than its length if a kill may end it. */
  readonly seconds: number
  readonly failedSeconds: number
}

export class SlowPhases {
  /** Mean time between two phases, in seconds; 0 = the container is slow for ever. */
  readonly gapSeconds: number
  /** Quantiles of the length, in seconds. */
  readonly #lengths: readonly number[]
  /** Share of the time that is slow. */
  readonly #slowShare: number
  /** How fast the state forgets what it was, per second. */
  readonly #changeRate: number
  readonly #gap: Law

  /** Undefined if there are none. */
  static of({ slow }: Pick<BehaviorSpec, 'slow'>): SlowPhases | undefined {
    if (slow === undefined) return undefined
    const gap = lawOf(slow.every)
    return gap.mean === Infinity ? undefined : new SlowPhases(gap, lawOf(slow.for))
  }

  private constructor(gap: Law, law: Law) {
    const gapSeconds = gap.mean / 1e6
    const lengthSeconds = law.mean / 1e6
    const isForEver = lengthSeconds === Infinity
    this.#gap = gap
    this.gapSeconds = isForEver ? 0 : gapSeconds
    this.#lengths = isForEver
      ? [Infinity]
      : Array.from({ length: points }, (_, index) => law.quantile((index + 0.5) / points) / 1e6)
    this.#slowShare = isForEver ? 1 : lengthSeconds / (lengthSeconds + gapSeconds)
    this.#changeRate = 1 / Math.max(gapSeconds, leastSeconds) + 1 / Math.max(lengthSeconds, leastSeconds)
  }

  get isForEver(): boolean {
    return this.#lengths[0] === Infinity
  }

  /**
   * The first run within a phase comes at any time of the period.
   * @param runs of this chain.
   */
  effect(runs: PhaseRuns, chain: PhaseChain, periodSeconds: number): MeanEffect {
    const sum = { mistakes: 0, seconds: 0, failedSeconds: 0 }
    const recoveryPeriods =
      chain.successThreshold === undefined ? 0 : runsUntil(chain.successThreshold, 1 - chain.calm) - 1
    const add = (weight: number, length: number, count: number, from: number, to: number): void => {
      if (weight === 0) return
      const own = runs.after(count)
      const begun = this.#aftermath(own, chain, periodSeconds, from * periodSeconds, to * periodSeconds)
      sum.mistakes += weight * (own.mistakes + begun.inPhase + begun.between)
      // Of all runs that the phase would have, those that come before a kill.
      sum.seconds += weight * (count === 0 ? length : length * Math.min(1, own.periods / count))
      // P6: the run that follows a removal at once fails too if it meets the same phase; then a period passes.
      const failedPeriods =
        own.failedPeriods +
        (own.failed + begun.inPhase + begun.between) * recoveryPeriods +
        begun.inPhase * chain.slow
      sum.failedSeconds += weight * periodSeconds * failedPeriods
    }
    for (const length of this.#lengths) {
      const whole = Math.floor(length / periodSeconds)
      const share = length / periodSeconds - whole
      // With one run more, the last one is closer to the end of the phase, and the next farther from it.
      add((1 - share) / points, length, whole, 0, 1 - share)
      add(share / points, length, whole + 1, 1 - share, 1)
    }
    return sum
  }

  /**
   * Mistakes that failures in a row at the end of a phase come to after it: by chance between phases, or in another phase. The
   * state then changes as if gaps and phases were exponential, only more or less often, by how likely so short a gap is.
   * @param from, to when the next run comes, in seconds from the end of the phase: any time between the two.
   */
  #aftermath(
    { rows }: PhaseEffect,
    chain: PhaseChain,
    periodSeconds: number,
    from: number,
    to: number,
  ): { readonly inPhase: number; readonly between: number } {
    const { failureThreshold, calm, slow } = chain
    const share = this.#slowShare
    const rate = this.#changeRate
    const meanDecay =
      to - from < 1e-9
        ? Math.exp(-rate * from)
        : (Math.exp(-rate * from) - Math.exp(-rate * to)) / (rate * (to - from))
    const decay = Math.exp(-rate * periodSeconds)
    const frequency = this.#frequencyWithin(failureThreshold * periodSeconds)
    let inPhase = share * (1 - meanDecay) * frequency
    let between = 1 - inPhase
    const begun = { inPhase: 0, between: 0 }
    for (let more = 1; more < failureThreshold; more++) {
      inPhase *= slow
      between *= calm
      begun.inPhase += rows[failureThreshold - more] * inPhase
      begun.between += rows[failureThreshold - more] * between
      const all = inPhase + between
      const left = inPhase * (1 - share) * (1 - decay)
      inPhase += between * share * (1 - decay) * frequency - left
      between = all - inPhase
    }
    return begun
  }

  /** How much likelier a gap is to be over within these seconds than an exponential one of the same mean. */
  #frequencyWithin(seconds: number): number {
    const exponential = -Math.expm1(-seconds / Math.max(this.gapSeconds, leastSeconds))
    return this.#gap.cdf(seconds * 1e6) / exponential
  }
}
