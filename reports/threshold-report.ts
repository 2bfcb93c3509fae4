/** Verdicts on thresholds: as lines for people, as `thresholds.csv`, and as JUnit for a CI server. */
import { metricsOfCpu, type ThresholdState, type Verdict } from '../engine/contract/run-result.ts'
import { type Cell, csvTable } from './csv-text.ts'
import { markdownText } from './markdown-text.ts'
import { safeText } from './readable.ts'
import { type Painter, painter } from './text-blocks.ts'
import { valueBeside } from './threshold-value.ts'

export type ThresholdRow = {
  readonly threshold: string
  readonly value: number | null
  readonly state: ThresholdState
  /** Where it was judged, if there are several places: `period=5s`. */
  readonly at?: string
}

export const thresholdColumns = ['threshold', 'value', 'holds', 'state']

/** How a verdict is marked, on a terminal and in Markdown. */
export const thresholdMarks = { holds: '✓', fails: '✗', untested: '⚠' } as const
export const markdownMarks = { holds: '✅', fails: '❌', untested: '⚠️' } as const

export function thresholdRows(verdicts: readonly Verdict[]): ThresholdRow[] {
  return verdicts.map(({ threshold, value, state }) => ({ threshold: threshold.text, value, state }))
}

/** Empty of what is untested: it neither holds nor fails. */
export function holdsCell(state: ThresholdState): boolean | null {
  return state === 'untested' ? null : state === 'holds'
}

export function thresholdsCsv(rows: readonly ThresholdRow[]): Iterable<string> {
  return csvTable(thresholdColumns, rows.map(thresholdCells))
}

export function thresholdCells({ threshold, value, state }: ThresholdRow): Cell[] {
  return [threshold, value, holdsCell(state), state]
}

/** What was found, and why that tests nothing: `21.4`, `unknown: nothing was measured`. */
export function foundText({ threshold, value, state }: ThresholdRow): string {
  if (value === null) return `untested: ${unmeasuredText(threshold)}`
  const found = valueBeside(value, threshold, state)
  if (state !== 'untested') return found
  return /^\s*all\b/i.test(threshold)
    ? `${found}, untested: not every replication knows it, or nothing failed, ended or hung`
    : `${found}, untested: no probe failed, nothing ended or hung, and there was no fault`
}

function unmeasuredText(threshold: string): string {
  if (!metricsOfCpu.some((name) => new RegExp(`\\b${name}\\b`).test(threshold))) return 'nothing was measured'
  return /\{[^}]*workload/.test(threshold)
    ? 'nodes are not of a workload: leave the workload out'
    : 'no container has behavior.cpu'
}

const signColors = { holds: 'green', fails: 'red', untested: 'yellow' } as const

/** The sign of a verdict in its colour, where there are colours. */
export function paintedMark(state: ThresholdState, paint: Painter): string {
  return paint[signColors[state]](thresholdMarks[state])
}

/** `✓ p99(detection_seconds) < 30 ..... 21.4`, the values aligned. */
export function thresholdLines(rows: readonly ThresholdRow[], paint = painter(false)): string[] {
  const texts = rows.map(({ threshold }) => safeText(threshold))
  const width = Math.min(60, Math.max(...texts.map((text) => text.length)) + 4)
  return rows.map((row, index) => {
    const dots = `${texts[index]} `.padEnd(width, '.')
    return `  ${paintedMark(row.state, paint)} ${dots} ${foundText(row)}`
  })
}

/** A list with a mark for each, for a pull request. */
export function markdownThresholds(rows: readonly ThresholdRow[]): string {
  return rows
    .map((row) => `- ${markdownMarks[row.state]} ${markdownText(row.threshold)}: ${foundText(row)}\n`)
    .join('')
}

/** One test case per threshold, as CI servers read it; one that is untested is skipped. */
export function junitXml(suite: string, rows: readonly ThresholdRow[]): string {
  const count = (state: ThresholdState): number => rows.filter((row) => row.state === state).length
  const name = xmlText(`probestorm ${suite}`)
  const cases = rows.map((row) => {
    const title = row.at === undefined ? row.threshold : `${row.threshold} at ${row.at}`
    const head = `    <testcase classname="${name}" name="${xmlText(title)}"`
    if (row.state === 'holds') return `${head}/>\n`
    const found = xmlText(foundText(row))
    const outcome =
      row.state === 'fails'
        ? `<failure type="threshold" message="is ${found}"/>`
        : `<skipped message="${found}"/>`
    return `${head}>\n      ${outcome}\n    </testcase>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="${name}" tests="${rows.length}" failures="${count('fails')}" errors="0" skipped="${count('untested')}">\n${cases.join('')}  </testsuite>\n</testsuites>\n`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text within an attribute; XML 1.0 has no place for other control characters. */
function xmlText(text: string): string {
  return safeText(text).replace(/[&<>"']/g, (character) => entities[character]!)
}
