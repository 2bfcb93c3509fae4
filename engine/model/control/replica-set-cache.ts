/** W1: what the ReplicaSet controller holds of the API: its objects, and how many of their pods are what. A change of either wakes it. */
import type { ClusterState, PodId, WorkloadId } from '../cluster-state.ts'
import { ReplicaSetStage } from '../codes.ts'
import { drawUs } from '../draw.ts'
import { EventKind } from '../event-table.ts'
import { schedule } from '../lanes.ts'
import { podsOf } from '../pod-rows.ts'
import { type Controller, ControllerId, wake } from './controller.ts'
import { creationSeen, deletionSeen } from './expectations.ts'
import { PodMark, SeenMark } from './pod-mark.ts'

/** A pod comes into the cache, or changes there. */
export function replicaSetSees(
  state: ClusterState,
  controller: Controller,
  pod: PodId,
  before: number,
  after: number,
): void {
  const { replicaSet: sets } = state
  const workload = state.pod.workload[pod]
  if ((before & SeenMark.Known) === 0) creationSeen(sets, workload)
  if ((before & ~after & SeenMark.ExpectedGone) !== 0) deletionSeen(sets, workload)
  count(state, workload, before, -1)
  count(state, workload, after, 1)
  wake(state, controller, workload)
}

function count(state: ClusterState, workload: WorkloadId, mark: number, by: number): void {
  const { seenActive, seenReady, seenTerminating } = state.replicaSet
  if ((mark & PodMark.Active) !== 0) seenActive[workload] += by
  if ((mark & PodMark.Ready) !== 0) seenReady[workload] += by
  if ((mark & PodMark.Terminating) !== 0) seenTerminating[workload] += by
}

/**
 * The workload asks for so many pods. Of a Deployment its controller hears first, and writes it into the ReplicaSet.
 * Simplified: what that controller's bucket may delay is left out.
 */
export function replicasChanged(
  state: ClusterState,
  _: Controller,
  workload: WorkloadId,
  replicas: number,
): void {
  const { overheads, streams, spec, replicaSet: sets } = state
  let seenUs = state.nowUs + drawUs(state, overheads.watch, streams.control, workload)
  if (spec.workloads[workload].kind === 'Deployment') {
    seenUs += drawUs(state, overheads.apiRoundTrip, streams.control, workload)
    seenUs += drawUs(state, overheads.watch, streams.control, workload)
  }
  sets.specSeenUs[workload] = Math.max(sets.specSeenUs[workload], seenUs)
  state.workload.notices[workload]++
  schedule(state, EventKind.ReplicaSetSeen, workload, sets.specSeenUs[workload], replicas)
}

/** The object has come into the cache, or changed there. */
export function onReplicaSetSeen(state: ClusterState, workload: WorkloadId, replicas: number): void {
  state.workload.notices[workload]--
  state.replicaSet.wanted[workload] = replicas
  state.replicaSet.isSpecNew[workload] = 1
  wake(state, state.controllers[ControllerId.ReplicaSet], workload)
}

/** The controller has known the object and these pods for long. */
export function replicaSetRanBefore(state: ClusterState, _: Controller, workload: WorkloadId): void {
  const { replicaSet: sets } = state
  for (const pod of podsOf(state, workload)) count(state, workload, state.pod.seenMark[pod], 1)
  sets.wanted[workload] = state.workload.desired[workload]
  sets.statusActive[workload] = sets.seenActive[workload]
  sets.statusReady[workload] = sets.seenReady[workload]
}

/**
 * Whether a ReplicaSet may create or delete pods at any moment: it has not as many as it wants, is about to hear so, has calls under way
 * that asked for it before it wanted something else, or its pods may end by themselves.
 */
export function hasRestlessSet({ replicaSet: sets, workload }: ClusterState): boolean {
  for (let row = 0; row < sets.wanted.length; row++) {
    if (workload.hasReplicaSet[row] === 0) continue
    if (workload.notices[row] > 0 || sets.wanted[row] !== sets.seenActive[row]) return true
    if (sets.stage[row] === ReplicaSetStage.Creation || sets.stage[row] === ReplicaSetStage.Deletion)
      return true
    if (workload.podsCanEnd[row] === 1 && sets.seenActive[row] > 0) return true
  }
  return false
}
