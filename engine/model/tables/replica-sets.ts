/**
 * What the ReplicaSet controller knows of each ReplicaSet: what its cache holds of its pods, and what it has asked for. A ReplicaSet has the row of the
 * pod template that it was made for; rows of templates that no ReplicaSet keeps stay empty. Times are simulated microseconds.
 */

export const allocateReplicaSets = (rows: number) => ({
  /** Pods in its cache: neither deleted nor ended; those of them that are ready; those that are being deleted and have not ended. */
  seenActive: new Int32Array(rows),
  seenReady: new Int32Array(rows),
  seenTerminating: new Int32Array(rows),
  /** Asked for and not seen yet: see `control/expectations.ts`. */
  expectedCreations: new Int32Array(rows),
  expectedDeletions: new Int32Array(rows),
  expectedAtUs: new Float64Array(rows),
  /** Its sync creates or deletes pods. */
  isActing: new Uint8Array(rows),
  /** Version of its object that the controller wrote last. */
  wroteVersion: new Float64Array(rows),
})

export type ReplicaSetTable = ReturnType<typeof allocateReplicaSets>
