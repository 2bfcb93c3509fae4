/** A row of a table that a script fills. */
export function tableRow(cells: readonly string[], tag: 'th' | 'td'): HTMLTableRowElement {
  const row = document.createElement('tr')
  for (const cell of cells) row.appendChild(document.createElement(tag)).textContent = cell
  return row
}
