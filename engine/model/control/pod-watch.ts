/**
 * The pods of the API, and what controllers see of them a watch delay later (Z21). Whoever changes a pod in the API says so here - its kubelet
 * with a status (R1), somebody else with a creation or deletion - and nothing else tells a controller of pods (W8).
 */
import type { ClusterState } from '../cluster-state.ts'
import { PodPhase } from '../codes.ts'
import { drawWatchUs } from '../draw.ts'
import { EventKind } from '../event-table.ts'
import type { PodId, WorkloadId } from '../ids.ts'
import { schedule, sendToCluster } from '../lanes.ts'
import { dropStatus, isHeard, storeStatus, writtenBefore } from '../node/status/status-writer.ts'
import { podsOf } from '../pod-rows.ts'
import { heraldStamp, markSeen, PodMark, podMark, SeenMark } from './pod-mark.ts'
import { setOf } from './replica-set.ts'
import { countReadyNews, heraldSeen, readyNewsComes } from './replica-set-cache.ts'
import { schedulerSees } from './scheduler/scheduler.ts'

/** Somebody creates a pod, or asks for its deletion (Deleted), which may remove it at once (Gone). */
export function podChanged(state: ClusterState, pod: PodId, deletion: number): void {
  const workload = state.pod.workload[pod]
  if (state.workload.isWatched[workload] === 0) return
  if (deletion !== PodMark.Gone) state.workload.notices[workload]++
  schedule(state, EventKind.PodChanged, pod, state.nowUs, deletion)
}

/** Its kubelet has deleted a pod that had ended. */
export function podDeleted(state: ClusterState, pod: PodId): void {
  if (state.workload.isWatched[state.pod.workload[pod]] === 1)
    sendToCluster(state, EventKind.PodChanged, pod, state.nowUs, PodMark.Gone)
}

/** The API holds it. */
export function onPodChanged(state: ClusterState, pod: PodId, deletion: number): void {
  if (deletion !== PodMark.Gone) state.workload.notices[state.pod.workload[pod]]--
  const mark = markNow(state, pod, deletion)
  // A pod may have ended at the instant of its creation.
  if (deletion === 0 || mark !== state.pod.apiMark[pod]) tellWatchers(state, pod, mark, deletion === 0)
}

/** The API holds a newer status of the pod. */
export function onStatusWritten(state: ClusterState, pod: PodId, code: number): void {
  if (!isHeard(state, state.pod.node[pod])) {
    dropStatus(state, code)
    return
  }
  if (state.needs.jobs) state.jobPod.apiRestarts[pod] = state.jobPod.takenRestarts[pod]
  writeStatus(state, pod, code, state.pod.readyChangedAtUs[pod])
}

/** Somebody writes the status of the pod, as one number; the API holds it. @param changedUs since when Ready is as it says. */
export function writeStatus(state: ClusterState, pod: PodId, code: number, changedUs = state.nowUs): void {
  const wasReady = state.pod.apiIsReady[pod] === 1
  const wasActive = state.pod.apiPhase[pod] < PodPhase.Succeeded
  const readySinceUs = state.pod.apiReadySinceUs[pod]
  storeStatus(state, pod, code)
  const mark = markNow(state, pod, 0)
  // A Job counts restarts, too.
  const isOfJob = state.needs.jobs && state.jobPod.job[pod] >= 0
  if (isOfJob && wasReady && state.pod.apiIsReady[pod] === 0) state.jobPod.unreadyAtUs[pod] = changedUs
  const isReadyAnew = wasReady && !Object.is(readySinceUs, state.pod.apiReadySinceUs[pod])
  if (isOfJob || isReadyAnew || mark !== state.pod.apiMark[pod]) tellWatchers(state, pod, mark)
  const isRejected = state.pod.rejection[pod] > 0 && wasActive && state.pod.apiPhase[pod] === PodPhase.Failed
  if (isRejected) state.workload.notices[state.pod.workload[pod]]--
}

function markNow({ pod: pods, workload: workloads }: ClusterState, pod: PodId, deletion: number): number {
  const before = pods.apiMark[pod] & (PodMark.Deleted | PodMark.Gone)
  const mark = podMark(pods.apiPhase[pod], pods.apiIsReady[pod] === 1, before | deletion)
  if (workloads.isSelected[pods.workload[pod]] === 0) return mark
  const serving = pods.apiIsReady[pod] === 1 ? PodMark.Serving : 0
  return mark | serving | (pods.apiHasAddress[pod] === 1 ? PodMark.Address : 0)
}

/**
 * Who watches will hear of it. A watch is one stream, in order; here the pods of each workload have their own, so that none waits for the
 * news of another workload.
 */
function tellWatchers(state: ClusterState, pod: PodId, mark: number, isNew = false): void {
  const { streams, nowUs, pod: pods } = state
  const workload = pods.workload[pod]
  if (((pods.apiMark[pod] ^ mark) & PodMark.Active) !== 0) state.workload.notices[workload]++
  // A pod may come and fail in one instant.
  const isOnlyReady = !isNew && ((pods.apiMark[pod] ^ mark) & ~PodMark.Ready) === 0
  pods.apiMark[pod] = mark
  // The scheduler does not care.
  if (isOnlyReady && state.watchers[workload].length === 0 && !state.needs.nodeHealth) return
  const delayUs = drawWatchUs(state, streams.control, workload)
  const { watchedUs } = state.workload
  watchedUs[workload] = Math.max(watchedUs[workload], nowUs + delayUs)
  const { countsReady, otherNews } = state.workload
  // What comes of the same pod after other news of it, comes as those do.
  if (isOnlyReady && countsReady[workload] === 1 && otherNews[workload] === 0) {
    readyNewsComes(state, pod, mark, watchedUs[workload])
    return
  }
  otherNews[workload]++
  schedule(state, EventKind.PodSeen, pod, watchedUs[workload], mark)
}

/** The change of a pod has come into the cache, which controllers share, and each that watches it hears so. */
export function onPodSeen(state: ClusterState, pod: PodId, mark: number): void {
  if (mark === heraldStamp) {
    heraldSeen(state, pod)
    return
  }
  const { pod: pods, controllers } = state
  const workload = pods.workload[pod]
  state.workload.otherNews[workload]--
  if (state.workload.countsReady[workload] === 1) countReadyNews(state, setOf(state, pod))
  const before = pods.seenMark[pod]
  const after = markSeen(before, mark)
  pods.seenMark[pod] = after
  if (((before ^ after) & PodMark.Active) !== 0) state.workload.notices[workload]--
  schedulerSees(state, pod, mark)
  for (const id of state.watchers[workload])
    controllers[id].rule.podSeen(state, controllers[id], pod, before, after)
}

/** Controllers have known these pods for long, as they are. */
export function seenFromBefore(state: ClusterState, workload: WorkloadId): void {
  if (state.workload.isWatched[workload] === 0) return
  for (const pod of podsOf(state, workload)) {
    writtenBefore(state, pod)
    state.pod.apiMark[pod] = markNow(state, pod, 0)
    state.pod.seenMark[pod] = state.pod.apiMark[pod] | SeenMark.Known
  }
}
