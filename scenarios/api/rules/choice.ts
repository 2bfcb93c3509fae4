/** Fields that take one of some words. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { textOf } from './values.ts'

/** Reports a text under a key that is none of some words; none is the empty text. */
export function checkChoice(
  at: Located,
  key: string,
  words: readonly string[],
  causes: Causes,
  field?: string,
): void {
  if (!words.includes(textOf(at, key) ?? ''))
    causes.unsupported(at.get(key), words, field === undefined ? {} : { field })
}

/** The same for a field that may be left out. */
export function checkOptionalChoice(
  at: Located,
  key: string,
  words: readonly string[],
  causes: Causes,
): void {
  if (textOf(at, key) !== undefined) checkChoice(at, key, words, causes)
}

/** The same for a field whose empty text stands for its default. */
export function checkDefaultedChoice(
  at: Located,
  key: string,
  words: readonly string[],
  causes: Causes,
): void {
  if (textOf(at, key)) checkChoice(at, key, words, causes)
}
