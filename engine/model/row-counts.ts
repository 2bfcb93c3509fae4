/** How many rows a spec asks for: what is allocated before the run, and known without allocating. */
import type { ClusterSpec, WorkloadSpec } from './cluster-spec.ts'

export type RowCounts = { readonly pods: number; readonly containers: number; readonly probes: number }

/** Pods that a workload can have had by the end: those at the start and those that scale faults may add. */
export function podRows(spec: ClusterSpec, workload: number): number {
  let rows = spec.workloads[workload].replicas
  for (const fault of spec.faults) {
    if (fault.kind === 'scale' && fault.workloads.includes(workload)) rows += fault.replicas
  }
  return rows
}

export function containersPerPod(workload: WorkloadSpec): number {
  return workload.pod.initContainers.length + workload.pod.containers.length
}

export function probesPerPod(workload: WorkloadSpec): number {
  return workload.pod.containers.reduce((sum, container) => sum + Object.keys(container.probes).length, 0)
}

export function countRows(spec: ClusterSpec): RowCounts {
  let pods = 0
  let containers = 0
  let probes = 0
  spec.workloads.forEach((workload, index) => {
    const count = podRows(spec, index)
    pods += count
    containers += count * containersPerPod(workload)
    probes += count * probesPerPod(workload)
  })
  return { pods, containers, probes }
}
