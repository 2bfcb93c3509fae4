/**
 * The ReplicaSet controller: as many active pods as its object asks for (W1, W8). A pod that is deleted or has ended is out of
 * its way at once (Z24), and is replaced without a back-off (Z22). While a sync creates or deletes, its status is not written (Z21).
 * Source: kubernetes v1.36 pkg/controller/replicaset/replica_set.go, syncReplicaSet and manageReplicas; replica_set_utils.go,
 * updateReplicaSetStatus.
 */
import { atLeast, type WorkloadSpec } from '../../contract/cluster-spec.ts'
import type { ClusterState, PodId } from '../cluster-state.ts'
import { PodStage } from '../codes.ts'
import { EventKind } from '../event-table.ts'
import { schedule } from '../lanes.ts'
import { ApiCall, tell } from './api-client.ts'
import { knowsNextAvailable } from './availability.ts'
import { type Controller, type ControllerRule, syncDone, syncFailed, wakeAt } from './controller.ts'
import type { SetObject, SetStatus } from './deployments/objects.ts'
import { Reason } from './event-sink.ts'
import { expectationsAreMet, expectPods } from './expectations.ts'
import { SeenMark } from './pod-mark.ts'
import { createPods, deletePod, graceOf } from './pod-set.ts'
import {
  countReadyNews,
  hasRestlessSet,
  readyNewsAsk,
  replicaSetRanBefore,
  replicaSetSees,
  replicasChanged,
} from './replica-set-cache.ts'
import { candidatesOf, readySinceOf } from './replica-set-pods.ts'
import { LastCall, request, type Steps, type SyncThread, stepsOf, threads } from './sync-thread.ts'
import { chooseVictims } from './victims.ts'

/** W1: pods that one sync creates or deletes at most. Source: replica_set.go, BurstReplicas. */
const burstReplicas = 500
/** W6. Source: pkg/controller/apis/config/v1alpha1, concurrent-replicaset-syncs. */
const workers = 5

const rule = {
  workers,
  sync: threads(sync),
  workloadOf: ({ podTemplate }: ClusterState, set: number) => podTemplate.workload[set],
  objectChanged: replicasChanged,
  podSeen: replicaSetSees,
  syncEnded: readyNewsAsk,
  ranBefore: replicaSetRanBefore,
}

export const replicaSetController: ControllerRule = {
  name: 'replicaset-controller',
  objects: 'replicasets',
  statuses: 'replicasets',
  ...rule,
  keeps: (workload) => workload.kind === 'ReplicaSet' && hasReplicaSet(workload) && !isOld(workload),
  watches: (workload) => workload.kind === 'Deployment' && hasReplicaSet(workload),
  mayActOnNodes: hasRestlessSet,
}

/**
 * A ReplicationController is a ReplicaSet to its controller, which has workers and a bucket of its own.
 * Source: pkg/controller/replication/replication_controller.go.
 */
export const replicationController: ControllerRule = {
  name: 'replication-controller',
  objects: 'replicationcontrollers',
  statuses: 'replicationcontrollers',
  ...rule,
  keeps: (workload) => hasReplicaSet(workload) && isOld(workload),
  // The ReplicaSet controller says so for both.
  mayActOnNodes: () => false,
}

function isOld({ shownKind }: WorkloadSpec): boolean {
  return shownKind === 'ReplicationController'
}

/** Kinds whose pods a ReplicaSet keeps. */
export function hasReplicaSet({ kind, staticOn }: WorkloadSpec): boolean {
  return (kind === 'Deployment' || kind === 'ReplicaSet') && staticOn === undefined
}

