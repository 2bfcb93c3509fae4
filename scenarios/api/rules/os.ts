/** What the operating system of a pod forbids. Source: kubernetes v1.36 pkg/apis/core/validation, validateOS, validateLinux, validateWindows. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { listOf, mapOf, textOf } from './values.ts'

/** Fields of a pod in the server's order; the first part is the place of those in the security context. */
const linuxPodFields: readonly (readonly string[])[] = [
  ['securityContext', 'appArmorProfile'],
  ['securityContext', 'seLinuxOptions'],
  ['hostUsers'],
  ['hostPID'],
  ['hostIPC'],
  ['securityContext', 'seccompProfile'],
  ['securityContext', 'fsGroup'],
  ['securityContext', 'fsGroupChangePolicy'],
  ['securityContext', 'sysctls'],
  ['shareProcessNamespace'],
  ['securityContext', 'runAsUser'],
  ['securityContext', 'runAsGroup'],
  ['securityContext', 'supplementalGroups'],
  ['securityContext', 'supplementalGroupsPolicy'],
  ['securityContext', 'seLinuxChangePolicy'],
]
const linuxContainerFields = [
  ...['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem'],
  ...['privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup'],
]

export function checkOs(spec: Located, causes: Causes): void {
  const os = mapOf(spec, 'os')
  if (os === undefined) return
  const name = textOf(os, 'name') ?? ''
  if (name === '') causes.required(os.get('name'), 'cannot be empty')
  else if (name === 'linux') checkLinux(spec, causes)
  else if (name === 'windows') checkWindows(spec, causes)
  else causes.unsupported(os.get('name'), ['linux', 'windows'], { field: os.pathText })
}

function contextsOf(spec: Located): Located[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    listOf(spec, list).flatMap((container) => mapOf(container, 'securityContext') ?? []),
  )
}

function checkLinux(spec: Located, causes: Causes): void {
  const own = mapOf(spec, 'securityContext')
  for (const context of [...(own === undefined ? [] : [own]), ...contextsOf(spec)])
    if (context.peek('windowsOptions') !== undefined)
      causes.forbidden(context.get('windowsOptions'), 'windows options cannot be set for a linux pod')
}

function checkWindows(spec: Located, causes: Causes): void {
  const words = 'cannot be set for a windows pod'
  for (const path of linuxPodFields) {
    const at = spec.at(...path)
    const isOff = at.isAbsent || ((path[0] === 'hostPID' || path[0] === 'hostIPC') && at.value === false)
    const isEmpty = path[1] === 'sysctls' && Array.isArray(at.value) && at.value.length === 0
    if (!isOff && !isEmpty) causes.forbidden(at, words)
  }
  for (const context of contextsOf(spec))
    for (const key of linuxContainerFields)
      if (context.peek(key) !== undefined) causes.forbidden(context.get(key), words)
}
