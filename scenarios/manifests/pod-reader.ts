/** Pod specs: containers, probes, restart policy, requests, with the defaults of the API. Its rules have been checked (`api/`). */
import { ephemeralStorage, type RestartPolicy, restartPolicies } from '../../engine/contract/cluster-spec.ts'
import type { Labels } from '../text/label-selector.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import { type ContainerTemplate, readContainer, readInitContainer } from './container-reader.ts'
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
import { lacksInjected } from './injection.ts'
import { type NodeDemand, readDemand } from './node-demand.ts'
import { podAmounts, scoredAmounts } from './pod-amounts.ts'
import { readScheduling, type SchedulingTemplate } from './scheduling-reader.ts'

/** CPU in cores, memory in bytes, and what else nodes run out of by resource name, such as `nvidia.com/gpu`. */
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
  noteAsides(at, asides)
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
    requests: readRequests(at, report),
    scheduling: readScheduling(spec, labels, readScored(at), report),
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

function noteAsides(at: Located, asides: Asides): void {
  const spec = at.get('spec')
  asides.note('otherHost', countOtherHosts(spec))
  asides.note('injected', lacksInjected(at) ? 1 : 0)
  asides.note('resourceClaim', spec.get('resourceClaims').items().length > 0 ? 1 : 0)
  const isClaim = (volume: Located): boolean =>
    ['persistentVolumeClaim', 'ephemeral'].some((source) => !volume.get(source).isAbsent)
  asides.note('claim', spec.get('volumes').items().some(isClaim) ? 1 : 0)
  asides.note('readinessGate', spec.get('readinessGates').items().length > 0 ? 1 : 0)
  const scheduler = spec.get('schedulerName').value ?? ''
  asides.note('otherScheduler', scheduler !== '' && scheduler !== 'default-scheduler' ? 1 : 0)
}

const noDevices: Requests['devices'] = {}

/** Probes whose `host` is not the pod's own address. */
function countOtherHosts(spec: Located): number {
  const isHostNetwork = spec.get('hostNetwork').value === true
  const containers = ['initContainers', 'containers'].flatMap((key) => spec.get(key).items())
  const hosts = containers.flatMap((container) =>
    ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe) =>
      ['httpGet', 'tcpSocket'].map((handler) => container.at(probe, handler, 'host').value),
    ),
  )
  const isOwn = (host: unknown): boolean => isHostNetwork && /^(127\.|::1$|localhost$)/.test(String(host))
  return hosts.filter((host) => typeof host === 'string' && host !== '' && !isOwn(host)).length
}

/** What the scheduler reserves. */
function readRequests(at: Located, report: Report): Requests {
  checkQuantities(at.get('spec'), report)
  const { cpuMilli, memoryBytes, storageBytes, devices } = podAmounts(at.value).requests
  const others = Object.entries(devices).filter(([name]) => isDevice(name))
  if (storageBytes > 0) others.push([ephemeralStorage, storageBytes])
  return {
    cpu: cpuMilli / 1000,
    memory: memoryBytes,
    devices: others.length === 0 ? noDevices : Object.fromEntries(others),
  }
}

/** Reports what is no quantity, in an object that the API does not know. */
function checkQuantities(spec: Located, report: Report): void {
  const containers = ['initContainers', 'containers'].flatMap((key) => spec.get(key).items())
  for (const holder of [spec, ...containers])
    for (const part of ['requests', 'limits']) {
      const quantities = holder.at('resources', part)
      for (const name of quantities.keys()) quantityField(quantities.get(name), report)
    }
}

function readScored(at: Located): SchedulingTemplate['scored'] {
  const { cpuMilli, memoryBytes } = scoredAmounts(at.value)
  return { cpuMilli, memoryBytes: Math.ceil(memoryBytes) }
}

/** Whether a resource is one that nodes have only if they say so: an extended one has a prefix. */
export function isDevice(resource: string): boolean {
  return resource.includes('/') || resource.startsWith('hugepages-')
}
