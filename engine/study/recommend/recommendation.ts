/**
 * The output contract of `recommend`: settings for probes, what each rests on, and what it costs. Figures are those of the
 * whole workload unless they say otherwise; a month has 30 days. `null` is "unknown or does not apply".
 */
import type { ProbeHandler, ProbeTypeName } from '../../model/cluster-spec.ts'
import type { Comparison } from '../comparison-result.ts'
import type { ProbeSetting } from '../failure-detector.ts'

export type { ProbeSetting }

export const monthSeconds = 30 * 86_400

export const objectives = ['probe-load', 'detection'] as const
/** What is made as small as the limits allow: probe runs per second, or the time until a hang is noticed. */
export type Objective = (typeof objectives)[number]

/** What must hold, by the name of the option that says it. */
export type Limits = {
  /** Of liveness probes, the worst case of P20 for a hang; `null` = no slower than now. */
  readonly 'detect-within': number | null
  /** The same of readiness probes. */
  readonly 'remove-within': number | null
  /** False restarts of all containers of a workload together. */
  readonly 'false-restarts-per-month': number
  /** Times that a well container of the workload loses its endpoints; `null` = no more than now, or than one. */
  readonly 'false-removals-per-month': number | null
  /** That a start is cut short by the startup probe, or, without one, by the liveness probe. */
  readonly 'startup-kill-probability': number
  /** Runs per second of the liveness and readiness probes of a node; `null` = no limit. */
  readonly 'max-probes-per-node': number | null
  /** Share of a node's processors that they may take; `null` = no limit. */
  readonly 'max-probe-cpu': number | null
}
export type LimitName = keyof Limits

export type Question = { readonly limits: Limits; readonly objective: Objective }

/** A setting and what the formulas say of it. */
export type RatedSetting = {
  readonly setting: ProbeSetting
  /** Of a hang, uniform between the two (P20). */
  readonly detectionSecondsLow: number
  readonly detectionSecondsHigh: number
  /** Of one container. */
  readonly probesPerSecond: number
  /** False restarts, or false removals, of all containers of the workload; `null` of a startup probe. */
  readonly mistakesPerMonth: number | null
  /** Between two mistakes about one container; `Infinity` = there are none. */
  readonly mistakeRecurrenceSeconds: number | null
  readonly mistakeDurationSeconds: number | null
  /** Share of the time in which a well container counts as well. */
  readonly queryAccuracyRatio: number | null
  /** `null` of a readiness probe, and of a liveness probe that a startup probe holds back. */
  readonly startKillProbability: number | null
}

/**
 * How sure the figures of the recommended setting are. `formula`: exact, for runs fail independently. `simulated`: mistakes
 * were counted, for failures come in clumps, and the 95 % interval is below the limit. `noise`: the interval holds the limit; the
 * formula, which is close, is below it.
 */
export type Evidence = {
  readonly basis: 'formula' | 'simulated' | 'noise'
  readonly simulation: MistakeCount | null
}

/** Mistakes that a simulation counted, and the 95 % interval of their number per month for the whole workload. */
export type MistakeCount = {
  readonly containerDays: number
  readonly count: number
  readonly perMonthLow: number
  readonly perMonthHigh: number
}

/** A setting next to the recommended one that costs less, and what speaks against it. */
export type Neighbour = {
  readonly rated: RatedSetting
  readonly breaks: readonly LimitName[]
  /** Absent where a formula alone decides. */
  readonly simulation?: MistakeCount
  /**
   * It can be told neither from what the limit allows nor from what it does not: by the simulation or, without one, by a formula that
   * simulations of others have refuted.
   */
  readonly isWithinNoise: boolean
}

/** Why no setting is recommended. */
export type Infeasibility = {
  /** Limits of which each by itself stands in the way: without it there would be a setting. */
  readonly binding: readonly LimitName[]
  /** What comes closest: the fewest mistakes in time, and the soonest with few enough mistakes. */
  readonly calmest: RatedSetting | null
  readonly soonest: RatedSetting | null
}

/** What a liveness probe is good for, per month and workload, by the behavior of the container. */
export type Worth = {
  /** Hangs that it notices; `null` = the behavior says of no hang. */
  readonly hangsPerMonth: number | null
  readonly falseRestartsPerMonth: number
}

export type ProbeRecommendation = {
  /** Index into `spec.workloads`. */
  readonly workloadIndex: number
  /** As in `summary.csv`. */
  readonly workload: string
  readonly container: string
  readonly probe: ProbeTypeName
  readonly handler: ProbeHandler
  /** Whether it can notice a hang at all: one that only connects cannot. */
  readonly noticesHangs: boolean
  /** Containers of the workload that have it. */
  readonly containers: number
  /** Resolved: the limit, or the present worst case; `null` of a startup probe. */
  readonly detectWithinSeconds: number | null
  /** Resolved: the limit on false restarts or removals; `null` of a startup probe. */
  readonly mistakesPerMonthMax: number | null
  readonly current: RatedSetting
  readonly currentBreaks: readonly LimitName[]
  /** `null` = no setting satisfies the limits. */
  readonly recommended: RatedSetting | null
  readonly evidence: Evidence
  /** Settings of at most one step less in each number that cost less; empty for a startup probe. */
  readonly neighbours: readonly Neighbour[]
  readonly infeasibility: Infeasibility | null
  /** What would be recommended if all answers and starts took twice as long; `null` = nothing. */
  readonly whenTwiceAsSlow: RatedSetting | null
  /** The recommended setting then. */
  readonly recommendedWhenTwiceAsSlow: RatedSetting | null
  /** Settings of which none is better than another in load, detection and mistakes at once. */
  readonly front: readonly RatedSetting[]
  /** Of liveness probes. */
  readonly worth: Worth | null
}

/** A probe that no formula speaks of. */
export type SkippedProbe = {
  readonly workload: string
  readonly container: string
  readonly probe: ProbeTypeName
  readonly reason: string
}

/** The busiest node, by all liveness and readiness probes. */
export type NodeLoad = {
  readonly probesPerSecond: number
  /** `null` if no node says how many processors it has. */
  readonly cpuRatio: number | null
}

export type Recommendation = {
  readonly question: Question
  /** By workload, container and type of probe, in the order of the spec. */
  readonly probes: readonly ProbeRecommendation[]
  readonly skipped: readonly SkippedProbe[]
  readonly load: { readonly current: NodeLoad; readonly recommended: NodeLoad }
  /** Limits of nodes that even the settings with the least load break. */
  readonly nodeLimitsBroken: readonly LimitName[]
  /** The scenario itself, simulated with the present and with the recommended settings; `null` = nothing changes. */
  readonly scenarioCheck: Comparison | null
}
