/** What terminal summaries show of several replications: the mean of each number, workload by workload. */
import {
  type RunResult,
  type SummaryMetric,
  type SummaryRow,
  summaryMetrics,
} from '../engine/contract/run-result.ts'

/** One row per workload, in the order of the result. */
export function replicationMeans({ estimates }: Pick<RunResult, 'estimates'>): SummaryRow[] {
  return estimates.map(({ workload, metrics }) => {
    const values = {} as Record<SummaryMetric, number | null>
    for (const metric of summaryMetrics) values[metric] = metrics[metric].mean
    return { workload, values }
  })
}
