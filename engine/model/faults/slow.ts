/** Containers whose answers take longer for a time. */
import type { ClusterState, ContainerId } from '../cluster-state.ts'
import { levelChanged } from '../node/prober/quiet-probes.ts'
import { serverChanged } from '../world/traffic/server-watch.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'
import { drawContainers } from './targets.ts'

export const slow: FaultRule<FaultOf<'slow'>> = {
  slows: true,
  begin(state, faultId, fault) {
    const { slowFaultFactor } = state.container
    for (const container of drawContainers(state, faultId, fault))
      setSlowFactor(state, container, slowFaultFactor[container] * fault.factor)
  },
  end(state, faultId) {
    for (const container of state.faultHits[faultId])
      setSlowFactor(state, container, slowFaultsLeft(state, container, faultId))
  },
}

function setSlowFactor(state: ClusterState, container: ContainerId, factor: number): void {
  state.container.slowFaultFactor[container] = factor
  levelChanged(state, container)
  serverChanged(state, container)
}

/** Product of the factors that still hold: recomputed, for a factor may be infinite and division inexact. */
function slowFaultsLeft(state: ClusterState, container: ContainerId, endedFault: number): number {
  let factor = 1
  for (let faultId = 0; faultId < state.spec.faults.length; faultId++) {
    const fault = state.spec.faults[faultId]
    if (fault.kind !== 'slow' || faultId === endedFault) continue
    if (state.faultHits[faultId].includes(container)) factor *= fault.factor
  }
  return factor
}
