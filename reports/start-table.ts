/** `starts.csv`: one row per container start, first starts included. */
import type { RunResult } from '../engine/contract/run-result.ts'
import { type Cell, csvTable } from './csv-text.ts'

const columns = [
  'replication',
  'time_seconds',
  'namespace',
  'workload',
  'pod',
  'container',
  'node',
  'restart_count',
  'cause',
  'previous_exit_code',
  'previous_finished_seconds',
  'backoff_seconds',
  'waited_seconds',
  'false_restart',
]

export function startsCsv(result: RunResult): Iterable<string> {
  return csvTable(columns, startRows(result))
}

function* startRows(result: RunResult): Generator<Cell[]> {
  for (const { replication, starts } of result.replications) {
    for (const start of starts) {
      yield [
        replication,
        start.timeSeconds,
        start.namespace,
        start.workload,
        start.pod,
        start.container,
        start.node,
        start.restartCount,
        start.cause,
        start.previousExitCode,
        start.previousFinishedSeconds,
        start.backoffSeconds,
        start.waitedSeconds,
        start.falseRestart,
      ]
    }
  }
}
