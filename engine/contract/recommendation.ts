/**
 * The output contract of `recommend`: settings for probes, what each rests on, and what it costs. Figures are those of the
 * whole workload unless they say otherwise; a month has 30 days. `null` is "unknown or does not apply".
 */

import type { ContainerRef, ProbeHandler, ProbeTypeName } from './cluster-spec.ts'
import type { Comparison } from './comparison-result.ts'
import type { ProbeSetting } from './probe-setting.ts'
import type { SummaryMetric } from './run-result.ts'

export type { ProbeSetting }

export const monthSeconds = 30 * 86_400

export const objectives = ['robust', 'probe-load', 'detection'] as const
/**
 * What is sought within the limits: the fewest mistakes, and the present setting unless they fall by half; or the fewest probe runs
 * per second, or the soonest detection.
 */
export type Objective = (typeof objectives)[number]

/** What must hold, by the name of the option that says it. */
export type Limits = {
  /** Of liveness probes, the worst case of P20 for a hang; `null` = no slower than now. */
  readonly 'detect-within': number | null
  /** The same of readiness probes. */
  readonly 'remove-within': number | null
  /** False restarts of all containers of a workload together; `null` = `limitDefaults`. */
  readonly 'false-restarts-per-month': number | null
  /** Times that a well container of the workload loses its endpoints; `null` = no more than now, or than one. */
  readonly 'false-removals-per-month': number | null
  /** That a start is cut short by the startup probe, or, without one, by the liveness probe; `null` = `limitDefaults`. */
  readonly 'startup-kill-probability': number | null
  /** Seconds of a standstill that passes by itself, in which liveness probes restart nothing; `null` = as long as the faults of the scenario last. */
  readonly outlast: number | null
  /** Runs per second of the liveness and readiness probes of a node; `null` = no limit. */
  readonly 'max-probes-per-node': number | null
  /** Share of a node's processors that they may take; `null` = no limit. */
  readonly 'max-probe-cpu': number | null
}
export type LimitName = keyof Limits

/** What holds where nobody named a limit: a budget for starts is then never lowered, for it costs nothing. */
export const limitDefaults = { 'false-restarts-per-month': 1, 'startup-kill-probability': 0.001 } as const

export type Question = {
  readonly limits: Limits
  readonly objective: Objective
  /** Whether the objective `robust` also changes what is neither broken nor harmful. */
  readonly all?: boolean
}

/** What the input says of a container; in a spec a default stands for what nobody knows. */
export type Known = {
  /** Whether it says how long the answers to each probe take. */
  readonly setsLatency: Readonly<Record<ProbeTypeName, boolean>>
}

export type KnownOf = (container: ContainerRef) => Known

/**
 * What a row is for the user, the most urgent first. `broken`: a limit that was named fails at the present setting. `harmful`: the
 * present setting makes more mistakes than `limitDefaults` allow, or cuts starts short. `better`: another setting makes at most half
 * the mistakes, or suits the objective better. `unknown`: nothing is known of its answers (or of the starts that it waits for), so only
 * the period may have changed. `leave`: as it should be.
 */
export const severities = ['broken', 'harmful', 'better', 'unknown', 'leave'] as const
export type Severity = (typeof severities)[number]

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
  /** The same of the first start of a new pod, whose first run comes nearly a period after it; `null` also where its moment is not known. */
  readonly firstStartKillProbability: number | null
}

/**
 * How sure the figures of the recommended setting are. `unknown`: a default stands for what nobody knows. `formula`: exact, for runs fail
 * independently. `unordered`: by that formula, but the order of the answers is not known, so failures may come together: up to `togetherPerMonth`. `simulated`: mistakes
 * were counted, for failures come in clumps, and the 95 % interval is below the limit. `noise`: the interval holds the limit; the
 * formula, which is close, is below it. `order`: only the order of the observations could tell whether the present setting keeps the
 * limit. `few`: only more observations could, or could say it for sure. `contradicted`: what is expected is far from what has happened.
 * `storm`: a formula gives them, and the scenario ends in a storm all the same, which no formula of one container sees. `queue`: a formula gives them, and its runs wait
 * with requests, by chance longer than their timeout.
 */
