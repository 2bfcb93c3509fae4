/** `summary.csv`: one row per replication and workload; `*` is all of them. */
import { type RunResult, summaryMetrics } from '../engine/contract/run-result.ts'
import { type Cell, csvTable } from './csv-text.ts'
import { metricCell } from './metric-cell.ts'

export const summaryColumns: readonly string[] = ['scenario', 'replication', 'workload', ...summaryMetrics]

export function summaryCsv(result: RunResult): Iterable<string> {
  return csvTable(summaryColumns, summaryRows(result))
}

/** The cells of each row, in the order of `summaryColumns`. */
export function* summaryRows(result: RunResult): Generator<Cell[]> {
  for (const { replication, summary } of result.replications) {
    for (const { workload, values } of summary) {
      yield [
        result.scenario,
        replication,
        workload,
        ...summaryMetrics.map((metric) => metricCell(metric, values[metric])),
      ]
    }
  }
}
