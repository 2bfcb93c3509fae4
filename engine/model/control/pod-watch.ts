/**
 * What controllers see of pods: the API's pods, a watch delay later (Z21). Whatever changes a pod in the API says so here, and
 * nothing else tells a controller of pods (W8).
 */
import type { ClusterState } from '../cluster-state.ts'
import { drawUs } from '../draw.ts'
import { EventKind } from '../event-table.ts'
import type { PodId } from '../ids.ts'
import { schedule, sendToCluster } from '../lanes.ts'
import { PodMark, podMark } from './pod-mark.ts'
import { replicaSetSees } from './replica-set-cache.ts'

/** A pod has changed in the API, because of its kubelet or of somebody else. */
export function podChanged(state: ClusterState, pod: PodId): void {
  const { pod: pods, workload: workloads, replicaSet: sets } = state
  const workload = pods.workload[pod]
  if (workloads.hasReplicaSet[workload] === 0) return
  const mark = podMark(state, pod)
  const before = pods.apiMark[pod]
  if (mark === before) return
  if (((mark ^ before) & PodMark.Active) !== 0) sets.notices[workload]++
  pods.apiMark[pod] = mark
  sendToCluster(state, EventKind.PodChanged, pod, state.nowUs, mark)
}

/** Who watches will hear of it. A watch is one stream, in order. */
export function onPodChanged(state: ClusterState, pod: PodId, mark: number): void {
  const { overheads, streams, nowUs } = state
  const delayUs = drawUs(state, overheads.watch, streams.control, state.pod.workload[pod])
  state.watchedUs = Math.max(state.watchedUs, nowUs + delayUs)
  schedule(state, EventKind.PodSeen, pod, state.watchedUs, mark)
}

/** The change of a pod has come into the controllers' cache. */
export function onPodSeen(state: ClusterState, pod: PodId, mark: number): void {
  replicaSetSees(state, pod, mark)
}
