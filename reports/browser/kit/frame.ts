/** What every page does: tables sort, paper shows all. */
import '../style/page.css'
import { openForPrinting } from './printing.ts'
import { makeSortable } from './sortable-table.ts'

export function startPage(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('table.sortable')) makeSortable(table)
  openForPrinting()
}
