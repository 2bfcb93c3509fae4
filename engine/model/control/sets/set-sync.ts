/** What syncs of StatefulSets and DaemonSets (W3, W4) have in common: their revision, their calls batch by batch, and their status. */
import type { ClusterState, PodId, WorkloadId } from '../../cluster-state.ts'
import { PodStage, SetStage } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import type { SetCall } from '../../tables/sets.ts'
import { ApiCall, tell } from '../api-client.ts'
import { knowsNextAvailable } from '../availability.ts'
import { type Controller, ControllerId, syncDone, wakeAt } from '../controller.ts'
import { Reason } from '../event-sink.ts'
import { expectPods } from '../expectations.ts'
import { SeenMark } from '../pod-mark.ts'
import { deletePod, graceOf } from '../pod-set.ts'
import { createSetPod, minReadyOf } from './set-cache.ts'

/** A template that is new, or wanted again, becomes the newest revision in the API before anything else happens; returns when it is. */
export function createRevision(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { stage, syncTemplate, revisions } = state.keptSet
  stage[workload] = SetStage.Revision
  const isThere = revisions.has(syncTemplate[workload])
  revisions.add(syncTemplate[workload])
  return controller.client.call(state, isThere ? ApiCall.Update : ApiCall.Create, workload)
}

export function revisionIsThere({ keptSet: sets }: ClusterState, workload: WorkloadId): void {
  if (sets.wantedTemplate[workload] === sets.syncTemplate[workload]) sets.hasRevision[workload] = 1
  if (sets.currentTemplate[workload] < 0) sets.currentTemplate[workload] = sets.syncTemplate[workload]
}

/** The sync makes these calls, each batch when the one before is through; nothing more is asked for until all of it has been seen. */
export function beginCalls(
  state: ClusterState,
  workload: WorkloadId,
  batches: readonly (readonly SetCall[])[],
  stage: number = SetStage.Calls,
): void {
  const { keptSet: sets, pod: pods } = state
  let creations = 0
  let deletions = 0
  for (const call of batches.flat()) {
    if ('pod' in call) {
      pods.seenMark[call.pod] |= SeenMark.ExpectedGone
      deletions++
    } else creations++
  }
  expectPods(sets, workload, creations, deletions, state.nowUs)
  sets.batches[workload] = batches
  sets.stage[workload] = stage
}

/** Whether calls are still to be made. */
export function hasCalls({ keptSet: sets }: ClusterState, workload: WorkloadId): boolean {
  return (sets.batches[workload]?.length ?? 0) > 0
}

/** Makes the calls of the next batch; returns when all of them are through. */
export function makeCalls(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { keptSet: sets } = state
  const [batch, ...left] = sets.batches[workload]
  sets.batches[workload] = left
  let endUs = state.nowUs
  for (const call of batch) endUs = Math.max(endUs, makeCall(state, controller, workload, call))
  return endUs
}

/** What the call asks for is done before it is through: who watches may hear of it first. */
function makeCall(state: ClusterState, { client }: Controller, workload: WorkloadId, call: SetCall): number {
  const { workload: workloads } = state
  if ('pod' in call) {
    const throughUs = client.call(state, ApiCall.DeletePod, workload)
    schedule(state, EventKind.SetPodDelete, call.pod, client.doneUs, 0)
    return throughUs
  }
  const throughUs = client.call(state, ApiCall.CreatePod, workload)
  const revision = call.template - workloads.firstTemplate[workload]
  const stamp = call.ordinal * workloads.templateCount[workload] + revision
  schedule(state, EventKind.SetPodCreate, workload, client.doneUs, stamp)
  return throughUs
}

/** The API makes the pod of an ordinal. */
export function onSetPodCreate(state: ClusterState, workload: WorkloadId, stamp: number): void {
  const { workload: workloads } = state
  const revisions = workloads.templateCount[workload]
  const ordinal = Math.floor(stamp / revisions)
  const pod = createSetPod(state, workload, ordinal, workloads.firstTemplate[workload] + (stamp % revisions))
  tellOfPod(state, pod, true)
}

