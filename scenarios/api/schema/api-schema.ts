/** The structure of the API's objects, from `table.ts`. Nothing is parsed before it is asked for. */
import { byCodeUnits } from '../../text/order.ts'
import { aliasesText, kindsText, kubernetesVersion, rootsText, structsText } from './table.ts'

/** A field of a struct. */
export type SchemaField = {
  /** As Go names it: `int32`, `[]v1.Container`, `map[string]string`. */
  readonly type: string
  /** The embedded struct that brings it in. */
  readonly embedded?: string
}
export type StructFields = ReadonlyMap<string, SchemaField>

export { kubernetesVersion }

/** The first word of each line, with the rest of the line. */
function linesByName(text: string): Map<string, string> {
  return new Map(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  )
}

function lazy<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

const structLines = lazy(() => linesByName(structsText))
const aliases = lazy(() => linesByName(aliasesText))
const structs = new Map<string, StructFields | undefined>()
const roots = lazy(
  () =>
    new Map(
      rootsText
        .trim()
        .split('\n')
        .map((line) => {
          const [apiVersion, kind, type] = line.split(' ')
          return [`${apiVersion} ${kind}`, type]
        }),
    ),
)
const kinds = lazy(
  () => new Map([...linesByName(kindsText)].map(([apiVersion, names]) => [apiVersion, names.split(' ')])),
)

/** The kinds that the API serves, by apiVersion. */
export function servedKinds(): ReadonlyMap<string, readonly string[]> {
  return kinds()
}

/** The type of an object whose fields are known. */
export function typeOfKind(apiVersion: string, kind: string): string | undefined {
  return roots().get(`${apiVersion} ${kind}`)
}

/** The fields of a struct by their names in JSON; undefined for any other type. */
export function fieldsOf(type: string): StructFields | undefined {
  if (!structs.has(type)) structs.set(type, parseFields(structLines().get(type)))
  return structs.get(type)
}

/** What a named type stands for, itself if it is no alias. */
export function resolvedType(type: string): string {
  return aliases().get(type) ?? type
}

function parseFields(line: string | undefined): StructFields | undefined {
  if (line === undefined) return undefined
  const fields = line.split(' ').map((word): [string, SchemaField] => {
    const colon = word.indexOf(':')
    const slash = word.slice(0, colon).indexOf('/')
    const type = word.slice(colon + 1)
    const name = word.slice(slash + 1, colon)
    return [name, slash < 0 ? { type } : { type, embedded: word.slice(0, slash) }]
  })
  return new Map(fields.sort(([a], [b]) => byCodeUnits(a, b)))
}
