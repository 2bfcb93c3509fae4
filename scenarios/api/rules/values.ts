/** Values under a key. One of another type reads as absent: decoding has refused it before. */
import { isMap, type Located } from '../../text/located.ts'

const none: readonly Located[] = []

export function textOf(at: Located, key: string): string | undefined {
  const value = at.peek(key)
  return typeof value === 'string' ? value : undefined
}

export function numberOf(at: Located, key: string): number | undefined {
  const value = at.peek(key)
  return typeof value === 'number' ? value : undefined
}

export function flagOf(at: Located, key: string): boolean {
  return at.peek(key) === true
}

/** The map under a key. */
export function mapOf(at: Located, key: string): Located | undefined {
  return isMap(at.peek(key)) ? at.get(key) : undefined
}

/** The items of the list under a key; none for anything else. */
export function listOf(at: Located, key: string): readonly Located[] {
  return Array.isArray(at.peek(key)) ? at.get(key).items() : none
}

/** How many items the list under a key has. */
export function countOf(at: Located, key: string): number {
  const value = at.peek(key)
  return Array.isArray(value) ? value.length : 0
}
