/** Workload objects: replicas, selector, pod template. */
import type { JobSpec, WorkloadKind } from '../../engine/model/cluster-spec.ts'
import type { NodeMatch } from '../scenario/match.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import { countField, flagField, int32Max, isMapField, podCountField } from './field.ts'
import type { ManifestObject } from './objects.ts'
import { type PodTemplate, readPod } from './pod-reader.ts'

/** Pools whose folder holds a static pod from the start, and faults, by place in the list, that put it into folders. */
export type StaticPlaces = {
  readonly pools: readonly string[]
  readonly faults: readonly { readonly fault: number; readonly nodes: NodeMatch }[]
}

/** Where a workload stands in the input. */
export type WorkloadPlace = {
  readonly at: Located
  /** Where `metadata` and `spec` of its pods stand. */
  readonly podAt: Located
}

export type WorkloadTemplate = WorkloadPlace & {
  readonly namespace: string
  readonly kind: WorkloadKind
  readonly name: string
  /** Undefined for a DaemonSet: the nodes decide. */
  readonly replicas?: number
  readonly pod: PodTemplate
  /** Of a Job that makes pods. */
  readonly job?: JobSpec
  /** Of a StatefulSet: its pods come and go one after the other, the API's default. */
  readonly isOrdered?: boolean
  /** Only of a static pod: where it is, and when. */
  readonly staticPlaces?: StaticPlaces
}

/** `backoffLimit` of a Job that sets neither it nor `backoffLimitPerIndex`. */
const backoffLimitDefault = 6

/** Fields of a Job that would change when it ends. */
const jobFieldsAside = ['activeDeadlineSeconds', 'backoffLimitPerIndex', 'podFailurePolicy', 'successPolicy']

/** The workload of an object that the API server accepts. */
export function readWorkload(
  object: ManifestObject & { readonly kind: WorkloadKind },
  report: Report,
  asides: Asides,
): WorkloadTemplate {
  const { kind, namespace, name, at } = object
  if (kind === 'Pod')
    return { kind, namespace, name, at, podAt: at, replicas: 1, pod: readPod(at, report, asides) }
  const spec = at.get('spec')
  isMapField(spec, report)
  const template = spec.get('template')
  const pod = readPod(template, report, asides)
  const identity = { kind, namespace, name, at, podAt: template }
  if (kind === 'Job') return { ...identity, ...readJob(spec, report, asides), pod }
  if (kind === 'DaemonSet') return { ...identity, pod }
  const replicas = podCountField(spec.get('replicas'), report) ?? 1
  if (kind !== 'StatefulSet') return { ...identity, replicas, pod }
  return { ...identity, replicas, pod, isOrdered: spec.get('podManagementPolicy').value !== 'Parallel' }
}

/** W5; a Job that sets neither parallelism nor completions has one of each. One that is suspended makes no pods. */
function readJob(spec: Located, report: Report, asides: Asides): Pick<WorkloadTemplate, 'replicas' | 'job'> {
  const set = {
    parallelism: podCountField(spec.get('parallelism'), report),
    completions: podCountField(spec.get('completions'), report),
  }
  const limitDefault = spec.get('backoffLimitPerIndex').isAbsent ? backoffLimitDefault : int32Max
  const backoffLimit = countField(spec.get('backoffLimit'), report) ?? limitDefault
  asides.note('jobField', jobFieldsAside.some((key) => !spec.get(key).isAbsent) ? 1 : 0)
  const parallelism = set.parallelism ?? 1
  const completions = set.parallelism === undefined ? (set.completions ?? 1) : set.completions
  const isSuspended = flagField(spec.get('suspend'), report) === true
  const replicas = isSuspended ? 0 : Math.min(parallelism, completions ?? parallelism)
  if (replicas === 0) return { replicas }
  return { replicas, job: { parallelism, backoffLimit, ...(completions !== undefined && { completions }) } }
}
