/** Services that get more requests than usual. What holds follows from the time and the list of faults: see `world/traffic/offered-load.ts`. */
import type { ClusterState } from '../cluster-state.ts'
import { touchLoads } from '../world/traffic/service-levels.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'

export const traffic: FaultRule<FaultOf<'traffic'>> = { begin: touchServices, end: touchServices }

function touchServices(state: ClusterState, _: number, { services }: FaultOf<'traffic'>): void {
  touchLoads(
    state,
    services.map((index) => ({ kind: 'service', index })),
  )
}
