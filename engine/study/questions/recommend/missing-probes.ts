/** Containers that a probe would do something for, and do not have it. */
import { type ClusterSpec, workloadLabel } from '../../../contract/cluster-spec.ts'
import type { MissingProbe } from '../../../contract/recommendation.ts'

/**
 * Regular containers of workloads that run on, without a readiness or a liveness probe. The containers of a pod share its readiness,
 * so one readiness probe in a pod is enough; pods of Jobs end, and get no traffic.
 */
export function missingProbes(spec: ClusterSpec): MissingProbe[] {
  return spec.workloads.flatMap((workload) => {
    if (workload.replicas === 0 || workload.pod.restartPolicy !== 'Always') return []
    const { containers } = workload.pod
    const isReadinessMissing = containers.every(({ probes }) => probes.readiness === undefined)
    return containers.flatMap(({ name, probes }): MissingProbe[] => [
      ...(isReadinessMissing
        ? [{ workload: workloadLabel(workload), container: name, probe: 'readiness' as const }]
        : []),
      ...(probes.liveness === undefined
        ? [{ workload: workloadLabel(workload), container: name, probe: 'liveness' as const }]
        : []),
    ])
  })
}
