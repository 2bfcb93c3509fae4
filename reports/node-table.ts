/** `nodes.csv`: one row per replication and node. */
import { nodeMetrics, type RunResult } from '../engine/contract/run-result.ts'
import { type Cell, csvTable } from './csv-text.ts'

export function nodesCsv(result: RunResult): Iterable<string> {
  return csvTable(['replication', 'node', ...nodeMetrics], nodeRows(result))
}

function* nodeRows(result: RunResult): Generator<Cell[]> {
  for (const { replication, nodes } of result.replications) {
    for (const [index, node] of nodes.nodes.entries()) {
      yield [replication, node, ...nodeMetrics.map((metric) => nodes.columns[metric]?.[index] ?? null)]
    }
  }
}
