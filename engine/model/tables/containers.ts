/** One row per container: its process, what the kubelet has seen of it, its status, its back-off. Times are simulated microseconds. */

export const allocateContainers = (rows: number) => ({
  /** Rows in use. */
  count: 0,
  template: new Int32Array(rows),
  pod: new Int32Array(rows),
  /** Place of the first probe; the count is the template's. */
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

  // How the kubelet stops it (K2, K5).
  /** A `StopStage`. */
  stopStage: new Uint8Array(rows),
  stopStamp: new Int32Array(rows),
  /** Start of the stage, and what is left of the grace period then. */
  stopStageAtUs: new Float64Array(rows),
  stopGraceUs: new Float64Array(rows),
  /** When its preStop hook would be over; not after now = it has none that is under way. */
  preStopEndsAtUs: new Float64Array(rows),
  /** It has got SIGTERM, and refuses probes from then on (behavior `afterSigterm`). */
  refusesProbes: new Uint8Array(rows),
  /** Why, a `Cause`, and whether a probe kills it although it is not ill. */
  stopCause: new Uint8Array(rows),
  stopIsFalse: new Uint8Array(rows),

  // Illness (world).
  /** When the behavior `hang` sets in; Infinity = never, or it has. */
  hangsAtUs: new Float64Array(rows).fill(Infinity),
  /** Behavior `hang` has set in. */
  isHung: new Uint8Array(rows),
  /** A hang fault without an end has hit this instance. */
  isHungByFault: new Uint8Array(rows),
  /** Hang faults that hold this slot now. */
  hangFaultCount: new Int32Array(rows),
  /** Product of the factors of the slow faults that hold this slot. */
  slowFaultFactor: new Float64Array(rows).fill(1),
  /** Rungs of the ladder: how much load makes its answers longer, and wait; or the number of a wait by chance. */
  stretch: new Uint16Array(rows),
  wait: new Uint32Array(rows),
  /** Newest row of the detections; -1 = none. */
  detection: new Int32Array(rows).fill(-1),

  // The runtime state that the last relist saw (S3): what a sync starts with (S6, B3).
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
  /** Why it waits, a `WaitReason`. */
  statusWaitReason: new Uint8Array(rows),
  isStarted: new Uint8Array(rows),
  isReady: new Uint8Array(rows),

  // The pod worker.
  /** A `Plan` of the running sync. */
  plan: new Uint8Array(rows),
  /** What the reason cache holds, a `WaitReason` (L3). */
  waitReason: new Uint8Array(rows),
  /** A start was refused, and the container waits for its back-off. */
  isRefused: new Uint8Array(rows),
  /** Back-off entry (B1): see `restart-backoff.ts`. */
  backoffUs: new Float64Array(rows),
  steppedAtUs: new Float64Array(rows),
})

export type ContainerTable = ReturnType<typeof allocateContainers>
