/** What pages are made of: sections, figures, tables, and the parts that several pages have. */
import type { ThresholdState } from '../engine/study/run-result.ts'
import { htmlText } from './html-text.ts'
import { formatNumber } from './number-format.ts'
import { readable } from './readable.ts'
import { foundText, type ThresholdRow, thresholdMarks } from './threshold-report.ts'

/** @param title and body are markup. */
export function section(id: string, title: string, body: string): string {
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${title}</h2>\n${body}</section>\n`
}

/**
 * The head of a page: what it is about, what is missing, and its answer.
 * @param answer sentences of text; `about` and `warning`, which may be empty, are markup.
 */
export function pageHeader(title: string, about: string, warning: string, answer: readonly string[]): string {
  const missing = warning === '' ? '' : `<p class="warning">${warning}</p>\n`
  return `<header>
<h1>${htmlText(title)}</h1>
<p class="about">${about}</p>
${missing}${answer.map((text) => `<p class="answer"><strong>${unbroken(htmlText(text))}</strong></p>\n`).join('')}</header>
`
}

/** Keeps numbers and their units on one line. */
function unbroken(text: string): string {
  return text.replace(/(\d) (?=%|s\b)/g, '$1\u00a0')
}

/** A place for a chart, and for its numbers; both are filled by the script. Title and `about` are text. */
export function figure(id: string, title: string, about: string): string {
  const text = htmlText(title)
  return `<figure><figcaption><h3>${text}</h3><p>${htmlText(about)}</p></figcaption>
<div class="chart" id="chart-${id}" role="img" aria-label="Chart: ${text}; its numbers are in the table below"></div>
<details id="table-${id}"><summary>The numbers as a table</summary><div class="wide" tabindex="0"></div></details></figure>
`
}

/** Titles are text, cells are markup; the first cell of a row is its head. Columns of numbers stand to the right, others to the left. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const kinds = titles.map((_, column) =>
    column > 0 && rows.every((row) => isNumber(row[column] ?? '')) ? '' : ' class="words"',
  )
  const head = titles
    .map((title, column) => `<th scope="col"${kinds[column]}>${htmlText(title)}</th>`)
    .join('')
  const lines = rows.map(([name, ...others]) => {
    const cells = others.map((cell, index) => `<td${kinds[index + 1]}>${cell}</td>`)
    return `<tr><th scope="row">${name}</th>${cells.join('')}</tr>`
  })
  return `<div class="wide" tabindex="0"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${lines.join('\n')}\n</tbody></table></div>\n`
}

/** Whether a cell reads as a number, with a unit or an interval perhaps, or as none. */
function isNumber(cell: string): boolean {
  const text = cell
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .trim()
  return (
    /^[<>≤±+-]?\s*\d/.test(text) || ['', '-', '–', 'unknown', 'not simulated', 'never', 'inf'].includes(text)
  )
}

/** The verdicts on thresholds; empty without any. */
export function thresholdSection(title: string, rows: readonly ThresholdRow[]): string {
  if (rows.length === 0) return ''
  const count = (state: ThresholdState): number => rows.filter((row) => row.state === state).length
  const [failed, untested] = [count('fails'), count('untested')]
  const about = [
    failed + untested === 0 ? 'All of them hold.' : '',
    failed > 0 ? `${readable(failed)} of ${readable(rows.length)} do not hold.` : '',
    untested > 0 ? `${readable(untested)} of ${readable(rows.length)} were not tested.` : '',
  ]
  const lines = rows.map((row) => [
    htmlText(row.threshold),
    htmlText(foundText({ ...row, value: row.value === null ? null : Number(formatNumber(row.value)) })),
    `<span class="${row.state}">${thresholdMarks[row.state]} ${row.state}</span>`,
  ])
  return section(
    'thresholds',
    htmlText(title),
    `<p class="about">${about.filter((text) => text !== '').join(' ')}</p>\n${table(['Threshold', 'Found', 'Verdict'], lines)}`,
  )
}

/** @param about text of ours. */
export const pageFooter = (about: string): string => `<footer><p class="about">${about}</p></footer>\n`
