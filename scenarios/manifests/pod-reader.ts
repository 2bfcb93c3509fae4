/** Pod specs: containers, probes, restart policy, requests. P21, P22 and the API's rules about names and policies. */
import type {
  ImagePullPolicy,
  ProbeSpec,
  ProbeTypeName,
  RestartPolicy,
} from '../../engine/model/cluster-spec.ts'
import type { Labels } from '../text/label-selector.ts'
import { isMap, type Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import {
  choiceField,
  countField,
  flagField,
  isMapField,
  listField,
  quantityField,
  textField,
} from './field.ts'
import { defaultPullPolicy, isImageReference } from './image-reference.ts'
import { checkLabelKey, checkName, isLabelValue } from './names.ts'
import { readProbe } from './probe-reader.ts'

/** CPU in cores and memory in bytes. */
export type Requests = { readonly cpu: number; readonly memory: number }

export type ContainerTemplate = {
  readonly name: string
  readonly image: string
  readonly isImageValid: boolean
  readonly imagePullPolicy: ImagePullPolicy
  readonly probes: Readonly<Partial<Record<ProbeTypeName, ProbeSpec>>>
}

export type PodTemplate = {
  readonly restartPolicy: RestartPolicy
  readonly terminationGraceUs: number
  readonly nodeSelector: Labels
  readonly nodeName?: string
  readonly hasVolumes: boolean
  /** Plain ones; sidecars are left out. */
  readonly initContainers: readonly ContainerTemplate[]
  readonly containers: readonly ContainerTemplate[]
  readonly labels: Labels
  /** Of the whole pod: the larger of what its init containers and its running containers need. */
  readonly requests: Requests
}

const imagePullPolicies = ['Always', 'IfNotPresent', 'Never'] as const
const restartPolicies = ['Always', 'OnFailure', 'Never'] as const

/** `terminationGracePeriodSeconds` of a pod that does not set it. */
const graceSecondsDefault = 30

/** Longest grace period: beyond it microseconds would not be exact. */
const graceSecondsMax = 9_000_000_000

const probeFields = {
  startup: 'startupProbe',
  readiness: 'readinessProbe',
  liveness: 'livenessProbe',
} as const

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
  const isSidecar = (init: Located): boolean => init.get('restartPolicy').value === 'Always'
  const plainInits = inits.filter((init) => !isSidecar(init))
  asides.note('sidecar', inits.length - plainInits.length)
  checkNamesDiffer([...inits, ...containers], report)
  noteAsides(spec, containers, asides)
  const policy = choiceField(spec.get('restartPolicy'), restartPolicies, report) ?? 'Always'
  const nodeName = textField(spec.get('nodeName'), report)
  const grace =
    countField(spec.get('terminationGracePeriodSeconds'), report, graceSecondsMax) ?? graceSecondsDefault
  return {
    restartPolicy: policy,
    terminationGraceUs: grace * 1_000_000,
    nodeSelector: readLabels(spec.get('nodeSelector'), report),
    ...(nodeName === undefined || nodeName === '' ? {} : { nodeName }),
    hasVolumes:
      listField(spec.get('volumes'), report).length > 0 ||
      flagField(spec.get('automountServiceAccountToken'), report) !== false,
    initContainers: plainInits.map((init) => readInitContainer(init, report)),
    containers: containers.map((container) => readContainer(container, report)),
    labels: readLabels(at.at('metadata', 'labels'), report),
    requests: podRequests(inits, isSidecar, containers, report),
  }
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

function readContainer(at: Located, report: Report): ContainerTemplate {
  const ports = new Set<string>()
  for (const port of listField(at.get('ports'), report)) {
    const name = textField(port.get('name'), report)
    if (name !== undefined) ports.add(name)
  }
  const probes: Partial<Record<ProbeTypeName, ProbeSpec>> = {}
  for (const type of ['startup', 'readiness', 'liveness'] as const) {
    const probe = readProbe(at.get(probeFields[type]), type, ports, report)
    if (probe !== undefined) probes[type] = probe
  }
  return { ...readIdentity(at, report), probes }
}

function readInitContainer(at: Located, report: Report): ContainerTemplate {
  for (const key of [...Object.values(probeFields), 'lifecycle']) {
    const child = at.get(key)
    if (child.isAbsent) continue
    report.error(
      'init-container-probe',
      child,
      `${child.pathText}: Forbidden: may not be set for init containers without restartPolicy=Always`,
      `delete ${key}, or make it a sidecar with restartPolicy: Always`,
      'key',
    )
  }
  return { ...readIdentity(at, report), probes: {} }
}

function readIdentity(at: Located, report: Report): Omit<ContainerTemplate, 'probes'> {
  isMapField(at, report)
  const name = textField(at.get('name'), report)
  if (name !== undefined) checkName(at.get('name'), name, 'label', report)
  else if (at.get('name').isAbsent)
    report.error(
      'missing-key',
      at,
      `${at.pathText}.name: Required value`,
      'add a name that is unique in the pod',
    )
  const image = textField(at.get('image'), report)
  if (image === undefined && at.get('image').isAbsent) {
    report.warn(
      'api-required',
      at,
      `${at.pathText}.image: Required value; the API server rejects this, the simulation does not need it`,
      'add the image',
    )
  }
  return { name: name ?? '', image: image ?? '', ...readImage(at, image, report) }
}

/** I1: the policy follows from the tag unless it is set. Without an image there is nothing to pull. */
function readImage(
  at: Located,
  image: string | undefined,
  report: Report,
): Pick<ContainerTemplate, 'isImageValid' | 'imagePullPolicy'> {
  const policyAt = at.get('imagePullPolicy')
  const set = policyAt.isAbsent ? undefined : choiceField(policyAt, imagePullPolicies, report)
  if (image === undefined) return { isImageValid: true, imagePullPolicy: set ?? 'IfNotPresent' }
  return { isImageValid: isImageReference(image), imagePullPolicy: set ?? defaultPullPolicy(image) }
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

function noteAsides(spec: Located, containers: readonly Located[], asides: Asides): void {
  asides.note(
    'hook',
    containers.filter((c) =>
      c
        .get('lifecycle')
        .keys()
        .some((key) => key === 'preStop' || key === 'postStart'),
    ).length,
  )
  asides.note(
    'containerRestart',
    containers.filter((c) => !c.get('restartPolicy').isAbsent || !c.get('restartPolicyRules').isAbsent)
      .length,
  )
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
function podRequests(
  inits: readonly Located[],
  isSidecar: (init: Located) => boolean,
  containers: readonly Located[],
  report: Report,
): Requests {
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
