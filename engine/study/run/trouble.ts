/** In which workloads anything could go wrong: where nothing did, a threshold on failures was not tested. */
import { type FaultSpec, workloadLabel } from '../../contract/cluster-spec.ts'
import type { ClusterState } from '../../model/cluster-state.ts'

/**
 * Workloads in which a probe failed or a container exited after the warm-up or hung at any time, or that a fault was about; `*` first,
 * if there is one.
 */
export function troubledWorkloads(state: ClusterState): string[] {
  const { spec, metrics } = state
  const hung = new Set<number>()
  for (let row = 0; row < metrics.detections.length; row++)
    hung.add(state.pod.workload[state.container.pod[metrics.detections.container.at(row)]])
  const troubled = spec.workloads.filter(
    (_, workload) =>
      metrics.failures[workload] + metrics.exits[workload] > 0 ||
      hung.has(workload) ||
      spec.faults.some((fault) => isAbout(fault, workload)),
  )
  const any = troubled.length > 0 || spec.faults.length > 0
  return [...(any ? ['*'] : []), ...troubled.map(workloadLabel)]
}

/** A fault of nodes is about all that may run on them. */
function isAbout(fault: FaultSpec, workload: number): boolean {
  if ('containers' in fault) return fault.containers.some((container) => container.workload === workload)
  if ('workloads' in fault) return fault.workloads.includes(workload)
  return !('workload' in fault) || fault.workload === workload
}
