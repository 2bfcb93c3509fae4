/** W1: what the ReplicaSet controller holds of the API: its objects, and how many of their pods are what. A change of either wakes it. */
import type { ClusterState, PodId, WorkloadId } from '../cluster-state.ts'
import { EventKind } from '../event-table.ts'
import { schedule } from '../lanes.ts'
import { podsOf } from '../pod-rows.ts'
import { lookAfterReadyUs } from './availability.ts'
import { type Controller, ControllerId, wake, wakeAt } from './controller.ts'
import { noSetStatus, type SetObject } from './deployments/objects.ts'
import { creationSeen, deletionSeen } from './expectations.ts'
import { heraldStamp, markSeen, PodMark, readyMark, SeenMark } from './pod-mark.ts'
import { ReadyNews } from './ready-news.ts'
import { setOf } from './replica-set.ts'

/** A pod comes into the cache, or changes there. */
export function replicaSetSees(
  state: ClusterState,
  controller: Controller,
  pod: PodId,
  before: number,
  after: number,
): void {
  const { replicaSet: sets, spec } = state
  const set = setOf(state, pod)
  if ((before & SeenMark.Known) === 0) creationSeen(sets, set)
  if ((before & ~after & SeenMark.ExpectedGone) !== 0) deletionSeen(sets, set)
  count(state, set, before, -1)
  count(state, set, after, 1)
  wake(state, controller, set)
  const { kind, minReadyUs = 0 } = spec.workloads[state.pod.workload[pod]]
  // Source: replica_set.go, updatePod.
  if (minReadyUs > 0 && (after & ~before & PodMark.Ready) !== 0)
    wakeAt(state, controller, set, state.nowUs + lookAfterReadyUs(kind, spec.kubernetesVersion, minReadyUs))
}

function count(state: ClusterState, set: number, mark: number, by: number): void {
  const { seenActive, seenReady, seenTerminating } = state.replicaSet
  if ((mark & PodMark.Active) !== 0) seenActive[set] += by
  if ((mark & readyMark) === readyMark) seenReady[set] += by
  if ((mark & PodMark.Terminating) !== 0) seenTerminating[set] += by
}

/**
 * A pod only becomes ready or unready, and its ReplicaSet is all that hears of it, then. The time is not before those of the pods of the
 * ReplicaSet that have not been heard of.
 */
export function readyNewsComes(state: ClusterState, pod: PodId, mark: number, seenUs: number): void {
  const set = setOf(state, pod)
  const news = state.readyNews[set] ?? new ReadyNews()
  state.readyNews[set] = news
  news.add(seenUs, pod, mark)
  if (!controllerOf(state, set).queue.isResting(set)) return
  // Many may come at one time: who comes last is looked at alone.
  if (news.nextUs < news.heraldUs) sendHerald(state, news)
  else if (seenUs === news.heraldUs && pod < news.heraldPod) announce(state, news, seenUs, pod)
}

/** The event of the first news of a ReplicaSet that rests. */
function sendHerald(state: ClusterState, news: ReadyNews): void {
  const { nextUs, heraldUs } = news
  if (nextUs > heraldUs) return
  const pod = news.nextPod
  if (nextUs < heraldUs || pod < news.heraldPod) announce(state, news, nextUs, pod)
}

function announce(state: ClusterState, news: ReadyNews, timeUs: number, pod: PodId): void {
  news.heraldUs = timeUs
  news.heraldPod = pod
  schedule(state, EventKind.PodSeen, pod, timeUs, heraldStamp)
}

/** It has come: the ReplicaSet has something to count. */
export function heraldSeen(state: ClusterState, pod: PodId): void {
  const set = setOf(state, pod)
  const news = state.readyNews[set]!
  if (news.heraldUs === state.nowUs) news.heraldUs = Number.POSITIVE_INFINITY
  readyNewsAsk(state, controllerOf(state, set), set)
}

/** What has been heard asks for a sync. */
export function readyNewsAsk(state: ClusterState, controller: Controller, set: number): void {
  const news = state.readyNews[set]
  if (news === undefined) return
  if (countReadyNews(state, set)) wake(state, controller, set)
  else if (controller.queue.isResting(set) && news.nextUs < Number.POSITIVE_INFINITY) sendHerald(state, news)
}