/**
 * The API deletes a pod, unless it is being deleted already. Of one that has gone nobody is told.
 * Simplified: of that one a StatefulSet controller says that it could not be deleted. Source: pkg/controller/controller_utils.go, DeletePod; statefulset/stateful_pod_control.go.
 */
export function onSetPodDelete(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  if (pods.stage[pod] === PodStage.Gone) return
  const isLive = pods.stage[pod] === PodStage.Unscheduled || pods.stage[pod] === PodStage.Bound
  if (isLive) deletePod(state, pod, graceOf(state, pod), false)
  tellOfPod(state, pod, false)
}

/** A StatefulSet names its pods by their ordinals, which come again; the pods of a DaemonSet have names of their own. */
function tellOfPod(state: ClusterState, pod: PodId, isCreated: boolean): void {
  const { pod: pods, workload: workloads } = state
  const workload = pods.workload[pod]
  const keeper = workloads.keeper[workload]
  if (keeper === ControllerId.StatefulSet)
    tell(state, keeper, workload, isCreated ? Reason.PodCreated : Reason.PodDeleted, pods.ordinal[pod])
  else tell(state, keeper, workload, isCreated ? Reason.SuccessfulCreate : Reason.SuccessfulDelete, pod)
}

/** Writes the status if it is another one than the API has. */
export function writeStatus(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { keptSet: sets } = state
  const isSame =
    sets.isSpecNew[workload] === 0 &&
    sets.statusReplicas[workload] === sets.nextReplicas[workload] &&
    sets.statusReady[workload] === sets.nextReady[workload] &&
    sets.statusAvailable[workload] === sets.nextAvailable[workload] &&
    sets.statusCurrent[workload] === sets.nextCurrent[workload] &&
    sets.statusUpdated[workload] === sets.nextUpdated[workload]
  if (isSame) return endSync(state, workload)
  sets.stage[workload] = SetStage.Status
  sets.isSpecNew[workload] = 0
  return controller.client.call(state, ApiCall.WriteStatus, workload)
}

export function statusIsWritten(state: ClusterState, workload: WorkloadId): number {
  const { keptSet: sets } = state
  sets.statusReplicas[workload] = sets.nextReplicas[workload]
  sets.statusReady[workload] = sets.nextReady[workload]
  sets.statusAvailable[workload] = sets.nextAvailable[workload]
  sets.statusCurrent[workload] = sets.nextCurrent[workload]
  sets.statusUpdated[workload] = sets.nextUpdated[workload]
  const isOfNewest = sets.syncTemplate[workload] === sets.wantedTemplate[workload]
  const isCacheNew = sets.isSpecNew[workload] === 0 && sets.specSeenUs[workload] <= state.nowUs
  if (isOfNewest && isCacheNew) sets.isUnobserved[workload] = 0
  return endSync(state, workload)
}

function endSync(state: ClusterState, workload: WorkloadId): number {
  state.keptSet.stage[workload] = SetStage.None
  const minReadyUs = minReadyOf(state, workload)
  if (minReadyUs > 0 && looksLater(state, workload)) {
    const controller = state.controllers[state.workload.keeper[workload]]
    wakeAt(state, controller, workload, state.nowUs + minReadyUs)
  }
  return syncDone
}

/** Z23: whether the controller looks again `minReadySeconds` after its sync, as it does not know when the next pod will be available. */
function looksLater({ keptSet: sets, spec }: ClusterState, workload: WorkloadId): boolean {
  const { kind } = spec.workloads[workload]
  if (knowsNextAvailable(kind, spec.kubernetesVersion)) return false
  const all = kind === 'DaemonSet' ? sets.nextReady[workload] : sets.wanted[workload]
  return sets.nextAvailable[workload] !== all
}
