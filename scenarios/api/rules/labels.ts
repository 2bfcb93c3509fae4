/** Labels, annotations and label selectors. Source: kubernetes v1.36 apimachinery pkg/apis/meta/v1/validation and pkg/api/validation/objectmeta.go. */
import { isMap, type Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { labelValue, qualifiedName } from './formats.ts'
import { checkTextItem } from './texts.ts'
import { countOf, listOf, mapOf, textOf } from './values.ts'

const labelFix = {
  rule: 'label-format',
  fix: "write at most 63 letters, digits, '-', '_' or '.', before them a DNS name and '/' if need be",
} as const

/** Bytes that the annotations of one object may have. */
const annotationBytesMax = 262_144

/** A map of labels. @param field of all its causes, as the server names no single label. */
export function checkLabels(at: Located | undefined, causes: Causes, field?: () => string): void {
  if (at === undefined) return
  for (const key of at.keys()) {
    const value = textOf(at, key) ?? ''
    const where = { field: field ?? (() => at.pathText), ...labelFix }
    for (const words of qualifiedName(key)) causes.invalid(at.get(key), words, { ...where, value: key })
    for (const words of labelValue(value)) causes.invalid(at.get(key), words, { ...where, value })
  }
}

/** A label key as a value. */
export function checkLabelKey(at: Located, causes: Causes): void {
  checkTextItem(at, qualifiedName, causes, labelFix)
}

export function checkAnnotations(at: Located | undefined, causes: Causes, field?: () => string): void {
  if (at === undefined) return
  let size = 0
  for (const key of at.keys()) {
    const value = at.peek(key)
    size += Buffer.byteLength(key) + (typeof value === 'string' ? Buffer.byteLength(value) : 0)
    for (const words of qualifiedName(key.toLowerCase()))
      causes.invalid(at.get(key), words, { field: field ?? (() => at.pathText), ...labelFix, value: key })
  }
  if (size > annotationBytesMax)
    causes.tooLong(at, `may not be more than ${annotationBytesMax} bytes`, {
      ...(field === undefined ? {} : { field }),
      fix: 'move large texts into a ConfigMap',
    })
}

/** Whether a selector can be read; reports what cannot. */
export function checkSelector(at: Located, causes: Causes): boolean {
  const before = causes.list.length
  checkLabels(mapOf(at, 'matchLabels'), causes)
  for (const requirement of listOf(at, 'matchExpressions')) checkRequirement(requirement, causes)
  return causes.list.length === before
}

function checkRequirement(at: Located, causes: Causes): void {
  const operator = textOf(at, 'operator')
  const values = at.get('values')
  if (operator === 'In' || operator === 'NotIn') {
    if (countOf(at, 'values') === 0)
      causes.required(values, "must be specified when `operator` is 'In' or 'NotIn'")
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (countOf(at, 'values') > 0)
      causes.forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
  } else refuseOperator(at.get('operator'), causes)
  checkLabelKey(at.get('key'), causes)
  for (const value of listOf(at, 'values')) checkTextItem(value, labelValue, causes, labelFix)
}

export function refuseOperator(at: Located, causes: Causes): void {
  causes.invalid(at, 'not a valid selector operator', {
    rule: 'selector-format',
    fix: 'write In, NotIn, Exists or DoesNotExist',
    value: at.value ?? '',
  })
}

/** Whether a good selector has no requirement. */
export function isEmptySelector(at: Located): boolean {
  return (mapOf(at, 'matchLabels')?.keys().length ?? 0) === 0 && countOf(at, 'matchExpressions') === 0
}

/** Whether a good selector selects labels. */
export function selectorMatches(at: Located, labels: Located | undefined): boolean {
  const label = (key: string): string | undefined => {
    if (labels === undefined || !isMap(labels.value) || !Object.hasOwn(labels.value, key)) return undefined
    return textOf(labels, key) ?? ''
  }
  const wanted = mapOf(at, 'matchLabels')
  if (wanted?.keys().some((key) => label(key) !== (wanted.peek(key) ?? ''))) return false
  return listOf(at, 'matchExpressions').every((requirement) => {
    const found = label(textOf(requirement, 'key') ?? '')
    const values = listOf(requirement, 'values').map(({ value }) => String(value ?? ''))
    switch (textOf(requirement, 'operator')) {
      case 'In':
        return found !== undefined && values.includes(found)
      case 'NotIn':
        return found === undefined || !values.includes(found)
      case 'Exists':
        return found !== undefined
      default:
        return found === undefined
    }
  })
}
