/**
 * When a sync of a pod may run: requests merge, and each sync waits for runtime state newer than the last one (S5, S6).
 * What a sync does is `pod-worker.ts`.
 */
import type { ClusterState, NodeId, PodId } from '../../cluster-state.ts'
import { WorkerStage } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'

/** Start of the first relist of the node at or after this time. Ideal: this time. */
export function relistFromUs(state: ClusterState, node: NodeId, timeUs: number): number {
  if (state.overheads.isIdeal) return timeUs
  const { relistPhaseUs, relistPeriodUs } = state.node
  return (
    relistPhaseUs[node] +
    Math.ceil((timeUs - relistPhaseUs[node]) / relistPeriodUs[node]) * relistPeriodUs[node]
  )
}

/** End of the relist of the node that is under way; now if none is. */
export function relistsUntilUs(state: ClusterState, node: NodeId, nowUs: number): number {
  const { relistPhaseUs, relistPeriodUs, relistCostUs } = state.node
  const beganUs = relistFromUs(state, node, nowUs + 1) - relistPeriodUs[node]
  return beganUs >= relistPhaseUs[node] ? Math.max(nowUs, beganUs + relistCostUs[node]) : nowUs
}

/** S6, Z1: when runtime state is at hand that is newer than the pod's last sync; not after now if it is at hand. */
function freshStateUs(state: ClusterState, pod: PodId): number {
  const sinceUs = state.pod.lastSyncEndUs[pod]
  if (state.overheads.isIdeal || sinceUs === -Infinity) return -Infinity
  const node = state.pod.node[pod]
  const relistedUs = relistFromUs(state, node, sinceUs + 1) + state.node.relistCostUs[node]
  return Math.min(relistedUs, state.pod.freshAtUs[pod])
}

/**
 * Asks for a sync at that time. While another runs, or has been taken up and waits for fresh state, what is asked for merges into one
 * more after it (S5). Source: kubernetes v1.35 pkg/kubelet/pod_workers.go, UpdatePod and podWorkerLoop.
 */
export function requestSync(state: ClusterState, pod: PodId, atUs: number): void {
  const { pod: pods } = state
  const stage = pods.workerStage[pod]
  // A sync that does nothing ends, for the rules, as it begins.
  const fromUs = Math.max(atUs, pods.lastSyncEndUs[pod])
  if (stage === WorkerStage.Syncing || isWaitingAt(state, pod, fromUs)) pods.syncRequested[pod] = 1
  else if (stage === WorkerStage.Idle || stage === WorkerStage.New) scheduleSync(state, pod, fromUs)
}

/** Whether the worker waits then for the fresh state of a sync that it has taken up. */
function isWaitingAt({ pod: pods }: ClusterState, pod: PodId, timeUs: number): boolean {
  return pods.syncTakenUs[pod] < pods.syncAtUs[pod] && timeUs > pods.syncTakenUs[pod]
}

/** S6: not before the runtime state is newer than the last sync. An earlier request replaces a later one, unless that comes while it waits. */
export function scheduleSync(state: ClusterState, pod: PodId, wantedUs: number): void {
  const { pod: pods } = state
  if (wantedUs >= pods.syncTakenUs[pod]) return
  const atUs = Math.max(wantedUs, freshStateUs(state, pod))
  if (pods.syncTakenUs[pod] <= atUs) pods.syncRequested[pod] = 1
  pods.syncTakenUs[pod] = wantedUs
  pods.syncAtUs[pod] = atUs
  awaitSync(state, pod, atUs)
}

/**
 * Sees to it that an event comes then. Each sync has the next one scheduled, for a resync or a back-off, and most are overtaken by a request: so the
 * event of one that was overtaken stays, and sets the event of the sync that is due after it.
 */
function awaitSync(state: ClusterState, pod: PodId, timeUs: number): void {
  const { syncEventUs } = state.pod
  if (syncEventUs[pod] <= timeUs) return
  if (syncEventUs[pod] === Infinity) syncEventUs[pod] = timeUs
  schedule(state, EventKind.PodSync, pod, timeUs, 0)
}

/** An event of the pod's sync has come: whether the sync is due now. */
export function isSyncDue(state: ClusterState, pod: PodId): boolean {
  const { pod: pods, nowUs } = state
  const atUs = pods.syncAtUs[pod]
  if (pods.syncEventUs[pod] === nowUs) {
    pods.syncEventUs[pod] = Infinity
    if (atUs > nowUs && atUs < Infinity) awaitSync(state, pod, atUs)
  }
  return atUs === nowUs
}

/** Drops the scheduled sync and the next step of a running one. */
export function cancelSync(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  pods.syncAtUs[pod] = Infinity
  pods.syncTakenUs[pod] = Infinity
  pods.stepStamp[pod]++
  pods.syncRequested[pod] = 0
  pods.awaitedExit[pod] = -1
  pods.hookedContainer[pod] = -1
  pods.hookHasFailed[pod] = 0
  endHold(state, pod)
}

/** Something about the pod has changed: its next sync must look at it. */
export function endHold(state: ClusterState, pod: PodId): void {
  state.pod.heldUntilUs[pod] = -Infinity
}

/** The running sync goes on after this time. */
export function scheduleStep(state: ClusterState, pod: PodId, delayUs: number): void {
  const stamp = ++state.pod.stepStamp[pod]
  schedule(state, EventKind.PodStep, pod, state.nowUs + delayUs, stamp)
}
