/**
 * When a pod is synced again of itself after a sync (S7): the resync, the retry after an error, the retry at the
 * end of a back-off. Source: kubernetes v1.35 pkg/kubelet/pod_workers.go, completeWork.
 */
import { nextUniform } from '../../../kernel/random-stream.ts'
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, PodId } from '../../cluster-state.ts'
import { WorkerStage } from '../../codes.ts'
import { profileOfPod } from '../../version-profile.ts'
import { unreadyWorker } from '../prober/probe-result.ts'
import { scheduleSync } from './sync-queue.ts'

/** S2, S7: a pod is synced again this long after an error, times U(1, 1.5). */
export const errorRequeueUs = 10 * usPerSecond
/** S7: a wait for a back-off is looked at again at the latest after this, times U(1, 1.5) (1.35+). */
export const backoffRequeueUsMax = 60 * usPerSecond
const jitterFactor = 0.5
/** S2: due work is picked up by this tick. */
const syncTickUs = usPerSecond

/**
 * S7: the one due time after a sync. A resync that would only compute the same status again is not scheduled: all that
 * it could do is trigger unready readiness workers (P6), so only a pod that has one is synced again.
 */
export function requeue(state: ClusterState, pod: PodId, endUs: number): void {
  const { pod: pods } = state
  const profile = profileOfPod(state, pod)
  const expiryUs = pods.backoffExpiryUs[pod]
  if (expiryUs < Infinity) {
    const leftUs = Math.min(Math.max(expiryUs - endUs, 0), backoffRequeueUsMax)
    requeueAfter(state, pod, endUs, profile.requeueAtBackoffExpiry ? leftUs : errorRequeueUs)
  } else if (pods.syncFailed[pod] === 1) requeueAfter(state, pod, endUs, errorRequeueUs)
  else if (hasUnreadyWorker(state, pod)) requeueAfter(state, pod, endUs, profile.kubelet.syncFrequencyUs)
}

function requeueAfter(state: ClusterState, pod: PodId, endUs: number, delayUs: number): void {
  scheduleSync(state, pod, dueUs(state, pod, endUs, delayUs))
}

/** Ideal: exactly then. Otherwise with jitter, at the next 1 s tick of the sync loop. */
function dueUs(state: ClusterState, pod: PodId, endUs: number, delayUs: number): number {
  if (state.overheads.isIdeal) return endUs + delayUs
  const jitter = 1 + jitterFactor * nextUniform(state.streams.requeue, pod)
  const phaseUs = state.node.syncTickPhaseUs[state.pod.node[pod]]
  const afterUs = endUs + Math.round(delayUs * jitter)
  return phaseUs + Math.ceil((afterUs - phaseUs) / syncTickUs) * syncTickUs
}

/** Schedules the resync of a pod that was running before the run began, at a random point of its cycle. */
export function resumeResync(state: ClusterState, pod: PodId): void {
  if (!hasUnreadyWorker(state, pod)) return
  const resyncUs = profileOfPod(state, pod).kubelet.syncFrequencyUs
  const sinceUs = state.overheads.isIdeal ? 0 : Math.round(resyncUs * nextUniform(state.streams.requeue, pod))
  requeueAfter(state, pod, state.nowUs, resyncUs - sinceUs)
}

/**
 * A resync has something to do from now on (Z2): those that went by had not, and were not run. The next one comes as if they had been.
 */
export function resumeResyncs(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  const hasSynced = pods.workerStage[pod] === WorkerStage.Idle && pods.lastSyncEndUs[pod] > -Infinity
  if (!hasSynced || pods.syncAtUs[pod] < Infinity) return
  const { syncFrequencyUs } = profileOfPod(state, pod).kubelet
  for (let endUs = pods.lastSyncEndUs[pod]; ; ) {
    endUs = dueUs(state, pod, endUs, syncFrequencyUs)
    if (endUs < state.nowUs) continue
    scheduleSync(state, pod, endUs)
    return
  }
}

/** Whether the pod has a started container whose readiness worker a sync would trigger (P6). */
function hasUnreadyWorker(state: ClusterState, pod: PodId): boolean {
  const { pod: pods } = state
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++)
    if (unreadyWorker(state, container) >= 0) return true
  return false
}
