/**
 * W3: which nodes are to have a pod of a DaemonSet, by what their objects say: in a cluster whose nodes may fail.
 * Source: kubernetes v1.36 pkg/controller/daemon/daemon_controller.go, NodeShouldRunDaemonPod and updateNode.
 */
import type { ClusterState, NodeId, WorkloadId } from '../../cluster-state.ts'
import { ControllerId, wake } from '../controller.ts'
import { NodeMark, noExecuteTaints, noScheduleTaints } from '../nodes/node-object.ts'
import { NodeUse } from './daemon-plan.ts'

/** By node of the DaemonSet, in the order of its pods; undefined = no node ever changes, and each gets one and keeps it. */
export function nodeUses(state: ClusterState, workload: WorkloadId, nodes: number): Uint8Array | undefined {
  const { seenMark } = state.nodeHealth
  if (seenMark.length === 0) return undefined
  const eligible = state.eligibleNodes[workload]
  return Uint8Array.from({ length: nodes }, (_, place) =>
    place < eligible.length
      ? useOf(state, workload, seenMark[eligible[place]])
      : NodeUse.Gets | NodeUse.Keeps,
  )
}

/** By the tolerations of its present template: pods of an older one are judged by them, too. */
function useOf(
  { workload: workloads, podTemplate }: ClusterState,
  workload: WorkloadId,
  mark: number,
): number {
  if ((mark & NodeMark.Missing) !== 0) return 0
  const repelling = mark & ~podTemplate.toleratedMarks[workloads.currentTemplate[workload]]
  if ((repelling & noExecuteTaints) !== 0) return 0
  return (repelling & noScheduleTaints) === 0 ? NodeUse.Gets | NodeUse.Keeps : NodeUse.Keeps
}

/** The object of a node has changed in the cache: DaemonSets for which that makes a difference want a sync. */
export function daemonNodeSeen(state: ClusterState, node: NodeId, before: number, after: number): void {
  const { workload: workloads, controllers } = state
  const controller = controllers[ControllerId.DaemonSet]
  for (let workload = 0; workload < workloads.keeper.length; workload++) {
    if (workloads.keeper[workload] !== ControllerId.DaemonSet) continue
    if (useOf(state, workload, before) === useOf(state, workload, after)) continue
    if (state.eligibleNodes[workload].includes(node)) wake(state, controller, workload)
  }
}
