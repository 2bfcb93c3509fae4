/** Reads CSV as probestorm writes it: commas, `\n`, cells in quotes where they must be. */

/** A text that is no table, or not the whole of one. */
export class CsvError extends Error {}

/**
 * Rows by column name, all cells as text; none of an empty text.
 * @param required columns that must be there.
 * @throws CsvError for what csv-report does not write: another number of cells in a row, an end within a line.
 */
export function parseCsv(text: string, required: readonly string[]): Readonly<Record<string, string>>[] {
  const [head, ...rows] = cellsOf(text)
  if (head === undefined) return []
  const missing = required.find((column) => !head.includes(column))
  if (missing !== undefined) throw new CsvError(`has no column ${missing}`)
  const torn = rows.findIndex((row) => row.length !== head.length)
  if (torn >= 0)
    throw new CsvError(
      `is not complete: row ${torn + 1} has ${rows[torn]!.length} cells; expected ${head.length}`,
    )
  if (!text.endsWith('\n')) throw new CsvError('is not complete: it ends within a line')
  return rows.map((row) => Object.fromEntries(head.map((column, index) => [column, row[index]!])))
}

/** Empty = unknown, `inf` = never. NaN for what is no number. */
export function numberOfCell(cell: string): number | null {
  if (cell === '') return null
  if (cell === 'inf') return Infinity
  return cell === '-inf' ? -Infinity : Number(cell)
}

const cell = /("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/y

function cellsOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  cell.lastIndex = 0
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text)
    if (match === null) throw new CsvError(`is no table: row ${rows.length} has a quote within a cell`)
    const [, content, end] = match
    row.push(content!.startsWith('"') ? content!.slice(1, -1).replaceAll('""', '"') : content!)
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}
