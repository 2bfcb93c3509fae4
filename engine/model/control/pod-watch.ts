/**
 * What controllers see of pods: the API's pods, a watch delay later (Z21). Whatever changes a pod in the API says so here, and
 * nothing else tells a controller of pods.
 */
import { EventClass } from '../../kernel/time.ts'
import type { ClusterState, PodId } from '../cluster-state.ts'
import { drawUs } from '../draw.ts'
import { EventKind } from '../event-kind.ts'
import { scheduleControl } from './control-events.ts'
import { podMark } from './pod-mark.ts'
import { replicaSetSees } from './replica-set-cache.ts'

/** A pod has changed in the API: who watches hears of it. A watch is one stream, in order. */
export function podChanged(state: ClusterState, pod: PodId): void {
  const workload = state.pod.workload[pod]
  if (state.workload.hasReplicaSet[workload] === 0) return
  const delayUs = drawUs(state, state.overheads.watch, state.streams.control, workload)
  state.watchedUs = Math.max(state.watchedUs, state.nowUs + delayUs)
  scheduleControl(state, EventClass.Watch, EventKind.PodSeen, pod, state.watchedUs, podMark(state, pod))
}

/** The change of a pod has come into the controllers' cache. */
export function onPodSeen(state: ClusterState, pod: PodId, mark: number): void {
  replicaSetSees(state, pod, mark)
}
