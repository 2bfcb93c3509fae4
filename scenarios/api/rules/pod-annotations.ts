/** Annotations that mean something to pods. Source: kubernetes v1.36 pkg/apis/core/validation, ValidatePodSpecificAnnotations. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkDescendingPath } from './paths.ts'
import { listOf, textOf } from './values.ts'

const mirror = 'kubernetes.io/config.mirror'
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'
const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod'
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/'
const appArmor = 'container.apparmor.security.beta.kubernetes.io/'

const int32 = 0x8000_0000

/** @param field of the annotations, as the server names them. */
export function checkPodAnnotations(at: Located, spec: Located, field: () => string, causes: Causes): void {
  let known: ReadonlySet<string | undefined> | undefined
  const names = () => (known ??= namesOf(spec))
  for (const key of at.keys()) {
    const value = textOf(at, key) ?? ''
    const where = { field: () => `${field()}[${key}]` }
    if (key === mirror && !textOf(spec, 'nodeName'))
      causes.invalid(at.get(key), 'must set spec.nodeName if mirror pod annotation is set', {
        ...where,
        fix: 'delete the annotation',
      })
    else if (key === deletionCost && !isInt32(value))
      causes.invalid(at.get(key), 'must be a 32bit integer', { ...where, fix: 'write a whole number' })
    else if (key === seccompPod || key.startsWith(seccompContainer))
      checkSeccomp(at.get(key), value, () => `${field()}.${key}`, causes)
    else if (key.startsWith(appArmor)) checkAppArmor(at.get(key), key, value, names, where.field, causes)
  }
}

/** The names of all containers. */
function namesOf(spec: Located): ReadonlySet<string | undefined> {
  const lists = ['initContainers', 'containers', 'ephemeralContainers']
  return new Set(lists.flatMap((list) => listOf(spec, list).map((container) => textOf(container, 'name'))))
}

function isInt32(text: string): boolean {
  const number = Number(text)
  return text === '' || (/^(0|-?[1-9]\d*)$/.test(text) && number >= -int32 && number < int32)
}

function checkSeccomp(at: Located, profile: string, field: () => string, causes: Causes): void {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return
  if (profile.startsWith('localhost/'))
    checkDescendingPath(at, profile.slice('localhost/'.length), causes, { field })
  else causes.invalid(at, 'must be a valid seccomp profile', { field, fix: 'write runtime/default' })
}

function checkAppArmor(
  at: Located,
  key: string,
  profile: string,
  names: () => ReadonlySet<string | undefined>,
  field: () => string,
  causes: Causes,
): void {
  const name = key.slice(appArmor.length)
  if (!names().has(name))
    causes.invalid(at, 'container not found', { field, value: name, fix: 'write the name of a container' })
  if (!['', 'runtime/default', 'unconfined'].includes(profile) && !profile.startsWith('localhost/'))
    causes.invalid(at, `invalid AppArmor profile name: ${JSON.stringify(profile)}`, {
      field,
      fix: 'write runtime/default, unconfined or localhost/NAME',
    })
}
