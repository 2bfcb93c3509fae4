/** Text of inputs inside a page: it can neither start markup nor end the script that holds it. */
import { createHash } from 'node:crypto'
import { safeText } from './readable.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For elements and quoted attributes. Characters that reorder or hide text are written as escapes. */
export function htmlText(text: string): string {
  return safeText(text).replace(/[&<>"']/g, (character) => entities[character]!)
}

/** JSON for a script element. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The source expression of a Content-Security-Policy that admits just this inline text. */
export function contentHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
