/** `metadata` of an object. Source: kubernetes v1.36 apimachinery pkg/api/validation/objectmeta.go, ValidateObjectMetaAccessor. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { type Format, qualifiedName } from './formats.ts'
import { checkAnnotations, checkLabels } from './labels.ts'
import { checkText, nameText } from './texts.ts'
import { flagOf, listOf, mapOf, textOf } from './values.ts'

/** Longest prefix of a generated name that is kept, and what the server adds. */
const prefixMax = 58
const suffix = 'xxxxx'

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion']

/** @param hasStandardFinalizers whether a finalizer without a domain must be one of Kubernetes: of a PodDisruptionBudget it need not. */
export function checkMetadata(
  object: Located,
  nameFormat: Format,
  causes: Causes,
  hasStandardFinalizers = true,
): void {
  const at = object.get('metadata')
  checkObjectName(at, nameFormat, causes)
  checkLabels(mapOf(at, 'labels'), causes)
  checkAnnotations(mapOf(at, 'annotations'), causes)
  checkOwners(at, causes)
  checkFinalizers(at, hasStandardFinalizers, causes)
  if (!causes.isLive && textOf(at, 'resourceVersion'))
    causes.forbidden(at.get('resourceVersion'), 'should not be set on objects to be created')
}

/** The name that an object has, or gets from `generateName`. */
export function objectName(object: Located): string {
  const at = object.get('metadata')
  const prefix = textOf(at, 'generateName')
  return textOf(at, 'name') || (prefix ? prefix.slice(0, prefixMax) + suffix : '')
}

function checkObjectName(at: Located, nameFormat: Format, causes: Causes): void {
  const name = textOf(at, 'name')
  const prefix = textOf(at, 'generateName')
  if (name) checkText(at, 'name', nameFormat, causes, nameText)
  else if (prefix)
    causes.badFormat(at.get('generateName'), nameFormat(prefix.slice(0, prefixMax) + suffix), {
      ...nameText,
      field: at.get('name').pathText,
    })
  else
    causes.required(at.get('name'), 'name or generateName is required', {
      fix: 'add metadata.name, or metadata.generateName for a name that the server makes',
    })
}

function checkOwners(at: Located, causes: Causes): void {
  const owners = listOf(at, 'ownerReferences')
  for (const owner of owners) {
    const field = at.get('ownerReferences').pathText
    for (const key of ['apiVersion', 'kind', 'name', 'uid']) {
      const text = textOf(owner, key) ?? ''
      if (key === 'apiVersion' ? hasVersion(text) : text !== '') continue
      const words = key === 'apiVersion' ? 'version must not be empty' : 'must not be empty'
      causes.invalid(owner.get(key), words, { field: `${field}.${key}`, value: text, fix: `write ${key}` })
    }
  }
  if (owners.filter((owner) => flagOf(owner, 'controller')).length > 1)
    causes.invalid(at.get('ownerReferences'), 'Only one reference can have Controller set to true', {
      fix: 'leave controller: true at one owner',
    })
}

function hasVersion(apiVersion: string): boolean {
  const parts = apiVersion.split('/')
  return parts.length <= 2 && parts[parts.length - 1] !== ''
}

function checkFinalizers(at: Located, areStandard: boolean, causes: Causes): void {
  const finalizers = listOf(at, 'finalizers')
  const field = () => at.get('finalizers').pathText
  const names = finalizers.map(({ value }) => (typeof value === 'string' ? value : ''))
  for (const [index, name] of names.entries())
    for (const words of qualifiedName(name))
      causes.invalid(finalizers[index], words, { field: field(), value: name })
  if (names.includes('orphan') && names.includes('foregroundDeletion'))
    causes.invalid(at.get('finalizers'), 'finalizer orphan and foregroundDeletion cannot be both set', {
      fix: 'delete one of the two',
    })
  if (!areStandard) return
  for (const [index, name] of names.entries())
    if (!name.includes('/') && !standardFinalizers.includes(name))
      causes.invalid(
        finalizers[index],
        'name is neither a standard finalizer name nor is it fully qualified',
        { fix: 'write a name such as example.com/finalizer' },
      )
}
