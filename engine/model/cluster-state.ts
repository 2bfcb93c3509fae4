/**
 * Every table of the model and every column in it. Templates (few rows, read-only, from the spec) are separate
 * from instances (many rows, mutable); an instance points at its template by row number. Row numbers are ids,
 * given in entity order: namespace, workload, ordinal, then container in spec order, then probe type (P1).
 * All times are simulated microseconds. Only `build-state.ts` allocates.
 */
import type { Distributions } from '../kernel/distribution.ts'
import type { EventList } from '../kernel/event-list.ts'
import type { Streams } from '../kernel/random-stream.ts'
import type { ClusterSpec } from './cluster-spec.ts'
import type { Metrics } from './metrics.ts'
import type { VersionProfile } from './version-profile.ts'

export type NodeId = number
export type WorkloadId = number
export type PodId = number
export type ContainerId = number
export type ProbeId = number

/** Which question a probe answers; the order is P1's. */
export const ProbeType = { Startup: 0, Readiness: 1, Liveness: 2 } as const
export const probeTypeOrder = ['startup', 'readiness', 'liveness'] as const

export const Handler = { Exec: 0, HttpGet: 1, TcpSocket: 2, Grpc: 3 } as const
export const handlerNames = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const

/** A value of the prober's result cache. `lastResult` starts as Success, the zero value of the source. */
export const Result = { Success: 0, Failure: 1, Unknown: 2 } as const

/** How one probe run ended; an index into `probeResultNames`. */
export const Outcome = { Success: 0, Failure: 1, Timeout: 2, Warning: 3, Error: 4 } as const

/** Of a process, as the runtime sees it. */
export const ProcessState = { None: 0, Running: 1, Exited: 2 } as const

/** Of a container, as the pod status shows it (L3). */
export const StatusState = { Waiting: 0, Running: 1, Terminated: 2 } as const

export const PodPhase = { Pending: 0, Running: 1, Succeeded: 2, Failed: 3 } as const

/** Where a pod is in its life. */
export const PodStage = {
  /** The row is not in use yet. */
  Absent: 0,
  /** In the API, no node. */
  Unscheduled: 1,
  /** Bound to a node. */
  Bound: 2,
  /** Has a deletionTimestamp. */
  Deleting: 3,
  /** Out of the API. */
  Gone: 4,
} as const

/** What the pod worker does. */
export const WorkerStage = {
  /** No sync yet. */
  New: 0,
  Idle: 1,
  /** A sync is running. */
  Syncing: 2,
  /** The containers are being killed (K4). */
  Terminating: 3,
  Terminated: 4,
} as const

/** How a probe worker's ticks are served; see `node/quiet-probes.ts`. */
export const WorkerMode = {
  /** Each tick is an event with the exact rules. */
  Ticking: 0,
  /** Ticks succeed until an abnormal one. */
  Calm: 1,
  /** Ticks find nothing to probe until the status changes. */
  Parked: 2,
} as const

/** What the running sync will do with a container. */
export const Plan = { Keep: 0, Start: 1, KillForLiveness: 2, KillForStartup: 3 } as const

/** Why an instance exists, by the way the previous one ended; an index into `startCauses`. */
export const Cause = { Initial: 0, Crash: 1, Completed: 2, Liveness: 3, Startup: 4 } as const

export const RestartPolicyId = { Always: 0, OnFailure: 1, Never: 2 } as const

/** One row per workload. */
export const allocateWorkloads = (rows: number) => ({
  restartPolicy: new Uint8Array(rows),
  /** Grace period of the pod (K1). */
  graceUs: new Float64Array(rows),
  hasVolumes: new Uint8Array(rows),
  initCount: new Int32Array(rows),
  /** Init and regular containers per pod. */
  containerCount: new Int32Array(rows),
  probeCount: new Int32Array(rows),
  /** Pod rows [podsBegin, podsEnd) belong to the workload. */
  podsBegin: new Int32Array(rows),
  podsEnd: new Int32Array(rows),
  /** Pods that the workload wants. */
  desired: new Int32Array(rows),
  /** Pods created so far: the next ordinal, never used twice. */
  created: new Int32Array(rows),
  /** Position in the list of eligible nodes where placement goes on. */
  placementCursor: new Int32Array(rows),
})

