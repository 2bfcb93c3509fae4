/** Security contexts. Source: kubernetes v1.36 pkg/apis/core/validation, ValidateSecurityContext, validatePodSpecSecurityContext. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkOptionalChoice } from './choice.ts'
import { checkDescendingPath } from './paths.ts'
import { flagOf, listOf, mapOf, numberOf, textOf } from './values.ts'
import { checkWindowsOptions } from './windows.ts'

const idMax = 2_147_483_647

/** @param isHostUsers whether the pod shares the users of its host. */
export function checkSecurityContext(container: Located, isHostUsers: boolean, causes: Causes): void {
  const at = mapOf(container, 'securityContext')
  if (at === undefined) return
  checkId(at, 'runAsUser', causes)
  checkId(at, 'runAsGroup', causes)
  checkOptionalChoice(at, 'procMount', ['Default', 'Unmasked'], causes)
  if (isHostUsers && textOf(at, 'procMount') === 'Unmasked')
    causes.invalid(at.get('procMount'), '`hostUsers` must be false to use `Unmasked`')
  checkProfile(at, 'seccompProfile', 'seccomp', causes)
  if (at.peek('allowPrivilegeEscalation') === false) checkEscalation(at, causes)
  checkWindowsOptions(at, causes)
  checkProfile(at, 'appArmorProfile', 'AppArmor', causes)
}

function checkEscalation(at: Located, causes: Causes): void {
  const refuse = (words: string) =>
    causes.invalid(at, `cannot set \`allowPrivilegeEscalation\` to false and ${words}`, {
      fix: 'delete one of the two',
    })
  if (flagOf(at, 'privileged')) refuse('`privileged` to true')
  const added = mapOf(at, 'capabilities')
  if (added !== undefined && listOf(added, 'add').some(({ value }) => value === 'CAP_SYS_ADMIN'))
    refuse('`capabilities.Add` CAP_SYS_ADMIN')
}

export function checkPodSecurityContext(spec: Located, causes: Causes): void {
  const at = mapOf(spec, 'securityContext')
  if (at === undefined) {
    checkSharedProcesses(spec, spec.get('securityContext'), causes)
    return
  }
  for (const key of ['fsGroup', 'runAsUser', 'runAsGroup']) checkId(at, key, causes)
  for (const group of listOf(at, 'supplementalGroups')) checkIdValue(group, causes)
  checkSharedProcesses(spec, at, causes)
  checkSysctls(spec, at, causes)
  checkOptionalChoice(at, 'fsGroupChangePolicy', ['Always', 'OnRootMismatch'], causes)
  checkProfile(at, 'seccompProfile', 'seccomp', causes)
  checkWindowsOptions(at, causes)
  checkProfile(at, 'appArmorProfile', 'AppArmor', causes)
  checkOptionalChoice(at, 'supplementalGroupsPolicy', ['Merge', 'Strict'], causes)
  checkOptionalChoice(at, 'seLinuxChangePolicy', ['MountOption', 'Recursive'], causes)
}

function checkSharedProcesses(spec: Located, at: Located, causes: Causes): void {
  if (!flagOf(spec, 'shareProcessNamespace') || !flagOf(spec, 'hostPID')) return
  causes.invalid(
    spec.get('shareProcessNamespace'),
    'ShareProcessNamespace and HostPID cannot both be enabled',
    { field: `${at.pathText}.shareProcessNamespace`, fix: 'delete one of the two' },
  )
}

const sysctl = /^[a-z0-9]([-_a-z0-9]*[a-z0-9])?([./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/

function checkSysctls(spec: Located, at: Located, causes: Causes): void {
  const names = new Set<string>()
  for (const entry of listOf(at, 'sysctls')) {
    const name = textOf(entry, 'name') ?? ''
    if (name === '') causes.required(entry.get('name'))
    else if (name.length > 253 || !sysctl.test(name))
      causes.invalid(
        entry.get('name'),
        'must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
      )
    else if (names.has(name)) causes.duplicate(entry.get('name'))
    if (flagOf(spec, 'hostNetwork') && /^net[./]/.test(name))
      causes.invalid(entry.get('name'), "may not be specified when 'hostNetwork' is true")
    if (flagOf(spec, 'hostIPC') && /^(kernel[./](shm|msg|sem)|fs[./]mqueue[./])/.test(name))
      causes.invalid(entry.get('name'), "may not be specified when 'hostIPC' is true")
    names.add(name)
  }
}

function checkId(at: Located, key: string, causes: Causes): void {
  if (numberOf(at, key) !== undefined) checkIdValue(at.get(key), causes)
}

function checkIdValue(at: Located, causes: Causes): void {
  const id = typeof at.value === 'number' ? at.value : 0
  if (id < 0 || id > idMax) causes.invalid(at, `must be between 0 and ${idMax}, inclusive`)
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined']

function checkProfile(context: Located, key: string, name: string, causes: Causes): void {
  const at = mapOf(context, key)
  if (at === undefined) return
  const type = textOf(at, 'type') ?? ''
  const profile = textOf(at, 'localhostProfile')
  if (type === '') causes.required(at.get('type'), `type is required when ${key} is set`)
  else if (!profileTypes.includes(type)) causes.unsupported(at.get('type'), profileTypes)
  if (type === 'Localhost') {
    if (!profile && (profile === undefined || key === 'appArmorProfile'))
      causes.required(at.get('localhostProfile'), `must be set when ${name} type is Localhost`)
    else if (key === 'seccompProfile') checkDescendingPath(at.get('localhostProfile'), profile ?? '', causes)
    else if (profile?.trim() !== profile)
      causes.invalid(at.get('localhostProfile'), 'must not be padded with whitespace')
  } else if (profile !== undefined)
    causes.invalid(at.get('localhostProfile'), `can only be set when ${name} type is Localhost`, {
      fix: 'delete localhostProfile',
    })
}
