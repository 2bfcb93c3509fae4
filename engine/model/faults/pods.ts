/** Faults that make pods, and delete them: `scale` and `delete`. */
import { deletePod, graceOf, livePods, scaleWorkload } from '../control/pod-set.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'
import { drawShare } from './targets.ts'

export const scale: FaultRule<FaultOf<'scale'>> = {
  deletesPods: true,
  begin(state, _, { workloads, replicas }) {
    const { keeper, desired } = state.workload
    for (const workload of workloads) {
      // An edit that changes nothing of an object is none: its generation stays (pkg/registry/apps/deployment/strategy.go, PrepareForUpdate).
      const isEdit = keeper[workload] < 0 || desired[workload] !== replicas
      if (isEdit) scaleWorkload(state, workload, replicas)
    }
  },
}

export const deletePods: FaultRule<FaultOf<'delete'>> = {
  deletesPods: true,
  begin(state, faultId, { workloads, force, share, gracePeriodUs }) {
    const live = Int32Array.from(workloads.flatMap((workload) => livePods(state, workload, force)))
    for (const pod of drawShare(state, faultId, live, share)) {
      const workload = state.pod.workload[pod]
      // T4: a mirror pod that is deleted is made again at once, and the containers go on.
      if (state.workload.isStatic[workload] === 0)
        deletePod(state, pod, gracePeriodUs ?? graceOf(state, pod), force)
    }
  },
}
