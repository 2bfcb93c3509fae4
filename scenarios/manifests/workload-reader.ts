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
  /** Only of a static pod: where it is, and when. */
  readonly staticPlaces?: StaticPlaces
}

/** `backoffLimit` of a Job that sets neither it nor `backoffLimitPerIndex`. */
const backoffLimitDefault = 6

/** Fields of a Job that would change when it ends. */
const jobFieldsAside = ['backoffLimitPerIndex', 'podFailurePolicy', 'successPolicy']

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
  return { ...identity, replicas: podCountField(spec.get('replicas'), report) ?? 1, pod }
}

/** W5; a Job that sets neither parallelism nor completions has one of each. One that is suspended, or has no time, makes no pods. */
function readJob(spec: Located, report: Report, asides: Asides): Pick<WorkloadTemplate, 'replicas' | 'job'> {
  const set = {
    parallelism: podCountField(spec.get('parallelism'), report),
    completions: podCountField(spec.get('completions'), report),
  }
  const limitDefault = spec.get('backoffLimitPerIndex').isAbsent ? backoffLimitDefault : int32Max
  const backoffLimit = countField(spec.get('backoffLimit'), report) ?? limitDefault
  asides.note('jobField', jobFieldsAside.some((key) => !spec.get(key).isAbsent) ? 1 : 0)
  const deadlineSeconds = countField(spec.get('activeDeadlineSeconds'), report)
  const deadline = deadlineSeconds && { activeDeadlineUs: deadlineSeconds * 1_000_000 }
  const parallelism = set.parallelism ?? 1
  const completions = set.parallelism === undefined ? (set.completions ?? 1) : set.completions
  // One whose deadline is over from the start has failed before it makes a pod.
  const makesNone = flagField(spec.get('suspend'), report) === true || deadlineSeconds === 0
  const replicas = makesNone ? 0 : Math.min(parallelism, completions ?? parallelism)
  if (replicas === 0) return { replicas }
  const counts = { parallelism, backoffLimit, ...(completions !== undefined && { completions }) }
  return { replicas, job: { ...counts, ...deadline } }
}
