/** What is wrong with an input, where, and how to mend it; and how that is printed. */

export type Diagnostic = {
  /** `info` only of advice. */
  readonly severity: 'error' | 'warning' | 'info'
  /** Stable id, see `rules/rule-id.ts`; of advice, docs/advice.md. */
  readonly rule: string
  /** As the user named it; `<stdin>`, `--set`, `--seed`, ... for what is no file. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** What was found; what was expected. */
  readonly message: string
  readonly fix: string
  /** The whole line, if the place is in a text. */
  readonly sourceLine?: string
}

/** Errors that an `InputError` carries at most; the rest is counted. */
export const diagnosticsMax = 100

/** The input cannot be simulated. Expected, and for the person who wrote the input. */
export class InputError extends Error {
  override readonly name = 'InputError'
  /** Sorted by file, line and column, but what the API server says first of an object comes first; at most `diagnosticsMax`. */
  readonly diagnostics: readonly Diagnostic[]
  /** Errors beyond those. */
  readonly omitted: number

  constructor(diagnostics: readonly Diagnostic[], omitted: number) {
    super(diagnostics.map(formatDiagnostic).join('\n'))
    this.diagnostics = diagnostics
    this.omitted = omitted
  }
}

/** Characters of the source line that are shown at most. */
const sourceWidth = 120

/**
 * The text of one diagnostic: place and rule, what was found and expected, the source line with a caret, the fix.
 * Control characters of hostile input are escaped.
 */
export function formatDiagnostic(d: Diagnostic): string {
  const lines = [
    `${printable(d.file)}:${d.line}:${d.column}: ${d.severity} ${d.rule}`,
    `  ${printable(d.message)}`,
  ]
  if (d.sourceLine !== undefined && d.sourceLine.trim() !== '') {
    const before = d.column - 1
    const from = before > sourceWidth * 0.75 ? before - Math.floor(sourceWidth / 2) : 0
    const head = (from > 0 ? '…' : '') + printable(d.sourceLine.slice(from, before))
    const tail = printable(d.sourceLine.slice(before, from + sourceWidth))
    const cut = d.sourceLine.length > from + sourceWidth ? '…' : ''
    const gutter = `  ${d.line} | `
    lines.push(`${gutter}${head}${tail}${cut}`)
    lines.push(`${' '.repeat(gutter.length - 2)}| ${' '.repeat(head.length)}^`)
  }
  lines.push(`  fix: ${printable(d.fix)}`)
  return lines.join('\n')
}

/**
 * The text with everything escaped that a terminal could take for a command or that hides: C0 and C1 controls,
 * line and paragraph separators, bidirectional overrides, lone surrogates. Tabs become one space.
 */
export function printable(text: string): string {
  return text.replaceAll('\t', ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (c) => {
    const code = c.codePointAt(0) as number
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
  })
}
