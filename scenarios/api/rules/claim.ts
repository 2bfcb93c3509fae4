/** Claims for volumes, as templates hold them. Source: kubernetes v1.36 pkg/apis/core/validation, ValidatePersistentVolumeClaimSpec. */
import { isMap, type Located } from '../../text/located.ts'
import { parseQuantity } from '../../text/quantity.ts'
import type { Causes } from './causes.ts'
import { checkOptionalChoice } from './choice.ts'
import { dnsLabel, dnsSubdomain } from './formats.ts'
import { checkAnnotations, checkLabels, checkSelector } from './labels.ts'
import { checkText, nameText } from './texts.ts'
import { listOf, mapOf, textOf } from './values.ts'

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

export function checkClaimSpec(at: Located, causes: Causes): void {
  const modes = listOf(at, 'accessModes')
  if (modes.length === 0) causes.required(at.get('accessModes'), 'at least 1 access mode is required')
  const selector = mapOf(at, 'selector')
  if (selector !== undefined) checkSelector(selector, causes)
  const field = () => at.get('accessModes').pathText
  for (const mode of modes)
    if (!accessModes.includes(String(mode.value))) causes.unsupported(mode, accessModes, { field })
  if (modes.length > 1 && modes.some(({ value }) => value === 'ReadWriteOncePod'))
    causes.forbidden(at.get('accessModes'), 'may not use ReadWriteOncePod with other access modes')
  checkStorage(at, causes)
  checkText(at, 'storageClassName', dnsSubdomain, causes, nameText)
  checkOptionalChoice(at, 'volumeMode', ['Block', 'Filesystem'], causes)
  checkSources(at, causes)
  checkText(at, 'volumeAttributesClassName', dnsSubdomain, causes, nameText)
}

/** The claim of an ephemeral volume has labels and annotations only. */
export function checkClaimMetadata(at: Located, causes: Causes): void {
  checkAnnotations(mapOf(at, 'annotations'), causes)
  checkLabels(mapOf(at, 'labels'), causes)
  for (const key of at.keys()) {
    const value = at.peek(key)
    const isUnset = value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
    if (key !== 'annotations' && key !== 'labels' && key !== 'managedFields' && !isUnset)
      causes.forbidden(at.get(key), 'cannot be set')
  }
}

/** What the volume is filled from. */
function checkSources(at: Located, causes: Causes): void {
  const found = ['dataSource', 'dataSourceRef'].filter((key) => isMap(at.peek(key)))
  for (const key of found) checkFilling(at.get(key), causes)
  if (found.length < 2) return
  const [source, reference] = found.map((key) => at.get(key))
  const fix = 'delete dataSource'
  const where = { value: {}, fix }
  if (textOf(reference, 'namespace'))
    causes.invalid(at, 'may not be specified when dataSourceRef.namespace is specified', where)
  else if (['apiGroup', 'kind', 'name'].some((key) => source.peek(key) !== reference.peek(key)))
    causes.invalid(at, 'must match dataSourceRef', where)
}

function checkFilling(at: Located, causes: Causes): void {
  const kind = textOf(at, 'kind') ?? ''
  if (!textOf(at, 'name')) causes.required(at.get('name'))
  if (kind === '') causes.required(at.get('kind'))
  if (!textOf(at, 'apiGroup') && kind !== 'PersistentVolumeClaim')
    causes.invalid(at, "must be 'PersistentVolumeClaim' when referencing the default apiGroup", {
      value: kind,
      fix: 'add apiGroup',
    })
  checkText(at, 'apiGroup', dnsSubdomain, causes)
  checkText(at, 'namespace', dnsLabel, causes, nameText)
}

function checkStorage(at: Located, causes: Causes): void {
  const storage = at.at('resources', 'requests', 'storage')
  const field = () => `${at.get('resources').pathText}[storage]`
  if (storage.isAbsent) causes.required(storage, '', { field })
  else if ((parseQuantity(String(storage.value)) ?? 1) <= 0)
    causes.invalid(storage, 'must be greater than zero', { field, value: String(storage.value) })
}