/** Per incarnation lists are row ranges of `perIncarnation`: [at, at + count), the last repeats. */
export const allocateContainerTemplates = (rows: number) => ({
  workload: new Int32Array(rows),
  isInit: new Uint8Array(rows),
  /** First probe template; the first that would be its own if it has none. */
  firstProbe: new Int32Array(rows),
  probeCount: new Int32Array(rows),
  /** Place of the probe of each type among the container's, by `row * 3 + ProbeType`; -1 = it has none. */
  probeOffset: new Int8Array(rows * 3).fill(-1),
  startAt: new Int32Array(rows),
  startCount: new Int32Array(rows),
  startupAt: new Int32Array(rows),
  startupCount: new Int32Array(rows),
  hangAt: new Int32Array(rows),
  hangCount: new Int32Array(rows),
  hangTcpOk: new Uint8Array(rows),
  crashAt: new Int32Array(rows),
  crashCount: new Int32Array(rows),
  crashExitCode: new Int32Array(rows),
  completeAt: new Int32Array(rows),
  completeCount: new Int32Array(rows),
  shutdownAt: new Int32Array(rows),
  shutdownCount: new Int32Array(rows),
  shutdownExitCode: new Int32Array(rows),
  /** Probability that an answer is a Failure. */
  errorRate: new Float64Array(rows),
  /** Distribution of the gap between slow phases; -1 = no slow phases. */
  slowEvery: new Int32Array(rows),
  slowFor: new Int32Array(rows),
  slowFactor: new Float64Array(rows),
  /** Script entries [scriptBegin, scriptEnd). */
  scriptBegin: new Int32Array(rows),
  scriptEnd: new Int32Array(rows),
})

export const allocateProbeTemplates = (rows: number) => ({
  type: new Uint8Array(rows),
  handler: new Uint8Array(rows),
  /** Whole seconds (P9 step 8 compares whole seconds). */
  initialDelaySeconds: new Float64Array(rows),
  timeoutUs: new Float64Array(rows),
  periodUs: new Float64Array(rows),
  successThreshold: new Int32Array(rows),
  failureThreshold: new Int32Array(rows),
  /** Grace period of a kill by this probe (K1); -1 = the pod's. */
  graceUs: new Float64Array(rows),
  /** 0 = a port name that nothing defines: every run errs (P13). */
  portDefined: new Uint8Array(rows),
  /** Distribution of the answer time. */
  latency: new Int32Array(rows),
  /** Workload, and probability that an answer is a Failure, of the container. */
  workload: new Int32Array(rows),
  errorRate: new Float64Array(rows),
  /** Whether slow phases or slow faults can touch the container. */
  isEverSlow: new Uint8Array(rows),
  /** Latest answer that still changes nothing: in time, and before the next tick (P4). */
  latestQuietUs: new Float64Array(rows),
  /** Probabilities of a late answer and of an abnormal tick, for a container that is not slowed. */
  lateChance: new Float64Array(rows),
  abnormalChance: new Float64Array(rows),
})

export const ScriptAnswerId = { Ok: 0, Fail: 1, Refused: 2, Hang: 3, Error: 4 } as const

export const allocateScripts = (rows: number) => ({
  /** Bit per probe type: 1 << ProbeType. */
  typeMask: new Uint8Array(rows),
  afterUs: new Float64Array(rows),
  answer: new Uint8Array(rows),
  /** Distribution of the answer time; -1 = the behavior's. */
  latency: new Int32Array(rows),
  /** Incarnations [incarnationsBegin, incarnationsEnd) of `scriptIncarnations`; equal = all. */
  incarnationsBegin: new Int32Array(rows),
  incarnationsEnd: new Int32Array(rows),
  /** Answers [sequenceBegin, sequenceEnd) of `scriptSequences`; equal = none. */
  sequenceBegin: new Int32Array(rows),
  sequenceEnd: new Int32Array(rows),
  isIll: new Uint8Array(rows),
})

