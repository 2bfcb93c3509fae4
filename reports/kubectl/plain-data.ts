/** Reading plain data whose shape nobody has checked: what does not fit reads as absent. */

export type PlainMap = Readonly<Record<string, unknown>>

export function mapOf(value: unknown): PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as PlainMap) : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Texts and numbers as text; anything else is empty. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''
}

/** A map of texts, such as labels. */
export function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(mapOf(value)).map(([key, text]) => [key, textOf(text)]))
}

/** The labels of an object as written. */
export function labelsOf(object: unknown): Readonly<Record<string, string>> {
  return textsOf(mapOf(mapOf(object)['metadata'])['labels'])
}

/** Keys in order of their code units, all the way down. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (typeof value !== 'object' || value === null) return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, sortedKeys((value as PlainMap)[key])]))
}

/** The entry under a key, or nothing at all where there is no value. */
export function entry(key: string, value: unknown): PlainMap {
  return value === undefined || value === null ? {} : { [key]: value }
}
