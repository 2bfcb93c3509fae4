/** Environment variables of containers. Source: kubernetes v1.36 pkg/apis/core/validation, ValidateEnv, ValidateEnvFrom. */

import { isMap, type Located } from '../../text/located.ts'
import { parseQuantity } from '../../text/quantity.ts'
import type { Causes } from './causes.ts'
import { configMapKey, dnsLabel, dnsSubdomain, environmentName, qualifiedName } from './formats.ts'
import { checkNoBacksteps } from './paths.ts'
import { checkPlainText, checkRequiredText, checkText, nameText } from './texts.ts'
import { listOf, mapOf, textOf } from './values.ts'

const envFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]
/** Fields of pods that have a label, but are not to be had in every place. */
const podFields = [
  ...envFields,
  'metadata.annotations',
  'metadata.labels',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]
const resources = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]
const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef']

export function checkEnvironment(container: Located, causes: Causes): void {
  for (const variable of listOf(container, 'env')) {
    checkRequiredText(variable, 'name', environmentName, causes)
    const from = mapOf(variable, 'valueFrom')
    if (from !== undefined) checkValueFrom(from, textOf(variable, 'value') ?? '', causes)
  }
  for (const source of listOf(container, 'envFrom')) checkEnvFrom(source, container.get('envFrom'), causes)
}

function checkValueFrom(at: Located, value: string, causes: Causes): void {
  const found = sources.filter((source) => isMap(at.peek(source)))
  for (const source of found) {
    const reference = at.get(source)
    if (source === 'fieldRef') checkFieldRef(reference, envFields, causes)
    else if (source === 'resourceFieldRef') checkResourceRef(reference, false, causes)
    else if (source === 'fileKeyRef') checkFileKeyRef(reference, causes)
    else checkKeyRef(reference, causes)
  }
  if (found.length === 0)
    causes.invalid(
      at,
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
      { value: '', fix: 'add one source, or write value instead' },
    )
  else if (value !== '')
    causes.invalid(at, 'may not be specified when `value` is not empty', {
      value: '',
      fix: 'delete value or valueFrom',
    })
  else if (found.length > 1)
    causes.invalid(at, 'may not have more than one field specified at a time', {
      value: '',
      fix: 'leave one source',
    })
}

const subscripted = /^(.*)\['([^']*)'\]$/

/** A field of the pod; with a subscript, of its labels or annotations. */
export function checkFieldRef(at: Located, fields: readonly string[], causes: Causes): void {
  const path = textOf(at, 'fieldPath') ?? ''
  if (path === '') {
    causes.required(at.get('fieldPath'))
    return
  }
  const version = textOf(at, 'apiVersion') || 'v1'
  if (version !== 'v1') {
    causes.invalid(at.get('fieldPath'), `error converting fieldPath: unsupported pod version: ${version}`, {
      fix: 'delete apiVersion',
    })
    return
  }
  const subscript = subscripted.exec(path)
  if (!fields.includes(subscript?.[1] ?? path) && !podFields.includes(subscript?.[1] ?? path)) {
    causes.invalid(at.get('fieldPath'), `error converting fieldPath: field label not supported: ${path}`, {
      fix: 'write a field such as metadata.name or status.podIP',
    })
  } else if (subscript !== null) {
    const [, base, key] = subscript
    if (base === 'metadata.labels' || base === 'metadata.annotations')
      causes.badFormat(at, qualifiedName(base === 'metadata.labels' ? key : key.toLowerCase()), {
        value: key,
      })
    else causes.invalid(at, 'does not support subscript', { value: base })
  } else if (!fields.includes(path)) causes.unsupported(at.get('fieldPath'), fields)
}

/** 1, 1k to 1E and 1Ki to 1Ei. */
const memoryDivisors = [
  1,
  1e3,
  1e6,
  1e9,
  1e12,
  1e15,
  1e18,
  1024,
  1024 * 1024,
  1024 * 1024 * 1024,
  1024 * 1024 * 1024 * 1024,
  1024 * 1024 * 1024 * 1024 * 1024,
  1024 * 1024 * 1024 * 1024 * 1024 * 1024,
]

