/** Machines that lose power, and those that are cut off: `nodeDown`, `nodeReboot` and `partition` (N11, N12). */
import type { ClusterState } from '../cluster-state.ts'
import { nodeFallsSilent } from '../control/nodes/node-monitor.ts'
import { nodeIsBack } from '../control/nodes/node-return.ts'
import { cutOff, powerOff, powerOn, reconnect } from '../node/machine.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'
import { drawShare } from './targets.ts'

export const nodeDown: FaultRule<FaultOf<'nodeDown'>> = {
  deletesPods: true,
  begin(state, faultId, fault) {
    for (const node of powerOff(state, drawNodes(state, faultId, fault))) nodeFallsSilent(state, node)
  },
  end(state, faultId) {
    for (const node of powerOn(state, state.faultHits[faultId])) nodeIsBack(state, node, true)
  },
}

export const nodeReboot: FaultRule<FaultOf<'nodeReboot'>> = nodeDown

export const partition: FaultRule<FaultOf<'partition'>> = {
  deletesPods: true,
  begin(state, faultId, fault) {
    for (const node of cutOff(state, drawNodes(state, faultId, fault))) nodeFallsSilent(state, node)
  },
  end(state, faultId) {
    for (const node of reconnect(state, state.faultHits[faultId])) nodeIsBack(state, node, false)
  },
}

/** The nodes that a fault hits, kept until its end. */
function drawNodes(
  state: ClusterState,
  faultId: number,
  { nodes, share }: FaultOf<'nodeDown' | 'partition'>,
): Int32Array {
  state.faultHits[faultId] = drawShare(state, faultId, Int32Array.from(nodes), share)
  return state.faultHits[faultId]
}
