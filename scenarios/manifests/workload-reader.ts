/** Workload objects: replicas, selector, pod template. */
import type { JobSpec, WorkloadKind } from '../../engine/model/cluster-spec.ts'
import type { NodeMatch } from '../scenario/match.ts'
import { countMax } from '../scenario/shape.ts'
import type { Labels } from '../text/label-selector.ts'
import { type Located, shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import { countField, flagField, isMapField, listField, textField } from './field.ts'
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

/** `backoffLimit` of a Job that does not set it. */
const backoffLimitDefault = 6

/** Fields of a Job that would change when it ends. */
const jobFieldsAside = ['backoffLimitPerIndex', 'podFailurePolicy', 'successPolicy']

/** The workload of an object; what the API would reject is reported. */
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
  checkRestartPolicy(kind, template.at('spec', 'restartPolicy'), template, report)
  if (kind === 'Job') return { ...identity, ...readJob(spec, report, asides), pod }
  checkSelector(spec, pod.labels, report)
  checkNoDeadline(kind, template.at('spec', 'activeDeadlineSeconds'), report)
  if (kind === 'DaemonSet') return { ...identity, pod }
  return { ...identity, replicas: countField(spec.get('replicas'), report, countMax) ?? 1, pod }
}

/** W5; a Job that sets neither parallelism nor completions has one of each. One that is suspended, or has no time, makes no pods. */
function readJob(spec: Located, report: Report, asides: Asides): Pick<WorkloadTemplate, 'replicas' | 'job'> {
  const set = {
    parallelism: countField(spec.get('parallelism'), report, countMax),
    completions: countField(spec.get('completions'), report, countMax),
  }
  const backoffLimit = countField(spec.get('backoffLimit'), report) ?? backoffLimitDefault
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

function checkRestartPolicy(kind: WorkloadKind, at: Located, template: Located, report: Report): void {
  if (kind === 'Job') {
    if (at.value !== undefined && at.value !== 'Always') return
    report.error(
      'restart-policy',
      at.isAbsent ? template : at,
      `${at.pathText}: Required value: valid values: "OnFailure", "Never"`,
      'write restartPolicy: OnFailure or Never',
    )
  } else if (at.value === 'OnFailure' || at.value === 'Never') {
    report.error(
      'restart-policy',
      at,
      `${at.pathText}: Unsupported value: ${shown(at.value)}: supported values: "Always"`,
      'delete the line, or make the workload a Job',
    )
  }
}

/** A pod that must run for ever has no deadline. */
function checkNoDeadline(kind: WorkloadKind, at: Located, report: Report): void {
  if (at.isAbsent) return
  report.error(
    'active-deadline',
    at,
    `${at.pathText}: Forbidden: activeDeadlineSeconds in ${kind} is not Supported`,
    'delete the line, or make the workload a Job',
    'key',
  )
}

function checkSelector(spec: Located, labels: Labels, report: Report): void {
  const selector = spec.get('selector')
  if (selector.isAbsent) {
    report.warn(
      'api-required',
      spec,
      `${selector.pathText}: Required value; the API server rejects this, the simulation does not need it`,
      'add selector.matchLabels with the labels of the template',
    )
    return
  }
  if (!isMapField(selector, report)) return
  const matchLabels = selector.get('matchLabels')
  const isMet = isMapField(matchLabels, report)
    ? matchLabels.keys().every((key) => labels[key] === matchLabels.get(key).value)
    : true
  const requirements = listField(selector.get('matchExpressions'), report)
  if (isMet && requirements.every((requirement) => meets(requirement, labels, report))) return
  report.error(
    'selector-mismatch',
    selector,
    `${spec.at('template', 'metadata', 'labels').pathText}: Invalid value: ${JSON.stringify(labels).slice(0, 200)}: \`selector\` does not match template \`labels\``,
    'give the template the labels of the selector',
  )
}

/** One entry of `matchExpressions`. */
function meets(requirement: Located, labels: Labels, report: Report): boolean {
  const key = textField(requirement.get('key'), report) ?? ''
  const values = requirement
    .get('values')
    .items()
    .map((item) => item.value)
  const found = Object.hasOwn(labels, key) ? labels[key] : undefined
  const operator = requirement.get('operator')
  switch (operator.value) {
    case 'In':
      return found !== undefined && values.includes(found)
    case 'NotIn':
      return found === undefined || !values.includes(found)
    case 'Exists':
      return found !== undefined
    case 'DoesNotExist':
      return found === undefined
    default:
      report.error(
        'selector-format',
        operator.isAbsent ? requirement : operator,
        `${operator.pathText}: Invalid value: ${shown(operator.value)}: not a valid selector operator`,
        'write In, NotIn, Exists or DoesNotExist',
      )
      return true
  }
}