/** A request or limit of a container. */
export function checkResourceRef(at: Located, isVolume: boolean, causes: Causes): void {
  const resource = textOf(at, 'resource') ?? ''
  if (isVolume && !textOf(at, 'containerName')) causes.required(at.get('containerName'))
  else if (resource === '') causes.required(at.get('resource'))
  else if (!resources.includes(resource) && !/^(requests|limits)\.hugepages-/.test(resource))
    causes.unsupported(at.get('resource'), resources)
  checkDivisor(at, resource, causes)
}

function checkDivisor(at: Located, resource: string, causes: Causes): void {
  const divisor = at.peek('divisor')
  const value = divisor === undefined ? 0 : parseQuantity(String(divisor))
  if (value === 0 || value === undefined) return
  const isCpu = resource.endsWith('.cpu')
  const isGood = isCpu ? value === 1 || value === 1e-3 : memoryDivisors.some((good) => near(value, good))
  if (isGood) return
  const named = isCpu ? 'cpu' : resource.endsWith('.memory') ? 'memory' : 'local ephemeral storage'
  const words = isCpu ? '1m and 1' : '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei'
  causes.invalid(
    at.get('divisor'),
    `only divisor's values ${words} are supported with the ${named} resource`,
    { value: resource, fix: 'write 1' },
  )
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= b * 1e-9
}

function checkKeyRef(at: Located, causes: Causes): void {
  checkPlainText(at, 'name', dnsSubdomain, causes, nameText)
  checkRequiredText(at, 'key', configMapKey, causes)
}

/** A key of a file in a volume. */
function checkFileKeyRef(at: Located, causes: Causes): void {
  checkRequiredText(at, 'key', environmentName, causes)
  checkRequiredText(at, 'volumeName', dnsLabel, causes)
  const path = textOf(at, 'path') ?? ''
  if (path === '') causes.required(at.get('path'))
  else checkNoBacksteps(at.get('path'), path, causes)
}

/** A file with variables is in an emptyDir. */
export function checkFileVolumes(spec: Located, causes: Causes): void {
  const volumes = new Map(listOf(spec, 'volumes').map((volume) => [textOf(volume, 'name') ?? '', volume]))
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'])
    for (const container of listOf(spec, list))
      for (const variable of listOf(container, 'env')) {
        const reference = variable.at('valueFrom', 'fileKeyRef')
        if (!isMap(reference.value)) continue
        const at = reference.get('volumeName')
        const volume = volumes.get(textOf(reference, 'volumeName') ?? '')
        if (volume === undefined) causes.notFound(at)
        else if (!isMap(volume.peek('emptyDir')) && volume.keys().some((key) => isMap(volume.peek(key))))
          causes.invalid(at, 'referenced volume must be of type emptyDir')
      }
}

/** A name of a source of variables may end in a hyphen, like a prefix of names. */
function subdomainOrPrefix(name: string): readonly string[] {
  return dnsSubdomain(name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name)
}

function checkEnvFrom(at: Located, list: Located, causes: Causes): void {
  checkText(at, 'prefix', environmentName, causes)
  const found = ['configMapRef', 'secretRef'].filter((source) => isMap(at.peek(source)))
  for (const source of found) checkRequiredText(at.get(source), 'name', subdomainOrPrefix, causes, nameText)
  const where = { field: () => list.pathText, value: '' }
  if (found.length === 0)
    causes.invalid(at, 'must specify one of: `configMapRef` or `secretRef`', {
      ...where,
      fix: 'add configMapRef or secretRef',
    })
  else if (found.length > 1)
    causes.invalid(at, 'may not have more than one field specified at a time', {
      ...where,
      fix: 'write two items',
    })
}
