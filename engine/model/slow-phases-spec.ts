/** Slow phases as the input has them, and how many there may be. */
import { type DistributionSpec, leastMean } from '../kernel/distribution-spec.ts'

export type SlowPhasesSpec = {
  readonly every: DistributionSpec
  readonly for: DistributionSpec
  readonly factor: number
}

/** Slow phases of one container in a run, at most: each is drawn, whether or not a probe meets it. */
export const slowPhasesMax = 10_000_000

/** Why slow phases cannot be simulated, as `makes ...; expected ...`; undefined if they can. */
export function slowPhasesProblem(slow: SlowPhasesSpec, durationUs: number): string | undefined {
  const cycleUs = leastMean(slow.every) + leastMean(slow.for)
  if (durationUs / cycleUs <= slowPhasesMax) return undefined
  const found =
    cycleUs === 0
      ? 'without end'
      : `of ${cycleUs} us on average, ${Math.ceil(durationUs / cycleUs)} in the run`
  return `makes phases ${found}; expected at most ${slowPhasesMax} in the run: every and for together at least ${Math.ceil(durationUs / slowPhasesMax)} us on average`
}
