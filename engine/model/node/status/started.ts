/** P15: `started` in the status of a container, on which it depends which probes run. */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { startedChanged } from '../cpu/node-cpu.ts'
import { leaksChanged } from '../leaks/leaks.ts'

export function setStarted(state: ClusterState, container: ContainerId, isStarted: boolean): void {
  const { container: containers } = state
  if (containers.isStarted[container] === (isStarted ? 1 : 0)) return
  containers.isStarted[container] = isStarted ? 1 : 0
  startedChanged(state, container)
  leaksChanged(state, container)
}
