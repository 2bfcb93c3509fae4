/** Objects as `-o json`, `-o yaml` and `-o name` print them. Source: k8s.io/cli-runtime v0.35 pkg/printers. */
import { stringify } from 'yaml'
import { safeText } from '../readable.ts'
import { mapOf, type PlainMap, sortedKeys, textOf } from './plain-data.ts'

export type ObjectFormat = 'json' | 'yaml' | 'name'

/** One object by itself; several, or none, as a List; names one a line. */
export function objectsText(objects: readonly PlainMap[], isList: boolean, format: ObjectFormat): string {
  if (format === 'name') return objects.map((object) => `${nameText(object)}\n`).join('')
  const whole = isList
    ? { apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } }
    : objects[0]
  return documentText(whole, format)
}

function documentText(value: unknown, format: 'json' | 'yaml'): string {
  const sorted = sortedKeys(value)
  if (format === 'json') return `${JSON.stringify(sorted, null, 4)}\n`
  // YAML 1.1 puts quotes around what old readers take for a time or a truth value, as the API's own library does.
  return stringify(sorted, { version: '1.1', indentSeq: false, lineWidth: 0, aliasDuplicateObjects: false })
}

function nameText(object: PlainMap): string {
  const kind = textOf(object['kind']).toLowerCase()
  return safeText(
    `${kind}${groupText(textOf(object['apiVersion']))}/${textOf(mapOf(object['metadata'])['name'])}`,
  )
}

/** `.batch`; nothing for the core group. */
function groupText(apiVersion: string): string {
  return apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : ''
}
