/**
 * How a kubelet learns that a process started or ended: the generic PLEG's relist (S3, S4), and that of a single pod (Z1). Relists
 * have no event of their own; one is scheduled for a pod only when it has something to see.
 */
import type { ClusterState, PodId } from '../../cluster-state.ts'
import { ProcessState, WorkerStage } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { relistAfterSync } from '../../tables/pods.ts'
import { profileOfPod } from '../../version-profile.ts'
import { endHold, relistFromUs, relistsUntilUs, requestSync } from '../pod-workers/sync-queue.ts'

/** Z1: length of the relist of one pod: measured from a start to its event, median 1 ms. One does not wait for another. */
const podRelistUs = 1_000

/** Whose relist an event is: its stamp. */
const Relist = { OfAll: 0, OfPod: 1 } as const

/** A process of the pod started or ended now: the next relist will see it. */
export function noteChange(state: ClusterState, pod: PodId): void {
  const { pod: pods, nowUs } = state
  if (pods.workerStage[pod] === WorkerStage.Syncing && relistsOnDemand(state, pod)) {
    pods.relistAtUs[pod] = relistAfterSync
    return
  }
  const atUs = relistFromUs(state, pods.node[pod], nowUs)
  const isSeen = pods.relistAtUs[pod] >= nowUs && pods.relistAtUs[pod] <= atUs
  if (!isSeen) scheduleRelist(state, pod, atUs, Relist.OfAll)
}

function scheduleRelist(state: ClusterState, pod: PodId, atUs: number, whose: number): void {
  state.pod.relistAtUs[pod] = atUs
  schedule(state, EventKind.PodRelist, pod, atUs, whose)
}

/** Ideal: everything is seen at once anyway. */
function relistsOnDemand(state: ClusterState, pod: PodId): boolean {
  return !state.overheads.isIdeal && profileOfPod(state, pod).relistsOnDemand
}

/**
 * Z1: a sync that has done something, and ended without an error, has its own pod relisted at once, but not while another relist is
 * under way. Source: kubernetes v1.36 pkg/kubelet/kubelet.go, SyncPod (postSync); pkg/kubelet/pleg/generic.go, relistPod.
 */
export function relistAfter(state: ClusterState, pod: PodId): void {
  const { pod: pods, nowUs } = state
  const hasFailed = pods.syncFailed[pod] === 1 || pods.backoffExpiryUs[pod] < Infinity
  if (pods.hasActed[pod] === 1 && !hasFailed && relistsOnDemand(state, pod)) {
    const atUs = relistsUntilUs(state, pods.node[pod], nowUs)
    pods.freshAtUs[pod] = atUs + podRelistUs
    if (atUs > nowUs) scheduleRelist(state, pod, atUs, Relist.OfPod)
    else seeNow(state, pod, podRelistUs)
  } else if (pods.relistAtUs[pod] === relistAfterSync) noteChange(state, pod)
}

/** S3, S4: the relist takes note of every process of the pod. One that another has replaced has nothing to see. */
export function onRelist(state: ClusterState, pod: PodId, whose: number): void {
  const { pod: pods, node } = state
  if (pods.relistAtUs[pod] !== state.nowUs) return
  seeNow(state, pod, whose === Relist.OfPod ? podRelistUs : node.relistCostUs[pods.node[pod]])
}

/** Its events ask for a sync when it ends. */
function seeNow(state: ClusterState, pod: PodId, lengthUs: number): void {
  state.pod.relistAtUs[pod] = -1
  if (state.pod.workerStage[pod] === WorkerStage.Terminated) return
  seeProcesses(state, pod)
  requestSync(state, pod, state.nowUs + lengthUs)
}

/** Copies what runs to what the kubelet has seen. What was removed, the kubelet removed itself. */
export function seeProcesses(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods } = state
  const end = pods.endContainer[pod]
  endHold(state, pod)
  pods.seenSandbox[pod] = pods.hasSandbox[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.state[container] === ProcessState.None) continue
    containers.seenState[container] = containers.state[container]
    containers.seenIncarnation[container] = containers.incarnation[container]
    containers.seenStartedAtUs[container] = containers.startedAtUs[container]
    containers.seenExitedAtUs[container] = containers.exitedAtUs[container]
    containers.seenExitCode[container] = containers.exitCode[container]
  }
}