export type Evidence = {
  readonly basis:
    | 'formula'
    | 'unordered'
    | 'simulated'
    | 'noise'
    | 'unknown'
    | 'order'
    | 'few'
    | 'contradicted'
    | 'storm'
    | 'queue'
  readonly simulation: MistakeCount | null
  /** Of the laws that the observations allow, how many keep the limit on mistakes (of a startup probe, on starts cut short); `null` = none are given. */
  readonly draws: DrawsCount | null
  /** Mistakes a month of this setting if all failed runs come together: failed runs / failureThreshold; `null` = the order is known. */
  readonly togetherPerMonth: number | null
}

/** What draws of the fitted laws say of a setting. */
export type DrawsCount = {
  readonly kept: number
  readonly of: number
  /** Mistakes a month of the workload that 90 % of the draws do not exceed; of a startup probe the probability that a start is cut short. */
  readonly bound: number
  /** Observations that would be needed to be sure, with 90 % of such draws; `null` = there are enough, or no number would do. */
  readonly countNeeded: number | null
}

/** Where what is known of a probe's answers, or of the starts that a startup probe waits for, comes from. */
export type KnownBy =
  | {
      readonly from: 'observations'
      readonly count: number
      readonly censored: number
      readonly truncated: number
      readonly order: boolean
    }
  | { readonly from: 'user' }
  | { readonly from: 'nothing' }

/** Restarts (of a liveness probe) or removals (readiness) that were counted, and what the present setting lets expect of the same time. */
export type Happened = {
  readonly count: number
  readonly podDays: number
  readonly expected: number
  /** Of the whole workload. */
  readonly perMonth: number
  readonly expectedPerMonth: number
  /** Whether chance alone does not explain the difference. */
  readonly isContradicted: boolean
}

/**
 * Mistakes that a simulation counted, and the interval of their number per month for the whole workload: those of all settings that were
 * tried for a probe hold together with 95 % (`limit-test.ts`).
 */
export type MistakeCount = {
  readonly containerDays: number
  readonly count: number
  readonly perMonth: number
  /** Mean length of one, as `RatedSetting.mistakeDurationSeconds`; `null` = none was seen. */
  readonly mistakeSeconds: number | null
  readonly perMonthLow: number
  readonly perMonthHigh: number
  /** Where none was seen and no formula is exact: by importance splitting, with its own 95 % interval. */
  readonly rare?: { readonly perMonth: number; readonly perMonthLow: number; readonly perMonthHigh: number }
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

/** Requests that a probe waits with: shares of its runs that wait longer than the timeout, at the peak of the load. */
export type QueuedProbe = {
  /** `namespace/name`. */
  readonly service: string
  readonly lateRatio: number
  /** With one pod fewer. */
  readonly lateRatioThen: number
}

/** Why another failureThreshold alone is no answer: settings with the period and the timeout of the present one, by formula. */
export type Simpler = {
  /** Within which a hang has to be noticed. */
  readonly detectWithinSeconds: number
  /** The highest threshold that is in time, where none that is makes few enough mistakes; `null` = that is the present one, or none. */
  readonly inTime: RatedSetting | null
  /** The least that makes few enough mistakes and outlasts what it has to; `null` = none does, or the present one. */
  readonly enough: RatedSetting | null
}

/** Why no setting is recommended. */
export type Infeasibility = {
  /** Limits of which each by itself stands in the way: without it there would be a setting. */
  readonly binding: readonly LimitName[]
  /** What comes closest: the fewest mistakes in time, and the soonest with few enough mistakes. */
  readonly calmest: RatedSetting | null
  readonly soonest: RatedSetting | null
  /**
   * Of a probe that only opens a connection, and so notices no hang whatever its numbers (H4): the setting with which one that waits for an answer (httpGet, grpc or exec)
   * notices a hang in time; `null` = no setting does, or that is not why.
   */
  readonly answering: RatedSetting | null
}

/** What a liveness probe is good for, per month and workload, by the behavior of the container. */
export type Worth = {
  /** Hangs that it notices; `null` = the behavior says of no hang. */
  readonly hangsPerMonth: number | null
  readonly falseRestartsPerMonth: number
}

/** A time in which no run of a probe succeeds, and after which the container goes on by itself: a fault of the scenario with an end, a pause, or what was asked for. */
export type Standstill = {
  readonly of: 'asked' | 'pause' | 'hang' | 'slow' | 'outage'
  /** Of pauses the longest, or p99.9 if some are longer: `isExceeded`. */
  readonly seconds: number
  readonly isExceeded?: true
  /** When the fault is. */
  readonly atSeconds?: number
  /** Whether failing runs take no time; else they take their timeout. */
  readonly failsAtOnce: boolean
}

/** What makes a start longest: so many containers with start-up work that start at once, as after a reboot, share the cores of their node. Work counts with its mean. */
export type StartCrowd = { readonly containers: number; readonly cores: number; readonly seconds: number }

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
  readonly severity: Severity
  /** Whether the input says of its answers (of a startup probe, of its starts); else figures of mistakes stand on a default. */
  readonly isKnown: boolean
  readonly knownBy: KnownBy
  readonly current: RatedSetting
  readonly currentBreaks: readonly LimitName[]
  /** `null` = no setting satisfies the limits. */
  readonly recommended: RatedSetting | null
  /** What `all` would take instead; `null` = nothing. */
  readonly better: RatedSetting | null
  /**
   * Of a liveness probe that does harm whatever it gets: the setting that one more option leads to. It is as quick, or outlasts its pauses or an outage, or
   * notices a hang soonest with no more false restarts than the default limit; `null` = there is none, or none is needed.
   */
  readonly calmer: RatedSetting | null
  /** Of the setting that is recommended, or else of the better or calmer one; absent = it changes neither period nor timeout, or there is none. */
  readonly simpler?: Simpler
  /** Present where more than one in a thousand of its runs wait with requests for longer than the timeout, with one pod fewer: no formula has that. */
  readonly queued?: QueuedProbe
  /** The longest standstill that is known of the container; absent = of none. Of liveness and readiness probes. */
  readonly standstill?: Standstill
  /** The startup probe that a liveness probe needs beside it, so that it cuts no start short; `null` = none. */
  readonly addedStartup: RatedSetting | null
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
  /** Where restarts, or removals, were counted. */
  readonly happened: Happened | null
  /** Present where another setting is right for the container alone, and starts a storm in the scenario: `recommended` is the present one then. */
  readonly withheld?: Withheld
  /** Present where starts of a whole node at once take longer than one alone: startup budgets are judged by such starts. */
  readonly crowd?: StartCrowd
}

