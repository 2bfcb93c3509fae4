/** What a pod spec says to the scheduler beside its demand of a node (D3, D4): requests, ports, priority, spreading, affinities. */
import type { PodTermSpec, SchedulingSpec, SpreadSpec } from '../../engine/contract/cluster-spec.ts'
import type { LabelSelector, Labels, Requirement } from '../text/label-selector.ts'
import { isMap, type Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { isSidecar } from './container-reader.ts'
import { type NodeTerm, readTerm } from './node-demand.ts'

/** Pods by labels and namespace; undefined = none: a selector that is missing selects nothing. */
export type PodSelector = {
  readonly selector: LabelSelector | undefined
  /** Undefined = the namespace of the pod itself. */
  readonly namespaces?: readonly string[]
  /** Of the labels of namespaces, of which only the name is known. */
  readonly namespaceSelector?: LabelSelector
}

export type PodTermTemplate = Omit<PodTermSpec, 'workloads'> & { readonly pods: PodSelector }

export type SpreadTemplate = Omit<SpreadSpec, 'workloads'> & { readonly pods: PodSelector }

export type SchedulingTemplate = Pick<
  SchedulingSpec,
  'scored' | 'hostPorts' | 'neverPreempts' | 'isGated'
> & {
  /** `spec.priority`; undefined = its class says it. */
  readonly priority: number | undefined
  readonly priorityClass: string
  readonly preferredNodes: readonly { readonly weight: number; readonly term: NodeTerm }[]
  /** Undefined = it has none of its own. */
  readonly spread?: readonly SpreadTemplate[]
  readonly near: readonly PodTermTemplate[]
  readonly apart: readonly PodTermTemplate[]
  readonly preferredPods: readonly (PodTermTemplate & { readonly weight: number })[]
}

/** @param scored requests with the defaults of scores. */
export function readScheduling(
  spec: Located,
  labels: Labels,
  scored: SchedulingSpec['scored'],
  report: Report,
): SchedulingTemplate {
  const affinity = spec.get('affinity')
  const anti = affinity.get('podAntiAffinity')
  const near = affinity.get('podAffinity')
  const required = 'requiredDuringSchedulingIgnoredDuringExecution'
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'
  const weighted = (at: Located, sign: number) =>
    at
      .get(preferred)
      .items()
      .map((item) => ({
        ...readPodTerm(item.get('podAffinityTerm'), labels),
        weight: sign * numberOf(item.get('weight'), 0),
      }))
  const term = (at: Located): PodTermTemplate => readPodTerm(at, labels)
  const priority = spec.get('priority').value
  const spread = spec.get('topologySpreadConstraints').items()
  return {
    scored,
    hostPorts: readHostPorts(spec),
    priority: typeof priority === 'number' ? priority : undefined,
    priorityClass: textOf(spec.get('priorityClassName')),
    neverPreempts: spec.get('preemptionPolicy').value === 'Never',
    isGated: spec.get('schedulingGates').items().length > 0,
    preferredNodes: affinity
      .at('nodeAffinity', preferred)
      .items()
      .map((item) => ({
        weight: numberOf(item.get('weight'), 0),
        term: readTerm(item.get('preference'), report),
      })),
    ...(spread.length === 0 ? {} : { spread: spread.map((item) => readSpread(item, labels)) }),
    near: near.get(required).items().map(term),
    apart: anti.get(required).items().map(term),
    preferredPods: [...weighted(near, 1), ...weighted(anti, -1)],
  }
}

function readPodTerm(at: Located, labels: Labels): PodTermTemplate {
  const namespaces = textsOf(at.get('namespaces'))
  const namespaceSelector = readSelector(at.get('namespaceSelector'))
  const same = textsOf(at.get('matchLabelKeys'))
  const other = textsOf(at.get('mismatchLabelKeys'))
  const selector = readSelector(at.get('labelSelector'))
  return {
    topologyKey: textOf(at.get('topologyKey')),
    pods: {
      selector: selector && [...selector, ...likeOwn(same, labels, 'in'), ...likeOwn(other, labels, 'notin')],
      ...(namespaces.length > 0 || namespaceSelector !== undefined ? { namespaces } : {}),
      ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
    },
    ...(same.some(isTemplateHash)
      ? { templates: 'same' }
      : other.some(isTemplateHash)
        ? { templates: 'other' }
        : {}),
  }
}

/** What a controller writes into the labels of its pods, which no template has: pods of one template have the same. */
function isTemplateHash(key: string): boolean {
  return key === 'pod-template-hash' || key === 'controller-revision-hash'
}

/**
 * Requirements that other pods have the same values of these labels as the pod itself, or other values; a key that the pod does not have is ignored.
 * Source: kubernetes v1.36 pkg/registry/core/pod/strategy.go, applyMatchLabelKeysAndMismatchLabelKeys.
 */
function likeOwn(
  keys: readonly string[],
  labels: Labels,
  operator: Requirement['operator'],
): readonly Requirement[] {
  return keys
    .filter((key) => Object.hasOwn(labels, key))
    .map((key): Requirement => ({ key, operator, values: [labels[key]] }))
}

function readSpread(at: Located, labels: Labels): SpreadTemplate {
  const keys = textsOf(at.get('matchLabelKeys'))
  const selector = readSelector(at.get('labelSelector'))
  return {
    topologyKey: textOf(at.get('topologyKey')),
    maxSkew: numberOf(at.get('maxSkew'), 1),
    isHard: at.get('whenUnsatisfiable').value !== 'ScheduleAnyway',
    minDomains: numberOf(at.get('minDomains'), 1),
    sameTemplate: keys.some(isTemplateHash),
    honorsAffinity: at.get('nodeAffinityPolicy').value !== 'Ignore',
    honorsTaints: at.get('nodeTaintsPolicy').value === 'Honor',
    pods: { selector: selector && [...selector, ...likeOwn(keys, labels, 'in')] },
  }
}

function textsOf(at: Located): string[] {
  return at.items().map((item) => String(item.value))
}

const operators: Readonly<Record<string, Requirement['operator']>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: 'absent',
}

