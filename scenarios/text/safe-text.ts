/**
 * The one way of text from inputs to people: terminals, tables, pages, annotations, file formats. Depends on nothing, so that whatever
 * writes may import it.
 */

/**
 * What a terminal could take for a command, what reorders or hides text, and what is half a character: controls, format
 * characters, line and paragraph separators, all that is drawn as nothing but the variants of emoji, lone surrogates.
 */
const unsafe = /(?![\ufe00-\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** Text in which everything can be seen: `\x1b` and `\u{202e}` stand for what cannot. */
export function safeText(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.codePointAt(0) as number
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
  })
}

/** The first characters of a text, with `…` where more were. Never half of a character. */
export function cutText(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text
  const isHalf = /[\ud800-\udbff]/.test(text[charsMax - 1]!) && /[\udc00-\udfff]/.test(text[charsMax]!)
  return `${text.slice(0, isHalf ? charsMax - 1 : charsMax)}…`
}
