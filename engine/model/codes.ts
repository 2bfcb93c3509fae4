/** Small numbers that stand in the columns of the tables, by name. */

/** Which question a probe answers; the order is P1's. */
export const ProbeType = { Startup: 0, Readiness: 1, Liveness: 2 } as const

export const probeTypeOrder = ['startup', 'readiness', 'liveness'] as const

/** An index into `probeHandlers`; those that a rule asks for. */
export const Handler = { Exec: 0, HttpGet: 1, TcpSocket: 2 } as const

/** A value of the prober's result cache. `lastResult` starts as Success, the zero value of the source. */
export const Result = { Success: 0, Failure: 1, Unknown: 2 } as const

/** How one probe run ended; an index into `probeResultNames`. */
export const Outcome = { Success: 0, Failure: 1, Timeout: 2, Warning: 3, Error: 4 } as const

/** What a container is in its pod; the order is that of no list. */
export const ContainerKind = {
  Regular: 0,
  /** A plain init container: runs once, before the regular ones. */
  Init: 1,
  /** A restartable init container: runs beside the regular ones. */
  Sidecar: 2,
} as const

/** Whose slow phases are, an index into `phaseScopes`. */
export const PhaseScope = { Container: 0, Node: 1, Workload: 2 } as const

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
  /** Its kubelet does not run. */
  Off: 5,
} as const

/** How a probe worker's ticks are served; see `node/prober/quiet-probes.ts`. */
export const WorkerMode = {
  /** Each tick is an event with the exact rules. */
  Ticking: 0,
  /** Ticks succeed until an abnormal one. */
  Calm: 1,
  /** Ticks find nothing to probe until the status changes. */
  Parked: 2,
} as const

/** What the running sync will do with a container. */
export const Plan = {
  Keep: 0,
  Start: 1,
  KillForLiveness: 2,
  KillForStartup: 3,
  KillForReset: 4,
  KillForImage: 5,
} as const

/** What the running sync will do with the pod (S11). */
export const PodPlan = {
  /** What the containers' plans say. */
  Containers: 0,
  /** Kill everything: nothing is kept or started. */
  KillPod: 1,
  /** Kill everything, make a sandbox, start anew. */
  NewSandbox: 2,
  /** Kill and remove every container (B10, RestartAllContainers). */
  Reset: 3,
} as const

/** How far the kubelet is in stopping a container (K2, K5). */
export const StopStage = {
  None: 0,
  /** The preStop hook runs. */
  Hook: 1,
  /** As `Hook`; then it waits for its turn. */
  HookThenTurn: 2,
  /** A sidecar that waits for those that end before it. */
  Turn: 3,
} as const

/** Why an instance exists, by the way the previous one ended; an index into `causeNames`. */
export const Cause = {
  Initial: 0,
  Crash: 1,
  Completed: 2,
  Liveness: 3,
  Startup: 4,
  Rollout: 5,
  Node: 6,
} as const

/** An index into `restartPolicies`. */
export const RestartPolicyId = { Always: 0, OnFailure: 1, Never: 2 } as const

export const ImagePullPolicyId = { Always: 0, IfNotPresent: 1, Never: 2 } as const

export const imagePullPolicyNames = ['Always', 'IfNotPresent', 'Never'] as const

/** What a container's rule does on an exit (B10). */
export const RestartAction = { Restart: 0, RestartAll: 1 } as const

/** An index into `scriptAnswers`. */
export const ScriptAnswerId = {
  Ok: 0,
  Fail: 1,
  Refused: 2,
  Hang: 3,
  Error: 4,
  Redirect: 5,
  SlowBody: 6,
} as const

/** Why a container that is not running has not been started, as the reason cache keeps it (L3); an index into `waitReasonNames`. */
export const WaitReason = {
  None: 0,
  CrashLoopBackOff: 1,
  ErrImagePull: 2,
  ImagePullBackOff: 3,
  ErrImageNeverPull: 4,
  InvalidImageName: 5,
  RunContainerError: 6,
  PostStartHookError: 7,
} as const

export const waitReasonNames = [
  '',
  'CrashLoopBackOff',
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'RunContainerError',
  'PostStartHookError',
] as const

/** Something that is told about a pod in a Kubernetes event; an index into `podEvents`. Its words are `engine/observation/event-message.ts`. */
export const PodEvent = {
  Scheduled: 0,
  FailedScheduling: 1,
  /** The image was there already. The detail of events about images is the image's number. */
  ImagePresent: 2,
  Created: 3,
  Started: 4,
  /** A start was refused by the restart back-off (B3). */
  BackOffRestart: 5,
  /** A container is killed because its liveness or startup probe failed. */
  KilledForLiveness: 6,
  KilledForStartup: 7,
  /** A container is stopped with its pod. */
  Stopping: 8,
  /** A probe run failed, erred, or succeeded with a warning (P13, P14); see `probeDetail`. */
  ProbeFailed: 9,
  ProbeErrored: 10,
  ProbeWarned: 11,
  /** A pull is asked for, has succeeded, has failed (I6). */
  ImagePulling: 12,
  ImagePulled: 13,
  ImagePullFailed: 14,
  /** A pull is held by its back-off (I2). */
  BackOffPull: 15,
  /** The image is not there, and its policy is Never; its name cannot be read. */
  ImageNeverPulled: 16,
  ImageInvalid: 17,
  /** A start has failed for want of its image; here the detail is the `WaitReason`. */
  ImageFailed: 18,
  /** The runtime could not start a container (B14). */
  StartFailed: 19,
  /** A postStart hook failed, by itself or because its container ended (K8). */
  PostStartHookFailed: 20,
  /** The sandbox is gone and is made anew (S11). */
  SandboxChanged: 21,
  /** A container is killed because all of the pod are restarted (B10). */
  KilledForReset: 22,
  /** A container is killed because its postStart hook failed (K8). */
  KilledForHook: 23,
  /** A container ended during its preStop hook (K2). */
  PreStopHookFailed: 24,
  /** The pod has run longer than it may (L9). */
  DeadlineExceeded: 25,
  /** The scheduler has the pod deleted for one of more priority. */
  Preempted: 26,
  /** Its kubelet rejects the pod; why, the pod says (S15). */
  Rejected: 27,
} as const

