/** Reads what the OpenAPI document does not say from Go sources of Kubernetes: names of types, and what is embedded. */
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

export type GoField = {
  /** As Go prints it, without pointers: `[]v1.Container`. */
  readonly type: string
  /** The embedded struct that brings the field in. */
  readonly embedded?: string
}

export type GoPackage = {
  /** Structs by name, their fields by JSON name; those of embedded structs included. */
  readonly structs: ReadonlyMap<string, ReadonlyMap<string, GoField>>
  /** Named types that are no structs, by their full name. */
  readonly aliases: ReadonlyMap<string, string>
}

/** The types of `types.go` in a directory. */
export function readGoPackage(directory: string): GoPackage {
  const packageName = basename(directory)
  const text = readFileSync(join(directory, 'types.go'), 'utf8')
  const aliases = new Map<string, string>()
  for (const [, name, type] of text.matchAll(/^type (\w+) ([^\s{]+)$/gm))
    aliases.set(`${packageName}.${name}`, goType(type, packageName))
  const bodies = new Map<string, string>()
  for (const [, name, body] of text.matchAll(/^type (\w+) struct \{\n(.*?)^\}/gms)) bodies.set(name, body)
  const structs = new Map<string, ReadonlyMap<string, GoField>>()
  for (const name of bodies.keys()) structs.set(name, fieldsOf(name, bodies, packageName))
  return { structs, aliases }
}

function fieldsOf(
  name: string,
  bodies: ReadonlyMap<string, string>,
  packageName: string,
): ReadonlyMap<string, GoField> {
  const fields = new Map<string, GoField>()
  for (const line of (bodies.get(name) ?? '').split('\n')) {
    const embedded = /^\t(?:\w+\.)?(\w+)\s+`json:",inline"/.exec(line)?.[1]
    if (embedded === 'TypeMeta') {
      fields.set('apiVersion', { type: 'string', embedded })
      fields.set('kind', { type: 'string', embedded })
    } else if (embedded !== undefined) {
      for (const [key, { type }] of fieldsOf(embedded, bodies, packageName))
        fields.set(key, { type, embedded })
    }
    // A field without a name of its own is named by its type.
    const [, type, key] = /^\t(?:\w+\s+)?(\S+)\s+`json:"([^",]+)/.exec(line) ?? []
    if (key !== undefined) fields.set(key, { type: goType(type, packageName) })
  }
  return fields
}

/** `[]*metav1.Duration` is `[]v1.Duration`; a type of the own package takes its name. */
function goType(type: string, packageName: string): string {
  const [, prefix, base] = /^((?:\*|\[\]|map\[\w+\])*)(.+)$/.exec(type) ?? ['', '', type]
  const plain = base.replace(/^(?:metav1|corev1|apiv1)\./, 'v1.')
  const isOwn = /^[A-Z]/.test(plain)
  return `${prefix.replaceAll('*', '').replace(/map\[\w+\]/g, 'map[string]')}${isOwn ? `${packageName}.` : ''}${plain}`
}
