/** What sections are made of: figures, tables, key figures, lists. */
import { html, type Markup, type Part } from './html.ts'

/** A place for a chart, and for its numbers; both are filled by the script. */
export function figure(id: string, title: string, about: string): Markup {
  return html`<figure><figcaption><h3>${title}</h3><p>${about}</p></figcaption>
<div class="chart" id="chart-${id}" role="img" aria-label="Chart: ${title}; its numbers are in the table below"></div>
<details class="numbers" id="table-${id}"><summary>The numbers as a table</summary><div class="wide" tabindex="0"></div></details></figure>
`
}

/** A column's name, and what stands beneath it. */
export type Title = string | readonly [name: string, beneath: Markup]

/**
 * The first cell of a row is its head. Columns of numbers stand to the right, others to the left. Rows can be sorted by a click on
 * a column's name, and are cards where the window is narrow.
 */
export function table(titles: readonly Title[], rows: readonly (readonly (string | Markup)[])[]): Markup {
  const kinds = titles.map((_, column) =>
    column > 0 && rows.every((row) => isNumber(row[column] ?? '')) ? '' : 'words',
  )
  const names = titles.map((title) => (typeof title === 'string' ? title : title[0]))
  const head = titles.map((title, column) => html`<th scope="col" class="${kinds[column]!}">${title}</th>`)
  const lines = rows.map(([name, ...others]) => {
    const cells = others.map(
      (cell, index) => html`<td class="${kinds[index + 1]!}" data-title="${names[index + 1]!}">${cell}</td>`,
    )
    return html`<tr><th scope="row">${name}</th>${cells}</tr>\n`
  })
  const kind = rows.length > 1 ? 'cards sortable' : 'cards'
  return html`<div class="wide" tabindex="0"><table class="${kind}">
<thead><tr>${head}</tr></thead>
<tbody>
${lines}</tbody></table></div>
`
}

/** Whether a cell reads as a number, with a unit or an interval perhaps, or as none. */
function isNumber(cell: string | Markup): boolean {
  const text = String(cell)
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .trim()
  return (
    /^[<>≤±+-]?\s*\d/.test(text) || ['', '-', '–', 'unknown', 'not simulated', 'never', 'inf'].includes(text)
  )
}

export type Figure = { readonly label: string; readonly value: string; readonly about: string }

/** @param isLesser they stand smaller. */
export function figureList(figures: readonly Figure[], isLesser = false): Markup {
  const items = figures.map(
    ({ label, value, about }) =>
      html`<div><dt>${label}</dt><dd><span class="value">${value}</span>${about === '' ? undefined : html`<br><span class="of">${about}</span>`}</dd></div>\n`,
  )
  return html`<dl class="figures${isLesser ? ' lesser' : ''}">\n${items}</dl>\n`
}

export function list(items: readonly Part[]): Markup {
  return html`<ul>\n${items.map((item) => html`<li>${item}</li>\n`)}</ul>\n`
}

export function about(...parts: readonly Part[]): Markup {
  return html`<p class="about">${parts}</p>\n`
}
