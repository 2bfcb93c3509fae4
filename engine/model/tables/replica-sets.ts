/**
 * One row per workload; rows of workloads that no ReplicaSet keeps stay empty. It is what the ReplicaSet controller knows: its
 * cache of the API, what it has asked for, and where its sync stands. Times are simulated microseconds.
 */

export const allocateReplicaSets = (rows: number) => ({
  /** Pods that its object asks for, in its cache. */
  wanted: new Int32Array(rows),
  /** When the newest change of its object comes into its cache: a watch is one stream, in order. */
  specSeenUs: new Float64Array(rows),
  /** Pods in its cache: neither deleted nor ended; those of them that are ready; those that are being deleted and have not ended. */
  seenActive: new Int32Array(rows),
  seenReady: new Int32Array(rows),
  seenTerminating: new Int32Array(rows),
  /** Asked for and not seen yet: see `control/expectations.ts`. */
  expectedCreations: new Int32Array(rows),
  expectedDeletions: new Int32Array(rows),
  expectedAtUs: new Float64Array(rows),
  /** A `ReplicaSetStage`: what the running sync waits for. */
  stage: new Uint8Array(rows),
  /** Pods that the running sync still has to create, and how many at once it created last. */
  toCreate: new Int32Array(rows),
  batch: new Int32Array(rows),
  /** The status that the running sync will write: what its cache held when it began. */
  nextActive: new Int32Array(rows),
  nextReady: new Int32Array(rows),
  nextTerminating: new Int32Array(rows),
  /** The status in the API. */
  statusActive: new Int32Array(rows),
  statusReady: new Int32Array(rows),
  statusTerminating: new Int32Array(rows),
  /** Its spec has changed since its status was written (observedGeneration). */
  isSpecNew: new Uint8Array(rows),
})

export type ReplicaSetTable = ReturnType<typeof allocateReplicaSets>
