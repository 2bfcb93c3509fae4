/** How fast a container answers, from what its node has told. */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { stretchOf } from '../ladder.ts'
import type { Pace } from './cohort.ts'
import type { ServiceLoad } from './service-load.ts'
import { type ServerCode, stretchRungOf } from './target.ts'

export function paceOf(
  state: ClusterState,
  load: ServiceLoad,
  container: ContainerId,
  code: ServerCode,
): Pace {
  const template = state.container.template[container]
  const perRequestUs = 0
  const stretchedUs = perRequestUs * (stretchOf(stretchRungOf(code)) - 1)
  return state.traffic!.paceOf(load, template, code, stretchedUs, Infinity)
}
