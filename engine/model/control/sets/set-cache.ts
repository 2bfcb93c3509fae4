/**
 * W3, W4: what the controllers of StatefulSets and DaemonSets hold of the API: their objects, and how many of their pods are what. A change
 * of either wakes them.
 */
import { statefulSetDefaults } from '../../../contract/cluster-spec.ts'
import type { ClusterState, PodId, WorkloadId } from '../../cluster-state.ts'
import { PodPhase, SetStage } from '../../codes.ts'
import { drawWatchUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { appendPod, heldPodsOf, noPod, podsOf } from '../../pod-rows.ts'
import { wholeWallSecondUs } from '../../wall-clock.ts'
import { lookAfterReadyUs } from '../availability.ts'
import { type Controller, wake, wakeAt } from '../controller.ts'
import { creationSeen, deletionSeen } from '../expectations.ts'
import { PodMark, SeenMark } from '../pod-mark.ts'
import { enterApi } from '../pod-set.ts'
import { PodFlag } from './pod-flags.ts'

/** A pod comes into the cache, or changes there. */
export function setSees(
  state: ClusterState,
  controller: Controller,
  pod: PodId,
  before: number,
  after: number,
): void {
  const { keptSet: sets } = state
  const workload = state.pod.workload[pod]
  if ((before & SeenMark.Known) === 0) creationSeen(sets, workload)
  if ((before & ~after & SeenMark.ExpectedGone) !== 0) deletionSeen(sets, workload)
  count(state, pod, before, -1)
  count(state, pod, after, 1)
  wake(state, controller, workload)
  const minReadyUs = minReadyOf(state, workload)
  if (minReadyUs > 0 && (after & ~before & PodMark.Ready) !== 0) {
    const { kind } = state.spec.workloads[workload]
    const waitUs = lookAfterReadyUs(kind, state.spec.kubernetesVersion, minReadyUs)
    wakeAt(state, controller, workload, state.nowUs + waitUs)
  }
}

export function minReadyOf({ spec }: ClusterState, workload: WorkloadId): number {
  const { statefulSet, daemonSet } = spec.workloads[workload]
  return (daemonSet ?? statefulSet)?.minReadyUs ?? 0
}

function count(state: ClusterState, pod: PodId, mark: number, by: number): void {
  const { keptSet: sets, pod: pods } = state
  const workload = pods.workload[pod]
  if ((mark & SeenMark.Known) === 0 || (mark & PodMark.Gone) !== 0) return
  sets.seenThere[workload] += by
  if ((mark & PodMark.Ready) !== 0) sets.seenReady[workload] += by
  if ((mark & PodMark.Active) !== 0 && isDone(state, pod)) sets.seenSettled[workload] += by
}

/** Whether its controller has no reason to touch a pod that is active: it is wanted, and of the template that it is to have. */
function isDone({ keptSet: sets, pod: pods, spec }: ClusterState, pod: PodId): boolean {
  const workload = pods.workload[pod]
  const ordinal = pods.ordinal[pod]
  if (ordinal >= sets.wanted[workload]) return false
  if (pods.template[pod] === sets.wantedTemplate[workload]) return true
  const { kind, statefulSet = statefulSetDefaults, daemonSet } = spec.workloads[workload]
  if (kind === 'DaemonSet') return daemonSet?.update === 'OnDelete'
  return statefulSet.update === 'OnDelete' || ordinal < statefulSet.update.partition
}

/** Whether each pod that is wanted is there, active and of its template, and no other. */
export function isSettled({ keptSet: sets }: ClusterState, workload: WorkloadId): boolean {
  const wanted = sets.wanted[workload]
  return sets.seenThere[workload] === wanted && sets.seenSettled[workload] === wanted
}

/** The object is created, or changes. */
export function setObjectChanged(state: ClusterState, _: Controller, workload: WorkloadId): void {
  const { streams, keptSet: sets } = state
  const seenUs = state.nowUs + drawWatchUs(state, streams.control, workload)
  sets.specSeenUs[workload] = Math.max(sets.specSeenUs[workload], seenUs)
  sets.isUnobserved[workload] = 1
  state.workload.notices[workload]++
  schedule(state, EventKind.SetSeen, workload, sets.specSeenUs[workload], 0)
}

/** The object has come into the cache, or changed there: as it is in the API now. */
export function onSetSeen(state: ClusterState, workload: WorkloadId): void {
  const { keptSet: sets, workload: workloads } = state
  workloads.notices[workload]--
  if (sets.wantedTemplate[workload] !== workloads.currentTemplate[workload]) sets.hasRevision[workload] = 0
  takeObject(state, workload)
  sets.isSpecNew[workload] = 1
  wake(state, state.controllers[workloads.keeper[workload]], workload)
}

function takeObject(state: ClusterState, workload: WorkloadId): void {
  const { keptSet: sets, workload: workloads } = state
  sets.wanted[workload] = workloads.desired[workload]
  sets.wantedTemplate[workload] = workloads.currentTemplate[workload]
  sets.seenThere[workload] = 0
  sets.seenReady[workload] = 0
  sets.seenSettled[workload] = 0
  for (const pod of heldPodsOf(state, workload)) count(state, pod, state.pod.seenMark[pod], 1)
}

/** The controller has known the object and these pods for long. */
export function setRanBefore(state: ClusterState, _: Controller, workload: WorkloadId): void {
  const { keptSet: sets } = state
  takeObject(state, workload)
  for (const pod of podsOf(state, workload)) noteNewest(state, pod)
  sets.hasRevision[workload] = 1
  sets.revisions.add(sets.wantedTemplate[workload])
  sets.currentTemplate[workload] = sets.wantedTemplate[workload]
  sets.syncTemplate[workload] = sets.wantedTemplate[workload]
  sets.statusReplicas[workload] = sets.seenThere[workload]
  sets.statusReady[workload] = sets.seenReady[workload]
  sets.statusAvailable[workload] = sets.seenReady[workload]
  sets.statusCurrent[workload] = sets.seenThere[workload]
  sets.statusUpdated[workload] = sets.seenThere[workload]
}

/**
 * Whether one of these controllers may create or delete pods at any moment: a set is not as it is to be, is about to change, has calls under way, or
 * its pods may end by themselves.
 */
export function hasUnsettledSet(state: ClusterState, controller: number): boolean {
  const { keptSet: sets, workload: workloads, podTemplate } = state
  for (let row = 0; row < sets.wanted.length; row++) {
    if (workloads.keeper[row] !== controller) continue
    const hasCalls = sets.stage[row] === SetStage.Calls || sets.stage[row] === SetStage.Update
    if (workloads.notices[row] > 0 || !isSettled(state, row) || hasCalls) return true
    if (podTemplate.canEnd[workloads.currentTemplate[row]] === 1 && sets.seenThere[row] > 0) return true
  }
  return false
}

/** What the cache holds of a pod, as bits of `PodFlag`; 0 = nothing. What is out of the way (Z24) differs by controller: they ask. */
export function flagsOf(state: ClusterState, pod: PodId, minReadyUs: number): number {
  const { pod: pods, keptSet: sets } = state
  const mark = pods.seenMark[pod]
  if ((mark & SeenMark.Known) === 0 || (mark & PodMark.Gone) !== 0) return 0
  let flags: number = PodFlag.There
  if ((mark & PodMark.Deleted) !== 0) flags |= PodFlag.Terminating
  if ((mark & (PodMark.Active | PodMark.Terminating)) === 0) flags |= PodFlag.Ended
  if ((flags & PodFlag.Ended) !== 0 && pods.apiPhase[pod] === PodPhase.Failed) flags |= PodFlag.Failed
  if ((mark & PodMark.Ready) !== 0) {
    flags |= PodFlag.Ready
    if (availableAtUs(state, pod, minReadyUs) <= state.nowUs) flags |= PodFlag.Available
  }
  if (pods.template[pod] === sets.syncTemplate[pods.workload[pod]]) flags |= PodFlag.Updated
  return flags
}

/** Z23: when a pod that is ready is available: `minReadySeconds` after the whole second in which it became ready. */
export function availableAtUs(state: ClusterState, pod: PodId, minReadyUs: number): number {
  const readyUs = state.pod.apiReadySinceUs[pod]
  return minReadyUs === 0 || Number.isNaN(readyUs)
    ? -Infinity
    : wholeWallSecondUs(state, readyUs) + minReadyUs
}

/** The newest pod of an ordinal; `noPod` if there was none. */
export function newestPod({ keptSet: sets }: ClusterState, workload: WorkloadId, ordinal: number): PodId {
  const newest = sets.newestPods[workload]
  return newest === undefined || ordinal >= newest.length ? noPod : newest[ordinal]
}

function noteNewest(state: ClusterState, pod: PodId): void {
  const { keptSet: sets, pod: pods } = state
  const workload = pods.workload[pod]
  let newest = sets.newestPods[workload] ?? new Int32Array(0)
  if (pods.ordinal[pod] >= newest.length) {
    const longer = new Int32Array(Math.max(pods.ordinal[pod] + 1, 2 * newest.length)).fill(noPod)
    longer.set(newest)
    newest = longer
    sets.newestPods[workload] = newest
  }
  newest[pods.ordinal[pod]] = pod
}

/** Makes a pod of this ordinal: it has its name, or its node, and streams of its own. */
export function createSetPod(
  state: ClusterState,
  workload: WorkloadId,
  ordinal: number,
  template: number,
): PodId {
  const before = newestPod(state, workload, ordinal)
  const creation = before === noPod ? 0 : state.pod.creation[before] + 1
  const pod = appendPod(state, workload, ordinal, creation, template)
  noteNewest(state, pod)
  enterApi(state, pod)
  return pod
}
