/** How fast a container answers, from what its node has told. */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { coresOf, stretchOf } from '../ladder.ts'
import type { Pace } from './cohort.ts'
import type { ServiceLoad } from './service-load.ts'
import type { ServerCode } from './target.ts'

export function paceOf(
  state: ClusterState,
  load: ServiceLoad,
  container: ContainerId,
  code: ServerCode,
): Pace {
  const template = state.container.template[container]
  const cpuUs = state.needs.cpu ? state.cpuTemplate.perRequestUs[template] : 0
  const { stretch, capacity } = state.traffic!.speedOf(code)
  return state.traffic!.paceOf(load, template, code, {
    cpuUs,
    stretchedUs: cpuUs * (stretchOf(stretch) - 1),
    cores: coresOf(capacity),
  })
}
