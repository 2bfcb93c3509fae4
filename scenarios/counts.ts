/** How much an input holds, for summaries. */
import {
  type ClusterSpec,
  isSidecar,
  type ProbeHandler,
  type ProbeTypeName,
  probeHandlers,
} from '../engine/contract/cluster-spec.ts'

export type ScenarioCounts = {
  readonly workloads: number
  /** Pods at the start, all replicas; a CronJob has none yet. */
  readonly pods: number
  /** Regular containers and sidecars, and probes, as the manifests write them: once per template. */
  readonly containers: number
  readonly initContainers: number
  readonly probes: number
  readonly probesByType: Readonly<Record<ProbeTypeName, number>>
  readonly probesByHandler: Readonly<Record<ProbeHandler, number>>
  readonly nodes: number
  /** Those of the pods at the start. */
  readonly instances: { readonly containers: number; readonly probes: number }
}

export function countsOf(spec: ClusterSpec): ScenarioCounts {
  const probesByType = { startup: 0, readiness: 0, liveness: 0 }
  const probesByHandler = Object.fromEntries(probeHandlers.map((handler) => [handler, 0])) as Record<
    ProbeHandler,
    number
  >
  const counts = { pods: 0, containers: 0, initContainers: 0, probes: 0 }
  const instances = { containers: 0, probes: 0 }
  for (const { replicas, cronJob, pod } of spec.workloads) {
    const pods = cronJob === undefined ? replicas : 0
    counts.pods += pods
    const sidecars = pod.initContainers.filter(isSidecar)
    const running = [...pod.containers, ...sidecars]
    counts.containers += running.length
    counts.initContainers += pod.initContainers.length - sidecars.length
    instances.containers += pods * running.length
    for (const { probes } of running) {
      for (const type of ['startup', 'readiness', 'liveness'] as const) {
        const probe = probes[type]
        if (probe === undefined) continue
        counts.probes++
        instances.probes += pods
        probesByType[type]++
        probesByHandler[probe.handler]++
      }
    }
  }
  return {
    workloads: spec.workloads.length,
    ...counts,
    probesByType,
    probesByHandler,
    nodes: spec.nodes.length,
    instances,
  }
}
