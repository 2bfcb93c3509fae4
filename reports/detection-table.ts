/** `detections.csv`: one row per real fault of one container that a probe noticed, or missed. */
import type { RunResult } from '../engine/contract/run-result.ts'
import { type Cell, csvTable } from './csv-text.ts'

const columns = [
  'replication',
  'onset_seconds',
  'namespace',
  'workload',
  'pod',
  'container',
  'kind',
  'noticed_seconds',
  'removed_seconds',
  'killed_seconds',
  'ready_again_seconds',
  'endpoint_removed_seconds',
]

export function detectionsCsv(result: RunResult): Iterable<string> {
  return csvTable(columns, detectionRows(result))
}

function* detectionRows(result: RunResult): Generator<Cell[]> {
  for (const { replication, detections } of result.replications) {
    for (const detection of detections) {
      yield [
        replication,
        detection.onsetSeconds,
        detection.namespace,
        detection.workload,
        detection.pod,
        detection.container,
        detection.kind,
        detection.noticedSeconds,
        detection.removedSeconds,
        detection.killedSeconds,
        detection.readyAgainSeconds,
        detection.endpointRemovedSeconds,
      ]
    }
  }
}
