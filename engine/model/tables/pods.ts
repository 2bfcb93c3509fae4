/** One row per pod: its place, its status, its pod worker. Times are simulated microseconds. */

export const allocatePods = (rows: number) => ({
  /** Rows in use: pods so far, those that are gone among them. */
  count: 0,
  workload: new Int32Array(rows),
  /** What it was made from: a row of `podTemplate`. */
  template: new Int32Array(rows),
  /** Which of the workload's pods it is; one that takes the place of another has its ordinal. */
  ordinal: new Int32Array(rows),
  /** Pods of the same ordinal before it. */
  creation: new Int32Array(rows),
  /** Pods of the workload before it: what a generated name ends with. */
  number: new Int32Array(rows),
  /** Next pod of the workload; -1 = it is the last. */
  next: new Int32Array(rows).fill(-1),
  /** -1 = not bound. */
  node: new Int32Array(rows).fill(-1),
  /** Rows [firstContainer, endContainer) of its containers. */
  firstContainer: new Int32Array(rows),
  endContainer: new Int32Array(rows),
  /** Places [firstProbe, firstProbe + probeCount of its template) of its probes. */
  firstProbe: new Int32Array(rows),
  stage: new Uint8Array(rows),
  /** When it was created; NaN = before the run. */
  createdAtUs: new Float64Array(rows).fill(Number.NaN),
  /** When its deletion was asked for; NaN = it was not. */
  deletedAtUs: new Float64Array(rows).fill(Number.NaN),
  phase: new Uint8Array(rows),
  /** `startTime`, from which its deadline counts (L9): its first status on its node, in whole seconds; NaN = none has been, or it was there before the run. */
  activeSinceUs: new Float64Array(rows).fill(Number.NaN),
  /** Its kubelet has noticed that its deadline is over. */
  isPastDeadline: new Uint8Array(rows),
  /** Why its kubelet has rejected it (S15, `node/admission.ts`); 0 = it has not. */
  rejection: new Uint8Array(rows),
  /** Its kubelet ends it because its node shuts down (N13). */
  isShutDown: new Uint8Array(rows),
  /** Condition Ready in the kubelet's status (L2). */
  isReady: new Uint8Array(rows),
  /** When that changed last; NaN = not since the run began. */
  readyChangedAtUs: new Float64Array(rows).fill(Number.NaN),
  // The object in the API, of a pod that a controller watches: see `status-writer.ts` and `control/pod-watch.ts`.
  apiPhase: new Uint8Array(rows),
  apiIsReady: new Uint8Array(rows),
  apiHasAddress: new Uint8Array(rows),
  /** When its condition Ready became true, as the API says; NaN = before the run, or never. */
  apiReadySinceUs: new Float64Array(rows).fill(Number.NaN),
  /** What it is to a controller, and what the controllers' cache holds: bits of `PodMark`, and of `SeenMark` (`control/`). */
  apiMark: new Uint16Array(rows),
  seenMark: new Uint16Array(rows),
  /** Services of which it is a ready endpoint. */
  offers: new Int32Array(rows),
  /** Condition Initialized (L2). */
  isInitialized: new Uint8Array(rows),
  /** Condition PodReadyToStartContainers (L2). */
  isReadyToStart: new Uint8Array(rows),
  /** Its status has had an address: that of its first sandbox. */
  hasAddress: new Uint8Array(rows),
  /** Restarting all containers, in the status (B10). */
  isRestartingAll: new Uint8Array(rows),
  /** Whether the status manager holds a status (P9 step 1). */
  hasStatus: new Uint8Array(rows),
  /** Whether the pod had a deletionTimestamp when its probe workers were made (P7). */
  snapshotDeleting: new Uint8Array(rows),
  /** Whether a sync would make no worker: all are there, or those that lack stand behind one that is (P2, Z2). */
  hasWorkers: new Uint8Array(rows),
  workerStage: new Uint8Array(rows),
  /** When the scheduled sync starts; Infinity = none is scheduled. */
  syncAtUs: new Float64Array(rows).fill(Infinity),
  /** When the worker takes up the request for it, and starts to wait for fresh state (S6). */
  syncTakenUs: new Float64Array(rows).fill(Infinity),
  /** When an event of its sync comes that the sync which is due then, or next, needs; Infinity = none is known. */
  syncEventUs: new Float64Array(rows).fill(Infinity),
  /** A request came while a sync ran, or waited for fresh state (S5). */
  syncRequested: new Uint8Array(rows),
  /** End of the last sync; -Infinity before the first (S6). */
  lastSyncEndUs: new Float64Array(rows).fill(-Infinity),
  /** When the relist that the last sync asked for is through; Infinity = it asked for none (Z1). */
  freshAtUs: new Float64Array(rows).fill(Infinity),
  /** The running sync has made, started, killed or removed something (Z1). */
  hasActed: new Uint8Array(rows),
  stepStamp: new Int32Array(rows),
  /** Where the running sync stands: container offsets of the next kill and the next start. */
  killCursor: new Int32Array(rows),
  startCursor: new Int32Array(rows),
  /** A `PodPlan` of the running sync. */
  plan: new Uint8Array(rows),
  /** The sandbox is there and ready, in truth and as the last relist saw it (S11). */
  hasSandbox: new Uint8Array(rows),
  seenSandbox: new Uint8Array(rows),
  /** Sandboxes made so far. */
  sandboxCount: new Int32Array(rows),
  /** Container whose exit the running sync awaits; -1 = none, `awaitsAll` = every one. */
  awaitedExit: new Int32Array(rows).fill(-1),
  /** Container whose postStart hook the running sync awaits, or whose end after it has failed; -1 = none (K8). */
  hookedContainer: new Int32Array(rows).fill(-1),
  hookHasFailed: new Uint8Array(rows),
  /** A start of the running sync failed otherwise than by its back-off (S7). */
  syncFailed: new Uint8Array(rows),
  /** Earliest back-off expiry among the containers that this sync did not start; Infinity = none (S7). */
  backoffExpiryUs: new Float64Array(rows),
  /** Syncs that end before this find what the last one found; -Infinity = the next sync must look. */
  heldUntilUs: new Float64Array(rows).fill(-Infinity),
  /** Start of the scheduled relist that will see this pod's changes; -1 = none, `relistAfterSync` = as the running sync ends. */
  relistAtUs: new Float64Array(rows).fill(-1),
  /** Grace period of the deletion (K1, K4). */
  deletionGraceUs: new Float64Array(rows),
  // What the scheduler knows of the pod: see `control/scheduler/scheduler.ts`.
  /** Attempts that found no place. */
  schedulingFailures: new Int32Array(rows),
  /** The node that it has chosen, bound or not; -1 = none. What its cache counts there: a `Counted`. */
  scheduledTo: new Int32Array(rows).fill(-1),
  schedulerMark: new Uint8Array(rows),
  /** It has no node and may get one because of what happens to other pods. */
  isRestless: new Uint8Array(rows),
  /** It has to go for another pod. */
  isVictim: new Uint8Array(rows),
  /** When it comes into the scheduler's cache. */
  queuedAtUs: new Float64Array(rows),
  /** From when the delay of its start counts: its creation, later by what it waited for a place and a token. */
  startCountsUs: new Float64Array(rows),

  // What the status manager knows of the pod: see `status-writer.ts`.
  /** When the status changed last; -1 = never. */
  statusChangedAtUs: new Float64Array(rows).fill(-1),
  /** When the writer takes its status, or took it last; -1 = never. */
  statusTakenUs: new Float64Array(rows).fill(-1),
  /** Start of the newest write of its status, once there is one. */
  statusWriteAtUs: new Float64Array(rows),
  /** What the status says where the writer is, of a pod that a controller watches. */
  heldPhase: new Uint8Array(rows),
  heldIsReady: new Uint8Array(rows),
  /** When that changed last; NaN = not since the run began. */
  heldReadyAtUs: new Float64Array(rows).fill(Number.NaN),
  /** Since when a status that is ready, and that the writer has taken, says so. */
  takenReadyAtUs: new Float64Array(rows).fill(-1),
  heldHasAddress: new Uint8Array(rows),
  /** The status that will be taken next has changed in what a controller reads: bits of `News`. */
  hasNews: new Uint8Array(rows),
  /** The status taken last, as one number. */
  takenStatus: new Uint8Array(rows),

  // What the kubelet's event recorder remembers of the pod: see `event-recorder.ts`.
  /** When the bucket of the spam filter will be full, for Normal events and for Warnings (A8). */
  normalFullAtUs: new Float64Array(rows),
  warningFullAtUs: new Float64Array(rows),
})

/** In `relistAtUs`: the running sync decides when its changes are seen (Z1). */
export const relistAfterSync = -2

/** In `awaitedExit`: the sync awaits the exit of every container. */
export const awaitsAll = -2

export type PodTable = ReturnType<typeof allocatePods>
