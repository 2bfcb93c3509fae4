/** Thresholds of a comparison: what must hold of head - base. */
import { type Comparison, isPooled, judge, judgeEstimate, type Threshold } from '../engine/index.ts'
import { type ThresholdRow, thresholdRows } from '../reports/threshold-report.ts'
import { UsageError } from './usage-error.ts'

/** @throws UsageError for a threshold that speaks of numbers which a comparison does not have. */
export function judgeDifferences(
  { metrics, isPaired, troubled }: Comparison,
  thresholds: readonly Threshold[],
): ThresholdRow[] {
  return thresholdRows(
    thresholds.map((threshold) => {
      const { metric, workload, aggregate, text } = threshold
      if (isPooled(metric)) {
        throw new UsageError(
          `the threshold "${text}" pools rows; compare has differences of the columns of summary.csv only`,
        )
      }
      const found = metrics.find((row) => row.workload === workload && row.metric === metric)!
      if (isPaired) return judge(threshold, found.pairs, troubled)
      if (!['mean', 'low', 'high'].includes(aggregate)) {
        throw new UsageError(`the threshold "${text}" speaks of pairs, but the results have different seeds`)
      }
      return judgeEstimate(threshold, found.difference, troubled)
    }),
  )
}
