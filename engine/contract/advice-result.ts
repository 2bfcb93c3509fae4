/**
 * Advice: what settings of probes lead to, as numbers. The contract between the rules of `advice/`, which find, the scenarios, which
 * know what the spec does not hold and where things stand, and the reports, which make words of it. Times are seconds.
 */
import type { ContainerRef, ProbeHandler, ProbeTypeName } from './cluster-spec.ts'

/** Figures of a finding, by rule. Intervals of a detection are [low, high), from the onset of a hang (P20). */
export type FindingFigures = {
  'startup-budget': {
    /** p99.9 of the start-up time. */
    readonly startupSeconds: number
    /** Start-up time that survives whatever the phase of the probe is; the last that survives in the best phase. */
    readonly budgetSecondsMin: number
    readonly budgetSecondsMax: number
    /** Share of first starts of new pods that are killed; null where nobody knows when they come: behind init containers and pulls. */
    readonly killRatioFirst: number | null
    /** Share of later starts that are killed: in the worst phase, and over all phases. */
    readonly killRatioMax: number
    readonly killRatioMean: number
    readonly periodSeconds: number
    readonly failureThreshold: number
    /** The least failureThreshold of a startup probe of that period, with the same delay, that mends it, and its least budget. */
    readonly failureThresholdNeeded: number
    readonly budgetSecondsNeeded: number
    /** Where a node has too few cores for all its containers to start at once, as after a reboot: how many they are, and its cores. The other figures are of such starts. */
    readonly startsAtOnce?: number
    readonly nodeCores?: number
  }
  'late-answers': {
    readonly timeoutSeconds: number
    /** Share of the answers of a healthy container that come too late, and p99.9 of all; between slow phases, if there are any. */
    readonly lateRatio: number
    readonly latencySeconds: number
    /** The same in slow phases; null without. */
    readonly slowLateRatio: number | null
    readonly slowLatencySeconds: number | null
    /** Share of the time that is slow. */
    readonly slowTimeRatio: number
    /** Share of all answers that a pause of the process makes too late; null without pauses. */
    readonly pauseLateRatio: number | null
    /** Share of answers that are failures though they come in time. */
    readonly errorRatio: number
    /** False restarts (of a liveness probe) or false removals (readiness) of one container in 30 days, late runs being independent. */
    readonly mistakesPerMonth: number
    /** Containers that the template stands for. */
    readonly containers: number
    /** Settings that mend it: only those that change. */
    readonly timeoutSecondsNeeded: number | null
    readonly periodSecondsNeeded: number | null
    readonly failureThresholdNeeded: number | null
    readonly mistakesPerMonthThen: number
    /** How late a hang may be noticed then. */
    readonly noticedSecondsMaxThen: number
  }
  'liveness-before-readiness': {
    readonly livenessSecondsMin: number
    readonly livenessSecondsMax: number
    readonly readinessSecondsMin: number
    readonly readinessSecondsMax: number
    /** The least failureThreshold of the liveness probe whose soonest is readiness' latest. */
    readonly failureThresholdNeeded: number
    readonly livenessSecondsMinThen: number
    readonly livenessSecondsMaxThen: number
  }
  'liveness-like-readiness': FindingFigures['liveness-before-readiness']
  'timeout-beyond-period': {
    readonly timeoutSeconds: number
    readonly periodSeconds: number
    /** How late a hang may be noticed. */
    readonly noticedSecondsMax: number
    /** One of the two mends it; the other is null. */
    readonly timeoutSecondsNeeded: number | null
    readonly periodSecondsNeeded: number | null
    readonly noticedSecondsMaxThen: number
    /** Share of the answers of a healthy container that take longer than the period; null where nobody knows how long they take. */
    readonly lateRatioAtPeriod: number | null
    /** What it notices: a hang, or only a port that is silent. */
    readonly notices: 'hang' | 'silence'
  }
  'removal-after-drain': {
    /** From the first failing answer until the container is unready, at most. */
    readonly removalSecondsMax: number
    /** Until the container is killed. */
    readonly graceSeconds: number
    /** A period that mends it, and a grace period that does; no period is short enough if it is null. */
    readonly periodSecondsNeeded: number | null
    readonly graceSecondsNeeded: number
  }
  'long-grace': {
    /** Until a process that ignores SIGTERM is killed. */
    readonly graceSeconds: number
    /** Whose grace period it is. */
    readonly graceOf: 'probe' | 'pod'
    /** How late a hang may be noticed, and how late it is killed. */
    readonly noticedSecondsMax: number
    readonly restartSecondsMax: number
    /** A grace period of the probe's own that fixes it. */
    readonly graceSecondsNeeded: number
    readonly restartSecondsMaxThen: number
  }
  'liveness-asks-dependency': {
    readonly dependency: string
    /** It fails while the dependency is down, or it waits for its answer. */
    readonly effect: 'fails' | 'waits'
    /** Containers that ask it. */
    readonly containers: number
    readonly timeoutSeconds: number
    /** Median of its own answers. */
    readonly ownSeconds: number
    /** Mean of the answers of the dependency; null where nothing is said of them. */
    readonly dependencySeconds: number | null
    /** How much slower the dependency has to be for the probe to time out; null where it does not wait, or nobody knows. */
    readonly slowdownNeeded: number | null
    /** From then on, until containers are restarted. */
    readonly restartSecondsMin: number
    readonly restartSecondsMax: number
  }
  'liveness-within-outage': {
    /** The longest fault with an end during which no run of the probe succeeds. */
    readonly fault: 'hang' | 'slow' | 'outage'
    readonly atSeconds: number
    readonly outageSeconds: number
    /** Containers of the workload; a fault may hit fewer of them. */
    readonly containers: number
    /** The longest outage in which the present setting surely restarts nothing. */
    readonly outlastedSeconds: number
    /** The least failureThreshold that outlasts the fault, and what it surely outlasts. */
    readonly failureThresholdNeeded: number
    readonly outlastedSecondsThen: number
    /** How late a hang may be noticed, now and then. */
    readonly noticedSecondsMax: number
    readonly noticedSecondsMaxThen: number
  }
  'liveness-behind-requests': {
    readonly service: string
    /** At the peak. */
    readonly requestsPerSecond: number
    readonly pods: number
    /** Share of the workers that are busy: with all pods, and with one fewer. */
    readonly busyRatio: number
    readonly busyRatioThen: number
    /** p99.9 of the wait for a worker with one pod fewer; null where it grows without end. */
    readonly waitSecondsThen: number | null
    readonly timeoutSeconds: number
    /** Median of the answers to the probe without a wait. */
    readonly ownSeconds: number
    readonly restartSecondsMin: number
    readonly restartSecondsMax: number
    /** What fixes it: a timeout (null: none does), or so many pods (null: no number does). */
    readonly timeoutSecondsNeeded: number | null
    readonly podsNeeded: number | null
  }
  'restarts-under-load': {
    readonly service: string
    readonly requestsPerSecond: number
    readonly pods: number
    /** Pods that bear the load at its peak. */
    readonly podsNeeded: number
    readonly busyRatio: number
    readonly livenessSecondsMin: number
    readonly livenessSecondsMax: number
    readonly readinessSecondsMin: number
    readonly readinessSecondsMax: number
    /** The least failureThreshold of liveness whose soonest is readiness' latest: fewer restarts, not none. */
    readonly failureThresholdNeeded: number
  }
  'exec-cost': {
    readonly node: string
    /** CPU seconds of one run. */
    readonly cpuSecondsPerRun: number
    /** Of this probe, on that node. */
    readonly pods: number
    readonly runsPerSecond: number
    readonly cores: number
    /** Of all exec probes of that node. */
    readonly coresOfNode: number
    /** Of this probe, if it were an httpGet. */
    readonly coresOfHttpGet: number
  }
}

