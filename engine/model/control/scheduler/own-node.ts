/** Pods whose controller has chosen their node, and that the scheduler only looks for room for (W3). */
import type { ClusterState, NodeId, PodId } from '../../cluster-state.ts'
import { noNode } from './choose-node.ts'

/** The node of a pod of a DaemonSet, `noNode` if none should have it; undefined for any other pod. */
export function ownNode({ spec, pod: pods, eligibleNodes }: ClusterState, pod: PodId): NodeId | undefined {
  const workload = pods.workload[pod]
  if (spec.workloads[workload].kind !== 'DaemonSet') return undefined
  return eligibleNodes[workload][pods.ordinal[pod]] ?? noNode
}
