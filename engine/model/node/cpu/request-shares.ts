/** What a node leaves for the requests of a container: how much longer the CPU part of each takes because of others, and the cores that all of them could get. */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { coresRung, stretchRung } from '../../world/ladder.ts'
import { paceChanged } from '../../world/traffic/server-watch.ts'
import { coresFree, stretchBy } from './contention.ts'

/**
 * What its own requests make of each other is no contention here: they wait for each other (`world/traffic/waiting.ts`).
 * @param cores that are shared.
 * @param reach cores that the container could get.
 */
export function giveToRequests(
  state: ClusterState,
  container: ContainerId,
  cores: number,
  reach: number,
  startup: number,
): void {
  const { cpu, cpuTemplate, container: containers } = state
  if (cpuTemplate.perRequestUs[containers.template[container]] === 0) return
  const others = Math.max(0, cpu.steady[container] - cpu.requestUse[container])
  const free = coresFree(reach, others, startup, others > 0 ? 1 : 0)
  const stretch = stretchRung(stretchBy(cores, free))
  const capacity = coresRung(free)
  if (cpu.requestStretch[container] === stretch && cpu.requestCapacity[container] === capacity) return
  cpu.requestStretch[container] = stretch
  cpu.requestCapacity[container] = capacity
  paceChanged(state, container)
}