function sync(state: ClusterState, controller: Controller, key: number): number | Steps {
  const { replicaSet: sets } = state
  countReadyNews(state, key)
  const set = state.sets.seen[key]
  if (set === undefined) {
    // Its template may get a new object, whose versions begin anew.
    sets.wroteVersion[key] = 0
    expectPods(sets, key, 0, 0, state.nowUs)
    return syncDone
  }
  if (isStale(state, key, set)) return syncFailed
  const status = {
    observed: set.generation,
    replicas: sets.seenActive[key],
    ready: sets.seenReady[key],
    available: sets.seenReady[key],
    terminating: atLeast(state.spec.kubernetesVersion, '1.35') ? sets.seenTerminating[key] : 0,
  }
  const missing = set.replicas - status.replicas
  const acts = missing !== 0 && expectationsAreMet(sets, key, state.nowUs)
  if (acts || minReadyOf(state, key) > 0) return act(state, controller, key, set, status, acts ? missing : 0)
  return sameStatus(set.status, status) ? syncDone : statusCall(state, controller, key, set, status)
}

/** A sync that makes or deletes pods, or has to look when pods are available. @param missing pods to make; below 0: to delete. */
function* act(
  state: ClusterState,
  controller: Controller,
  key: number,
  set: SetObject,
  counted: SetStatus,
  missing: number,
): SyncThread {
  const { replicaSet: sets } = state
  const readySince = minReadyOf(state, key) > 0 ? readySinceOf(state, key) : undefined
  if (missing !== 0) {
    sets.isActing[key] = 1
    if (missing > 0) yield* create(state, controller, key, Math.min(missing, burstReplicas))
    else yield* deleteSurplus(state, controller, key, Math.min(-missing, burstReplicas))
    sets.isActing[key] = 0
  }
  const decidedUs = state.nowUs
  const available = readySince?.filter((sinceUs) => sinceUs + minReadyOf(state, key) <= decidedUs).length
  const status = { ...counted, available: available ?? counted.ready }
  if (!sameStatus(set.status, status)) {
    const answer = yield* stepsOf(statusCall(state, controller, key, set, status))
    if (answer === syncFailed) return syncFailed
  }
  if (readySince !== undefined) awaitAvailability(state, controller, key, set, status, readySince, decidedUs)
  return syncDone
}

/**
 * 1.36 on: the cache does not hold yet what the controller wrote last, of the object or its pods; the sync is tried again.
 * Source: pkg/controller/util/consistency, EnsureReady (StaleControllerConsistencyReplicaSet).
 */
function isStale({ spec, replicaSet: sets }: ClusterState, key: number, { version }: SetObject): boolean {
  const lags = version < sets.wroteVersion[key] || sets.expectedCreations[key] > 0
  return lags && atLeast(spec.kubernetesVersion, '1.36')
}

function minReadyOf({ spec, podTemplate }: ClusterState, key: number): number {
  return spec.workloads[podTemplate.workload[key]].minReadyUs ?? 0
}

/** Z23: it looks again when the next pod will be available; before 1.34 `minReadySeconds` later, if all are ready. Source: FindMinNextPodAvailabilityCheck. */
function awaitAvailability(
  state: ClusterState,
  controller: Controller,
  key: number,
  { replicas }: SetObject,
  { ready, available }: SetStatus,
  readySince: readonly number[],
  decidedUs: number,
): void {
  const minReadyUs = minReadyOf(state, key)
  if (!knowsNextAvailable('ReplicaSet', state.spec.kubernetesVersion)) {
    if (ready === replicas && available !== replicas) wakeAt(state, controller, key, state.nowUs + minReadyUs)
    return
  }
  const nextUs = Math.min(...readySince.map((sinceUs) => sinceUs + minReadyUs).filter((at) => at > decidedUs))
  if (nextUs < Infinity) wakeAt(state, controller, key, Math.max(nextUs, state.nowUs))
}

