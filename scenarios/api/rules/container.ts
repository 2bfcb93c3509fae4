/** Containers of a pod spec. Source: kubernetes v1.36 pkg/apis/core/validation, validateContainers, validateInitContainers, validateContainerCommon. */
import { isMap, type Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkDefaultedChoice } from './choice.ts'
import { checkEnvironment } from './env.ts'
import { dnsLabel } from './formats.ts'
import { checkLifecycle } from './handler.ts'
import { checkMounts } from './mounts.ts'
import { checkContainerPorts, checkHostPorts } from './ports.ts'
import { checkProbes } from './probe.ts'
import { checkContainerResources } from './resources.ts'
import { checkContainerRestart } from './restart.ts'
import { checkSecurityContext } from './security.ts'
import { checkRequiredText, nameText } from './texts.ts'
import { listOf, textOf } from './values.ts'
import type { VolumeKind } from './volumes.ts'

/** What containers have to know of their pod. */
export type PodContext = {
  readonly volumes: ReadonlyMap<string, VolumeKind>
  readonly claimNames: ReadonlySet<string>
  readonly restartPolicy: string
  /** Undefined if it cannot be read. */
  readonly graceSeconds: number | undefined
  readonly isHostUsers: boolean
  /** A Pod in the network of its host: its ports are ports of the host. */
  readonly hasHostPorts: boolean
}

export function checkContainers(spec: Located, pod: PodContext, causes: Causes): void {
  const containers = listOf(spec, 'containers')
  if (containers.length === 0) {
    causes.required(spec.get('containers'), '', {
      rule: 'container-required',
      fix: 'add a container with a name and an image',
    })
    return
  }
  const names = new Set<string>()
  for (const container of containers) {
    checkCommon(container, pod, causes)
    checkName(container, names, causes)
    checkLifecycle(container, pod.graceSeconds, causes)
    checkProbes(container, causes)
    checkContainerRestart(container, causes)
  }
  checkHostPorts(containers, pod.hasHostPorts, causes)
}

export function checkInitContainers(spec: Located, pod: PodContext, causes: Causes): void {
  const inits = listOf(spec, 'initContainers')
  if (inits.length === 0) return
  const names = new Set(listOf(spec, 'containers').map((container) => textOf(container, 'name') ?? ''))
  for (const init of inits) {
    checkCommon(init, pod, causes)
    checkContainerRestart(init, causes)
    checkName(init, names, causes)
    checkHostPorts([init], pod.hasHostPorts, causes)
    if (textOf(init, 'restartPolicy') === 'Always') {
      checkLifecycle(init, pod.graceSeconds, causes)
      checkProbes(init, causes)
    } else forbidProbes(init, causes)
  }
}

/** Ephemeral containers have no probes, ports and resources; they come with an update only. */
export function checkEphemeralContainers(spec: Located, pod: PodContext, causes: Causes): void {
  const others = [...listOf(spec, 'containers'), ...listOf(spec, 'initContainers')].map(
    (container) => textOf(container, 'name') ?? '',
  )
  const names = new Set(others)
  for (const container of listOf(spec, 'ephemeralContainers')) {
    checkCommon(container, pod, causes)
    checkImageSpace(container, causes)
    checkName(container, names, causes)
    const target = textOf(container, 'targetContainerName')
    if (target && !others.includes(target)) causes.notFound(container.get('targetContainerName'))
    for (const key of [
      'ports',
      'resources',
      'livenessProbe',
      'readinessProbe',
      'startupProbe',
      'lifecycle',
    ]) {
      const value = container.peek(key)
      if (Array.isArray(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0)
        causes.forbidden(container.get(key), 'cannot be set for an Ephemeral Container')
    }
  }
}

/** A Pod, unlike a template, has no image with space around it. */
export function checkImageSpaces(spec: Located, causes: Causes): void {
  for (const container of [...listOf(spec, 'containers'), ...listOf(spec, 'initContainers')])
    checkImageSpace(container, causes)
}

function checkImageSpace(container: Located, causes: Causes): void {
  const image = textOf(container, 'image')
  if (image !== undefined && image.trim() !== image)
    causes.invalid(container.get('image'), 'must not have leading or trailing whitespace', {
      fix: 'delete the space around the image',
    })
}

function checkCommon(container: Located, pod: PodContext, causes: Causes): void {
  checkRequiredText(container, 'name', dnsLabel, causes, nameText)
  if (!textOf(container, 'image')) causes.required(container.get('image'), '', { fix: 'add the image' })
  checkDefaultedChoice(container, 'terminationMessagePolicy', ['File', 'FallbackToLogsOnError'], causes)
  checkContainerPorts(container, causes)
  checkEnvironment(container, causes)
  checkMounts(container, pod.volumes, causes)
  checkDefaultedChoice(container, 'imagePullPolicy', ['Always', 'IfNotPresent', 'Never'], causes)
  checkContainerResources(container, pod.claimNames, causes)
  checkResizePolicy(container, pod.restartPolicy, causes)
  checkSecurityContext(container, pod.isHostUsers, causes)
}

function checkName(container: Located, names: Set<string>, causes: Causes): void {
  const name = textOf(container, 'name') ?? ''
  if (names.has(name))
    causes.duplicate(container.get('name'), {
      rule: 'container-name-twice',
      fix: 'give each container of the pod a name of its own',
    })
  else if (name !== '') names.add(name)
}

/** P22: plain init containers take no probes. */
function forbidProbes(init: Located, causes: Causes): void {
  for (const key of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'])
    if (isMap(init.peek(key)))
      causes.forbidden(init.get(key), 'may not be set for init containers without restartPolicy=Always', {
        rule: 'init-container-probe',
        fix: `delete ${key}, or make it a sidecar with restartPolicy: Always`,
      })
}

/** The server names the list, not the item. */
function checkResizePolicy(container: Located, podRestartPolicy: string, causes: Causes): void {
  const seen = new Set<string>()
  for (const policy of listOf(container, 'resizePolicy')) {
    const field = container.get('resizePolicy').pathText
    const resource = textOf(policy, 'resourceName') ?? ''
    const restart = textOf(policy, 'restartPolicy') ?? ''
    if (seen.has(resource)) causes.duplicate(policy, { value: resource })
    seen.add(resource)
    if (resource === '') causes.required(policy.get('resourceName'), '', { field })
    else if (resource !== 'cpu' && resource !== 'memory')
      causes.unsupported(policy.get('resourceName'), ['cpu', 'memory'], { field })
    if (restart === '') causes.required(policy.get('restartPolicy'), '', { field })
    else if (restart !== 'NotRequired' && restart !== 'RestartContainer')
      causes.unsupported(policy.get('restartPolicy'), ['NotRequired', 'RestartContainer'], { field })
    if (podRestartPolicy === 'Never' && restart !== 'NotRequired')
      causes.invalid(policy, "must be 'NotRequired' when `restartPolicy` is 'Never'", {
        field,
        value: restart,
      })
  }
}
