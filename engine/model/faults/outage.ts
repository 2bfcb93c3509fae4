/** Services that do not answer as they should. What becomes of requests follows from the time and the list of faults: see `world/traffic/outage.ts`. */
import { isSameRef } from '../../contract/cluster-spec.ts'
import type { ClusterState } from '../cluster-state.ts'
import { providerChanged } from '../world/dependencies/effects.ts'
import { touchLoads } from '../world/traffic/service-levels.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'

type Outage = FaultOf<'outage'>

export const outage: FaultRule<Outage> = {
  begin: (state, faultId, fault) => count(state, faultId, fault, 1),
  end: (state, faultId, fault) => count(state, faultId, fault, -1),
}

function count(state: ClusterState, faultId: number, { targets, mode }: Outage, by: number): void {
  touchLoads(state, targets)
  for (const ref of targets) {
    const provider = state.dependencies?.of(ref)
    if (provider === undefined) continue
    provider.outages[mode] += by
    provider.slowFactor = factorNow(state, faultId, provider.ref, by)
    providerChanged(state, provider)
  }
}

/** Product of the factors that hold: recomputed, for a factor may be infinite and division inexact. */
function factorNow(
  { spec, nowUs }: ClusterState,
  faultId: number,
  ref: Outage['targets'][number],
  by: number,
): number {
  let product = 1
  for (const [other, fault] of spec.faults.entries()) {
    if (fault.kind !== 'outage' || fault.mode !== 'slow') continue
    const { atUs, forUs = Infinity, targets, factor = 1 } = fault
    const isOn = other === faultId ? by > 0 : atUs <= nowUs && nowUs < atUs + forUs
    // Faults of one instant begin in the order of the list.
    const hasBegun = atUs < nowUs || other <= faultId
    if (isOn && hasBegun && targets.some((to) => isSameRef(to, ref))) product *= factor
  }
  return product
}
