/** What to do about a field that its struct does not have: a slip of the pen, or a field in the wrong place. */
import type { PathStep } from '../text/located.ts'
import { editDistance, nearestWord, spaceFix } from '../text/suggestion.ts'
import { serverPath } from './finding.ts'
import { fieldsOf } from './schema/api-schema.ts'
import { isNewerField } from './schema/newer-fields.ts'

type Holder = { readonly type: string; readonly depth: number }

/** Structs within each other that are searched for a field that stands too far out. */
const depthMax = 4

/**
 * @param holders the structs around the field, outermost first, with the number of steps that lead to each.
 * @param steps that lead to the field.
 */
export function unknownFieldFix(key: string, holders: readonly Holder[], steps: readonly PathStep[]): string {
  const own = holders[holders.length - 1]
  if (key.startsWith('$'))
    return 'render the manifests first (kubectl kustomize): the document is a patch of others'
  if (isNewerField(own.type, key))
    return 'a field of Kubernetes 1.37, whose feature gate is off by default: delete the line, or take it with --validate warn, which drops it as the server does'
  const glued = gluedField(key, own.type)
  if (glued !== undefined) return spaceFix(glued)
  const known = [...(fieldsOf(own.type)?.keys() ?? [])]
  const near = nearestWord(key, known)
  if (near !== undefined && near.toLowerCase() === key.toLowerCase())
    return `write ${near}: keys are case-sensitive`
  // One slip of the pen is likelier than a field of that name elsewhere.
  if (near !== undefined && editDistance(key, near) === 1) return `write ${near}`
  const place = placeOf(key, holders, steps)
  if (place !== undefined) return `move it: the field is ${place}`
  if (near !== undefined) return `write ${near}`
  return 'delete the line, or take it with --validate warn, which drops it'
}

/** The field of the struct that a text such as `port:8080` begins with: YAML needs a space after the colon. */
export function gluedField(text: string, type: string): string | undefined {
  const name = text.slice(0, Math.max(0, text.indexOf(':')))
  return fieldsOf(type)?.has(name) ? name : undefined
}

/** The nearest place that has the field: in a struct around this one, or within this one or one of those around. */
function placeOf(key: string, holders: readonly Holder[], steps: readonly PathStep[]): string | undefined {
  const outwards = holders.toReversed()
  for (const { type, depth } of outwards.slice(1))
    if (fieldsOf(type)?.has(key)) return serverPath([...steps.slice(0, depth), key])
  for (const { type, depth } of outwards) {
    const within = pathWithin(type, key)
    if (within !== undefined) return serverPath([...steps.slice(0, depth), ...within])
  }
  return undefined
}

/** The shortest way from a struct inwards to the field; of lists the first item. */
function pathWithin(type: string, key: string): PathStep[] | undefined {
  let level: { readonly type: string; readonly path: readonly PathStep[] }[] = [{ type, path: [] }]
  const seen = new Set<string>()
  for (let depth = 0; depth <= depthMax; depth++) {
    const next: typeof level = []
    for (const here of level) {
      const fields = fieldsOf(here.type)
      if (fields === undefined || seen.has(here.type)) continue
      seen.add(here.type)
      if (fields.has(key)) return [...here.path, key]
      for (const [name, field] of fields) {
        // What a status says is no place to write.
        if (name === 'status' || name === 'managedFields') continue
        const isList = field.type.startsWith('[]')
        next.push({
          type: isList ? field.type.slice(2) : field.type,
          path: [...here.path, name, ...(isList ? [0] : [])],
        })
      }
    }
    level = next
  }
  return undefined
}
