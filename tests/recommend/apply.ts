/** What kubectl and kustomize do with a patch, as far as patches of probes need it. */
import * as assert from 'uvu/assert'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Manifest = { readonly [key: string]: Json }

const isMap = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A strategic merge: maps key by key, lists by the name of their entries. Nothing may be added to a list. */
export function strategicMerge(base: Json | undefined, patch: Json): Json {
  if (isMap(patch)) {
    const merged: { [key: string]: Json } = isMap(base) ? { ...base } : {}
    for (const [key, value] of Object.entries(patch)) merged[key] = strategicMerge(merged[key], value)
    return merged
  }
  if (!Array.isArray(patch)) return patch
  // A list of texts, such as a command, is replaced.
  if (patch.every((entry) => typeof entry === 'string')) return patch
  const list = [...(base as Json[])]
  for (const entry of patch) {
    const name = (entry as Manifest)['name']
    const index = list.findIndex((each) => (each as Manifest)['name'] === name)
    assert.ok(index >= 0, `the list has no entry ${name}`)
    list[index] = strategicMerge(list[index], entry)
  }
  return list
}

export type Operation = { readonly op: string; readonly path: string; readonly value: Json }

/** RFC 6902: test, replace and add, each of a key that a map has, or may have. */
export function jsonPatch(base: Json, operations: readonly Operation[]): Json {
  const result = structuredClone(base)
  for (const { op, path, value } of operations) {
    const steps = path.split('/').slice(1)
    const unescaped = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    const key = unescaped.pop()!
    let here = result
    for (const step of unescaped) {
      here = (here as Manifest)[step]!
      assert.ok(here !== undefined, `${path}: nothing at ${step}`)
    }
    const map = here as { [key: string]: Json }
    if (op === 'test') {
      if (map[key] !== value) throw new Error(`test of ${path} failed: ${map[key]} is not ${value}`)
      continue
    }
    assert.ok(op === 'add' || op === 'replace', op)
    if (op === 'replace') assert.ok(Object.hasOwn(map, key), `${path}: nothing to replace`)
    map[key] = value
  }
  return result
}

export type Target = { readonly kind: string; readonly name: string; readonly namespace?: string }

/** Whether a manifest is the object that a patch is for. */
export function isTarget(manifest: Manifest, { kind, name, namespace }: Target): boolean {
  const metadata = manifest['metadata'] as Manifest | undefined
  return (
    manifest['kind'] === kind &&
    metadata?.['name'] === name &&
    (namespace === undefined || metadata['namespace'] === namespace)
  )
}
