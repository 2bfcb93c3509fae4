/** One row per workload; rows of workloads that are no Jobs stay empty. Times are simulated microseconds. */

export const allocateJobs = (rows: number) => ({
  /** A controller replaces its pods, and it has neither completed nor failed. */
  isActive: new Uint8Array(rows),
  parallelism: new Int32Array(rows),
  /** -1 = none: one success is enough, and no pod is made after it. */
  completions: new Int32Array(rows),
  /** Failures that it bears. */
  backoffLimit: new Float64Array(rows),
  /** How long it may be active; Infinity = no limit. Its start; NaN = it has none yet. */
  deadlineUs: new Float64Array(rows).fill(Infinity),
  activeSinceUs: new Float64Array(rows).fill(Number.NaN),
  /** Pods that have neither ended nor been told to. */
  runningCount: new Int32Array(rows),
  succeededCount: new Int32Array(rows),
  failedCount: new Int32Array(rows),
  /** Failures since the last success, and the time of the newest. */
  failureRun: new Int32Array(rows),
  failedAtUs: new Float64Array(rows),
})

export type JobTable = ReturnType<typeof allocateJobs>
