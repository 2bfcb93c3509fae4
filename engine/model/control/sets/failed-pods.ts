/**
 * W3: a node whose daemon pod fails again and again gets the next one later and later: what waits is the deletion of the failed pod. The first
 * goes at once. Source: kubernetes v1.36 pkg/controller/daemon/daemon_controller.go, failedPodsBackoff; client-go util/flowcontrol/backoff.go,
 * Next and IsInBackOffSinceUpdate.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, WorkloadId } from '../../cluster-state.ts'
import { keysMax } from '../../event-table.ts'

const baseUs = usPerSecond
const capUs = 15 * 60 * usPerSecond
/** After so long without a failure the first wait counts again. */
const forgottenAfterUs = 2 * capUs

/** How long the failed pod of this node stays from now on; 0 = it goes now, and the next one will wait longer. */
export function failedPodWaitUs(
  { keptSet: sets, nowUs }: ClusterState,
  workload: WorkloadId,
  node: number,
): number {
  const key = keyOf(workload, node)
  const last = sets.failedPods.get(key)
  if (last === undefined || nowUs - last.deletedAtUs > forgottenAfterUs) {
    sets.failedPods.set(key, { waitUs: baseUs, deletedAtUs: nowUs })
    return 0
  }
  // The source looks again after the whole wait, not after what is left of it.
  if (nowUs - last.deletedAtUs < last.waitUs) return last.waitUs
  last.waitUs = Math.min(2 * last.waitUs, capUs)
  last.deletedAtUs = nowUs
  return 0
}

/** The object of the DaemonSet has changed: all waits begin anew. */
export function forgetFailedPods({ keptSet: sets }: ClusterState, workload: WorkloadId): void {
  for (const key of sets.failedPods.keys())
    if (Math.floor(key / keysMax) === workload) sets.failedPods.delete(key)
}

function keyOf(workload: WorkloadId, node: number): number {
  return workload * keysMax + node
}
