/** Reads CSV as probestorm writes it: commas, `\n`, cells in quotes where they must be. */

/** Rows by column name, all cells as text. */
export function parseCsv(text: string): Readonly<Record<string, string>>[] {
  const [head, ...rows] = cellsOf(text)
  if (head === undefined) return []
  return rows.map((row) => Object.fromEntries(head.map((column, index) => [column, row[index] ?? ''])))
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
    if (match === null) break
    const [, content, end] = match
    row.push(content!.startsWith('"') ? content!.slice(1, -1).replaceAll('""', '"') : content!)
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}
