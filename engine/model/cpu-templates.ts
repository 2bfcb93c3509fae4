/** What containers ask of processors, from the spec to rows of templates. */
import {
  type ClusterSpec,
  type ContainerSpec,
  type ProbeTypeName,
  sharesCpu,
  weightMilliMin,
} from '../contract/cluster-spec.ts'
import type { DistributionBuilder } from '../kernel/distribution.ts'
import { allocateCpuTemplates, type CpuTemplateTable } from './tables/cpu.ts'

/**
 * A row per container template, in their order; none if nobody contends for processors.
 * @param perIncarnation takes the laws of start-ups in.
 */
export function cpuTemplates(
  spec: ClusterSpec,
  containers: readonly ContainerSpec[],
  builder: DistributionBuilder,
  perIncarnation: number[],
): CpuTemplateTable {
  if (!sharesCpu(spec)) return allocateCpuTemplates(0)
  const table = allocateCpuTemplates(containers.length)
  containers.forEach((container, row) => {
    const { behavior, cpu } = container
    table.weight[row] = Math.max(weightMilliMin, cpu?.requestMilli ?? 0) / 1000
    if (cpu?.limitMilli !== undefined) table.limit[row] = cpu.limitMilli / 1000
    table.probesBefore[row] = coresOfProbes(
      container,
      container.probes.startup === undefined ? steadyProbes : ['startup'],
    )
    table.probesAfter[row] = coresOfProbes(container, steadyProbes)
    if (behavior.cpu === undefined) return
    const { startupUs, startupCores, idleCores, perRequestUs } = behavior.cpu
    table.startupAt[row] = perIncarnation.length
    if (startupUs.some((law) => law.kind !== 'constant' || law.value > 0)) {
      table.startupCount[row] = startupUs.length
      for (const law of startupUs) perIncarnation.push(builder.add(law))
    }
    table.startupCores[row] = startupCores
    table.idle[row] = idleCores
    table.perRequestUs[row] = perRequestUs
  })
  return table
}

const steadyProbes: readonly ProbeTypeName[] = ['readiness', 'liveness']

/** H9: what a run costs, once a period. */
function coresOfProbes({ probes, behavior }: ContainerSpec, types: readonly ProbeTypeName[]): number {
  return types.reduce((cores, type) => {
    const probe = probes[type]
    return probe === undefined ? cores : cores + behavior.probeCpuUs[probe.handler] / probe.periodUs
  }, 0)
}
