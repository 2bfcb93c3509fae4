/** Pod specs: containers, probes, restart policy, requests. P21, P22 and the API's rules about names and policies. */
import { type RestartPolicy, restartPolicies } from '../../engine/model/cluster-spec.ts'
import type { Labels } from '../text/label-selector.ts'
import { isMap, type Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import { type ContainerTemplate, isSidecar, readContainer, readInitContainer } from './container-reader.ts'
import {
  choiceField,
  countField,
  flagField,
  isMapField,
  listField,
  quantityField,
  textField,
} from './field.ts'
import { checkLabelKey, isLabelValue } from './names.ts'

/** CPU in cores and memory in bytes. */
export type Requests = { readonly cpu: number; readonly memory: number }

export type PodTemplate = {
  readonly restartPolicy: RestartPolicy
  readonly terminationGraceUs: number
  readonly activeDeadlineUs?: number
  readonly nodeSelector: Labels
  readonly nodeName?: string
  readonly hasVolumes: boolean
  /** Sidecars among them. */
  readonly initContainers: readonly ContainerTemplate[]
  readonly containers: readonly ContainerTemplate[]
  readonly labels: Labels
  /** Of the whole pod: the larger of what its init containers and its running containers need. */
  readonly requests: Requests
}

/** `terminationGracePeriodSeconds` of a pod that does not set it. */
const graceSecondsDefault = 30

/** Longest grace period: beyond it microseconds would not be exact. */
const graceSecondsMax = 9_000_000_000

/** The pod template whose `metadata` and `spec` stand at a place. */
export function readPod(at: Located, report: Report, asides: Asides): PodTemplate {
  const spec = at.get('spec')
  isMapField(spec, report)
  const containers = listField(spec.get('containers'), report)
  if (containers.length === 0) {
    report.error(
      'container-required',
      spec.isAbsent ? at : spec,
      `${spec.get('containers').pathText}: Required value`,
      'add a container with a name and an image',
    )
  }
  const inits = listField(spec.get('initContainers'), report)
  checkNamesDiffer([...inits, ...containers], report)
  noteAsides(spec, asides)
  const policy = choiceField(spec.get('restartPolicy'), restartPolicies, report) ?? 'Always'
  const nodeName = textField(spec.get('nodeName'), report)
  const grace =
    countField(spec.get('terminationGracePeriodSeconds'), report, graceSecondsMax) ?? graceSecondsDefault
  return {
    restartPolicy: policy,
    terminationGraceUs: grace * 1_000_000,
    ...readDeadline(spec, report),
    nodeSelector: readLabels(spec.get('nodeSelector'), report),
    ...(nodeName === undefined || nodeName === '' ? {} : { nodeName }),
    hasVolumes:
      listField(spec.get('volumes'), report).length > 0 ||
      flagField(spec.get('automountServiceAccountToken'), report) !== false,
    initContainers: inits.map((init) => readInitContainer(init, report)),
    containers: containers.map((container) => readContainer(container, report)),
    labels: readLabels(at.at('metadata', 'labels'), report),
    requests: podRequests(inits, containers, report),
  }
}

/** L9; the API wants a number from 1 on. */
function readDeadline(spec: Located, report: Report): { readonly activeDeadlineUs?: number } {
  const at = spec.get('activeDeadlineSeconds')
  const seconds = countField(at, report)
  if (seconds === undefined) return {}
  if (seconds > 0) return { activeDeadlineUs: seconds * 1_000_000 }
  report.error(
    'number-range',
    at,
    `${at.pathText}: Invalid value: 0: must be between 1 and 2147483647, inclusive`,
    'write a whole number from 1 on, or delete the line',
  )
  return {}
}

/** A map of labels; entries that the API rejects are reported. */
export function readLabels(at: Located, report: Report): Labels {
  if (!isMapField(at, report)) return {}
  return Object.fromEntries(
    at.keys().flatMap((key) => {
      const child = at.get(key)
      checkLabelKey(child, key, report)
      const value = child.isAbsent ? '' : textField(child, report)
      if (value === undefined) return []
      if (!isLabelValue(value)) {
        report.error(
          'label-format',
          child,
          `${child.pathText}: Invalid value: ${JSON.stringify(value.slice(0, 80))}: a label value must be at most 63 letters, digits, '-', '_' or '.'`,
          'write a shorter or simpler value',
        )
      }
      return [[key, value]]
    }),
  )
}

function checkNamesDiffer(containers: readonly Located[], report: Report): void {
  const seen = new Set<unknown>()
  for (const container of containers) {
    const name = container.get('name')
    if (!name.isAbsent && seen.has(name.value)) {
      report.error(
        'container-name-twice',
        name,
        `${name.pathText}: Duplicate value: ${JSON.stringify(name.value)}`,
        'give each container of the pod a name of its own',
      )
    }
    seen.add(name.value)
  }
}

function noteAsides(spec: Located, asides: Asides): void {
  asides.note('readinessGate', spec.get('readinessGates').items().length > 0 ? 1 : 0)
  const isPlaced = ['tolerations', 'affinity', 'topologySpreadConstraints'].some((key) => {
    const value = spec.get(key).value
    return Array.isArray(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0
  })
  asides.note('scheduling', isPlaced ? 1 : 0)
}

/**
 * What the scheduler reserves: sidecars and regular containers together, or one init container beside the sidecars
 * before it, whichever is more. A request that is left out is the limit (API defaulting).
 */
function podRequests(inits: readonly Located[], containers: readonly Located[], report: Report): Requests {
  let running: Requests = { cpu: 0, memory: 0 }
  let largest: Requests = running
  for (const init of inits) {
    const own = containerRequests(init, report)
    largest = largerOf(largest, sumOf(running, own))
    if (isSidecar(init)) running = sumOf(running, own)
  }
  for (const container of containers) running = sumOf(running, containerRequests(container, report))
  return largerOf(largest, running)
}

function containerRequests(at: Located, report: Report): Requests {
  const resources = at.get('resources')
  const of = (resource: 'cpu' | 'memory'): number => {
    const limit = quantityField(resources.at('limits', resource), report)
    const request = resources.at('requests', resource)
    return request.isAbsent ? limit : quantityField(request, report)
  }
  return { cpu: of('cpu'), memory: of('memory') }
}

function sumOf(a: Requests, b: Requests): Requests {
  return { cpu: a.cpu + b.cpu, memory: a.memory + b.memory }
}

function largerOf(a: Requests, b: Requests): Requests {
  return { cpu: Math.max(a.cpu, b.cpu), memory: Math.max(a.memory, b.memory) }
}
