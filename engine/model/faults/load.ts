/**
 * Services that get more requests than usual, or do not answer as they should. What holds follows from the time and the list of faults: see
 * `world/traffic/offered-load.ts` and `world/traffic/outage.ts`.
 */
import type { ServiceRef } from '../../contract/cluster-spec.ts'
import type { ClusterState } from '../cluster-state.ts'
import { touch } from '../world/traffic/service-levels.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'

export const traffic: FaultRule<FaultOf<'traffic'>> = { begin: touchServices, end: touchServices }

export const outage: FaultRule<FaultOf<'outage'>> = { begin: touchTargets, end: touchTargets }

function touchServices(state: ClusterState, _: number, { services }: FaultOf<'traffic'>): void {
  touchTargets(state, _, { targets: services.map((index) => ({ kind: 'service', index })) })
}

function touchTargets(
  state: ClusterState,
  _: number,
  { targets }: { readonly targets: readonly ServiceRef[] },
): void {
  for (const { kind, index } of targets) {
    const load = state.traffic?.[kind === 'service' ? 'ofService' : 'ofExternal'][index]
    if (load !== undefined) touch(state, load)
  }
}
