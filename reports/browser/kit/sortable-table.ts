/** A table whose rows go by the column that a reader asks for: numbers by size, words by letters. */

/** Turns the heads of columns into buttons. */
export function makeSortable(table: HTMLTableElement): void {
  const heads = Array.from(table.tHead?.rows[0]?.cells ?? [])
  heads.forEach((head, column) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.append(...head.childNodes)
    head.append(button)
    button.addEventListener('click', () => sortBy(table, heads, column))
  })
}

function sortBy(table: HTMLTableElement, heads: readonly HTMLTableCellElement[], column: number): void {
  const body = table.tBodies[0]!
  const rows = Array.from(body.rows).map((row) => ({ row, value: cellValue(row.cells[column]) }))
  const head = heads[column]!
  // Numbers from the largest, words from A; once more turns it round.
  const first = rows.some(({ value }) => typeof value === 'number') ? 'descending' : 'ascending'
  const now = head.getAttribute('aria-sort')
  const order = now === null ? first : now === 'ascending' ? 'descending' : 'ascending'
  for (const each of heads) each.removeAttribute('aria-sort')
  head.setAttribute('aria-sort', order)
  rows.sort((a, b) => compare(a.value, b.value, order === 'ascending' ? 1 : -1))
  body.append(...rows.map(({ row }) => row))
}

type CellValue = number | string | null

/** The first number of a cell, its text, or null where it has none: that comes last either way. */
function cellValue(cell: HTMLTableCellElement | undefined): CellValue {
  const text = (cell?.textContent ?? '').trim()
  if (['', '-', '–', 'unknown', 'not simulated'].includes(text)) return null
  if (text === 'never') return Number.POSITIVE_INFINITY
  const number = /^[<>≤±]?\s*([+-]?[\d,]+(?:\.\d+)?)/.exec(text)
  return number === null ? text : Number(number[1]!.replaceAll(',', ''))
}

function compare(a: CellValue, b: CellValue, sign: 1 | -1): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -sign : sign
  return String(a) < String(b) ? -sign : sign
}
