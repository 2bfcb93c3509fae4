/** What somebody does to the objects of nodes: `nodeDelete`, `nodeOutOfService` (N9) and `drain` (Z28). */
import type { ClusterState } from '../cluster-state.ts'
import { beginDrain, endDrain } from '../control/eviction/drain.ts'
import { NodeMark, writeNode } from '../control/nodes/node-object.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'
import { drawShare } from './targets.ts'

export const nodeDelete: FaultRule<FaultOf<'nodeDelete'>> = {
  deletesPods: true,
  begin(state, faultId, { nodes, share }) {
    for (const node of drawShare(state, faultId, Int32Array.from(nodes), share))
      writeNode(state, node, NodeMark.Missing)
  },
}

export const nodeOutOfService: FaultRule<FaultOf<'nodeOutOfService'>> = {
  deletesPods: true,
  begin(state, faultId, { nodes, share }) {
    state.faultHits[faultId] = drawShare(state, faultId, Int32Array.from(nodes), share)
    for (const node of state.faultHits[faultId])
      changeMark(state, node, (mark) => mark | NodeMark.OutOfServiceNoExecute)
  },
  end(state, faultId) {
    for (const node of state.faultHits[faultId])
      changeMark(state, node, (mark) => mark & ~NodeMark.OutOfServiceNoExecute)
  },
}

export const drain: FaultRule<FaultOf<'drain'>> = {
  deletesPods: true,
  begin(state, faultId, { nodes, share, gracePeriodUs }) {
    state.faultHits[faultId] = drawShare(state, faultId, Int32Array.from(nodes), share)
    beginDrain(state, faultId, [...state.faultHits[faultId]], gracePeriodUs)
  },
  end(state, faultId) {
    endDrain(state, faultId, [...state.faultHits[faultId]])
  },
}

/** A node without an object stays so. */
function changeMark(state: ClusterState, node: number, change: (mark: number) => number): void {
  const mark = state.nodeHealth.apiMark[node]
  if ((mark & NodeMark.Missing) === 0) writeNode(state, node, change(mark))
}