/** Z22: 1, 2, 4, 8, ... at once, each batch when the one before is through. Source: slowStartBatch. */
function* create(state: ClusterState, controller: Controller, key: number, count: number): SyncThread<void> {
  const workload = state.podTemplate.workload[key]
  expectPods(state.replicaSet, key, count, 0, state.nowUs)
  for (let batch = 1, left = count; left > 0; left -= batch, batch *= 2) {
    batch = Math.min(batch, left)
    let endUs = state.nowUs
    for (let index = 0; index < batch; index++) {
      const atUs = controller.client.call(state, ApiCall.CreatePod, workload)
      schedule(state, EventKind.PodCreate, key, controller.client.doneUs, controller.id)
      endUs = Math.max(endUs, atUs)
    }
    yield endUs
  }
}

/** The API has made one of the pods that a batch asked for. */
export function onPodCreate(state: ClusterState, key: number, controller: number): void {
  const { workload: workloads, podTemplate } = state
  const workload = podTemplate.workload[key]
  const isOfDeployment = workloads.hasDeployment[workload] === 1
  createPods(state, workload, 1, isOfDeployment ? key : workloads.currentTemplate[workload])
  tell(state, controller, key, Reason.SuccessfulCreate)
}

/** Z22: all at once. */
function* deleteSurplus(
  state: ClusterState,
  controller: Controller,
  key: number,
  count: number,
): SyncThread<void> {
  const { pod: pods } = state
  const victims = chooseVictims(candidatesOf(state, key), count, state.nowUs + state.spec.clockOffsetUs)
  expectPods(state.replicaSet, key, 0, victims.length, state.nowUs)
  let endUs = state.nowUs
  for (const { pod } of victims) {
    const atUs = controller.client.call(state, ApiCall.DeletePod, pods.workload[pod])
    pods.seenMark[pod] |= SeenMark.ExpectedGone
    schedule(state, EventKind.PodDelete, pod, controller.client.doneUs, controller.id)
    endUs = Math.max(endUs, atUs)
  }
  yield endUs
}

/** The API deletes one of the pods that a sync asked for. A pod that is being deleted already stays as it is; of a pod that has gone nobody is told. */
export function onPodDelete(state: ClusterState, pod: PodId, controller: number): void {
  const { stage } = state.pod
  if (stage[pod] === PodStage.Gone) return
  if (stage[pod] === PodStage.Unscheduled || stage[pod] === PodStage.Bound)
    deletePod(state, pod, graceOf(state, pod), false)
  tell(state, controller, setOf(state, pod), Reason.SuccessfulDelete)
}

/** The ReplicaSet that keeps the pod. */
export function setOf({ pod: pods, workload: workloads }: ClusterState, pod: PodId): number {
  const workload = pods.workload[pod]
  return workloads.hasDeployment[workload] === 1 ? pods.template[pod] : workloads.firstTemplate[workload]
}

/** Writes the status; if somebody else has written meanwhile, once more on the newest object. */
function statusCall(
  state: ClusterState,
  controller: Controller,
  key: number,
  set: SetObject,
  status: SetStatus,
): Steps {
  const { sets, podTemplate } = state
  const workload = podTemplate.workload[key]
  const write = (read: SetObject) => () => sets.replace(state, key, workload, read, { status })
  const wrote = (written: SetObject): number => {
    state.replicaSet.wroteVersion[key] = written.version
    return syncDone
  }
  function* writeAgain(): SyncThread {
    const newest = yield* request(state, controller, ApiCall.Get, workload, () => sets.api[key])
    if (newest === undefined) return syncFailed
    const written = yield* request(state, controller, ApiCall.WriteStatus, workload, write(newest))
    return written === undefined ? syncFailed : wrote(written)
  }
  return new LastCall(state, controller, ApiCall.WriteStatus, workload, write(set), (written) =>
    written === undefined ? writeAgain() : wrote(written),
  )
}

function sameStatus(a: SetStatus, b: SetStatus): boolean {
  return (
    a.observed === b.observed &&
    a.replicas === b.replicas &&
    a.ready === b.ready &&
    a.available === b.available &&
    a.terminating === b.terminating
  )
}