/** What is not recommended, and why. */
export type Withheld = {
  readonly setting: RatedSetting
  readonly addedStartup: RatedSetting | null
  /** What it does to the scenario, together with the other settings that are withheld. */
  readonly storms: readonly Storm[]
}

/** A number of a workload that surely grows to at least twice as much: means over replications, and the 95 % interval of the difference. */
export type Storm = {
  readonly workload: string
  readonly metric: SummaryMetric
  readonly base: number
  readonly head: number
  readonly differenceLow: number
  readonly differenceHigh: number
}

/** A probe that no formula speaks of. */
export type SkippedProbe = {
  readonly workload: string
  readonly container: string
  readonly probe: ProbeTypeName
  readonly reason: string
  /** Limits that were named and that it breaks whatever its numbers: it notices no hang. */
  readonly breaks: readonly LimitName[]
}

/** A probe that a container does not have. */
export type MissingProbe = {
  readonly workload: string
  readonly container: string
  readonly probe: 'readiness' | 'liveness'
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
  readonly missing: readonly MissingProbe[]
  readonly load: { readonly current: NodeLoad; readonly recommended: NodeLoad }
  /** Limits of nodes that even the settings with the least load break. */
  readonly nodeLimitsBroken: readonly LimitName[]
  /** The scenario itself, simulated with the present and with the recommended settings; `null` = nothing changes. */
  readonly scenarioCheck: Comparison | null
  /** Present where the scenario says of requests, processors, leaks or dependencies: the figures of a container alone do not have them, the check has. */
  readonly feelsLoad?: true
  /** Present with `feelsLoad`: workloads that are in a storm with the settings that are recommended, the present ones where nothing changes. */
  readonly stormy?: readonly StormyWorkload[]
}

/** Its containers are restarted falsely at least once each; means over replications of the scenario. */
export type StormyWorkload = {
  readonly workload: string
  readonly falseRestarts: number
  readonly zeroReadySeconds: number
  /** `null` without traffic. */
  readonly failedRequests: number | null
}
