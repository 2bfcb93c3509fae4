/** Texts of a certain format under a key. */
import type { Located } from '../../text/located.ts'
import type { Causes, CauseText } from './causes.ts'
import type { Format } from './formats.ts'
import { textOf } from './values.ts'

/** A text that may be left out or empty. */
export function checkText(at: Located, key: string, format: Format, causes: Causes, text?: CauseText): void {
  const value = textOf(at, key)
  if (value) checkFormat(at, key, value, format, causes, text)
}

/** A text that must be there. @param text of what is said of a bad one. */
export function checkRequiredText(
  at: Located,
  key: string,
  format: Format,
  causes: Causes,
  text?: CauseText,
): void {
  const value = textOf(at, key)
  if (value) checkFormat(at, key, value, format, causes, text)
  else causes.required(at.get(key))
}

/** A text whose absence is the empty text, and as bad. */
export function checkPlainText(
  at: Located,
  key: string,
  format: Format,
  causes: Causes,
  text?: CauseText,
): void {
  checkFormat(at, key, textOf(at, key) ?? '', format, causes, text)
}

/** A text as an item of a list. */
export function checkTextItem(at: Located, format: Format, causes: Causes, text?: CauseText): void {
  const value = typeof at.value === 'string' ? at.value : ''
  const messages = format(value)
  if (messages.length > 0) causes.badFormat(at, messages, { value, ...text })
}

function checkFormat(
  at: Located,
  key: string,
  value: string,
  format: Format,
  causes: Causes,
  text: CauseText | undefined,
): void {
  const messages = format(value)
  if (messages.length > 0) causes.badFormat(at.get(key), messages, { value, ...text })
}

/** What is said of a bad name. */
export const nameText = {
  rule: 'name-format',
  fix: 'use lower case letters, digits and -',
} as const satisfies CauseText