export const allocateNodes = (rows: number) => ({
  podsMax: new Int32Array(rows),
  podCount: new Int32Array(rows),
  /** Time of some relist, and from one relist's start to the next (S3). */
  relistPhaseUs: new Float64Array(rows),
  relistPeriodUs: new Float64Array(rows),
  /** From the start of a relist to its events; 0 with ideal overheads. */
  relistCostUs: new Float64Array(rows),
  /** Time of some 1 s sync tick (S2). */
  syncTickPhaseUs: new Float64Array(rows),
  /** Time of some housekeeping pass (S14). */
  housekeepingPhaseUs: new Float64Array(rows),
  /** Start of the kubelet process; negative before the run (P5, P10). */
  kubeletStartUs: new Float64Array(rows),
})

export const allocatePods = (rows: number) => ({
  workload: new Int32Array(rows),
  ordinal: new Int32Array(rows),
  /** -1 = not bound. */
  node: new Int32Array(rows).fill(-1),
  /** Rows [firstContainer, firstContainer + containerCount of the workload). */
  firstContainer: new Int32Array(rows),
  /** Rows [firstProbe, firstProbe + probeCount of the workload). */
  firstProbe: new Int32Array(rows),
  stage: new Uint8Array(rows),
  phase: new Uint8Array(rows),
  /** Condition Ready in the kubelet's status (L2). */
  isReady: new Uint8Array(rows),
  /** Whether the status manager holds a status (P9 step 1). */
  hasStatus: new Uint8Array(rows),
  /** Whether the pod had a deletionTimestamp when its probe workers were made (P7). */
  snapshotDeleting: new Uint8Array(rows),
  /** Whether `AddPod` has run in this kubelet process (P2). */
  hasWorkers: new Uint8Array(rows),
  workerStage: new Uint8Array(rows),
  /** When the scheduled sync begins; Infinity = none is scheduled. */
  syncAtUs: new Float64Array(rows).fill(Infinity),
  syncStamp: new Int32Array(rows),
  /** A request came during the running sync (S5). */
  syncRequested: new Uint8Array(rows),
  /** End of the last sync; -Infinity before the first (S6). */
  lastSyncEndUs: new Float64Array(rows).fill(-Infinity),
  stepStamp: new Int32Array(rows),
  /** Where the running sync stands: container offsets of the next kill and the next start. */
  killCursor: new Int32Array(rows),
  startCursor: new Int32Array(rows),
  /** Container whose exit the running sync awaits; -1 = none. */
  awaitedExit: new Int32Array(rows).fill(-1),
  /** Earliest back-off expiry among the containers that this sync did not start; Infinity = none (S7). */
  backoffExpiryUs: new Float64Array(rows),
  /** Syncs that end before this only refuse the same starts again; -Infinity = the next sync must look. */
  heldUntilUs: new Float64Array(rows).fill(-Infinity),
  /** Time of the scheduled relist that will see this pod's changes; -1 = none. */
  relistAtUs: new Float64Array(rows).fill(-1),
  /** Grace period of the deletion (K1, K4). */
  deletionGraceUs: new Float64Array(rows),
})

