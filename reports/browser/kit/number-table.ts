/** The numbers of a chart as a table, once somebody opens it. */

import { readable, readableDuration } from '../../readable.ts'
import { byId } from './page-data.ts'
import type { Columns } from './plots.ts'
import { tableRow } from './table-row.ts'

/** How a number of a column reads; in charts over time the first column is the time. */
export type CellText = (value: number, column: number) => string

const timeText: CellText = (value, column) => (column === 0 ? readableDuration(value) : readable(value))

export function fillNumbers(
  id: string,
  head: readonly string[],
  columns: Columns,
  textOf: CellText = timeText,
): void {
  const details = byId<HTMLDetailsElement>(`table-${id}`)
  if (details === null) return
  const place = details.querySelector('.wide')!
  details.ontoggle = () => {
    place.textContent = ''
    if (!details.open) return
    const table = place.appendChild(document.createElement('table'))
    table.createTHead().append(tableRow(head, 'th'))
    const texts = columns[0]!.map((_, index) =>
      columns.map((column, at) => {
        const value = column[index]
        return value == null ? '' : textOf(value, at)
      }),
    )
    table.createTBody().append(...texts.map((cells) => tableRow(cells, 'td')))
  }
  details.dispatchEvent(new Event('toggle'))
}
