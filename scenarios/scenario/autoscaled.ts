/** Workloads that an autoscaler of the input scales: by `cpuLoad`, or by what their containers take of processors. */
import { type AutoscalerSpec, isSidecar, type WorkloadSpec } from '../../engine/contract/cluster-spec.ts'
import { readAutoscaler } from '../manifests/autoscaler-reader.ts'
import type { WorkloadTemplate } from '../manifests/workload-reader.ts'
import type { Report } from '../text/report.ts'
import type { AppliedWorkload } from './workload-entries.ts'

export type Autoscaled = {
  readonly specs: readonly AutoscalerSpec[]
  /** HorizontalPodAutoscalers of workloads of the input, simulated or not. */
  readonly objects: number
  /** Those that do not know what their pods use. */
  readonly withoutUse: number
  /** Those that know, and cannot scale by it: `namespace/name (reason)`. */
  readonly unread: readonly string[]
}

export function autoscaledOf(
  templates: readonly WorkloadTemplate[],
  workloads: readonly AppliedWorkload[],
  report: Report,
): Autoscaled {
  const specs: AutoscalerSpec[] = []
  const unread: string[] = []
  let objects = 0
  let withoutUse = 0
  for (const [workload, { autoscaler, podAt }] of templates.entries()) {
    if (autoscaler === undefined) continue
    objects++
    const { loadAt, spec } = workloads[workload]
    const { namespace, name, at } = autoscaler
    const read = readAutoscaler(at, { namespace, name }, podAt)
    if (loadAt === undefined && !saysUse(spec)) withoutUse++
    else if (!('problem' in read)) specs.push({ ...read, workload })
    else if (loadAt === undefined) unread.push(`${namespace}/${name} (${read.problem})`)
    else
      report.error(
        'entry-target',
        loadAt,
        `${loadAt.pathText} is for HorizontalPodAutoscaler ${namespace}/${name}, which is not simulated: ${read.problem}; expected one of the CPU that its pods request`,
        'delete cpuLoad, or change the autoscaler',
      )
  }
  return { specs, objects, withoutUse, unread }
}

/** Whether more is said of its containers and sidecars than what a start-up takes. */
function saysUse({ pod }: WorkloadSpec): boolean {
  return [...pod.containers, ...pod.initContainers.filter(isSidecar)].some(
    ({ behavior: { cpu } }) => cpu !== undefined && cpu.idleCores + cpu.perRequestUs > 0,
  )
}

/** Pods that an autoscaler may give a workload. */
export function mostPods({ specs }: Autoscaled, workload: number): number {
  return specs.find((each) => each.workload === workload)?.maxReplicas ?? 0
}
