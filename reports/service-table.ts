/** `services.csv`: one row per replication and Service. */
import { type RunResult, serviceMetrics } from '../engine/contract/run-result.ts'
import { type Cell, csvTable } from './csv-text.ts'

export function servicesCsv(result: RunResult): Iterable<string> {
  return csvTable(['replication', 'service', ...serviceMetrics], serviceRows(result))
}

function* serviceRows(result: RunResult): Generator<Cell[]> {
  for (const { replication, services } of result.replications)
    for (const { service, values } of services)
      yield [replication, service, ...serviceMetrics.map((metric) => values[metric])]
}