export const allocateContainers = (rows: number) => ({
  template: new Int32Array(rows),
  pod: new Int32Array(rows),
  /** Row of the first probe; the count is the template's. */
  firstProbe: new Int32Array(rows),

  // The process, as it is.
  state: new Uint8Array(rows),
  /** Number of the newest instance, from 0; -1 = never started. Equals restartCount (B15). */
  incarnation: new Int32Array(rows).fill(-1),
  /** StartedAt of the newest instance, at full resolution. */
  startedAtUs: new Float64Array(rows),
  /** From when on the behavior's clocks count: StartedAt, or 0 for what runs at time 0. */
  clockStartUs: new Float64Array(rows),
  /** FinishedAt of the newest exited instance; NaN = none. */
  exitedAtUs: new Float64Array(rows).fill(Number.NaN),
  exitCode: new Int32Array(rows),
  /** How the newest exited instance ended, a `Cause`. */
  exitCause: new Uint8Array(rows),
  /** Whether it was killed by a probe although it was not ill. */
  exitWasFalse: new Uint8Array(rows),
  /** Live exit event; raised when another exit overtakes it. */
  exitStamp: new Int32Array(rows),
  /** When the process will end; Infinity = not of itself. */
  exitAtUs: new Float64Array(rows),
  /** Exit code and cause of that exit. */
  exitNextCode: new Int32Array(rows),
  exitNextCause: new Uint8Array(rows),
  /** From SIGTERM to the exit, for this instance. */
  shutdownUs: new Float64Array(rows),
  /** From when on it answers; Infinity = never. */
  answersAtUs: new Float64Array(rows),

  // Illness (world).
  /** Behavior `hang` has set in. */
  isHung: new Uint8Array(rows),
  /** A hang fault without an end has hit this instance. */
  isHungByFault: new Uint8Array(rows),
  /** Hang faults that hold this slot now. */
  hangFaultCount: new Int32Array(rows),
  /** Product of the factors of the slow faults that hold this slot. */
  slowFaultFactor: new Float64Array(rows).fill(1),
  /** Behavior `slow`: whether a phase lasts, and when that changes. */
  isSlow: new Uint8Array(rows),
  slowToggleUs: new Float64Array(rows).fill(Infinity),
  /** Newest row of the detections; -1 = none. */
  detection: new Int32Array(rows).fill(-1),

  // The runtime state that the last relist saw (S3): what a sync begins with (S6, B3).
  seenState: new Uint8Array(rows),
  seenIncarnation: new Int32Array(rows).fill(-1),
  seenStartedAtUs: new Float64Array(rows),
  seenExitedAtUs: new Float64Array(rows).fill(Number.NaN),
  seenExitCode: new Int32Array(rows),

  // The status in the status manager: what probe workers read (P8).
  statusState: new Uint8Array(rows),
  /** Instance whose id the status shows; -1 = none. */
  statusIncarnation: new Int32Array(rows).fill(-1),
  /** StartedAt cut to whole wall-clock seconds. */
  statusStartedAtUs: new Float64Array(rows),
  statusExitCode: new Int32Array(rows),
  statusExitedAtUs: new Float64Array(rows).fill(Number.NaN),
  isStarted: new Uint8Array(rows),
  isReady: new Uint8Array(rows),

  // The pod worker.
  /** A `Plan` of the running sync. */
  plan: new Uint8Array(rows),
  /** The reason cache holds CrashLoopBackOff (L3). */
  backoffReason: new Uint8Array(rows),
  /** A start was refused, and the container waits for its back-off. */
  isRefused: new Uint8Array(rows),
  /** Back-off entry (B1): see `restart-backoff.ts`. */
  backoffUs: new Float64Array(rows),
  steppedAtUs: new Float64Array(rows),
})

export const allocateProbes = (rows: number) => ({
  template: new Int32Array(rows),
  container: new Int32Array(rows),
  /** The worker exists. */
  exists: new Uint8Array(rows),
  /** Told to stop; seen between probes (P4, P18). */
  stopRequested: new Uint8Array(rows),
  /** Raised when the worker is made or ends: triggers and results of an earlier one are stale. */
  workerStamp: new Int32Array(rows),
  /** The grid: ticks at anchor + k * period (P3). */
  anchorUs: new Float64Array(rows),
  tickStamp: new Int32Array(rows),
  /** A `WorkerMode`. */
  mode: new Uint8Array(rows),
  /** First tick of a calm worker that is not counted yet. */
  unsettledUs: new Float64Array(rows),
  /** Node of the pod, once it is bound. */
  node: new Int32Array(rows),
  /** A trigger waits in the channel (P6). */
  isTriggered: new Uint8Array(rows),
  /** A probe runs. */
  isRunning: new Uint8Array(rows),
  runStamp: new Int32Array(rows),
  /** When the last run ends or ended; of calm ticks without events it is drawn when it matters. */
  runEndsUs: new Float64Array(rows),
  /** Begin of the last run that called the probe; -1 = none. */
  runBeganUs: new Float64Array(rows).fill(-1),
  /** Its outcome, known when it begins. */
  runOutcome: new Uint8Array(rows),
  /** Whether the container was ill when it began. */
  runWasIll: new Uint8Array(rows),
  /** Whether it was hung then: detection row, -1 = not hung. */
  runDetection: new Int32Array(rows).fill(-1),
  /** Instance that the worker remembers; -1 = none (P9 step 4). */
  known: new Int32Array(rows).fill(-1),
  lastResult: new Uint8Array(rows),
  resultRun: new Int32Array(rows),
  onHold: new Uint8Array(rows),
  /** Result in the cache, and the instance it is for; -1 = no result. */
  result: new Uint8Array(rows),
  resultFor: new Int32Array(rows).fill(-1),
  /** Whether the container was ill when the run began that set the result. */
  resultWasIll: new Uint8Array(rows),
  /** Calls answered by a script in this instance, and the instance they count for. */
  callCount: new Int32Array(rows),
  callCountFor: new Int32Array(rows).fill(-1),
  /** The entry of the script that they were answered by. */
  callEntry: new Int32Array(rows).fill(-1),
})

