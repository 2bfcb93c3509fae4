/**
 * The output contract: what a run hands to reports. Names of metrics are the column names of the files.
 * `null` is "unknown or not applicable" (an empty cell); `Infinity` is written as `inf`.
 */

import type {
  ApiMetric,
  NodeMetric,
  RolloutMetric,
  ServiceMetric,
  SummaryMetric,
  TimeseriesMetric,
} from './columns.ts'

export {
  type ApiMetric,
  apiMetrics,
  metricsOfCpu,
  type NodeMetric,
  nodeMetrics,
  type RolloutMetric,
  rolloutMetrics,
  type ServiceMetric,
  type SummaryMetric,
  serviceMetrics,
  summaryMetrics,
  type TimeseriesMetric,
  timeseriesMetrics,
} from './columns.ts'

export type RunResult = {
  readonly scenario: string
  readonly intervalSeconds: number
  readonly durationSeconds: number
  readonly warmUpSeconds: number
  /** One per replication, in order. */
  readonly replications: readonly ReplicationResult[]
  /** What the replications say together; `*` first, then workloads in entity order. */
  readonly estimates: readonly WorkloadEstimates[]
}

/** What is known of a study before it runs, for reports that show results beside it. */
export type StudyOutline = {
  /** In the order of the scenario. */
  readonly faults: readonly FaultMark[]
  /** What each fault is about, in words, if somebody has said so. */
  readonly targets?: readonly string[]
  /** One per container that may have probes and whose law is known, in entity order. */
  readonly detectionLaws: readonly DetectionLaw[]
}

/** When a fault started and ended; without an end it was of an instant, or is healed by what it leads to. */
export type FaultMark = {
  readonly kind: string
  readonly fromSeconds: number
  readonly toSeconds: number | null
}

/**
 * The closed form of P20: from the onset of a hang until it is noticed, uniform in [low, high). Without an interval no
 * probe notices it.
 */
export type DetectionLaw = {
  readonly workload: string
  readonly container: string
  readonly interval: { readonly lowSeconds: number; readonly highSeconds: number } | null
}

/** How the 95 % interval of an estimate came about; see `estimates.ts`. */
export type IntervalBasis = 'student' | 'counts' | 'order-statistics' | 'zero-events'

/** What several replications say of one number. */
export type Estimate = {
  /** Over the replications that know the number; `null` = none does. A percentile: that of all rows together. */
  readonly mean: number | null
  /** Standard deviation between replications; `null` below two, if one is infinite, and for percentiles. */
  readonly sd: number | null
  /** `null` where the replications, or rows, are too few to bound that side. */
  readonly ci95Low: number | null
  readonly ci95High: number | null
  /** Those that know the number. */
  readonly replications: number
  readonly basis: IntervalBasis | null
}

/** Numbers that are the rows of a table, for percentiles over all replications: seconds from the onset of a hang. */
export const pooledQuantities = ['detection_seconds', 'removal_seconds', 'endpoint_removal_seconds'] as const
export type PooledQuantity = (typeof pooledQuantities)[number]

export type WorkloadEstimates = {
  readonly workload: string
  readonly metrics: Readonly<Record<SummaryMetric, Estimate>>
  /**
   * Expected container days between two false restarts by formula (`closed-form.ts`), whatever was seen; `Infinity` = they
   * cannot happen, `null` = there is no formula.
   */
  readonly containerDaysPerFalseRestart: number | null
  /** Percentiles of pooled rows, named as in a threshold: `p99(detection_seconds)`. */
  readonly percentiles: readonly { readonly metric: string; readonly estimate: Estimate }[]
}

