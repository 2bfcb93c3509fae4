/** The slow phases of a container as formulas see them: a mean gap, and points that stand for the law of their length. */

import { lawOf } from '../kernel/law.ts'
import type { BehaviorSpec } from '../model/cluster-spec.ts'
import type { PhaseEffect, PhaseRuns } from './phase-runs.ts'

/** Points that stand for the law of the length of a phase. */
const points = 64

export class SlowPhases {
  /** Mean time between two phases, in seconds; 0 = the container is slow for ever. */
  readonly gapSeconds: number
  /** Quantiles of the length, in seconds; the longest that are not finite are left out. */
  private readonly lengths: readonly number[]

  /** Undefined if there are none. */
  static of({ slow }: Pick<BehaviorSpec, 'slow'>): SlowPhases | undefined {
    if (slow === undefined) return undefined
    const gapUs = lawOf(slow.every).mean
    return gapUs === Infinity ? undefined : new SlowPhases(gapUs / 1e6, slow)
  }

  private constructor(gapSeconds: number, slow: NonNullable<BehaviorSpec['slow']>) {
    const law = lawOf(slow.for)
    const isForEver = law.mean === Infinity
    this.gapSeconds = isForEver ? 0 : gapSeconds
    this.lengths = isForEver
      ? [Infinity]
      : Array.from({ length: points }, (_, index) => law.quantile((index + 0.5) / points) / 1e6)
  }

  get isForEver(): boolean {
    return this.lengths[0] === Infinity
  }

  /** The mean effect of a phase; the first run within it comes at any time of the period. */
  effect(runs: PhaseRuns, periodSeconds: number): PhaseEffect & { readonly seconds: number } {
    let mistakes = 0
    let failedPeriods = 0
    let periods = 0
    let seconds = 0
    for (const length of this.lengths) {
      const count = length / periodSeconds
      const whole = Math.floor(count)
      const fewer = runs.after(whole)
      const more = runs.after(whole + 1)
      const share = count - whole
      const mean = (name: keyof PhaseEffect): number => (1 - share) * fewer[name] + share * more[name]
      mistakes += mean('mistakes')
      failedPeriods += mean('failedPeriods')
      periods += mean('periods')
      // Of all runs that the phase would have, those that come before a kill.
      seconds += count === 0 ? 0 : length * Math.min(1, mean('periods') / count)
    }
    const n = this.lengths.length
    return {
      mistakes: mistakes / n,
      failedPeriods: failedPeriods / n,
      periods: periods / n,
      seconds: seconds / n,
    }
  }
}
