/** Faults of nodes: `kubeletRestart` and `registryDown`. */
import type { ClusterState } from '../cluster-state.ts'
import { restartKubelet } from '../node/kubelet-restart.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'
import { drawShare } from './targets.ts'

export const kubeletRestart: FaultRule<FaultOf<'kubeletRestart'>> = {
  begin(state, faultId, { nodes, share }) {
    for (const node of drawShare(state, faultId, Int32Array.from(nodes), share))
      if (state.node.isOff[node] === 0) restartKubelet(state, node)
  },
}

export const registryDown: FaultRule<FaultOf<'registryDown'>> = {
  begin(state, faultId, { nodes, share }) {
    state.faultHits[faultId] = drawShare(state, faultId, Int32Array.from(nodes), share)
    setRegistryDown(state, state.faultHits[faultId], 1)
  },
  end(state, faultId) {
    setRegistryDown(state, state.faultHits[faultId], -1)
  },
}

/** One fault more, or less, keeps the registry out of reach of these nodes. */
function setRegistryDown(state: ClusterState, nodes: Int32Array, by: 1 | -1): void {
  if (!state.needs.pulls) return
  for (const node of nodes) state.puller.registryDownCount[node] += by
}
