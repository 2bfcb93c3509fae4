/** Containers of a pod spec: names, probes, restart policy, hooks. P21, P22 and the API's rules. */
import type { ContainerSpec, ProbeSpec, ProbeTypeName } from '../../engine/model/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { choiceField, isMapField, listField, textField } from './field.ts'
import { type HookTemplates, readHooks } from './hook-reader.ts'
import { defaultPullPolicy, isImageReference } from './image-reference.ts'
import { checkName } from './names.ts'
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
    const probe = readProbe(at.get(probeFields[type]), type, ports, report)
    if (probe !== undefined) probes[type] = probe
  }
  return {
    ...readIdentity(at, report),
    probes,
    ...readRestart(at, report),
    ...readHooks(at.get('lifecycle'), report),
  }
}

/** An init container; a sidecar may have all that a regular one may. */
export function readInitContainer(at: Located, report: Report): ContainerTemplate {
  if (isSidecar(at)) return readContainer(at, report)
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
  return { ...readIdentity(at, report), probes: {}, ...readRestart(at, report) }
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
