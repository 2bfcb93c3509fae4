/** What load makes of a container's answers: a stretch and a wait, each by rungs of the ladder. */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { stretchRung, waitRung } from '../../world/ladder.ts'
import { levelChanged } from './quiet-probes.ts'

/**
 * From now on answers take `stretch` times as long, 1 or more, and come `waitUs` later, 0 or more; of what is under way nothing changes. Only a
 * change of a rung is passed on. The probe templates must say that the container can be slow (`isEverSlow`).
 */
export function setLoad(state: ClusterState, container: ContainerId, stretch: number, waitUs: number): void {
  const { container: containers } = state
  const nextStretch = stretchRung(stretch)
  const nextWait = waitRung(waitUs)
  if (containers.stretch[container] === nextStretch && containers.wait[container] === nextWait) return
  containers.stretch[container] = nextStretch
  containers.wait[container] = nextWait
  levelChanged(state, container)
}

/** From now on answers wait so long, as a rung. As `setLoad`. */
export function setWait(state: ClusterState, container: ContainerId, rung: number): void {
  if (state.container.wait[container] === rung) return
  state.container.wait[container] = rung
  levelChanged(state, container)
}
