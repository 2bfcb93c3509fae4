/** Whether a kubelet hears of the API and is heard there (N12). Faults decide it: see `node/machine.ts`. */
import type { ClusterState, NodeId, PodId } from './cluster-state.ts'
import { PodStage } from './codes.ts'

export function isInTouch({ node: nodes }: ClusterState, node: NodeId): boolean {
  return nodes.silentSinceUs[node] === Infinity
}

/** Whether the kubelet knows that the pod is being deleted, or gone: one that is cut off hears of no deletion. */
export function knowsDeletion({ pod: pods, node: nodes }: ClusterState, pod: PodId): boolean {
  if (pods.stage[pod] < PodStage.Deleting) return false
  return !(pods.deletedAtUs[pod] >= nodes.silentSinceUs[pods.node[pod]])
}