export type ReplicationResult = {
  /** From 1. */
  readonly replication: number
  /** `*` first, then workloads in entity order. */
  readonly summary: readonly SummaryRow[]
  readonly timeseries: TimeseriesTable
  readonly nodes: NodeTable
  /** Calls of the API by who makes them: kubelets, the scheduler, then controllers; of each first all calls. Those that nobody makes have no row. */
  readonly api: readonly ApiRow[]
  /** One per Service that has a selector, by namespace and name. */
  readonly services: readonly ServiceRow[]
  /** One per rollout and rollback, in the order in which they began. */
  readonly rollouts: readonly RolloutRow[]
  /** Sorted as written: time, namespace, pod, container. */
  readonly starts: readonly StartRow[]
  readonly detections: readonly DetectionRow[]
  /** How many pods show which STATUS in `kubectl get pods` at the end (L4); most first, then by name. */
  readonly podStatuses: readonly PodStatusCount[]
  readonly limits: ReplicationLimits
  /**
   * Workloads (`*` = any) in which a probe failed, a container exited or hung, or that a fault was about: elsewhere
   * nothing could fail.
   */
  readonly troubled: readonly string[]
  readonly counters: RunCounters
}

/** What a reader has to know of a replication beside its numbers. */
export type ReplicationLimits = {
  /** Nodes on which many containers start at once, although they do not contend for its CPUs; `null` = none. */
  readonly crowdedStarts: CrowdedStarts | null
  /**
   * What an outage, or the start of everything, still causes at the end of the run: containers that wait in back-off, and pods on a node
   * that are not ready and may still be. 0 in a run without either.
   */
  readonly backoffContainers: number
  readonly unreadyPods: number
  /** The Service whose pods had for the longest time about as many requests as they can do; undefined = none had. */
  readonly nearSaturation?: { readonly service: string; readonly seconds: number }
  /** Those whom containers need and that did not answer as they should, where something came of it. */
  readonly troubles?: readonly ProviderTrouble[]
  /** Pods of all workloads that were ready just before the first fault, where they were fewer than 90 % of those wanted; undefined = they were not. */
  readonly fewReadyBefore?: { readonly ready: number; readonly wanted: number }
}

/** How long it lasted; containers that ended because of it, and runs of probes that failed while it did. */
export type ProviderTrouble = {
  readonly service: string
  readonly seconds: number
  readonly ends: number
  readonly failedRuns: number
}

/** Of the node with the most starts at once: how many, within how long. */
export type CrowdedStarts = {
  readonly nodes: number
  readonly node: string
  readonly starts: number
  readonly spanSeconds: number
}

export type PodStatusCount = { readonly status: string; readonly pods: number }

export type SummaryRow = {
  readonly workload: string
  readonly values: Readonly<Record<SummaryMetric, number | null>>
}

/** Values by bucket, then workload: `column[bucket * workloads.length + workload]`. */
export type TimeseriesTable = {
  /** Start of each bucket, in seconds. */
  readonly timeSeconds: Float64Array
  /** `*` first, then workloads in entity order. */
  readonly workloads: readonly string[]
  /** `null` for a metric that is not simulated. */
  readonly columns: Readonly<Record<TimeseriesMetric, Float64Array | null>>
}

export type NodeTable = {
  /** Sorted by name. */
  readonly nodes: readonly string[]
  /** `null` for a metric that is not simulated; `Infinity` for a time that never came. */
  readonly columns: Readonly<Record<NodeMetric, Float64Array | null>>
}

export type ApiRow = {
  /** Who calls, as it names itself: `kubelet`, `replicaset-controller`. */
  readonly component: string
  /** `patch pods/status`; `*` = all of the component. */
  readonly call: string
  readonly values: Readonly<Record<ApiMetric, number | null>>
}

export type RolloutRow = {
  /** `shop/deployment/web`. */
  readonly workload: string
  readonly values: Readonly<Record<RolloutMetric, number | null>>
}

export type ServiceRow = {
  /** `shop/web`. */
  readonly service: string
  readonly values: Readonly<Record<ServiceMetric, number | null>>
}

export const startCauses = [
  'initial',
  'crash',
  'completed',
  'liveness',
  'startup',
  'oom',
  'node',
  'rollout',
  'evicted',
  'deleted',
] as const
export type StartCause = (typeof startCauses)[number]

