/**
 * `timeseries.csv`: one row per replication, bucket and workload. The largest table that every run writes,
 * so its rows are joined by hand; a test compares the bytes with csv-stringify.
 */
import { type RunResult, timeseriesMetrics } from '../engine/contract/run-result.ts'
import { csvText } from './csv-text.ts'
import { formatNumber } from './number-format.ts'

export const timeseriesColumns: readonly string[] = [
  'replication',
  'time_seconds',
  'workload',
  ...timeseriesMetrics,
]

export function* timeseriesCsv(result: RunResult): Generator<string> {
  yield `${timeseriesColumns.join(',')}\n`
  for (const { replication, timeseries } of result.replications) {
    const { timeSeconds, workloads } = timeseries
    const labels = workloads.map(csvText)
    const columns = timeseriesMetrics.map((metric) => timeseries.columns[metric])
    let row = 0
    for (const time of timeSeconds) {
      const start = `${replication},${formatNumber(time)},`
      for (const label of labels) {
        let line = start + label
        for (const column of columns) line += column === null ? ',' : `,${formatNumber(column[row]!)}`
        yield `${line}\n`
        row++
      }
    }
  }
}
