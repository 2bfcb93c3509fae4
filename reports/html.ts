/**
 * Markup of pages. Only `html` makes it, and `html` escapes whatever is no markup: text of an input cannot become an element, which
 * the compiler checks wherever a `Markup` is asked for.
 */
import { htmlText } from './html-text.ts'

/** A class of its own: no string is one. */
export class Markup {
  readonly #text: string

  /** @param text of ours; use `html`. */
  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

export type Part = string | number | Markup | undefined | readonly Part[]

/** `<p>${text}</p>`: markup goes in as it is, lists part after part, nothing for undefined, all else escaped. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let markup = texts[0]!
  for (const [index, part] of parts.entries()) markup += partText(part) + texts[index + 1]!
  return new Markup(markup)
}

function partText(part: Part): string {
  if (part === undefined) return ''
  if (part instanceof Markup) return part.toString()
  if (typeof part === 'string' || typeof part === 'number') return htmlText(String(part))
  return part.map(partText).join('')
}

/** What stands between the parts of a list is markup of ours. */
export function joined(parts: readonly Part[], between: Markup): Markup {
  return html`${parts.map((part, index) => (index === 0 ? part : [between, part]))}`
}
