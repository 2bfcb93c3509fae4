/** The verdict of a page: a colour and a sign, what was judged, and what was found. */
import type { ThresholdState } from '../engine/contract/run-result.ts'
import { html, type Markup } from './html.ts'
import { formatNumber } from './number-format.ts'
import { readable } from './readable.ts'
import { foundText, type ThresholdRow, thresholdMarks } from './threshold-report.ts'

export type Verdict = {
  readonly state: ThresholdState | 'none'
  readonly text: string
  /** One line each: what was judged. */
  readonly lines: readonly Markup[]
}

const linesMax = 8

/** @param what is judged: `threshold`. Undefined without any. */
export function thresholdVerdict(rows: readonly ThresholdRow[], what = 'threshold'): Verdict | undefined {
  if (rows.length === 0) return undefined
  const state = stateOf(rows)
  const rank: readonly ThresholdState[] = ['fails', 'untested', 'holds']
  const sorted = rows.toSorted((a, b) => rank.indexOf(a.state) - rank.indexOf(b.state))
  const left = sorted.length - linesMax
  return {
    state,
    text: verdictText(rows, what),
    lines: [
      ...sorted.slice(0, linesMax).map(thresholdLine),
      ...(left > 0 ? [html`and ${readable(left)} more`] : []),
    ],
  }
}

/** One that fails fails all of them. */
export function stateOf(rows: readonly Pick<ThresholdRow, 'state'>[]): ThresholdState {
  if (rows.some(({ state }) => state === 'fails')) return 'fails'
  return rows.some(({ state }) => state === 'untested') ? 'untested' : 'holds'
}

function verdictText(rows: readonly ThresholdRow[], what: string): string {
  const all = rows.length === 1 ? `The ${what}` : `All ${readable(rows.length)} ${what}s`
  const count = (state: ThresholdState): number => rows.filter((row) => row.state === state).length
  const [failed, untested] = [count('fails'), count('untested')]
  const of = (part: number): string =>
    part === rows.length ? all : `${readable(part)} of ${readable(rows.length)} ${what}s`
  const verb = (part: number, one: string, several: string): string => (part === 1 ? one : several)
  if (failed + untested === 0) return `${all} ${verb(rows.length, 'holds', 'hold')}`
  const parts = [
    ...(failed > 0 ? [`${of(failed)} ${verb(failed, 'fails', 'fail')}`] : []),
    ...(untested > 0
      ? [`${failed > 0 ? readable(untested) : of(untested)} ${verb(untested, 'was', 'were')} not tested`]
      : []),
  ]
  return parts.join(', ')
}

function thresholdLine(row: ThresholdRow): Markup {
  const rounded = { ...row, value: row.value === null ? null : Number(formatNumber(row.value)) }
  return html`<span class="sign ${row.state}">${thresholdMarks[row.state]} ${row.state}</span> <code>${row.threshold}</code>${row.at === undefined ? '' : ` at ${row.at}`}: ${row.value === null ? '' : 'found '}${foundText(rounded)}`
}

export function verdictMarkup({ state, text, lines }: Verdict): Markup {
  const sign = state === 'none' ? '○' : thresholdMarks[state]
  const list = lines.length === 0 ? undefined : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`
  return html`<div class="verdict ${state}"><span class="sign" aria-hidden="true">${sign}</span> ${text}${list}</div>
`
}
