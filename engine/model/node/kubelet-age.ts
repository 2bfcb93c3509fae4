/**
 * Which containers a kubelet process takes for older than itself: it leaves what their status says alone (P10, Z7).
 * Source: kubernetes v1.36 pkg/kubelet/prober/prober_manager.go, kubeletRestartGracePeriod, setReadyStateOnKubeletRestart.
 */
import { usPerSecond } from '../../kernel/time.ts'
import type { ClusterState, ContainerId } from '../cluster-state.ts'
import { StatusState } from '../codes.ts'
import { profileOfNode } from '../version-profile.ts'
import { nodeOf } from './node-of.ts'

/** So much older at least; StartedAt is that of the status, cut to the second. */
const graceUs = 10 * usPerSecond

export function outlivesKubelet(state: ClusterState, container: ContainerId): boolean {
  const { container: containers, node: nodes } = state
  if (containers.statusState[container] !== StatusState.Running) return false
  const node = nodeOf(state, container)
  const olderUs = nodes.kubeletStartUs[node] - containers.statusStartedAtUs[container]
  return olderUs > graceUs && profileOfNode(state, node).statusSurvivesKubeletRestart
}
