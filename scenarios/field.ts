/** One field of a document by its path, as the JSON Schema of the document has it: what `kubectl explain` would know of it. */
import { durationPattern, type JsonSchema } from './scenario/shape.ts'
import { nearestWord } from './text/suggestion.ts'

/** What is below a field: its keys, or, of a list of alternatives, their kinds. */
export type FieldRow = {
  readonly name: string
  readonly type: string
  readonly description: string
  readonly isRequired: boolean
}

export type Field = {
  /** As it is written, without indexes: `spec.faults.hang.at`. */
  readonly path: string
  readonly type: string
  readonly description: string
  /** Texts, or numbers, of which it is one; empty where it is anything of its type. */
  readonly values: readonly string[]
  /** Whether `rows` are kinds, which differ in their keys. */
  readonly hasKinds: boolean
  readonly rows: readonly FieldRow[]
}

/** `near`: a key beside it, or the path of a field whose last keys are those that were asked for. */
export type UnknownField = { readonly unknown: string; readonly within: string; readonly near?: string }

/**
 * @param path keys joined by dots; `spec.` may be left out. A kind of a fault is a key: `faults.hang.at`.
 * @param document JSON Schema with `$defs`.
 */
export function fieldAt(path: string, document: JsonSchema): Field | UnknownField {
  const keys = path.split('.').flatMap((key) => key.replace(/\[[^\]]*\]/g, '') || [])
  const schemas = new Schemas(document)
  const isTop = keys.length === 0 || schemas.below(document).has(keys[0]!)
  const found = isTop ? keys : ['spec', ...keys]
  let at = document
  for (const [index, key] of found.entries()) {
    const below = schemas.below(at)
    const next = below.get(key)
    if (next === undefined) {
      const elsewhere =
        index === found.length - keys.length ? schemas.pathEndingIn(keys, document) : undefined
      const near = elsewhere ?? nearestWord(key, [...below.keys()])
      const within = found.slice(0, index).join('.')
      return { unknown: key, within, ...(near === undefined ? {} : { near }) }
    }
    at = next
  }
  return {
    path: found.join('.'),
    type: schemas.typeOf(at),
    description: String(at['description'] ?? document['title'] ?? ''),
    values: schemas.valuesOf(at),
    hasKinds: schemas.hasKinds(at),
    rows: schemas.rows(at),
  }
}

/** Definitions by what a user calls them. */
const typeNames: Readonly<Record<string, string>> = {
  distribution: 'time',
  perIncarnation: 'time or []time',
}

/** Reads the parts of JSON Schema that shapes are made of. */
class Schemas {
  readonly #definitions: Readonly<Record<string, JsonSchema>>

  constructor(document: JsonSchema) {
    this.#definitions = (document['$defs'] ?? {}) as Readonly<Record<string, JsonSchema>>
  }

  /** The shortest path that ends in these keys; of equals the first. Schemas that hold themselves are followed once. */
  pathEndingIn(keys: readonly string[], document: JsonSchema): string | undefined {
    const seen = new Set<JsonSchema>()
    let level: (readonly [path: readonly string[], schema: JsonSchema])[] = [[[], document]]
    while (level.length > 0) {
      const next: typeof level = []
      for (const [path, schema] of level) {
        if (seen.has(schema)) continue
        seen.add(schema)
        for (const [name, below] of this.below(schema)) next.push([[...path, name], below])
      }
      const found = next.find(([path]) =>
        keys.every((key, at) => path[path.length - keys.length + at] === key),
      )
      if (found !== undefined) return found[0].join('.')
      level = next
    }
    return undefined
  }

  hasKinds(schema: JsonSchema): boolean {
    return this.#ways(schema).some((way) => way['oneOf'] !== undefined)
  }

  /** Keys by name, in the order of the schema; of alternatives with a kind, these by their kind. */
  below(schema: JsonSchema): ReadonlyMap<string, JsonSchema> {
    const found = new Map<string, JsonSchema>()
    for (const way of this.#ways(schema)) {
      for (const kind of (way['oneOf'] ?? []) as readonly JsonSchema[]) {
        const { kind: name } = kind['properties'] as Readonly<Record<string, JsonSchema>>
        found.set(String(name!['const']), { ...kind, description: name!['description'] })
      }
      for (const [name, property] of Object.entries((way['properties'] ?? {}) as Record<string, JsonSchema>))
        if (!found.has(name)) found.set(name, property)
    }
    return found
  }

  rows(schema: JsonSchema): FieldRow[] {
    const required = this.#ways(schema).map((way) => (way['required'] ?? []) as readonly string[])
    return Array.from(this.below(schema), ([name, below]) => ({
      name,
      type: this.typeOf(below),
      description: String(below['description'] ?? ''),
      isRequired: required.every((names) => names.includes(name)),
    }))
  }

  valuesOf(schema: JsonSchema): string[] {
    return this.#ways(schema).flatMap((way) =>
      ((way['enum'] ?? []) as readonly unknown[]).filter((value) => value !== null).map(String),
    )
  }

  typeOf(schema: JsonSchema): string {
    const reference = referenceOf(schema)
    if (reference !== undefined) return typeNames[reference] ?? reference
    const ways = schema['anyOf'] as readonly JsonSchema[] | undefined
    const types = ways?.flatMap((way) => this.typeOf(way).split(' or ')) ?? this.#simpleTypes(schema)
    return [...new Set(types)].filter((type) => type !== 'null' && type !== '').join(' or ')
  }

  /** Every way to write a field, the items of lists among them. */
  #ways(schema: JsonSchema): JsonSchema[] {
    const reference = referenceOf(schema)
    if (reference !== undefined) return this.#ways(this.#definitions[reference] ?? {})
    const ways = (schema['anyOf'] ?? (schema['items'] && [schema['items']])) as
      | readonly JsonSchema[]
      | undefined
    return ways === undefined ? [schema] : ways.flatMap((way) => this.#ways(way))
  }

  #simpleTypes(schema: JsonSchema): readonly string[] {
    const { type, items, additionalProperties } = schema
    if (items !== undefined) return [`[]${this.typeOf(items as JsonSchema)}`]
    if (schema['oneOf'] !== undefined || schema['properties'] !== undefined) return ['Object']
    if (typeof additionalProperties === 'object')
      return [`map[string]${this.typeOf(additionalProperties as JsonSchema)}`]
    if (schema['pattern'] === `^(?:${durationPattern})$`) return ['duration']
    if (type !== undefined) return [type].flat() as string[]
    const [value = ''] = (schema['enum'] ?? [schema['const'] ?? '']) as readonly unknown[]
    return [typeof value]
  }
}

/** The name of the definition that a schema stands for. */
function referenceOf(schema: JsonSchema): string | undefined {
  return /\/([^/]+)$/.exec(String(schema['$ref'] ?? ''))?.[1]
}
