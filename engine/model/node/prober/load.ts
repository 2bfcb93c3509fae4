/** What the requests of a pod make of the answers to its probes. What contention for the CPU makes of them: `cpu/node-shares.ts`. */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { levelChanged } from './quiet-probes.ts'

/**
 * From now on answers wait so long, as a rung of the ladder or by chance; of what is under way nothing changes. Only a change of the rung is passed on. The probe
 * templates must say that the container can be slow (`isEverSlow`).
 */
export function setWait(state: ClusterState, container: ContainerId, wait: number): void {
  if (state.container.wait[container] === wait) return
  state.container.wait[container] = wait
  levelChanged(state, container)
}