/** Reason and type of each `PodEvent`, as the API shows them. */
export const podEvents = [
  { reason: 'Scheduled', type: 'Normal' },
  { reason: 'FailedScheduling', type: 'Warning' },
  { reason: 'Pulled', type: 'Normal' },
  { reason: 'Created', type: 'Normal' },
  { reason: 'Started', type: 'Normal' },
  { reason: 'BackOff', type: 'Warning' },
  { reason: 'Killing', type: 'Normal' },
  { reason: 'Killing', type: 'Normal' },
  { reason: 'Killing', type: 'Normal' },
  { reason: 'Unhealthy', type: 'Warning' },
  { reason: 'Unhealthy', type: 'Warning' },
  { reason: 'ProbeWarning', type: 'Warning' },
  { reason: 'Pulling', type: 'Normal' },
  { reason: 'Pulled', type: 'Normal' },
  { reason: 'Failed', type: 'Warning' },
  { reason: 'BackOff', type: 'Normal' },
  { reason: 'ErrImageNeverPull', type: 'Warning' },
  { reason: 'InspectFailed', type: 'Warning' },
  { reason: 'Failed', type: 'Warning' },
  { reason: 'Failed', type: 'Warning' },
  { reason: 'FailedPostStartHook', type: 'Warning' },
  { reason: 'SandboxChanged', type: 'Normal' },
  { reason: 'Killing', type: 'Normal' },
  { reason: 'Killing', type: 'Normal' },
  { reason: 'FailedPreStopHook', type: 'Warning' },
  { reason: 'DeadlineExceeded', type: 'Normal' },
  { reason: 'Preempted', type: 'Normal' },
  { reason: 'Rejected', type: 'Warning' },
] as const

/** What became of the connection of a probe. `NoPort`: its node had no port left for it. */
export const Connection = { Made: 0, Refused: 1, NoPort: 2 } as const

/** What the message of a probe event says: which probe, how it ended, and its `Connection`. */
export function probeDetail(type: number, outcome: number, connection: number): number {
  return type * 32 + outcome * 4 + connection
}

/** What a `probeDetail` says. */
export function probeOfDetail(detail: number): { type: number; outcome: number; connection: number } {
  return { type: detail >> 5, outcome: (detail >> 2) & 7, connection: detail & 3 }
}

/** What the sync of a Job waits for. */
export const JobStage = { None: 0, Deletion: 1, Creation: 2, Flush: 3, Release: 4, Status: 5 } as const

/** The newest condition of a Job; those before it go on, but for Suspended. An index into `jobConditionNames`. */
export const JobCondition = {
  None: 0,
  Suspended: 1,
  FailureTarget: 2,
  SuccessCriteriaMet: 3,
  Failed: 4,
  Complete: 5,
} as const

export const jobConditionNames = [
  '',
  'Suspended',
  'FailureTarget',
  'SuccessCriteriaMet',
  'Failed',
  'Complete',
] as const

/** Why a Job is done, or about to be; an index into `jobReasonNames`. */
export const JobReason = {
  None: 0,
  BackoffLimitExceeded: 1,
  DeadlineExceeded: 2,
  PodFailurePolicy: 3,
  FailedIndexes: 4,
  MaxFailedIndexesExceeded: 5,
  SuccessPolicy: 6,
  CompletionsReached: 7,
  JobSuspended: 8,
} as const

export const jobReasonNames = [
  '',
  'BackoffLimitExceeded',
  'DeadlineExceeded',
  'PodFailurePolicy',
  'FailedIndexes',
  'MaxFailedIndexesExceeded',
  'SuccessPolicy',
  'CompletionsReached',
  'JobSuspended',
] as const

/** What became of an index of an indexed Job. */
export const IndexOutcome = { None: 0, Succeeded: 1, Failed: 2 } as const

/** The finalizer of a Job's pod, which stays until the Job has counted the pod. */
export const Tracking = {
  /** It is off, or the pod is of no Job. */
  None: 0,
  Kept: 1,
  /** The running sync counts the pod as succeeded, as failed, or not, and takes the finalizer off. */
  Succeeded: 2,
  Failed: 3,
  Uncounted: 4,
} as const

/** What happens to the object of a Job. */
export const JobChange = { Added: 0, Written: 1, Deleted: 2 } as const

/** What the sync of a CronJob waits for. */
export const CronJobStage = { None: 0, Deletion: 1, Creation: 2, Status: 3 } as const

/** How a CronJob deletes a Job: at once, or looked up before. */
export const Doom = { None: 0, Delete: 1, GetFirst: 2 } as const

/** What the sync of a StatefulSet or DaemonSet waits for. */
export const SetStage = { None: 0, Revision: 1, Calls: 2, Update: 3, Status: 4 } as const
