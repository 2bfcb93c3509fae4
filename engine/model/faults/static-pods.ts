/** Manifests that are put into the folder of nodes, and taken out. */
import { addStaticPods, removeStaticPods } from '../control/static-pods.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'
import { drawShare } from './targets.ts'

export const addStaticPod: FaultRule<FaultOf<'addStaticPod'>> = {
  begin(state, _, fault) {
    addStaticPods(state, fault.workload, fault.ordinals)
  },
}

export const removeStaticPod: FaultRule<FaultOf<'removeStaticPod'>> = {
  deletesPods: true,
  begin(state, faultId, { workloads, nodes, share }) {
    const hits = drawShare(state, faultId, Int32Array.from(nodes), share)
    for (const workload of workloads) removeStaticPods(state, workload, (node) => hits.includes(node))
  },
}
