/** Whether what was asked of a result holds. What is unknown does not: a gate must not open because nothing was measured. */
import { rankOf } from '../kernel/statistics.ts'
import { columnOf, estimateMean, type PooledRows, poolRows } from './estimates.ts'
import {
  type Estimate,
  type PooledQuantity,
  pooledQuantities,
  type RunResult,
  type SummaryMetric,
  type Threshold,
  type Verdict,
} from './run-result.ts'

/** The verdict on each threshold, in order. */
export function judgeResult(result: RunResult, thresholds: readonly Threshold[]): Verdict[] {
  if (thresholds.length === 0) return []
  const rows = poolRows(result.replications, result.warmUpSeconds)
  return thresholds.map((threshold) => judge(threshold, numbersOf(result, rows, threshold)))
}

/** A number per replication, or the pooled rows. */
function numbersOf(result: RunResult, rows: PooledRows, { metric, workload }: Threshold): (number | null)[] {
  if (isPooled(metric)) return [...(rows[metric].get(workload) ?? [])]
  return columnOf(result.replications, workload, metric)
}

export function isPooled(metric: SummaryMetric | PooledQuantity): metric is PooledQuantity {
  return (pooledQuantities as readonly string[]).includes(metric)
}

/** @param numbers one per replication (`null` = unknown), or rows. */
export function judge(threshold: Threshold, numbers: readonly (number | null)[]): Verdict {
  const known = numbers.filter((value) => value !== null).sort((a, b) => a - b)
  if (known.length === 0) return { threshold, value: null, holds: false }
  if (threshold.aggregate === 'all') {
    // The worst: the largest where less is asked for, and the other way round.
    const isWrong = (each: number): boolean => !compares(each, threshold)
    const wrong = threshold.operator.startsWith('>') ? known.find(isWrong) : known.findLast(isWrong)
    const value = wrong ?? extremeOf(known, threshold)
    return { threshold, value, holds: known.length === numbers.length && compares(value, threshold) }
  }
  return verdictOn(threshold, aggregateOf(threshold, known))
}

/** Of a number that is known by its estimate only; `mean`, `low` and `high` of it. */
export function judgeEstimate(threshold: Threshold, estimate: Estimate): Verdict {
  return verdictOn(threshold, partOf(threshold, estimate))
}

function verdictOn(threshold: Threshold, value: number | null): Verdict {
  return { threshold, value, holds: value !== null && compares(value, threshold) }
}

function aggregateOf(threshold: Threshold, sorted: readonly number[]): number | null {
  switch (threshold.aggregate) {
    case 'min':
      return sorted[0]
    case 'max':
      return sorted[sorted.length - 1]
    case 'percentile':
      return sorted[rankOf(threshold.share!, sorted.length) - 1]
    default:
      return partOf(threshold, estimateMean(sorted))
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

function compares(value: number, { operator, limit }: Threshold): boolean {
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
