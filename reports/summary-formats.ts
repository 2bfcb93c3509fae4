/** The summary of a run as data for other programs, or as a table for a pull request. */
import { stringify } from 'yaml'
import type { RunResult } from '../engine/contract/run-result.ts'
import type { Cell } from './csv-text.ts'
import { markdownText } from './markdown-text.ts'
import { formatNumber } from './number-format.ts'
import { replicationMeans } from './replication-mean.ts'
import { summaryColumns, summaryCsv, summaryRows } from './summary-table.ts'
import {
  markdownThresholds,
  type ThresholdRow,
  thresholdCells,
  thresholdColumns,
} from './threshold-report.ts'
import { workloadTable } from './workload-table.ts'

export const summaryFormats = ['table', 'json', 'yaml', 'csv', 'markdown'] as const
export type SummaryFormat = (typeof summaryFormats)[number]

/** What is said beside the numbers: verdicts, and what they rest on. */
type SummaryBeside = {
  readonly thresholds?: readonly ThresholdRow[]
  readonly notes?: readonly string[]
}

/** Pieces of text in any format but `table`, which needs more than the result (see `text-summary.ts`). */
export function formatSummary(
  result: RunResult,
  format: Exclude<SummaryFormat, 'table'>,
  beside: SummaryBeside = {},
): Iterable<string> {
  const objects = (): Record<string, Cell>[] => [
    ...summaryObjects(result),
    ...thresholdObjects(beside.thresholds ?? []),
  ]
  switch (format) {
    case 'json':
      return [`${JSON.stringify(objects(), infinityInWords, 2)}\n`]
    case 'yaml':
      return [stringify(objects())]
    case 'csv':
      return summaryCsv(result)
    case 'markdown':
      return [markdownMeans(result.estimates, beside)]
  }
}

/** The rows of `summary.csv` with its columns as keys. */
function summaryObjects(result: RunResult): Record<string, Cell>[] {
  return Array.from(summaryRows(result), (row) =>
    Object.fromEntries(summaryColumns.map((column, index) => [column, roundedAsCsv(row[index]!)])),
  )
}

/** The rows of `thresholds.csv`, which follow those of the summary. */
function thresholdObjects(rows: readonly ThresholdRow[]): Record<string, Cell>[] {
  return rows.map((row) =>
    Object.fromEntries(
      thresholdCells(row).map((cell, index) => [thresholdColumns[index]!, roundedAsCsv(cell)]),
    ),
  )
}

function roundedAsCsv(cell: Cell): Cell {
  return typeof cell === 'number' && Number.isFinite(cell) ? Number(formatNumber(cell)) : cell
}

/** JSON has no infinity; the word is that of the CSV files. */
function infinityInWords(_key: string, value: unknown): unknown {
  return value === Infinity ? 'inf' : value
}

/** A table of means for a pull request, and under it the thresholds and what the result rests on. */
export function markdownMeans(
  estimates: RunResult['estimates'],
  { thresholds = [], notes = [] }: SummaryBeside,
): string {
  const [all, ...workloads] = replicationMeans({ estimates })
  const { head, rows } = workloadTable(workloads, Infinity)
  if (all !== undefined) rows.unshift(...workloadTable([all], 1).rows)
  const rule = head.map((_, index) => (index === 0 ? '---' : '--:'))
  const line = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |\n`
  const parts = [[line(head), line(rule), ...rows.map(line)].join('')]
  if (thresholds.length > 0) parts.push(markdownThresholds(thresholds))
  if (notes.length > 0) parts.push(notes.map((note) => `- ${markdownText(note)}\n`).join(''))
  return parts.join('\n')
}
