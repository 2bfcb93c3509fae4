/** Pods come and go: creation, scaling, deletion. Where a controller keeps the pods of a workload it says which, and when. */
import type { ClusterState, NodeId, PodId, WorkloadId } from '../cluster-state.ts'
import { PodPhase, PodStage, Tracking, WorkerStage } from '../codes.ts'
import { drawCallUs } from '../draw.ts'
import { isInTouch, knowsDeletion } from '../in-touch.ts'
import { rejectionOf } from '../node/admission.ts'
import { tellKubelet } from '../node/machine.ts'
import { cancelExecProbes, terminatePod } from '../node/pod-workers/termination.ts'
import { appendPod, noPod, podsOf } from '../pod-rows.ts'
import { bindTo } from './binding.ts'
import { givenNode, noNode } from './placement.ts'
import { PodMark } from './pod-mark.ts'
import { podChanged, podDeleted } from './pod-watch.ts'
import { Counted } from './scheduler/counted.ts'
import { awaitScheduling, leaveScheduler, podEnded } from './scheduler/scheduler.ts'
import { addStaticPods, startWaitingFor } from './static-pods.ts'

/** The workload wants so many pods from now on. */
export function setDesired(state: ClusterState, workload: WorkloadId, replicas: number): void {
  state.metrics.desiredChanged(workload, replicas - state.workload.desired[workload])
  state.workload.desired[workload] = replicas
}

/** Creates so many pods of the workload now, from a template or from its current one. */
export function createPods(
  state: ClusterState,
  workload: WorkloadId,
  count: number,
  template = state.workload.currentTemplate[workload],
): void {
  for (let index = 0; index < count; index++) createPod(state, workload, noPod, template)
}

/**
 * Creates one pod of the workload now, in the next row: places it, or lets it wait for a place, and tells its kubelet. What the
 * workload wants stays as it is. Tables may get longer columns: take those that you hold out of their tables anew.
 * @param predecessor the pod of the workload whose place it takes: it gets its ordinal, and so the name of a StatefulSet's pod and the
 * node of a DaemonSet's, and streams of its own. Default: none; it is one more, with an ordinal of its own.
 * @param template what it is made from: a row of `podTemplate`, of this workload. Default: what the workload's new pods are made from.
 * @returns its row: larger than the rows of all pods before it.
 * @throws PodsMaxError if the run has had `podsMax` pods.
 */
export function createPod(
  state: ClusterState,
  workload: WorkloadId,
  predecessor: PodId = noPod,
  template = state.workload.currentTemplate[workload],
): PodId {
  const { pod: pods, workload: workloads } = state
  const pod =
    predecessor === noPod
      ? appendPod(state, workload, workloads.ordinals[workload], 0, template)
      : appendPod(state, workload, pods.ordinal[predecessor], pods.creation[predecessor] + 1, template)
  enterApi(state, pod)
  return pod
}

/** A pod that has its row appears in the API now. */
export function enterApi(state: ClusterState, pod: PodId): void {
  state.pod.stage[pod] = PodStage.Unscheduled
  state.pod.createdAtUs[pod] = state.nowUs
  state.metrics.podCreated(pod)
  podChanged(state, pod, 0)
  state.pod.startCountsUs[pod] = state.nowUs
  const node = boundNode(state, pod)
  if (node === undefined) awaitScheduling(state, pod)
  else if (node !== noNode) comeTo(state, pod, node)
}

/** A pod comes to the node that it names: its kubelet takes it or not. */
export function comeTo(state: ClusterState, pod: PodId, node: NodeId): void {
  const rejection = rejectionOf(state, pod, node)
  state.pod.rejection[pod] = rejection
  // Its controllers will have to act, once the API holds its failure (`writeStatus`).
  if (rejection > 0) state.workload.notices[state.pod.workload[pod]]++
  bindTo(state, pod, node)
}

/** The node of a pod that no scheduler looks for one for; `noNode` if there is no such node. */
export function boundNode({ spec, pod: pods, eligibleNodes }: ClusterState, pod: PodId): NodeId | undefined {
  const workload = pods.workload[pod]
  return givenNode(spec.workloads[workload], pods.ordinal[pod], pods.creation[pod], eligibleNodes[workload])
}

/** Pods that exist and are not being deleted, in order; with `orDeleting`, those that are being deleted too. */
export function livePods(state: ClusterState, workload: WorkloadId, orDeleting = false): PodId[] {
  return podsOf(state, workload).filter((pod) => {
    const stage = state.pod.stage[pod]
    const isLive = stage === PodStage.Unscheduled || stage === PodStage.Bound
    return isLive || (orDeleting && stage === PodStage.Deleting)
  })
}

/** Z24: whether a ReplicaSet counts the pod: in the API it has not ended, and is not being deleted. */
export function isActive({ pod: pods }: ClusterState, pod: PodId): boolean {
  const isThere = pods.stage[pod] === PodStage.Unscheduled || pods.stage[pod] === PodStage.Bound
  return isThere && pods.apiPhase[pod] < PodPhase.Succeeded
}