/** Rules that look at a spec. */
export type AdviceRule = keyof FindingFigures

/** Every rule, in the order of the documents. Ids are stable: annotations and code scanning depend on them. */
export const adviceRules = [
  'startup-budget',
  'late-answers',
  'liveness-before-readiness',
  'liveness-like-readiness',
  'timeout-beyond-period',
  'removal-after-drain',
  'long-grace',
  'liveness-asks-dependency',
  'liveness-within-outage',
  'liveness-behind-requests',
  'restarts-under-load',
  'exec-cost',
] as const satisfies readonly AdviceRule[]

export type AdviceSeverity = 'warning' | 'info'

/** The field of a probe that a finding is about, as manifests name it. */
export type ProbeField =
  | 'initialDelaySeconds'
  | 'timeoutSeconds'
  | 'periodSeconds'
  | 'failureThreshold'
  | 'terminationGracePeriodSeconds'
  | ProbeHandler

export type AdviceFindingOf<Rule extends AdviceRule> = {
  readonly rule: Rule
  readonly severity: AdviceSeverity
  readonly container: ContainerRef
  readonly probe: ProbeTypeName
  readonly field: ProbeField
  readonly figures: FindingFigures[Rule]
  /** The figures rest on a default of behavior that no scenario set. */
  readonly restsOnDefault: boolean
}
export type AdviceFinding = { readonly [Rule in AdviceRule]: AdviceFindingOf<Rule> }[AdviceRule]

/** What the input says of a container beside its spec. */
export type ContainerFacts = {
  /** Liveness and readiness probes ask the same: handler, host, port and path, command or service. */
  readonly sharesEndpoint: boolean
  /** Whether a scenario sets the latency of a probe, and what an exec costs. */
  readonly setsLatency: Readonly<Record<ProbeTypeName, boolean>>
  readonly setsExecCpu: boolean
}
