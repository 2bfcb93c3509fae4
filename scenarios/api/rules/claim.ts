/** Claims for volumes, as templates hold them. Source: kubernetes v1.36 pkg/apis/core/validation, ValidatePersistentVolumeClaimSpec. */
import type { Located } from '../../text/located.ts'
import { parseQuantity } from '../../text/quantity.ts'
import type { Causes } from './causes.ts'
import { checkOptionalChoice } from './choice.ts'
import { dnsSubdomain } from './formats.ts'
import { checkSelector } from './labels.ts'
import { checkText, nameText } from './texts.ts'
import { listOf, mapOf } from './values.ts'

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
}

function checkStorage(at: Located, causes: Causes): void {
  const storage = at.at('resources', 'requests', 'storage')
  const field = () => `${at.get('resources').pathText}[storage]`
  if (storage.isAbsent) causes.required(storage, '', { field })
  else if ((parseQuantity(String(storage.value)) ?? 1) <= 0)
    causes.invalid(storage, 'must be greater than zero', { field, value: String(storage.value) })
}
