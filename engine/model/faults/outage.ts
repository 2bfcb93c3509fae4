/** Services that do not answer as they should. What holds at a time follows from the list of faults: `world/outage.ts`. */
import type { ClusterState } from '../cluster-state.ts'
import { providerChanged } from '../world/dependencies/effects.ts'
import { outageOf } from '../world/outage.ts'
import { touchLoads } from '../world/traffic/service-levels.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'

type Outage = FaultOf<'outage'>

export const outage: FaultRule<Outage> = {
  begin: (state, _faultId, fault) => apply(state, fault),
  end: (state, _faultId, fault) => apply(state, fault),
}

function apply(state: ClusterState, { targets }: Outage): void {
  touchLoads(state, targets)
  for (const ref of targets) {
    const provider = state.dependencies?.of(ref)
    if (provider === undefined) continue
    provider.outage = outageOf(state, ref)
    providerChanged(state, provider)
  }
}
