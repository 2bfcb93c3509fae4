/** `api.csv`: one row per replication, component and kind of call. */
import { apiMetrics, type RunResult } from '../engine/contract/run-result.ts'
import { type Cell, csvTable } from './csv-text.ts'

export function apiCsv(result: RunResult): Iterable<string> {
  return csvTable(['replication', 'component', 'call', ...apiMetrics], apiRows(result))
}

function* apiRows(result: RunResult): Generator<Cell[]> {
  for (const { replication, api } of result.replications)
    for (const { component, call, values } of api)
      yield [replication, component, call, ...apiMetrics.map((metric) => values[metric])]
}
