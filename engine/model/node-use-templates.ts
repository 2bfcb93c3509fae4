/** What containers ask of their node - processors, and what their probes leave behind -, from the spec to rows of templates. */
import {
  type ClusterSpec,
  type ContainerSpec,
  leaks,
  type ProbeSpec,
  sharesCpu,
  weightMilliMin,
} from '../contract/cluster-spec.ts'
import type { DistributionBuilder } from '../kernel/distribution.ts'
import { allocateCpuTemplates, type CpuTemplateTable } from './tables/cpu.ts'
import { allocateLeakTemplates, type LeakTemplateTable, Left, leftKinds } from './tables/leaks.ts'

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
    table.probesBefore[row] = coresOf(container, probesBefore(container))
    table.probesAfter[row] = coresOf(container, probesAfter(container))
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

/** H9: what a run costs, once a period. */
function coresOf({ behavior }: ContainerSpec, probes: readonly ProbeSpec[]): number {
  return probes.reduce((cores, { handler, periodUs }) => cores + behavior.probeCpuUs[handler] / periodUs, 0)
}

/** Probes that run until the container has started: its startup probe or, without one, the others. */
function probesBefore(container: ContainerSpec): readonly ProbeSpec[] {
  const { startup } = container.probes
  return startup === undefined ? probesAfter(container) : [startup]
}

function probesAfter({ probes: { readiness, liveness } }: ContainerSpec): readonly ProbeSpec[] {
  return [readiness, liveness].filter((probe) => probe !== undefined)
}

/** What runs of probes leave, likewise; no rows if they leave nothing. */
export function leakTemplates(spec: ClusterSpec, containers: readonly ContainerSpec[]): LeakTemplateTable {
  if (!leaks(spec)) return allocateLeakTemplates(0)
  const table = allocateLeakTemplates(containers.length)
  containers.forEach((container, row) => {
    const add = (column: Float64Array, probes: readonly ProbeSpec[]): void => {
      for (const { handler, periodUs } of probes) {
        const kind = handler === 'exec' ? Left.Process : Left.Socket
        column[row * leftKinds + kind] += (container.behavior.leaks?.[handler] ?? 0) / periodUs
      }
    }
    add(table.before, probesBefore(container))
    add(table.after, probesAfter(container))
  })
  return table
}
