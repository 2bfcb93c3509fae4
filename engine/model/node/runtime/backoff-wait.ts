/** The time that a container spends waiting for its back-off: from the first refusal to the start. */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { WaitReason } from '../../codes.ts'

/** A start was refused now; further refusals of the same wait change nothing. */
export function beginBackoffWait(state: ClusterState, container: ContainerId): void {
  const { container: containers } = state
  containers.waitReason[container] = WaitReason.CrashLoopBackOff
  if (containers.isRefused[container] === 1) return
  containers.isRefused[container] = 1
  state.metrics.backoffBegins(container)
}

/** The container starts, or its pod goes. */
export function endBackoffWait(state: ClusterState, container: ContainerId): void {
  const { container: containers } = state
  containers.waitReason[container] = WaitReason.None
  if (containers.isRefused[container] === 0) return
  containers.isRefused[container] = 0
  state.metrics.backoffEnds(container)
}
