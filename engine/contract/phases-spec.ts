/** Phases that come and go, as the input has them, and how many there may be: slow phases and pauses. */
import { type DistributionSpec, leastMean } from './distribution-spec.ts'

export type PhasesSpec = {
  /** From the end of a phase to the beginning of the next. */
  readonly every: DistributionSpec
  readonly for: DistributionSpec
}

/** Whose slow phases are: a container has its own; those of one node, or of one workload, share them. */
export const phaseScopes = ['container', 'node', 'workload'] as const
export type PhaseScope = (typeof phaseScopes)[number]

export type SlowPhasesSpec = PhasesSpec & {
  /** Multiplies latencies drawn in a phase; `Infinity` = no answer. */
  readonly factor: number
  /** Default: `container`. */
  readonly scope?: PhaseScope
  /** Phases go on when the container restarts: always if they are not its own. Default: they begin anew, with a gap. */
  readonly survivesRestart?: boolean
}

/** Whether they are not the process's: there all along, and not anew after a restart. */
export function outliveProcess({ scope = 'container', survivesRestart = false }: SlowPhasesSpec): boolean {
  return scope !== 'container' || survivesRestart
}

/** Phases of one kind of one container in a run, at most: each is drawn, whether or not a probe meets it. */
export const phasesMax = 10_000_000

/** Why phases cannot be simulated, as `makes ...; expected ...`; undefined if they can. */
export function phasesProblem(phases: PhasesSpec, durationUs: number): string | undefined {
  const cycleUs = leastMean(phases.every) + leastMean(phases.for)
  if (durationUs / cycleUs <= phasesMax) return undefined
  const found =
    cycleUs === 0
      ? 'without end'
      : `of ${cycleUs} us on average, ${Math.ceil(durationUs / cycleUs)} in the run`
  return `makes phases ${found}; expected at most ${phasesMax} in the run: every and for together at least ${Math.ceil(durationUs / phasesMax)} us on average`
}