export type WorkloadTable = ReturnType<typeof allocateWorkloads>
export type ContainerTemplateTable = ReturnType<typeof allocateContainerTemplates>
export type ProbeTemplateTable = ReturnType<typeof allocateProbeTemplates>
export type ScriptTable = ReturnType<typeof allocateScripts>
export type NodeTableState = ReturnType<typeof allocateNodes>
export type PodTable = ReturnType<typeof allocatePods>
export type ContainerTable = ReturnType<typeof allocateContainers>
export type ProbeTable = ReturnType<typeof allocateProbes>

/** Distribution rows of the overheads. */
export type OverheadTable = {
  readonly isIdeal: boolean
  readonly sync: number
  readonly stop: number
  readonly volumes: number
  readonly apiRoundTrip: number
  readonly podStartDelay: number
}

/** One stream table per purpose, so that no purpose disturbs another (common random numbers). */
export type StreamTables = {
  /** Outcome and duration of probe runs, by probe. */
  readonly probe: Streams
  /** Start-up sleep of a worker and the choice between a tick and a trigger, by probe (P4, P5). */
  readonly phase: Streams
  /** What a process does: start, start-up, hang, crash, complete, shutdown; by container. */
  readonly process: Streams
  /** Slow phases, by container. */
  readonly slow: Streams
  /** Work of syncs, stops and calls, by pod. */
  readonly overhead: Streams
  /** Requeue jitter, by pod (S7). */
  readonly requeue: Streams
  /** Durations of quiet ticks in a trace, by probe: tracing draws from no other stream. */
  readonly trace: Streams
  /** Which instances a fault hits, by fault. */
  readonly fault: Streams
}

/** Everything that one replication holds. The clock is `nowUs`; rules read and write rows and schedule events. */
export type ClusterState = {
  nowUs: number
  /** Whether ticks that change nothing have no event; see `node/quiet-probes.ts`. */
  readonly isQuiet: boolean
  /** Whether rules check what they take for granted. */
  readonly verifies: boolean
  readonly spec: ClusterSpec
  readonly profile: VersionProfile
  readonly events: EventList
  readonly distributions: Distributions
  readonly streams: StreamTables
  readonly overheads: OverheadTable
  readonly workload: WorkloadTable
  readonly containerTemplate: ContainerTemplateTable
  readonly probeTemplate: ProbeTemplateTable
  readonly script: ScriptTable
  readonly scriptIncarnations: Int32Array
  readonly scriptSequences: Uint8Array
  /** Distribution rows of the lists per incarnation. */
  readonly perIncarnation: Int32Array
  /** First container template, by workload; init containers come first. */
  readonly firstTemplate: Int32Array
  readonly node: NodeTableState
  readonly pod: PodTable
  readonly container: ContainerTable
  readonly probe: ProbeTable
  /** Nodes that a workload's selector admits, by workload, in order of name. */
  readonly eligibleNodes: readonly Int32Array[]
  /** Pods that wait for a place, in the order in which they came. */
  readonly unscheduled: PodId[]
  /** Container rows that each fault has hit, by fault; filled when it begins. */
  readonly faultHits: Int32Array[]
  readonly metrics: Metrics
  /** Duration of the probe call made last; see `world/probe-answer.ts`. */
  answerDurationUs: number
  /** Whether the script that answered says that the container is ill. */
  answerIsIll: boolean
}
