/** What terminal summaries show of several replications: the mean of each number, workload by workload. */
import {
  type RunResult,
  type SummaryMetric,
  type SummaryRow,
  summaryMetrics,
} from '../engine/study/run-result.ts'

/**
 * One row per workload, in the order of the result. A number that some replications do not know is the mean
 * over those that do (`null` if none does); one replication that never recovers makes the mean `Infinity`.
 */
export function replicationMeans(result: RunResult): SummaryRow[] {
  const [first] = result.replications
  if (first === undefined) return []
  return first.summary.map(({ workload }, index) => {
    const rows = result.replications.map((replication) => replication.summary[index]!)
    const values = {} as Record<SummaryMetric, number | null>
    for (const metric of summaryMetrics) values[metric] = meanOfKnown(rows.map((row) => row.values[metric]))
    return { workload, values }
  })
}

function meanOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}
