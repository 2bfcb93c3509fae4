/**
 * One row per workload; rows of others than StatefulSets and DaemonSets stay empty. It is what their controllers know: their cache of the API,
 * what they have asked for, and where their syncs stand. Times are simulated microseconds.
 */

export const allocateSets = (rows: number) => ({
  /** Pods that its object asks for, in the cache: of a DaemonSet nodes. */
  wanted: new Int32Array(rows),
  /** What its object says that pods are made from, in the cache: a row of `podTemplate`. */
  wantedTemplate: new Int32Array(rows).fill(-1),
  /** What the pods were made from when all were of one template: the current revision (`status.currentRevision`). */
  currentTemplate: new Int32Array(rows).fill(-1),
  /** The template that the running sync has read. */
  syncTemplate: new Int32Array(rows).fill(-1),
  /** The revision of the template is in the API. */
  hasRevision: new Uint8Array(rows),
  /** When the newest change of its object comes into the cache: a watch is one stream, in order. */
  specSeenUs: new Float64Array(rows),
  /** Pods in the cache that have not gone; those that are ready, deleted or not. */
  seenThere: new Int32Array(rows),
  seenReady: new Int32Array(rows),
  /** Those that it wants, that neither are deleted nor have ended, and that need no update. */
  seenSettled: new Int32Array(rows),
  /** Asked for and not seen yet: see `control/expectations.ts`. */
  expectedCreations: new Int32Array(rows),
  expectedDeletions: new Int32Array(rows),
  expectedAtUs: new Float64Array(rows),
  /** A `SetStage`: what the running sync waits for. */
  stage: new Uint8Array(rows),
  /** The status that the running sync will write. Of a DaemonSet `replicas` are nodes with a pod, and `current` those that are to have one. */
  nextReplicas: new Int32Array(rows),
  nextReady: new Int32Array(rows),
  nextAvailable: new Int32Array(rows),
  nextCurrent: new Int32Array(rows),
  nextUpdated: new Int32Array(rows),
  /** The status in the API. */
  statusReplicas: new Int32Array(rows),
  statusReady: new Int32Array(rows),
  statusAvailable: new Int32Array(rows),
  statusCurrent: new Int32Array(rows),
  statusUpdated: new Int32Array(rows),
  /** Its spec has changed since its status was written (observedGeneration). */
  isSpecNew: new Uint8Array(rows),
  /** The status in the API is of an older spec than the API has: observedGeneration is behind. */
  isUnobserved: new Uint8Array(rows),
  /** Calls of the running sync that are still to be made, batch by batch. */
  batches: [] as (readonly (readonly SetCall[])[])[],
  /** Templates whose revisions are in the API: one that is wanted again is the newest again. */
  revisions: new Set<number>(),
  /** By ordinal, the newest pod; -1 = there was none. */
  newestPods: [] as Int32Array[],
  /** Of DaemonSets: the back-off of nodes whose pod has failed, by `keyOf` of `control/sets/failed-pods.ts`. */
  failedPods: new Map<number, FailedPods>(),
})

/** The creation of the pod of an ordinal, from a template, or the deletion of a pod. */
export type SetCall = { readonly ordinal: number; readonly template: number } | { readonly pod: number }

/** How long the next one has to wait, since the last one was deleted. */
export type FailedPods = { waitUs: number; deletedAtUs: number }

export type SetTable = ReturnType<typeof allocateSets>