export type StartRow = {
  readonly timeSeconds: number
  readonly namespace: string
  readonly workload: string
  readonly pod: string
  readonly container: string
  readonly node: string
  readonly restartCount: number
  readonly cause: StartCause
  readonly previousExitCode: number | null
  readonly previousFinishedSeconds: number | null
  /** The back-off entry after this start; `null` = none. */
  readonly backoffSeconds: number | null
  /** From the previous exit to the start decision. */
  readonly waitedSeconds: number | null
  readonly falseRestart: boolean
}

export type DetectionRow = {
  readonly onsetSeconds: number
  readonly namespace: string
  readonly workload: string
  readonly pod: string
  readonly container: string
  readonly kind: 'hang'
  readonly noticedSeconds: number | null
  readonly removedSeconds: number | null
  readonly killedSeconds: number | null
  readonly readyAgainSeconds: number | null
  /** Proxies send the pod nothing any more; `null` = no Service had it, or not before it was ready again. */
  readonly endpointRemovedSeconds: number | null
}

export const probeResultNames = ['success', 'failure', 'timeout', 'warning', 'error'] as const
export const probeTypeNames = ['startup', 'readiness', 'liveness'] as const

/** Names behind the row numbers of one replication; a probe row points at a container row. */
export type EntityNames = {
  /** Probes so far: there are more when pods have come. Each keeps its number. */
  readonly probeCount: number
  /** What a probe is called. */
  probe(probe: number): ProbeName
}

export type ProbeName = {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly type: (typeof probeTypeNames)[number]
}

/**
 * Receives the probe runs of one replication as they end. Rows arrive nearly, not exactly, in order of
 * `timeUs`; the receiver sorts by time, namespace, pod, container, probe, incarnation.
 */
export type ProbeTrace = {
  /** Called once, before the first row. */
  begin(names: EntityNames): void
  /**
   * @param timeUs start of the run; `durationUs` its length.
   * @param probe number of the probe in `EntityNames`.
   * @param result index into `probeResultNames`.
   * @param published 0 = nothing, 1 = success, 2 = failure.
   */
  row(
    timeUs: number,
    durationUs: number,
    probe: number,
    incarnation: number,
    result: number,
    resultRun: number,
    published: number,
  ): void
}

/** Deterministic counts of what the engine did: equal for equal inputs, seed and version. */
export type RunCounters = {
  readonly eventsTotal: number
  readonly probeRunsTotal: number
  readonly syncsTotal: number
  /** Random numbers drawn, those for a probe trace left out. */
  readonly drawsTotal: number
  /** Times that quiet probe ticks were counted in closed form. */
  readonly settlesTotal: number
  /** Events put on the global list and taken off it; what waits within a window does without. */
  readonly listOperationsTotal: number
  /** Starts that have no row, since their container has had its share of rows. */
  readonly startsLeftOutTotal: number
  /** Hash over starts, exits, published results and readiness changes, with their times. */
  readonly fingerprint: string
}

/** What must hold of a result, or of the difference of two. */
export type Threshold = {
  /** As written. */
  readonly text: string
  /** `mean`, `low` and `high` (ends of its interval), `percentile`, `min` and `max` over replications or pooled rows; `all`: each. */
  readonly aggregate: 'mean' | 'low' | 'high' | 'percentile' | 'min' | 'max' | 'all'
  /** Of a percentile, in (0, 1); else `null`. */
  readonly share: number | null
  readonly metric: SummaryMetric | PooledQuantity
  /** As in `summary.csv`; `*` = all. */
  readonly workload: string
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!='
  readonly limit: number
}

/** When a study has enough replications: half the 95 % interval of a mean is below the limit. */
export type StoppingRule = {
  /** As written. */
  readonly text: string
  readonly metric: SummaryMetric
  readonly workload: string
  readonly operator: '<' | '<='
  /** The limit is a share of the mean. */
  readonly isRelative: boolean
  readonly limit: number
}

/** `untested`: there is no value, or it holds of failures where nothing could fail. */
export const thresholdStates = ['holds', 'fails', 'untested'] as const
export type ThresholdState = (typeof thresholdStates)[number]

export type Verdict = {
  readonly threshold: Threshold
  /** What was compared; of `all`, the value farthest to the wrong side. `null` = unknown. */
  readonly value: number | null
  readonly state: ThresholdState
}
