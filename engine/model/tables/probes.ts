/**
 * One row per probe: its worker, its ticks, its runs, its counts. Times are simulated microseconds.
 *
 * A probe has a place, too: its number in entity order. The probes of a container, and of a pod, are a range of places;
 * events and reports name a probe by its place. Rows may be in another order, which nobody but the cache can see: see
 * `probe-order.ts`.
 *
 * A column that nobody writes takes no memory: so one starts with anything but 0 only where somebody reads it before it is written.
 */

export const allocateProbes = (rows: number) => ({
  /** Rows in use. */
  count: 0,
  /** Row, by place. */
  rowAt: Int32Array.from({ length: rows }, (_, place) => place),
  place: Int32Array.from({ length: rows }, (_, row) => row),
  template: new Int32Array(rows),
  container: new Int32Array(rows),
  /** The worker exists. */
  exists: new Uint8Array(rows),
  /** It is not the first of its probe in this kubelet process (Z2). */
  isRemade: new Uint8Array(rows),
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
  /** Quiet engine: what is left of the hazard budget for the ticks that have not had their turn; -1 = none has been drawn. */
  budget: new Float64Array(rows).fill(-1),
  /** Quiet engine, calm worker: level of its ticks from `unsettledUs` on. */
  level: new Int32Array(rows),
  /**
   * The tick at `unsettledUs` has had its turn, at this level, which has changed since: its answer may be under way, and the budget has paid
   * for it; -1 = no.
   */
  servedLevel: new Int32Array(rows),
  /** Node of the pod, once it is bound. */
  node: new Int32Array(rows),
  /** A trigger waits in the channel (P6). */
  isTriggered: new Uint8Array(rows),
  /** A probe runs, or the worker sleeps before its first one (P5). */
  isRunning: new Uint8Array(rows),
  runStamp: new Int32Array(rows),
  /** When the last run ends or ended; of calm ticks without events it is drawn when it matters. */
  runEndsUs: new Float64Array(rows),
  /**
   * Exact engine, calm worker: the uniform of its last answer time, which ends that run; -1 = `runEndsUs` says when.
   */
  answerUniform: new Float64Array(rows),
  /** Start of the last run that called the probe; -1 = none. */
  runBeganUs: new Float64Array(rows).fill(-1),
  /** 1 more than the incarnation that left it without an answer in time; 0 = it was not late. */
  lateFor: new Int32Array(rows),
  /** Its outcome, known when it starts. */
  runOutcome: new Uint8Array(rows),
  /** Whether the container was ill when it started, or fell ill while it was under way. */
  runWasIll: new Uint8Array(rows),
  /** Whether its answer depends on those whom it asks. */
  runAsks: new Uint8Array(rows),
  /** The hang that it noticed: detection row, -1 = none; once a run has begun. */
  runDetection: new Int32Array(rows),
  /** Instance that it has to wait for, and that may hang meanwhile; -1 = none. */
  runAwaits: new Int32Array(rows).fill(-1),
  /** Instance that the worker remembers; -1 = none (P9 step 4). */
  known: new Int32Array(rows).fill(-1),
  lastResult: new Uint8Array(rows),
  resultRun: new Int32Array(rows),
  onHold: new Uint8Array(rows),
  /** Result in the cache, and the instance it is for; -1 = no result. */
  result: new Uint8Array(rows),
  resultFor: new Int32Array(rows).fill(-1),
  /** Whether the container was ill when the run started that set the result. */
  resultWasIll: new Uint8Array(rows),
  /** Runs that no bucket holds yet: so many, one each period from `gridUs` on (`Metrics`). */
  gridUs: new Float64Array(rows),
  gridRuns: new Int32Array(rows),
  /** Calls answered by a script in this instance, and the instance they count for. */
  callCount: new Int32Array(rows),
  callCountFor: new Int32Array(rows),
  /** The entry of the script that they were answered by. */
  callEntry: new Int32Array(rows),
})

export type ProbeTable = ReturnType<typeof allocateProbes>
