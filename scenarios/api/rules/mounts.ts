/** Mounts and devices of containers. Source: kubernetes v1.36 pkg/apis/core/validation, ValidateVolumeMounts, ValidateVolumeDevices. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkDescendingPath, checkNoBacksteps } from './paths.ts'
import { flagOf, listOf, textOf } from './values.ts'
import type { VolumeKind } from './volumes.ts'

const uniqueFix = { fix: 'write another path' }

export function checkMounts(
  container: Located,
  volumes: ReadonlyMap<string, VolumeKind>,
  causes: Causes,
): void {
  const devices = listOf(container, 'volumeDevices')
  const deviceNames = new Set(devices.map((device) => textOf(device, 'name')))
  const devicePaths = new Set(devices.map((device) => textOf(device, 'devicePath')))
  const paths = new Set<string>()
  for (const mount of listOf(container, 'volumeMounts')) {
    const name = textOf(mount, 'name') ?? ''
    const path = textOf(mount, 'mountPath') ?? ''
    if (name === '') causes.required(mount.get('name'))
    if (!volumes.has(name))
      causes.notFound(mount.get('name'), { fix: 'write the name of a volume of the pod' })
    if (path === '') causes.required(mount.get('mountPath'))
    if (paths.has(path)) causes.invalid(mount.get('mountPath'), 'must be unique', uniqueFix)
    paths.add(path)
    if (deviceNames.has(name)) causes.invalid(mount.get('name'), 'must not already exist in volumeDevices')
    if (devicePaths.has(path))
      causes.invalid(mount.get('mountPath'), 'must not already exist as a path in volumeDevices', uniqueFix)
    checkSubPaths(mount, container.get('volumeMounts'), causes)
    checkPropagation(mount, container, causes)
  }
  if (devices.length > 0) checkDevices(container, volumes, causes)
}

/** @param list that the server names instead of the mount. */
function checkSubPaths(mount: Located, list: Located, causes: Causes): void {
  const subPath = textOf(mount, 'subPath') ?? ''
  const expression = textOf(mount, 'subPathExpr') ?? ''
  if (subPath !== '')
    checkDescendingPath(mount.get('subPath'), subPath, causes, { field: () => `${list.pathText}.subPath` })
  if (expression === '') return
  if (subPath !== '')
    causes.invalid(mount.get('subPathExpr'), 'subPathExpr and subPath are mutually exclusive', {
      fix: 'delete one of the two',
    })
  checkDescendingPath(mount.get('subPathExpr'), expression, causes, {
    field: () => `${list.pathText}.subPathExpr`,
  })
}

const propagations = ['Bidirectional', 'HostToContainer', 'None']
const recursions = ['Disabled', 'Enabled', 'IfPossible']

function checkPropagation(mount: Located, container: Located, causes: Causes): void {
  const list = () => container.get('volumeMounts').pathText
  const propagation = textOf(mount, 'mountPropagation')
  if (propagation !== undefined) {
    const field = `${list()}.mountPropagation`
    if (!propagations.includes(propagation))
      causes.unsupported(mount.get('mountPropagation'), propagations, { field })
    if (propagation === 'Bidirectional' && !flagOf(container.get('securityContext'), 'privileged'))
      causes.forbidden(
        mount.get('mountPropagation'),
        'Bidirectional mount propagation is available only to privileged containers',
        { field },
      )
  }
  const recursion = textOf(mount, 'recursiveReadOnly')
  if (recursion === undefined || recursion === 'Disabled') return
  const at = mount.get('recursiveReadOnly')
  const field = `${list()}.recursiveReadOnly`
  if (!recursions.includes(recursion)) causes.unsupported(at, recursions, { field })
  else {
    if (!flagOf(mount, 'readOnly'))
      causes.forbidden(at, 'may only be specified when readOnly is true', {
        field,
        fix: 'add readOnly: true',
      })
    if (propagation !== undefined && propagation !== 'None')
      causes.forbidden(at, 'may only be specified when mountPropagation is None or not specified', { field })
  }
}

function checkDevices(container: Located, volumes: ReadonlyMap<string, VolumeKind>, causes: Causes): void {
  const mounts = listOf(container, 'volumeMounts')
  const mountNames = new Set(mounts.map((mount) => textOf(mount, 'name')))
  const mountPaths = new Set(mounts.map((mount) => textOf(mount, 'mountPath')))
  const names = new Set<string>()
  const paths = new Set<string>()
  for (const device of listOf(container, 'volumeDevices')) {
    const name = textOf(device, 'name') ?? ''
    const path = textOf(device, 'devicePath') ?? ''
    const volume = volumes.get(name)
    if (name === '') causes.required(device.get('name'))
    if (names.has(name)) causes.invalid(device.get('name'), 'must be unique')
    if (volume === undefined) causes.notFound(device.get('name'))
    else if (!volume.isClaim)
      causes.invalid(
        device.get('name'),
        'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
      )
    if (path === '') causes.required(device.get('devicePath'))
    if (paths.has(path)) causes.invalid(device.get('devicePath'), 'must be unique', uniqueFix)
    checkNoBacksteps(device.get('devicePath'), path, causes)
    if (mountNames.has(name)) causes.invalid(device.get('name'), 'must not already exist in volumeMounts')
    if (mountPaths.has(path))
      causes.invalid(device.get('devicePath'), 'must not already exist as a path in volumeMounts', uniqueFix)
    names.add(name)
    paths.add(path)
  }
}
