/** Which node a container is on. */
import type { ClusterState, ContainerId, NodeId } from '../cluster-state.ts'

/** -1 = its pod has none yet. */
export function nodeOf(
  { pod, container: containers }: Pick<ClusterState, 'pod' | 'container'>,
  container: ContainerId,
): NodeId {
  return pod.node[containers.pod[container]]
}
