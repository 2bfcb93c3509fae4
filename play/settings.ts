/** What can be changed on the page: probes, how containers answer, start and fail, how many pods there are, and the faults. */
import type { ClusterSpec, ContainerSpec, FaultSpec, WorkloadSpec } from '../engine/contract/cluster-spec.ts'
import { workloadLabel } from '../engine/contract/cluster-spec.ts'
import { behaviorFields, partOf, probeFieldsOf, probeTypes } from './container-fields.ts'
import { faultFields } from './fault-fields.ts'
import {
  type Field,
  type Place,
  type PlaySetting,
  type PlayValues,
  settingsIn,
  withValues,
} from './fields.ts'

/** A reader may ask for so many, or for as many as the scenario has. */
export function replicationsMax(usual: number): number {
  return Math.max(50, usual)
}

/** A chart of the playground: a page may have one of the same kind of its own. */
export const playId = (chart: string): string => `play-${chart}`

/** Whether it is a number of a probe. */
export function isOfProbe({ part }: PlaySetting): boolean {
  return part.endsWith(' probe')
}

/** Workloads that a controller keeps at a number. */
const scaledKinds: readonly WorkloadSpec['kind'][] = ['Deployment', 'ReplicaSet', 'StatefulSet']

const workloadFields: readonly Field<WorkloadSpec>[] = [
  {
    name: 'replicas',
    unit: '',
    scale: 'whole',
    min: 1,
    max: 10,
    read: ({ kind, replicas }) => (scaledKinds.includes(kind) ? replicas : undefined),
    write: (workload, replicas) => ({ ...workload, replicas }),
  },
]

/** Faults first: what happens is what the rest is set for. @param names of the faults, in their order. */
export function settingsOf(spec: ClusterSpec, names: readonly string[] = []): PlaySetting[] {
  return [
    ...spec.faults.flatMap((fault, index) => settingsIn(fault, faultPlace(spec, index, names[index]))),
    ...spec.workloads.flatMap((workload) => [
      ...settingsIn(workload, workloadPlace(workload)),
      ...workload.pod.containers.flatMap((container) => containerSettings(workload, container)),
    ]),
  ]
}

function containerSettings(workload: WorkloadSpec, container: ContainerSpec): PlaySetting[] {
  const ofProbes = probeTypes.flatMap((type) => {
    const probe = container.probes[type]
    return probe === undefined ? [] : settingsIn(probe, probePlace(workload, container, type))
  })
  return [...ofProbes, ...settingsIn(container.behavior, behaviorPlace(workload, container))]
}

/** The study with these values; what is out of a slider's range is brought back into it. */
export function withSettings(spec: ClusterSpec, values: PlayValues): ClusterSpec {
  return {
    ...spec,
    faults: spec.faults.map((fault, index) => withValues(fault, faultPlace(spec, index), values)),
    workloads: spec.workloads.map((workload) => {
      const changed = withValues(workload, workloadPlace(workload), values)
      const containers = workload.pod.containers.map((container) =>
        changedContainer(workload, container, values),
      )
      return { ...changed, pod: { ...changed.pod, containers } }
    }),
  }
}

function changedContainer(
  workload: WorkloadSpec,
  container: ContainerSpec,
  values: PlayValues,
): ContainerSpec {
  const probes = { ...container.probes }
  for (const type of probeTypes) {
    const probe = probes[type]
    if (probe !== undefined) probes[type] = withValues(probe, probePlace(workload, container, type), values)
  }
  const behavior = withValues(container.behavior, behaviorPlace(workload, container), values)
  return { ...container, probes, behavior }
}

function faultPlace({ durationUs, faults }: ClusterSpec, index: number, name?: string): Place<FaultSpec> {
  const part = name ?? `fault ${index + 1}: ${faults[index]!.kind}`
  return { key: `fault ${index + 1}|`, workload: '', part, fields: faultFields(durationUs) }
}

function workloadPlace(workload: WorkloadSpec): Place<WorkloadSpec> {
  const label = workloadLabel(workload)
  return { key: `${label}|`, workload: label, part: '', fields: workloadFields }
}

function probePlace(workload: WorkloadSpec, container: ContainerSpec, type: (typeof probeTypes)[number]) {
  const label = workloadLabel(workload)
  const key = `${label}|${container.name}|${type}.`
  return { key, workload: label, part: partOf(container, type), fields: probeFieldsOf(type) }
}

function behaviorPlace(workload: WorkloadSpec, container: ContainerSpec) {
  const label = workloadLabel(workload)
  return {
    key: `${label}|${container.name}|`,
    workload: label,
    part: partOf(container),
    fields: behaviorFields,
  }
}
