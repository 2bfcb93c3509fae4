/**
 * `activeDeadlineSeconds` of a pod (L9): the kubelet looks at each tick of its sync loop, counts from the pod's first status, cut
 * to a whole second, and ends a pod that has run so long as if it had failed.
 * Source: kubernetes v1.35 pkg/kubelet/active_deadline.go; kubelet.go, getPodsToSync; kubelet_pods.go, generateAPIPodStatus.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, PodId } from '../../cluster-state.ts'
import { PodEvent, PodPhase, PodStage } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { wholeWallSecondUs } from '../../wall-clock.ts'
import { recordEvent, wholePod } from '../status/event-recorder.ts'
import { endHold, requestSync } from './sync-queue.ts'

/** The pod counts as active from now on, by the whole seconds of the wall clock. */
export function beginDeadline(state: ClusterState, pod: PodId): void {
  if (deadlineUs(state, pod) === Infinity) return
  const sinceUs = wholeWallSecondUs(state, state.nowUs)
  state.pod.activeSinceUs[pod] = sinceUs
  const dueUs = Math.max(sinceUs + deadlineUs(state, pod), state.nowUs)
  schedule(state, EventKind.PodDeadline, pod, tickFromUs(state, pod, dueUs), 0)
}

function deadlineUs(state: ClusterState, pod: PodId): number {
  return state.podTemplate.deadlineUs[state.pod.template[pod]]
}

/** S2: the first tick of the sync loop from a time on. Ideal: that time. */
function tickFromUs(state: ClusterState, pod: PodId, timeUs: number): number {
  if (state.overheads.isIdeal) return timeUs
  const phaseUs = state.node.syncTickPhaseUs[state.pod.node[pod]]
  return phaseUs + Math.ceil((timeUs - phaseUs) / usPerSecond) * usPerSecond
}

/** Whether the kubelet ends the pod by itself, as if it had failed: its deadline is over, its node shuts down, or does not take it. */
export function isStopped({ pod: pods }: Pick<ClusterState, 'pod'>, pod: PodId): boolean {
  return pods.isPastDeadline[pod] === 1 || pods.isShutDown[pod] === 1 || pods.rejection[pod] > 0
}

/** The tick at which the deadline is over: a sync will find it so. */
export function onDeadline(state: ClusterState, pod: PodId): void {
  if (state.pod.stage[pod] === PodStage.Gone) return
  endHold(state, pod)
  requestSync(state, pod, state.nowUs)
}

/** The first status begins it; each that is computed after it is over says that the pod has failed, unless it has ended before. */
export function heedDeadline(state: ClusterState, pod: PodId, isFirst: boolean): void {
  if (isFirst) beginDeadline(state, pod)
  const { activeSinceUs, phase } = state.pod
  if (!(state.nowUs >= activeSinceUs[pod] + deadlineUs(state, pod)) || phase[pod] >= PodPhase.Succeeded)
    return
  state.pod.isPastDeadline[pod] = 1
  recordEvent(state, pod, wholePod, PodEvent.DeadlineExceeded)
}
