/** `rollouts.csv`: one row per replication and rollout, in the order in which they began. */
import { type RunResult, rolloutMetrics } from '../engine/contract/run-result.ts'
import { type Cell, csvTable } from './csv-text.ts'

export function rolloutsCsv(result: RunResult): Iterable<string> {
  return csvTable(['replication', 'workload', ...rolloutMetrics], rolloutRows(result))
}

function* rolloutRows(result: RunResult): Generator<Cell[]> {
  for (const { replication, rollouts } of result.replications)
    for (const { workload, values } of rollouts)
      yield [replication, workload, ...rolloutMetrics.map((metric) => values[metric])]
}
