/** An API server that answers slowly for a time: all calls take longer, of kubelets and controllers, and so does what they hear by watching. */
import type { ClusterState } from '../cluster-state.ts'
import { writeUntil } from '../node/status/status-writer.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'

export const apiServerSlow: FaultRule<FaultOf<'apiServerSlow'>> = { begin: setFactor, end: setFactor }

/** Product of the factors that hold now: recomputed, for division is inexact. */
function setFactor(state: ClusterState): void {
  // What has been written before took as long as before.
  writeUntil(state, state.nowUs)
  state.apiFactor = 1
  for (const fault of state.spec.faults) {
    if (fault.kind !== 'apiServerSlow') continue
    const { atUs, forUs, factor } = fault
    if (atUs <= state.nowUs && state.nowUs < atUs + forUs) state.apiFactor *= factor
  }
}
