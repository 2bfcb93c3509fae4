/** Files that volumes make of keys and fields. Source: kubernetes v1.36 pkg/apis/core/validation, validateKeyToPath, validateDownwardAPIVolumeFile. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkFieldRef, checkResourceRef } from './env.ts'
import { checkLocalPath } from './paths.ts'
import { mapOf, numberOf, textOf } from './values.ts'

export function checkMode(at: Located, key: string, causes: Causes): void {
  const mode = numberOf(at, key)
  if (mode !== undefined && (mode < 0 || mode > 0o777))
    causes.invalid(at.get(key), 'must be a number between 0 and 0777 (octal), both inclusive', {
      fix: 'write a file mode such as 0644',
    })
}

/** One key of a ConfigMap or Secret as a file. */
export function checkKeyToPath(at: Located, causes: Causes): void {
  if (!textOf(at, 'key')) causes.required(at.get('key'))
  const path = textOf(at, 'path') ?? ''
  if (path === '') causes.required(at.get('path'))
  checkLocalPath(at.get('path'), path, causes)
  checkMode(at, 'mode', causes)
}

const downwardFields = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
]

/** @param source that the server names instead of the item. */
export function checkDownwardFile(at: Located, source: Located, causes: Causes): void {
  const field = () => source.pathText
  const pathField = () => `${source.pathText}.path`
  const path = textOf(at, 'path') ?? ''
  if (path === '') causes.required(at.get('path'), '', { field: pathField })
  checkLocalPath(at.get('path'), path, causes, { field: pathField })
  const fieldRef = mapOf(at, 'fieldRef')
  const resourceRef = mapOf(at, 'resourceFieldRef')
  if (fieldRef !== undefined) {
    checkFieldRef(fieldRef, downwardFields, causes)
    if (resourceRef !== undefined)
      causes.invalid(at, 'fieldRef and resourceFieldRef can not be specified simultaneously', {
        field,
        value: 'resource',
        fix: 'delete one of the two',
      })
  } else if (resourceRef !== undefined) checkResourceRef(resourceRef, true, causes)
  else
    causes.required(at, 'one of fieldRef and resourceFieldRef is required', {
      field,
      fix: 'add fieldRef or resourceFieldRef',
    })
  checkMode(at, 'mode', causes)
}
