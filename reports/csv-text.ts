/**
 * Cells and rows of CSV as every table of a result has them: comma, `\n`, formula-safe text (a cell that a
 * spreadsheet would run as a formula gets a leading apostrophe, what cannot be seen is escaped), booleans `true` and `false`.
 */
import { stringify } from 'csv-stringify/sync'
import { formatNumber } from './number-format.ts'
import { safeText } from './readable.ts'

export type Cell = string | number | boolean | null

/** Names of Kubernetes objects and their like: written as they are. */
const plainText = /^[A-Za-z0-9*][\w*./-]*$/

const format = {
  escape_formulas: true,
  cast: {
    string: (value: string) => (plainText.test(value) ? value : safeText(value)),
    number: formatNumber,
    boolean: (value: boolean) => (value ? 'true' : 'false'),
  },
}

/** Rows that csv-stringify gets at a time: bounds the memory that a table takes while it is written. */
const rowsPerPiece = 10_000

/** A table as text, in pieces of whole rows, header first. */
export function* csvTable(columns: readonly string[], rows: Iterable<readonly Cell[]>): Generator<string> {
  let batch: (readonly Cell[])[] = [columns]
  for (const row of rows) {
    batch.push(row)
    if (batch.length < rowsPerPiece) continue
    yield stringify(batch, format)
    batch = []
  }
  if (batch.length > 0) yield stringify(batch, format)
}

/** One cell of text, as csv-stringify writes it; for writers that join their rows by hand. */
export function csvText(text: string): string {
  return plainText.test(text) ? text : stringify([[text]], { ...format, eof: false })
}