/** The workload comes into being, or the file of a static pod is there. */
export function createWorkload(state: ClusterState, workload: WorkloadId): void {
  const { replicas, staticOn, cronJob } = state.spec.workloads[workload]
  if (staticOn === undefined) scaleWorkload(state, workload, cronJob === undefined ? replicas : 0)
  else
    addStaticPods(
      state,
      workload,
      staticOn.slice(0, replicas).map((_, ordinal) => ordinal),
    )
}

/** Creates or deletes pods until so many are live; where a controller keeps them it does so. */
export function scaleWorkload(state: ClusterState, workload: WorkloadId, replicas: number): void {
  setDesired(state, workload, replicas)
  const keeper = state.workload.keeper[workload]
  if (keeper >= 0) {
    const controller = state.controllers[keeper]
    controller.rule.objectChanged(state, controller, workload, replicas)
    return
  }
  const live = livePods(state, workload)
  if (replicas >= live.length) {
    createPods(state, workload, replicas - live.length)
    return
  }
  for (const pod of live.slice(replicas).reverse()) deletePod(state, pod, graceOf(state, pod), false)
}

/** How long the pod may take to end if who deletes it does not say (K1). */
export function graceOf({ pod: pods, podTemplate }: ClusterState, pod: PodId): number {
  return podTemplate.graceUs[pods.template[pod]]
}

/**
 * K6, K7: sets the deletionTimestamp and tells the kubelet; without a node, in a terminal phase, by force or with a grace period
 * of 0 the object goes at once, while processes may still run.
 */
export function deletePod(state: ClusterState, pod: PodId, graceUs: number, isForced: boolean): void {
  const { pod: pods, workload } = state
  if (pods.stage[pod] === PodStage.Deleting) {
    forceDeletion(state, pod)
    return
  }
  const wasUnscheduled = pods.stage[pod] === PodStage.Unscheduled
  state.metrics.podDeletionBegins(pod)
  // T5: the mirror pod goes when the pod has ended; until then nothing in the API tells of its end.
  const isStatic = workload.isStatic[pods.workload[pod]] !== 0
  if (!isStatic) pods.deletedAtUs[pod] = state.nowUs
  pods.deletionGraceUs[pod] = isForced ? 0 : graceUs
  pods.stage[pod] = PodStage.Deleting
  podChanged(state, pod, PodMark.Deleted)
  if (pods.node[pod] >= 0 && knowsDeletion(state, pod)) cancelExecProbes(state, pod)
  if (wasUnscheduled) leaveScheduler(state, pod)
  const hasEnded = wasUnscheduled || pods.workerStage[pod] === WorkerStage.Terminated
  if (hasEnded || isForced || (graceUs === 0 && !isStatic)) removePod(state, pod)
  if (hasEnded) return
  tellKubelet(state, pod, drawCallUs(state, state.streams.overhead, pod))
}

/** K7, K4: a pod that is being deleted goes at once, and its grace period, which only ever shrinks, with it. */
function forceDeletion(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  pods.deletionGraceUs[pod] = 0
  removePod(state, pod)
  if (pods.workerStage[pod] === WorkerStage.Terminating && knowsDeletion(state, pod)) terminatePod(state, pod)
}

/** The API removes the object at once, or with its finalizer. */
function removePod(state: ClusterState, pod: PodId): void {
  if (waitsForFinalizer(state, pod)) return
  leaveApi(state, pod)
  podChanged(state, pod, PodMark.Gone)
}

/** The Job of the pod has not counted it: it stays until it has. */
function waitsForFinalizer({ needs, jobPod }: ClusterState, pod: PodId): boolean {
  if (!needs.jobs || jobPod.tracking[pod] === Tracking.None) return false
  jobPod.isDone[pod] = 1
  return true
}

/** Its finalizer is off: if nothing else has kept it, it goes. */
export function leaveWhenDone(state: ClusterState, pod: PodId): void {
  if (state.jobPod.isDone[pod] === 0) return
  state.jobPod.isDone[pod] = 0
  removePod(state, pod)
}

function leaveApi(state: ClusterState, pod: PodId): void {
  state.pod.stage[pod] = PodStage.Gone
  if (state.pod.schedulerMark[pod] !== Counted.No) state.scheduler.leaving.add(pod)
  state.metrics.podGone(pod)
}

/** The kubelet is done with a pod: a deleted object goes, if it has not gone before (K6, A6), and the place is free. */
export function onPodGone(state: ClusterState, pod: PodId): void {
  // N12: a kubelet that is out of touch tells nobody.
  if (!isInTouch(state, state.pod.node[pod])) {
    state.podsToGo.push(pod)
    return
  }
  if (state.pod.stage[pod] === PodStage.Deleting) {
    state.metrics.api.podDeleted(state.pod.workload[pod], state.nowUs)
    if (!waitsForFinalizer(state, pod)) {
      leaveApi(state, pod)
      podDeleted(state, pod)
    }
  }
  const node = state.pod.node[pod]
  state.node.podCount[node]--
  state.eventLog?.forget(pod)
  startWaitingFor(state, pod)
  // Nobody tells the scheduler of a static pod.
  if (state.workload.isWatched[state.pod.workload[pod]] === 0) podEnded(state, pod)
}
