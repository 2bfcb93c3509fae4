/** Containers of a pod spec: image, probes, restart policy, hooks, with the defaults of the API (P21). */
import type { ContainerSpec, ProbeSpec, ProbeTypeName } from '../../engine/contract/cluster-spec.ts'
import { type Located, shown } from '../text/located.ts'
import { milliOf, parseQuantity } from '../text/quantity.ts'
import type { Report } from '../text/report.ts'
import { choiceField, isMapField, listField, textField } from './field.ts'
import { type HookTemplates, readHooks } from './hook-reader.ts'
import { defaultPullPolicy, isImageReference } from './image-reference.ts'
import { readProbe } from './probe-reader.ts'
import { readRestart } from './restart-reader.ts'

/** What a manifest says of a container: all but its behavior. */
export type ContainerTemplate = Omit<ContainerSpec, 'behavior' | 'postStart' | 'preStop'> & HookTemplates

const imagePullPolicies = ['Always', 'IfNotPresent', 'Never'] as const

const probeFields = {
  startup: 'startupProbe',
  readiness: 'readinessProbe',
  liveness: 'livenessProbe',
} as const

/** Whether an init container runs beside the regular ones. */
export function isSidecar(init: Located): boolean {
  return init.get('restartPolicy').value === 'Always'
}

/** A regular container. */
export function readContainer(at: Located, report: Report): ContainerTemplate {
  const ports = new Set<string>()
  for (const port of listField(at.get('ports'), report)) {
    const name = textField(port.get('name'), report)
    if (name !== undefined) ports.add(name)
  }
  const probes: Partial<Record<ProbeTypeName, ProbeSpec>> = {}
  for (const type of ['startup', 'readiness', 'liveness'] as const) {
    const probe = readProbe(at.get(probeFields[type]), ports, report)
    if (probe !== undefined) probes[type] = probe
  }
  return {
    ...readIdentity(at, report),
    probes,
    ...readRestart(at, report),
    ...readHooks(at.get('lifecycle'), report),
  }
}

/** An init container; only a sidecar has probes and hooks. */
export function readInitContainer(at: Located, report: Report): ContainerTemplate {
  if (isSidecar(at)) return readContainer(at, report)
  return { ...readIdentity(at, report), probes: {}, ...readRestart(at, report) }
}

function readIdentity(at: Located, report: Report): Omit<ContainerTemplate, 'probes'> {
  isMapField(at, report)
  const image = textField(at.get('image'), report) ?? ''
  const name = textField(at.get('name'), report) ?? ''
  return { name, image, ...readImage(at, image, report), ...readCpu(at.get('resources')) }
}

/** I1: the policy follows from the tag unless it is set. */
function readImage(
  at: Located,
  image: string,
  report: Report,
): Pick<ContainerTemplate, 'isImageValid' | 'imagePullPolicy'> {
  const policyAt = at.get('imagePullPolicy')
  const isSet = !policyAt.isAbsent && policyAt.value !== ''
  const set = isSet ? choiceField(policyAt, imagePullPolicies, report) : undefined
  const isImageValid = isImageReference(image)
  if (!isImageValid && image !== '') warnOfImage(at.get('image'), image, report)
  return { isImageValid, imagePullPolicy: set ?? defaultPullPolicy(image) }
}

/** I3: the API takes any text for an image, but no kubelet does. */
function warnOfImage(at: Located, image: string, report: Report): void {
  report.warn(
    'image-reference',
    at,
    `${at.pathText}: ${shown(image)} is no name of an image, so the container never starts (InvalidImageName); expected a name such as registry.example.com/app:1`,
    'write the name of the image, or render the manifest with the tool that puts it there',
  )
}

/** A request that is left out is the limit (P21); one of 0, or null, asks for nothing, and a limit of 0 is none. */
function readCpu(resources: Located): Pick<ContainerTemplate, 'cpu'> {
  const of = (part: string): number => {
    const { value } = resources.at(part, 'cpu')
    const cores = value === undefined || value === null ? undefined : parseQuantity(String(value))
    return cores === undefined ? 0 : milliOf(cores)
  }
  const limitMilli = of('limits')
  const requestMilli = resources.get('requests').keys().includes('cpu') ? of('requests') : limitMilli
  if (limitMilli <= 0 && requestMilli <= 0) return {}
  return {
    cpu: { ...(requestMilli > 0 && { requestMilli }), ...(limitMilli > 0 && { limitMilli }) },
  }
}
