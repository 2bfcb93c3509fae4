/**
 * The ReplicaSet controller: as many active pods as its object asks for (W1, W8). A pod that is deleted or has ended is out of
 * its way at once (Z24), and is replaced without a back-off (Z22). While a sync creates or deletes, its status is not written (Z21).
 * Source: kubernetes v1.36 pkg/controller/replicaset/replica_set.go, syncReplicaSet and manageReplicas.
 */
import type { WorkloadSpec } from '../../contract/cluster-spec.ts'
import type { ClusterState, PodId, WorkloadId } from '../cluster-state.ts'
import { ReplicaSetStage } from '../codes.ts'
import { EventKind } from '../event-table.ts'
import { schedule } from '../lanes.ts'
import { ApiCall, tell } from './api-client.ts'
import { type Controller, type ControllerRule, syncDone } from './controller.ts'
import { Reason } from './event-sink.ts'
import { expectationsAreMet, expectPods } from './expectations.ts'
import { SeenMark } from './pod-mark.ts'
import { createPods, deletePod, isActive } from './pod-set.ts'
import { hasRestlessSet, replicaSetRanBefore, replicaSetSees, replicasChanged } from './replica-set-cache.ts'
import { candidatesOf } from './replica-set-pods.ts'
import { chooseVictims } from './victims.ts'

/** W1: pods that one sync creates or deletes at most. Source: replica_set.go, BurstReplicas. */
const burstReplicas = 500
/** W6. Source: pkg/controller/apis/config/v1alpha1, concurrent-replicaset-syncs. */
const workers = 5

export const replicaSetController: ControllerRule = {
  name: 'replicaset-controller',
  workers,
  sync,
  keeps: hasReplicaSet,
  objectChanged: replicasChanged,
  podSeen: replicaSetSees,
  ranBefore: replicaSetRanBefore,
  mayActOnNodes: hasRestlessSet,
}

/** Kinds whose pods a ReplicaSet keeps. */
export function hasReplicaSet({ kind, staticOn }: WorkloadSpec): boolean {
  return (kind === 'Deployment' || kind === 'ReplicaSet') && staticOn === undefined
}

function sync(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { replicaSet: sets } = state
  switch (sets.stage[workload]) {
    case ReplicaSetStage.None:
      noteStatus(state, workload)
      return manage(state, controller, workload)
    case ReplicaSetStage.Creation:
      return sets.toCreate[workload] > 0
        ? createBatch(state, controller, workload)
        : writeStatus(state, controller, workload)
    case ReplicaSetStage.Deletion:
      return writeStatus(state, controller, workload)
    default:
      return statusIsWritten(state, workload)
  }
}

/** What the status will say: what the cache holds as the sync begins. */
function noteStatus({ replicaSet: sets }: ClusterState, workload: WorkloadId): void {
  sets.nextActive[workload] = sets.seenActive[workload]
  sets.nextReady[workload] = sets.seenReady[workload]
  sets.nextTerminating[workload] = sets.seenTerminating[workload]
}

/** W1: creates what is missing, deletes what is too much, once it has seen what it asked for before. */
function manage(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { replicaSet: sets, nowUs } = state
  const missing = sets.wanted[workload] - sets.seenActive[workload]
  if (missing === 0 || !expectationsAreMet(sets, workload, nowUs))
    return writeStatus(state, controller, workload)
  if (missing < 0) return deleteSurplus(state, controller, workload, Math.min(-missing, burstReplicas))
  sets.toCreate[workload] = Math.min(missing, burstReplicas)
  sets.batch[workload] = 0
  expectPods(sets, workload, sets.toCreate[workload], 0, nowUs)
  return createBatch(state, controller, workload)
}

/** Z22: 1, 2, 4, 8, ... at once, each batch when the one before is through. Source: slowStartBatch. */
function createBatch(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { replicaSet: sets } = state
  const batch = Math.min(Math.max(1, 2 * sets.batch[workload]), sets.toCreate[workload])
  sets.batch[workload] = batch
  sets.toCreate[workload] -= batch
  sets.stage[workload] = ReplicaSetStage.Creation
  let endUs = state.nowUs
  for (let index = 0; index < batch; index++) {
    const atUs = controller.client.call(state, ApiCall.CreatePod, workload)
    schedule(state, EventKind.PodCreate, workload, atUs, controller.id)
    endUs = Math.max(endUs, atUs)
  }
  return endUs
}

/** The API has made one of the pods that a batch asked for. */
export function onPodCreate(state: ClusterState, workload: WorkloadId, controller: number): void {
  createPods(state, workload, 1)
  tell(state, controller, workload, Reason.SuccessfulCreate)
}

/** Z22: all at once. */
function deleteSurplus(
  state: ClusterState,
  controller: Controller,
  workload: WorkloadId,
  count: number,
): number {
  const { replicaSet: sets, pod: pods } = state
  const victims = chooseVictims(candidatesOf(state, workload), count, state.nowUs + state.spec.clockOffsetUs)
  expectPods(sets, workload, 0, victims.length, state.nowUs)
  sets.stage[workload] = ReplicaSetStage.Deletion
  let endUs = state.nowUs
  for (const { pod } of victims) {
    const atUs = controller.client.call(state, ApiCall.DeletePod, workload)
    pods.seenMark[pod] |= SeenMark.ExpectedGone
    schedule(state, EventKind.PodDelete, pod, atUs, controller.id)
    endUs = Math.max(endUs, atUs)
  }
  return endUs
}

/** The API deletes one of the pods that a sync asked for, unless somebody else was first. */
export function onPodDelete(state: ClusterState, pod: PodId, controller: number): void {
  const workload = state.pod.workload[pod]
  if (isActive(state, pod)) deletePod(state, pod, state.workload.graceUs[workload], false)
  tell(state, controller, workload, Reason.SuccessfulDelete)
}

/** Writes the status if it is another one than the API has. */
function writeStatus(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { replicaSet: sets } = state
  const isSame =
    sets.isSpecNew[workload] === 0 &&
    sets.statusActive[workload] === sets.nextActive[workload] &&
    sets.statusReady[workload] === sets.nextReady[workload] &&
    sets.statusTerminating[workload] === sets.nextTerminating[workload]
  if (isSame) return endSync(state, workload)
  sets.stage[workload] = ReplicaSetStage.Status
  sets.isSpecNew[workload] = 0
  return controller.client.call(state, ApiCall.WriteStatus, workload)
}

function statusIsWritten(state: ClusterState, workload: WorkloadId): number {
  const { replicaSet: sets } = state
  sets.statusActive[workload] = sets.nextActive[workload]
  sets.statusReady[workload] = sets.nextReady[workload]
  sets.statusTerminating[workload] = sets.nextTerminating[workload]
  return endSync(state, workload)
}

function endSync(state: ClusterState, workload: WorkloadId): number {
  state.replicaSet.stage[workload] = ReplicaSetStage.None
  return syncDone
}
