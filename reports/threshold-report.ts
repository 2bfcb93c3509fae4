/** Verdicts on thresholds: as lines for people, as `thresholds.csv`, and as JUnit for a CI server. */
import type { Verdict } from '../engine/study/run-result.ts'
import { csvTable } from './csv-text.ts'
import { markdownText } from './markdown-text.ts'
import { formatNumber } from './number-format.ts'
import { readable, safeText } from './readable.ts'

export type ThresholdRow = {
  readonly threshold: string
  readonly value: number | null
  readonly holds: boolean
}

export const thresholdColumns = ['threshold', 'value', 'holds']

export function thresholdRows(verdicts: readonly Verdict[]): ThresholdRow[] {
  return verdicts.map(({ threshold, value, holds }) => ({ threshold: threshold.text, value, holds }))
}

export function thresholdsCsv(rows: readonly ThresholdRow[]): Iterable<string> {
  return csvTable(
    thresholdColumns,
    rows.map(({ threshold, value, holds }) => [threshold, value, holds]),
  )
}

/** `✓ p99(detection_seconds) < 30 ..... 21.4`, the values aligned. */
export function thresholdLines(rows: readonly ThresholdRow[]): string[] {
  const texts = rows.map(({ threshold }) => safeText(threshold))
  const width = Math.min(60, Math.max(...texts.map((text) => text.length)) + 4)
  return rows.map(({ value, holds }, index) => {
    const dots = `${texts[index]} `.padEnd(width, '.')
    return `  ${holds ? '✓' : '✗'} ${dots} ${value === null ? 'unknown: nothing was measured' : readable(value)}`
  })
}

/** A list with a mark for each, for a pull request. */
export function markdownThresholds(rows: readonly ThresholdRow[]): string {
  return rows
    .map(({ threshold, value, holds }) => {
      const found = value === null ? 'unknown: nothing was measured' : readable(value)
      return `- ${holds ? '✅' : '❌'} ${markdownText(threshold)}: ${found}\n`
    })
    .join('')
}

/** One test case per threshold, as CI servers read it. */
export function junitXml(suite: string, rows: readonly ThresholdRow[]): string {
  const failed = rows.filter(({ holds }) => !holds).length
  const name = xmlText(`probestorm ${suite}`)
  const cases = rows.map(({ threshold, value, holds }) => {
    const head = `    <testcase classname="${name}" name="${xmlText(threshold)}"`
    if (holds) return `${head}/>\n`
    const found = value === null ? 'unknown: nothing was measured' : `is ${formatNumber(value)}`
    return `${head}>\n      <failure type="threshold" message="${xmlText(found)}"/>\n    </testcase>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="${name}" tests="${rows.length}" failures="${failed}" errors="0" skipped="0">\n${cases.join('')}  </testsuite>\n</testsuites>\n`
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