/** A metav1.LabelSelector; undefined if it is missing. */
export function readSelector(at: Located): LabelSelector | undefined {
  if (!isMap(at.value)) return undefined
  const labels = at.get('matchLabels')
  return [
    ...labels.keys().map((key): Requirement => ({ key, operator: 'in', values: [textOf(labels.get(key))] })),
    ...at
      .get('matchExpressions')
      .items()
      .map(
        (item): Requirement => ({
          key: textOf(item.get('key')),
          operator: operators[textOf(item.get('operator'))] ?? 'in',
          values: item
            .get('values')
            .items()
            .map(({ value }) => String(value)),
        }),
      ),
  ]
}

/** `hostNetwork` makes every port of a container one of its node. */
function readHostPorts(spec: Located): string[] {
  const isHost = spec.get('hostNetwork').value === true
  const sidecars = spec.get('initContainers').items().filter(isSidecar)
  const ports = [...sidecars, ...spec.get('containers').items()].flatMap((container) =>
    container
      .get('ports')
      .items()
      .flatMap((port) => {
        const number = numberOf(port.get('hostPort'), isHost ? numberOf(port.get('containerPort'), 0) : 0)
        if (number === 0) return []
        return [
          `${textOf(port.get('protocol')) || 'TCP'}/${textOf(port.get('hostIP')) || '0.0.0.0'}/${number}`,
        ]
      }),
  )
  return [...new Set(ports)]
}

function numberOf({ value }: Located, missing: number): number {
  return typeof value === 'number' ? value : missing
}

function textOf({ value }: Located): string {
  return typeof value === 'string' ? value : ''
}
