/** Pod specs: containers, probes, restart policy, requests, with the defaults of the API. Its rules have been checked (`api/`). */
import { type RestartPolicy, restartPolicies } from '../../engine/contract/cluster-spec.ts'
import type { Labels } from '../text/label-selector.ts'
import type { Located } from '../text/located.ts'
import { milliOf } from '../text/quantity.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import { type ContainerTemplate, isSidecar, readContainer, readInitContainer } from './container-reader.ts'
import {
  choiceField,
  countField,
  flagField,
  graceSecondsMax,
  isMapField,
  listField,
  quantityField,
  textField,
  wholeField,
} from './field.ts'
import { type NodeDemand, readDemand } from './node-demand.ts'
import { readScheduling, type SchedulingTemplate } from './scheduling-reader.ts'

/** CPU in cores, memory in bytes, and devices by resource name, such as `nvidia.com/gpu`. */
export type Requests = {
  readonly cpu: number
  readonly memory: number
  readonly devices: Readonly<Record<string, number>>
}

export type PodTemplate = {
  readonly restartPolicy: RestartPolicy
  readonly terminationGraceUs: number
  readonly activeDeadlineUs?: number
  readonly isCritical?: boolean
  readonly demand: NodeDemand
  readonly scheduling: SchedulingTemplate
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

/** The pod template whose `metadata` and `spec` stand at a place. */
export function readPod(at: Located, report: Report, asides: Asides): PodTemplate {
  const spec = at.get('spec')
  isMapField(spec, report)
  const containers = listField(spec.get('containers'), report)
  const inits = listField(spec.get('initContainers'), report)
  noteAsides(spec, asides)
  const policy = choiceField(spec.get('restartPolicy'), restartPolicies, report) ?? 'Always'
  const nodeName = textField(spec.get('nodeName'), report)
  const labels = readLabels(at.at('metadata', 'labels'), report)
  return {
    restartPolicy: policy,
    terminationGraceUs: graceSeconds(spec, report) * 1_000_000,
    ...readDeadline(spec, report),
    ...(isCritical(spec) ? { isCritical: true } : {}),
    demand: readDemand(spec, readLabels(spec.get('nodeSelector'), report), report),
    ...(nodeName === undefined || nodeName === '' ? {} : { nodeName }),
    hasVolumes:
      listField(spec.get('volumes'), report).length > 0 ||
      flagField(spec.get('automountServiceAccountToken'), report) !== false,
    initContainers: inits.map((init) => readInitContainer(init, report)),
    containers: containers.map((container) => readContainer(container, report)),
    labels,
    requests: podRequests(inits, containers, (container) => containerRequests(container, report)),
    scheduling: readScheduling(spec, labels, scoredOf(inits, containers, report), report),
  }
}

/** By the two classes that every cluster has. Source: kubernetes v1.36 pkg/apis/scheduling/types.go, SystemCriticalPriority. */
function isCritical(spec: Located): boolean {
  const { value } = spec.get('priorityClassName')
  return value === 'system-cluster-critical' || value === 'system-node-critical'
}

/** L9. */
function readDeadline(spec: Located, report: Report): { readonly activeDeadlineUs?: number } {
  const seconds = countField(spec.get('activeDeadlineSeconds'), report)
  return seconds === undefined ? {} : { activeDeadlineUs: seconds * 1_000_000 }
}

/** A Pod is stored with 1 s for a negative one; a template keeps it, and its pods are Pods. */
function graceSeconds(spec: Located, report: Report): number {
  const at = spec.get('terminationGracePeriodSeconds')
  const grace = wholeField(at, report) ?? graceSecondsDefault
  if (grace >= 0) return Math.min(grace, graceSecondsMax)
  report.warn(
    'number-range',
    at,
    `${at.pathText}: must be >= 0; negative values are invalid and will be treated as 1`,
    'write 0 or more',
  )
  return 1
}

/** A map of labels. */
export function readLabels(at: Located, report: Report): Labels {
  if (!isMapField(at, report)) return {}
  return Object.fromEntries(at.keys().map((key) => [key, textField(at.get(key), report) ?? '']))
}

function noteAsides(spec: Located, asides: Asides): void {
  asides.note('readinessGate', spec.get('readinessGates').items().length > 0 ? 1 : 0)
}

const noDevices: Requests['devices'] = {}
const nothing: Requests = { cpu: 0, memory: 0, devices: noDevices }

/**
 * What the scheduler reserves: sidecars and regular containers together, or one init container beside the sidecars
 * before it, whichever is more. A request that is left out is the limit (API defaulting).
 */
function podRequests(
  inits: readonly Located[],
  containers: readonly Located[],
  requestsOf: (container: Located) => Requests,
): Requests {
  let running = nothing
  let largest = nothing
  for (const init of inits) {
    const own = requestsOf(init)
    largest = largerOf(largest, sumOf(running, own))
    if (isSidecar(init)) running = sumOf(running, own)
  }
  for (const container of containers) running = sumOf(running, requestsOf(container))
  return largerOf(largest, running)
}

/** What a container counts in scores that asks for nothing. Source: kubernetes v1.36 pkg/scheduler/util/pod_resources.go. */
const scoredDefault = { cpu: 0.1, memory: 200 * 1024 * 1024 }

/** The same as scores see it: a container that does not say what it asks for counts as if it did. */
function scoredOf(
  inits: readonly Located[],
  containers: readonly Located[],
  report: Report,
): SchedulingTemplate['scored'] {
  const { cpu, memory } = podRequests(inits, containers, (container) => {
    const said = (resource: 'cpu' | 'memory'): boolean =>
      ['requests', 'limits'].some((part) => !container.at('resources', part, resource).isAbsent)
    const own = containerRequests(container, report)
    return {
      cpu: said('cpu') ? own.cpu : scoredDefault.cpu,
      memory: said('memory') ? own.memory : scoredDefault.memory,
      devices: noDevices,
    }
  })
  return { cpuMilli: milliOf(cpu), memoryBytes: Math.ceil(memory) }
}

function containerRequests(at: Located, report: Report): Requests {
  const resources = at.get('resources')
  if (resources.isAbsent) return nothing
  const of = (resource: string): number => {
    const limit = quantityField(resources.at('limits', resource), report)
    const request = resources.at('requests', resource)
    return request.isAbsent ? limit : quantityField(request, report)
  }
  const names = ['requests', 'limits'].flatMap((part) => resources.get(part).keys()).filter(isDevice)
  const devices = names.length === 0 ? noDevices : Object.fromEntries(names.map((name) => [name, of(name)]))
  return { cpu: of('cpu'), memory: of('memory'), devices }
}

/** Whether a resource is one that nodes have only if they say so: an extended one has a prefix. */
export function isDevice(resource: string): boolean {
  return resource.includes('/') || resource.startsWith('hugepages-')
}

function sumOf(a: Requests, b: Requests): Requests {
  return joined(a, b, (one, other) => one + other)
}

function largerOf(a: Requests, b: Requests): Requests {
  return joined(a, b, Math.max)
}

function joined(a: Requests, b: Requests, join: (one: number, other: number) => number): Requests {
  if (a.devices === noDevices && b.devices === noDevices)
    return { cpu: join(a.cpu, b.cpu), memory: join(a.memory, b.memory), devices: noDevices }
  const names = Object.keys({ ...a.devices, ...b.devices })
  const devices = names.map((name) => [name, join(a.devices[name] ?? 0, b.devices[name] ?? 0)])
  return {
    cpu: join(a.cpu, b.cpu),
    memory: join(a.memory, b.memory),
    devices: Object.fromEntries(devices),
  }
}
