/** Services that get more requests than usual. What holds follows from the time and the list of faults: see `world/traffic/offered-load.ts`. */
import type { ServiceRef } from '../../contract/cluster-spec.ts'
import type { ClusterState } from '../cluster-state.ts'
import { touch } from '../world/traffic/service-levels.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'

export const traffic: FaultRule<FaultOf<'traffic'>> = { begin: touchServices, end: touchServices }

function touchServices(state: ClusterState, _: number, { services }: FaultOf<'traffic'>): void {
  touchLoads(
    state,
    services.map((index) => ({ kind: 'service', index })),
  )
}

/** What holds of their requests is worked out anew. */
export function touchLoads(state: ClusterState, targets: readonly ServiceRef[]): void {
  for (const { kind, index } of targets) {
    const load = state.traffic?.[kind === 'service' ? 'ofService' : 'ofExternal'][index]
    if (load !== undefined) touch(state, load)
  }
}
