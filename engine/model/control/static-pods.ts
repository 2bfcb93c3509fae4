/**
 * Static pods (T1-T6): a kubelet runs what lies in its folder, without scheduler and API server. Changes of the folder are
 * noticed at once (inotify). Source: kubernetes v1.35 pkg/kubelet/config/file.go, common.go applyDefaults.
 * Simplified: the mirror pod is in the API from the moment at which the file is seen (T4), and the kubelet admits the pod
 * whatever its node has room for (T3).
 */
import type { ClusterState, NodeId, PodId, WorkloadId } from '../cluster-state.ts'
import { PodPhase, PodStage } from '../codes.ts'
import { appendPod, noPod, podsOf } from '../pod-rows.ts'
import { deletePod, enterApi, graceOf, setDesired } from './pod-set.ts'

/** T2: the file appears in the folders of these nodes. A pod that is there already changes nothing; a pod that is going is waited for. */
export function addStaticPods(state: ClusterState, workload: WorkloadId, ordinals: readonly number[]): void {
  const { pod: pods, workload: workloads } = state
  for (const ordinal of ordinals) {
    const present = podOn(state, workload, state.eligibleNodes[workload][ordinal])
    if (present >= 0 && pods.stage[present] === PodStage.Bound) continue
    const pod = appendPod(state, workload, ordinal, earlierFiles(state, workload, ordinal))
    setDesired(state, workload, workloads.desired[workload] + 1)
    if (present >= 0) state.staticWaiting.push(pod)
    else enterApi(state, pod)
  }
}

/** How often the file may have been in the folder of the same node before: a pod does not replay the chance of an earlier one. */
function earlierFiles(state: ClusterState, workload: WorkloadId, ordinal: number): number {
  const nodes = state.eligibleNodes[workload]
  return nodes.subarray(0, ordinal).filter((node) => node === nodes[ordinal]).length
}

/** T5: the file goes, and the pod with its own grace period. */
export function removeStaticPods(
  state: ClusterState,
  workload: WorkloadId,
  isHit: (node: NodeId) => boolean,
): void {
  const { pod: pods, workload: workloads } = state
  for (const pod of podsOf(state, workload)) {
    const waitsAt = state.staticWaiting.indexOf(pod)
    const isThere = pods.stage[pod] === PodStage.Bound || waitsAt >= 0
    const node = state.eligibleNodes[workload][pods.ordinal[pod]]
    if (!isThere || !isHit(node)) continue
    // One that has succeeded is not desired any more, which the metrics know.
    if (pods.phase[pod] !== PodPhase.Succeeded) setDesired(state, workload, workloads.desired[workload] - 1)
    if (waitsAt >= 0) state.staticWaiting.splice(waitsAt, 1)
    else deletePod(state, pod, graceOf(state, pod), false)
  }
}

/** T2: a pod of the same full name starts once this one has gone. */
export function startWaitingFor(state: ClusterState, gone: PodId): void {
  const { pod: pods, eligibleNodes } = state
  const workload = pods.workload[gone]
  const at = state.staticWaiting.findIndex(
    (pod) =>
      pods.workload[pod] === workload && eligibleNodes[workload][pods.ordinal[pod]] === pods.node[gone],
  )
  if (at < 0) return
  const [next] = state.staticWaiting.splice(at, 1)
  enterApi(state, next)
}

/** The pod of this static workload that is on a node, going or not; -1 = none. */
function podOn(state: ClusterState, workload: WorkloadId, node: NodeId): PodId {
  const { pod: pods } = state
  const found = podsOf(state, workload).find((pod) => {
    const isThere = pods.stage[pod] === PodStage.Bound || pods.stage[pod] === PodStage.Deleting
    return isThere && pods.node[pod] === node
  })
  return found ?? noPod
}
