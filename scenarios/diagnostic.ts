/** What is wrong with an input, where, and how to fix it; and how that is printed. */
import { cutText, safeText } from './text/safe-text.ts'

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

/** Characters of a message that are shown at most: what it quotes of an input may be of any length. */
const messageMax = 2000
/** Characters of the source line that are shown at most. */
const sourceWidth = 120

/**
 * The text of one diagnostic: place and rule, what was found and expected, the source line with a caret, the fix.
 * What of hostile input cannot be seen is escaped, and what is long is cut.
 */
export function formatDiagnostic(d: Diagnostic): string {
  const lines = [
    `${safeText(d.file)}:${d.line}:${d.column}: ${d.severity} ${d.rule}`,
    `  ${safeText(cutText(d.message, messageMax))}`,
  ]
  if (d.sourceLine !== undefined && d.sourceLine.trim() !== '') {
    const before = d.column - 1
    const from = before > sourceWidth * 0.75 ? before - Math.floor(sourceWidth / 2) : 0
    const shown = (begin: number, end: number): string =>
      safeText(d.sourceLine!.slice(begin, end).replaceAll('\t', ' '))
    const head = (from > 0 ? '…' : '') + shown(from, before)
    const tail = shown(before, from + sourceWidth)
    const cut = d.sourceLine.length > from + sourceWidth ? '…' : ''
    const gutter = `  ${d.line} | `
    lines.push(`${gutter}${head}${tail}${cut}`)
    lines.push(`${' '.repeat(gutter.length - 2)}| ${' '.repeat(head.length)}^`)
  }
  lines.push(`  fix: ${safeText(d.fix)}`)
  return lines.join('\n')
}
