/**
 * Whether what was asked of a result holds. A gate must not open because nothing was measured, nor close: what has no value, and
 * what holds of failures where nothing could fail, is untested.
 */

import { troubleMetrics } from '../../contract/columns.ts'
import {
  type Estimate,
  type PooledQuantity,
  pooledQuantities,
  type ReplicationResult,
  type RunResult,
  type SummaryMetric,
  type Threshold,
  type Verdict,
} from '../../contract/run-result.ts'
import { rankOf } from '../../kernel/statistics.ts'
import { columnOf, estimateMean, type PooledRows, poolRows } from './estimates.ts'

/** The verdict on each threshold, in order. */
export function judgeResult(result: RunResult, thresholds: readonly Threshold[]): Verdict[] {
  if (thresholds.length === 0) return []
  const rows = poolRows(result.replications, result.warmUpSeconds)
  const troubled = troubledIn(result.replications)
  return thresholds.map((threshold) => {
    const { metric, workload } = threshold
    const estimates = result.estimates.find((own) => own.workload === workload)
    const estimate = isPooled(metric) ? undefined : estimates?.metrics[metric]
    return judge(threshold, numbersOf(result, rows, threshold), troubled, estimate)
  })
}

/** A number per replication, or the pooled rows. */
function numbersOf(result: RunResult, rows: PooledRows, { metric, workload }: Threshold): (number | null)[] {
  if (isPooled(metric)) return [...(rows[metric].get(workload) ?? [])]
  return columnOf(result.replications, workload, metric)
}

export function isPooled(metric: SummaryMetric | PooledQuantity): metric is PooledQuantity {
  return (pooledQuantities as readonly string[]).includes(metric)
}

/** Workloads (`*` = any) that had trouble in one of the replications. */
export function troubledIn(
  replications: readonly Pick<ReplicationResult, 'troubled'>[],
): ReadonlySet<string> {
  return new Set(replications.flatMap(({ troubled }) => troubled))
}

/** Pooled rows are of hangs. */
function isMovedByTrouble(metric: Threshold['metric']): boolean {
  return isPooled(metric) || troubleMetrics.includes(metric)
}

/**
 * @param numbers one per replication (`null` = unknown), or rows.
 * @param troubled workloads that had trouble: elsewhere nothing could fail.
 * @param estimate of the numbers, where the metric has an interval of its own kind; default: Student's.
 */
export function judge(
  threshold: Threshold,
  numbers: readonly (number | null)[],
  troubled: ReadonlySet<string>,
  estimate?: Estimate,
): Verdict {
  const known = numbers.filter((value) => value !== null).sort((a, b) => a - b)
  if (known.length === 0) return verdictOn(threshold, null, troubled)
  if (threshold.aggregate !== 'all')
    return verdictOn(threshold, aggregateOf(threshold, known, estimate), troubled)
  // The worst: the largest where less is asked for, and the other way round.
  const isWrong = (each: number): boolean => !compares(each, threshold)
  const wrong = threshold.operator.startsWith('>') ? known.find(isWrong) : known.findLast(isWrong)
  const verdict = verdictOn(threshold, wrong ?? extremeOf(known, threshold), troubled)
  // Of those that are unknown nobody can say that they comply.
  return verdict.state === 'holds' && known.length < numbers.length
    ? { ...verdict, state: 'untested' }
    : verdict
}

/** Of a number that is known by its estimate only; `mean`, `low` and `high` of it. */
export function judgeEstimate(
  threshold: Threshold,
  estimate: Estimate,
  troubled: ReadonlySet<string>,
): Verdict {
  return verdictOn(threshold, partOf(threshold, estimate), troubled)
}

function verdictOn(threshold: Threshold, value: number | null, troubled: ReadonlySet<string>): Verdict {
  if (value === null) return { threshold, value, state: 'untested' }
  if (!compares(value, threshold)) return { threshold, value, state: 'fails' }
  const couldFail = troubled.has(threshold.workload) || !isMovedByTrouble(threshold.metric)
  return { threshold, value, state: couldFail ? 'holds' : 'untested' }
}

function aggregateOf(
  threshold: Threshold,
  sorted: readonly number[],
  estimate = estimateMean(sorted),
): number | null {
  switch (threshold.aggregate) {
    case 'min':
      return sorted[0]
    case 'max':
      return sorted[sorted.length - 1]
    case 'percentile':
      return sorted[rankOf(threshold.share!, sorted.length) - 1]
    default:
      return partOf(threshold, estimate)
  }
}

function partOf({ aggregate }: Threshold, { mean, ci95Low, ci95High }: Estimate): number | null {
  if (aggregate === 'low') return ci95Low
  return aggregate === 'high' ? ci95High : mean
}

/** Of numbers that all comply: the one nearest to the limit. */
function extremeOf(sorted: readonly number[], { operator }: Threshold): number {
  return operator.startsWith('>') ? sorted[0] : sorted[sorted.length - 1]
}

/** Sums of many parts are off in their last digits: what differs by no more than this share of the limit is equal to it. */
const nearness = 1e-12

/** Whether a number complies. */
export function compares(exact: number, { operator, limit }: Threshold): boolean {
  const value = Math.abs(exact - limit) <= nearness * Math.abs(limit) ? limit : exact
  switch (operator) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
    case '==':
      return value === limit
    case '!=':
      return value !== limit
  }
}
