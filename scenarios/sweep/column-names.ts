/** Columns that the tables of a sweep have beside its parameters: no parameter may be named like one. */
import { summaryMetrics } from '../../engine/contract/run-result.ts'

const plainColumns = [
  ...['point', 'scenario', 'replication', 'workload'],
  ...['is_base', 'pairs'],
  ...['threshold_text', 'threshold_value', 'threshold_holds', 'threshold_state'],
]

/** What is told of each metric, in one table or another. */
const metricEndings = [
  ...['', '_mean', '_ci95_low', '_ci95_high'],
  ...['_difference_mean', '_difference_ci95_low', '_difference_ci95_high', '_variance_ratio'],
]

const columns: ReadonlySet<string> = new Set([
  ...plainColumns,
  ...summaryMetrics.flatMap((metric) => metricEndings.map((ending) => `${metric}${ending}`)),
])

export function isColumnName(name: string): boolean {
  return columns.has(name)
}
