/**
 * `nodeShutdown` (N13): a kubelet that shuts its node down reports that it is not ready and ends its pods, the critical ones when the others have ended or
 * their time is over; then the machine is off. Source: kubernetes v1.36 pkg/kubelet/nodeshutdown/nodeshutdown_manager.go, killPods.
 * Simplified: whether pods have ended is looked at every 0.1 s.
 */
import type { ClusterState } from '../cluster-state.ts'
import { nodeFallsSilent } from '../control/nodes/node-monitor.ts'
import { nodeIsBack, Report, reportNode } from '../control/nodes/node-return.ts'
import { EventKind } from '../event-table.ts'
import { schedule } from '../lanes.ts'
import { powerOff, powerOn, runsOn, shutDownPods } from '../node/machine.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'
import { drawShare } from './targets.ts'

const pollUs = 100_000

export const nodeShutdown: FaultRule<FaultOf<'nodeShutdown'>> = {
  deletesPods: true,
  begin(state, faultId, { nodes, share, graceUs, criticalGraceUs }) {
    const hits = drawShare(state, faultId, Int32Array.from(nodes), share)
    state.faultHits[faultId] = hits
    for (const node of hits) reportNode(state, node, Report.NotReady)
    endPods(state, faultId, false, graceUs - criticalGraceUs)
  },
  end(state, faultId) {
    if (state.shutdowns.delete(faultId)) switchOff(state, faultId)
    for (const node of powerOn(state, state.faultHits[faultId])) nodeIsBack(state, node, true)
  },
}

function endPods(state: ClusterState, faultId: number, isCritical: boolean, graceUs: number): void {
  shutDownPods(state, state.faultHits[faultId], isCritical, graceUs)
  state.shutdowns.set(faultId, { isCritical, untilUs: state.nowUs + graceUs })
  schedule(state, EventKind.ShutdownStep, faultId, state.nowUs, 0)
}

/** Whether the shutdown can go on. */
export function onShutdownStep(state: ClusterState, faultId: number): void {
  const { shutdowns, nowUs } = state
  const group = shutdowns.get(faultId)
  const fault = state.spec.faults[faultId]
  if (group === undefined || fault.kind !== 'nodeShutdown') return
  if (nowUs < group.untilUs && runsOn(state, state.faultHits[faultId], group.isCritical)) {
    schedule(state, EventKind.ShutdownStep, faultId, Math.min(group.untilUs, nowUs + pollUs), 0)
  } else if (group.isCritical) {
    shutdowns.delete(faultId)
    switchOff(state, faultId)
  } else endPods(state, faultId, true, fault.criticalGraceUs)
}

function switchOff(state: ClusterState, faultId: number): void {
  for (const node of powerOff(state, state.faultHits[faultId])) nodeFallsSilent(state, node)
}
