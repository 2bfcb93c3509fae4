/** Jobs, their indexes and pods, and CronJobs. Times are simulated microseconds. */

/** One row per Job: those of the input first, then those that CronJobs make. It is what the Job controller knows. */
export const allocateJobs = (rows: number) => ({
  /** Rows in use; Jobs that are not done; changes of Jobs, finalizers, and calls that make or delete pods, on their way. */
  count: 0,
  live: 0,
  news: 0,
  /** Whose template its pods are made from: a Job, or the CronJob that has made it. */
  workload: new Int32Array(rows),
  /** The CronJob that has made it, a workload; -1 = none has. */
  cronJob: new Int32Array(rows).fill(-1),
  /** The next Job of the same CronJob; -1 = it is the newest. */
  next: new Int32Array(rows).fill(-1),
  /** For which time its CronJob has made it; NaN = none has. */
  scheduledUs: new Float64Array(rows).fill(Number.NaN),
  createdAtUs: new Float64Array(rows).fill(Number.NaN),
  /** `startTime`: whole seconds of the wall clock; NaN = it has not started. */
  startedAtUs: new Float64Array(rows).fill(Number.NaN),
  /** The same as the status in the API has it. */
  shownStartUs: new Float64Array(rows).fill(Number.NaN),
  /** When it left the API; NaN = it has not. */
  deletedAtUs: new Float64Array(rows).fill(Number.NaN),
  /** When the newest change of its object reaches those who watch it: a watch is one stream, in order. */
  watchedUs: new Float64Array(rows),
  /** The status of its CronJob lists it as active. */
  isListed: new Uint8Array(rows),
  /** Its CronJob will delete it: a `Doom`. */
  doom: new Uint8Array(rows),
  /** Calls about its expiry: GET, DELETE. */
  expiry: new Uint8Array(rows),
  /** Rows [firstIndex, firstIndex + completions) of `jobIndex`; -1 = it is not indexed. */
  firstIndex: new Int32Array(rows).fill(-1),
  /** Pods so far: what a generated name ends with. */
  created: new Int32Array(rows),
  /** Pods that the metrics know it wants. */
  desired: new Int32Array(rows),

  // The status in the API.
  active: new Int32Array(rows),
  ready: new Int32Array(rows),
  terminating: new Int32Array(rows),
  succeeded: new Int32Array(rows),
  failed: new Int32Array(rows),
  /** The newest `JobCondition`, its `JobReason`, and since when it and the one before it (FailureTarget, SuccessCriteriaMet) are so. */
  condition: new Uint8Array(rows),
  reason: new Uint8Array(rows),
  metAtUs: new Float64Array(rows).fill(Number.NaN),
  finishedAtUs: new Float64Array(rows).fill(Number.NaN),
  /** Of PodFailurePolicy the container that matched, or the pod, and the rule; of SuccessPolicy the rule. */
  reasonContainer: new Int32Array(rows).fill(-1),
  reasonPod: new Int32Array(rows).fill(-1),
  reasonRule: new Int32Array(rows).fill(-1),

  // What the controller remembers (Z25): failures since the last success, and when the newest of them ended.
  failures: new Int32Array(rows),
  failedAtUs: new Float64Array(rows).fill(Number.NaN),
  /** Asked for and not seen yet: see `control/expectations.ts`. */
  expectedCreations: new Int32Array(rows),
  expectedDeletions: new Int32Array(rows),
  expectedAtUs: new Float64Array(rows),

  // The running sync.
  /** A `JobStage`: what it waits for. */
  stage: new Uint8Array(rows),
  /** Pods that it still has to create, and how many at once it created last. */
  toCreate: new Int32Array(rows),
  batch: new Int32Array(rows),
  /** The status that it will write. */
  nextActive: new Int32Array(rows),
  nextReady: new Int32Array(rows),
  nextTerminating: new Int32Array(rows),
  nextCondition: new Uint8Array(rows),
  nextSucceeded: new Int32Array(rows),
  nextFailed: new Int32Array(rows),
  /** Its last status will say that the Job is done. */
  finishes: new Uint8Array(rows),
  doneAtUs: new Float64Array(rows),
})

/** One row per index of an indexed Job. */
export const allocateJobIndexes = (rows: number) => ({
  count: 0,
  /** An `IndexOutcome`. */
  outcome: new Uint8Array(rows),
  /** The running sync will create a pod of it. */
  isWanted: new Uint8Array(rows),
  /** Its newest pod; -1 = it has had none. */
  pod: new Int32Array(rows).fill(-1),
  /** Failures before its next pod, counted and ignored: annotations of the pod. */
  failures: new Int32Array(rows),
  ignored: new Int32Array(rows),
})

/** One row per pod, if there are Jobs. */
export const allocateJobPods = (rows: number) => ({
  /** Its Job; -1 = it is of none. */
  job: new Int32Array(rows).fill(-1),
  /** Its completion index; -1 = its Job is not indexed. */
  index: new Int32Array(rows).fill(-1),
  /** Which of its Job's pods it is. */
  number: new Int32Array(rows),
  /** Failures of its index before it, counted and ignored. */
  failures: new Int32Array(rows),
  ignored: new Int32Array(rows),
  /** A `Tracking`: whether its Job has counted it, and its finalizer is off. */
  tracking: new Uint8Array(rows),
  /** Its kubelet is done with it, and it is deleted: it goes when its finalizer is off. */
  isDone: new Uint8Array(rows),
  /** Calls of the garbage collector about it, since its Job is gone, and its `tracking` as it was looked up. */
  collection: new Uint8Array(rows),
  lookedUpTracking: new Uint8Array(rows),
  /** Since when its condition Ready is False in the API; NaN = it never was True. */
  unreadyAtUs: new Float64Array(rows).fill(Number.NaN),
  /** Its condition DisruptionTarget: it is evicted. */
  isDisrupted: new Uint8Array(rows),
  /** Restarts of its containers: as its status writer has taken them, and as the API has them. */
  takenRestarts: new Int32Array(rows),
  apiRestarts: new Int32Array(rows),
})

/** One row per workload; rows of workloads that are no CronJobs stay empty. */
export const allocateCronJobs = (rows: number) => ({
  createdAtUs: new Float64Array(rows).fill(Number.NaN),
  /** Its Jobs in the order of their creation, chained by `next`; -1 = none. */
  firstJob: new Int32Array(rows).fill(-1),
  lastJob: new Int32Array(rows).fill(-1),
  /** The status in the API: `lastScheduleTime` and `lastSuccessfulTime`; NaN = none. */
  scheduledUs: new Float64Array(rows).fill(Number.NaN),
  succeededUs: new Float64Array(rows).fill(Number.NaN),

  // The running sync.
  /** A `CronJobStage`: what it waits for. */
  stage: new Uint8Array(rows),
  /** The Job that is looked up or deleted; -1 = none. */
  doomedJob: new Int32Array(rows).fill(-1),
  /** For which time it will make a Job; NaN = for none. */
  dueUs: new Float64Array(rows).fill(Number.NaN),
  /** Its status will be another one. */
  isChanged: new Uint8Array(rows),
  /** The next scheduled time. */
  nextUs: new Float64Array(rows).fill(Infinity),
})

export type JobTable = ReturnType<typeof allocateJobs>
export type JobIndexTable = ReturnType<typeof allocateJobIndexes>
export type JobPodTable = ReturnType<typeof allocateJobPods>
export type CronJobTable = ReturnType<typeof allocateCronJobs>
