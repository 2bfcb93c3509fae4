/** Volumes of pods. Source: kubernetes v1.36 pkg/apis/core/validation, ValidateVolumes, validateVolumeSource. */
import { isMap, type Located } from '../../text/located.ts'
import { parseQuantity } from '../../text/quantity.ts'
import type { Causes } from './causes.ts'
import { checkOptionalChoice } from './choice.ts'
import { checkClaimMetadata, checkClaimSpec } from './claim.ts'
import { dnsLabel, dnsSubdomain } from './formats.ts'
import { checkDescendingPath, checkNoBacksteps } from './paths.ts'
import { checkProjected } from './projected.ts'
import { checkRequiredText, checkText, nameText } from './texts.ts'
import { listOf, mapOf, textOf } from './values.ts'
import { checkDownwardFile, checkKeyToPath, checkMode } from './volume-files.ts'

/** What a mount has to know of a volume. */
export type VolumeKind = { readonly isClaim: boolean; readonly isImage: boolean }

/** In the server's order: the first is checked, every other one is too many. */
const sources = [
  ...['emptyDir', 'hostPath', 'gitRepo', 'gcePersistentDisk', 'awsElasticBlockStore', 'secret', 'nfs'],
  ...['iscsi', 'glusterfs', 'flocker', 'persistentVolumeClaim', 'rbd', 'cinder', 'cephfs', 'quobyte'],
  ...['downwardAPI', 'fc', 'flexVolume', 'configMap', 'azureFile', 'vsphereVolume'],
  ...['photonPersistentDisk', 'portworxVolume', 'azureDisk', 'storageos', 'projected', 'scaleIO', 'csi'],
  ...['ephemeral', 'image'],
]

/** Texts that a source must have, in the server's order. */
const requiredTexts: Readonly<Record<string, readonly string[]>> = {
  gitRepo: ['repository'],
  gcePersistentDisk: ['pdName'],
  awsElasticBlockStore: ['volumeID'],
  secret: ['secretName'],
  nfs: ['server', 'path'],
  iscsi: ['targetPortal', 'iqn'],
  glusterfs: ['endpoints', 'path'],
  persistentVolumeClaim: ['claimName'],
  rbd: ['image'],
  cinder: ['volumeID'],
  flexVolume: ['driver'],
  configMap: ['name'],
  azureFile: ['secretName', 'shareName'],
  vsphereVolume: ['volumePath'],
  photonPersistentDisk: ['pdID'],
  portworxVolume: ['volumeID'],
  azureDisk: ['diskName', 'diskURI'],
  scaleIO: ['gateway', 'system', 'volumeName'],
  csi: ['driver'],
}

/** The volumes by name that mounts may use. @param isPod not a template, which may leave the reference of an image open. */
export function checkVolumes(spec: Located, isPod: boolean, causes: Causes): Map<string, VolumeKind> {
  const good = new Map<string, VolumeKind>()
  for (const volume of listOf(spec, 'volumes')) {
    const before = causes.list.length
    const name = textOf(volume, 'name') ?? ''
    checkSource(volume, isPod, causes)
    checkRequiredText(volume, 'name', dnsLabel, causes, nameText)
    if (good.has(name)) causes.duplicate(volume.get('name'))
    if (causes.list.length > before) continue
    good.set(name, {
      isClaim: volume.peek('persistentVolumeClaim') !== undefined || volume.peek('ephemeral') !== undefined,
      isImage: volume.peek('image') !== undefined,
    })
  }
  return good
}

/** A volume without a source is an emptyDir. */
function checkSource(volume: Located, isPod: boolean, causes: Causes): void {
  const keys = volume.keys().filter((key) => key !== 'name' && isMap(volume.peek(key)))
  const found = keys.length > 1 ? sources.filter((source) => keys.includes(source)) : keys
  if (found.length > 0) checkOneSource(volume.get(found[0]), found[0], isPod, causes)
  for (const other of found.slice(1))
    causes.forbidden(volume.get(other), 'may not specify more than 1 volume type', {
      fix: `delete ${other} or ${found[0]}`,
    })
}

function checkOneSource(at: Located, source: string, isPod: boolean, causes: Causes): void {
  for (const key of requiredTexts[source] ?? []) if (!textOf(at, key)) causes.required(at.get(key))
  switch (source) {
    case 'emptyDir': {
      const size = at.peek('sizeLimit')
      if (size !== undefined && (parseQuantity(String(size)) ?? 0) < 0)
        causes.forbidden(at.get('sizeLimit'), 'SizeLimit field must be a valid resource quantity')
      break
    }
    case 'hostPath':
      checkHostPath(at, causes)
      break
    case 'gitRepo':
      checkDescendingPath(at.get('directory'), textOf(at, 'directory') ?? '', causes)
      break
    case 'nfs':
      if (!(textOf(at, 'path') ?? '').startsWith('/'))
        causes.invalid(at.get('path'), 'must be an absolute path', { value: textOf(at, 'path') ?? '' })
      break
    case 'secret':
    case 'configMap':
      checkMode(at, 'defaultMode', causes)
      for (const item of listOf(at, 'items')) checkKeyToPath(item, causes)
      break
    case 'downwardAPI':
      checkMode(at, 'defaultMode', causes)
      for (const file of listOf(at, 'items')) checkDownwardFile(file, at, causes)
      break
    case 'projected':
      checkMode(at, 'defaultMode', causes)
      checkProjected(at, causes)
      break
    case 'csi':
      checkText(at, 'driver', csiDriver, causes)
      checkPublishSecret(at, causes)
      break
    case 'ephemeral':
      checkEphemeral(at, causes)
      break
    case 'image':
      checkOptionalChoice(at, 'pullPolicy', ['Always', 'IfNotPresent', 'Never'], causes)
      if (isPod && !textOf(at, 'reference')) causes.required(at.get('reference'))
      break
    default:
  }
}

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
]

function checkHostPath(at: Located, causes: Causes): void {
  const path = textOf(at, 'path') ?? ''
  if (path === '') {
    causes.required(at.get('path'))
    return
  }
  checkNoBacksteps(at.get('path'), path, causes)
  checkOptionalChoice(at, 'type', hostPathTypes, causes)
}

function csiDriver(name: string): readonly string[] {
  return name.length > 63 ? ['must be no more than 63 characters'] : dnsSubdomain(name.toLowerCase())
}

/** The server names a name of the volume that is not there. */
function checkPublishSecret(at: Located, causes: Causes): void {
  const secret = mapOf(at, 'nodePublishSecretRef')
  if (secret === undefined) return
  if (!textOf(secret, 'name')) causes.required(secret.get('name'))
  else checkText(secret, 'name', dnsSubdomain, causes, { ...nameText, field: () => at.get('name').pathText })
}

function checkEphemeral(at: Located, causes: Causes): void {
  const template = mapOf(at, 'volumeClaimTemplate')
  if (template === undefined) causes.required(at.get('volumeClaimTemplate'))
  else {
    checkClaimMetadata(template.get('metadata'), causes)
    checkClaimSpec(template.get('spec'), causes)
  }
}