/** Counts what has been heard by now of pods that only became ready or unready. @returns whether there was any. */
export function countReadyNews(state: ClusterState, set: number): boolean {
  const news = state.readyNews[set]
  if (news === undefined || news.nextUs > state.nowUs) return false
  state.replicaSet.seenReady[set] += news.countUntil(state.nowUs, state, moreReady)
  return true
}

/** Puts a pod as it is in the API into the cache; returns by how many more are ready. */
function moreReady(state: ClusterState, pod: PodId, mark: number): number {
  const { seenMark } = state.pod
  const before = seenMark[pod]
  seenMark[pod] = markSeen(before, mark)
  return ((mark & readyMark) === readyMark ? 1 : 0) - ((before & readyMark) === readyMark ? 1 : 0)
}

function controllerOf(
  { workload: workloads, podTemplate, controllers }: ClusterState,
  set: number,
): Controller {
  const workload = podTemplate.workload[set]
  return controllers[
    workloads.hasDeployment[workload] === 1 ? ControllerId.ReplicaSet : workloads.keeper[workload]
  ]
}

/** Of a ReplicaSet that no Deployment owns: it is created, or asks for so many pods. */
export function replicasChanged(
  state: ClusterState,
  _: Controller,
  workload: WorkloadId,
  replicas: number,
): void {
  const set = state.workload.firstTemplate[workload]
  if (state.sets.api[set] === undefined) state.sets.put(state, set, workload, newSet(replicas, state.nowUs))
  else state.sets.edit(state, set, workload, { replicas })
}

/** A ReplicaSet that nobody has written a status of. */
export function newSet(replicas: number, createdUs: number): SetObject {
  return {
    version: 1,
    generation: 1,
    replicas,
    desired: replicas,
    maxReplicas: replicas,
    revision: 1,
    age: 0,
    createdUs,
    status: noSetStatus,
  }
}

/** The object has come into the cache, or changed there: the controller of its Deployment hears of it, too. */
export function onReplicaSetSeen(state: ClusterState, set: number): void {
  const { sets, controllers, workload: workloads, podTemplate } = state
  const workload = podTemplate.workload[set]
  sets.arrive(set)
  wake(state, controllerOf(state, set), set)
  if (workloads.hasDeployment[workload] === 1) wake(state, controllers[ControllerId.Deployment], workload)
}

/** The controller has known the object and these pods for long. */
export function replicaSetRanBefore(state: ClusterState, _: Controller, workload: WorkloadId): void {
  setFromBefore(state, workload, newSet(state.workload.desired[workload], Number.NaN))
}

/** Their ReplicaSet has been there for long, and has written its status. */
export function setFromBefore(state: ClusterState, workload: WorkloadId, set: SetObject): SetObject {
  const { replicaSet: table } = state
  const key = state.workload.currentTemplate[workload]
  for (const pod of podsOf(state, workload)) count(state, key, state.pod.seenMark[pod], 1)
  const status = {
    observed: set.generation,
    replicas: table.seenActive[key],
    ready: table.seenReady[key],
    available: table.seenReady[key],
    terminating: 0,
  }
  const known = { ...set, status }
  state.sets.hasBefore(key, known)
  return known
}

/**
 * Whether a ReplicaSet may create or delete pods at any moment: it has not as many as it wants, is about to hear so, has calls under way
 * that asked for it before it wanted something else, or its pods may end by themselves.
 */
export function hasRestlessSet({ sets, replicaSet: table, workload, podTemplate }: ClusterState): boolean {
  for (let set = 0; set < sets.api.length; set++) {
    const object = sets.api[set]
    if (object === undefined) continue
    if (workload.notices[podTemplate.workload[set]] > 0 || table.isActing[set] === 1) return true
    if (object.replicas !== table.seenActive[set] || object.replicas !== sets.seen[set]?.replicas) return true
    if (podTemplate.canEnd[set] === 1 && table.seenActive[set] > 0) return true
  }
  return false
}
