/**
 * What differs between two results, and how sure that is. With one seed their streams are the same, entity by entity
 * (common random numbers), so replication 3 of one is compared with replication 3 of the other; else the two are independent.
 */

import type { ComparedMetric, Comparison, Finding } from '../../contract/comparison-result.ts'
import {
  type Estimate,
  type ReplicationResult,
  type SummaryMetric,
  type SummaryRow,
  summaryMetrics,
} from '../../contract/run-result.ts'
import { square } from '../../kernel/power.ts'
import { studentT } from '../../kernel/statistics.ts'
import { differenceInterval } from '../statistics/count-interval.ts'
import { confidence, estimateColumn, estimateColumnDifference } from '../statistics/estimates.ts'
import { troubledIn } from '../statistics/thresholds.ts'

/** What is compared of a result. */
export type ComparedResult = {
  readonly seed: string
  readonly replications: readonly Pick<ReplicationResult, 'replication' | 'summary' | 'troubled'>[]
}

export function compareResults(base: ComparedResult, head: ComparedResult): Comparison {
  const isPaired = base.seed === head.seed
  const headNumbers = new Set(head.replications.map(({ replication }) => replication))
  const baseNumbers = new Set(base.replications.map(({ replication }) => replication))
  const from = base.replications.filter(({ replication }) => !isPaired || headNumbers.has(replication))
  const to = head.replications.filter(({ replication }) => !isPaired || baseNumbers.has(replication))
  const workloads = new Set([...from, ...to].flatMap(({ summary }) => summary.map((row) => row.workload)))
  const columnsOf = (replications: typeof from): Map<string, SummaryRow['values']>[] =>
    replications.map(({ summary }) => new Map(summary.map(({ workload, values }) => [workload, values])))
  const baseRows = columnsOf(from)
  const headRows = columnsOf(to)
  return {
    isPaired,
    replications: [from.length, to.length],
    troubled: troubledIn([...from, ...to]),
    metrics: [...workloads].flatMap((workload) =>
      summaryMetrics.map((metric) => {
        const column = (rows: typeof baseRows): (number | null)[] =>
          rows.map((row) => row.get(workload)?.[metric] ?? null)
        return { workload, metric, ...compareNumbers(metric, column(baseRows), column(headRows), isPaired) }
      }),
    ),
  }
}

function compareNumbers(
  metric: SummaryMetric,
  base: readonly (number | null)[],
  head: readonly (number | null)[],
  isPaired: boolean,
): Omit<ComparedMetric, 'workload' | 'metric'> {
  const from = estimateColumn(metric, base)
  const to = estimateColumn(metric, head)
  const difference = isPaired ? estimateColumnDifference(metric, base, head) : independentDifference(from, to)
  const pairs = isPaired ? base.map((value, index) => minus(head[index] ?? null, value)) : []
  return { base: from, head: to, difference, pairs, finding: findingOf(difference, pairs, from, to) }
}

function minus(to: number | null, from: number | null): number | null {
  if (from === null || to === null) return null
  return from === to ? 0 : to - from
}

/** Welch's interval (Biometrika 34 (1947), 28-35), its degrees of freedom rounded down; of counts from the intervals of both sides. */
function independentDifference(from: Estimate, to: Estimate): Estimate {
  const mean = minus(to.mean, from.mean)
  const replications = Math.min(from.replications, to.replications)
  const nothing = { mean, sd: null, ci95Low: null, ci95High: null, replications, basis: null }
  if (mean === null || from.sd === null || to.sd === null) return nothing
  if (isOfCounts(from) || isOfCounts(to)) {
    const { low, high } = differenceInterval(sideOf(from), sideOf(to))
    return { ...nothing, sd: Math.hypot(from.sd, to.sd), ci95Low: low, ci95High: high, basis: 'counts' }
  }
  const a = square(from.sd) / from.replications
  const b = square(to.sd) / to.replications
  if (a + b === 0) return { ...nothing, sd: 0, ci95Low: mean, ci95High: mean, basis: 'student' }
  const freedom = square(a + b) / (square(a) / (from.replications - 1) + square(b) / (to.replications - 1))
  const halfWidth = studentT(confidence, Math.max(1, Math.floor(freedom))) * Math.sqrt(a + b)
  const sd = Math.hypot(from.sd, to.sd)
  return { mean, sd, ci95Low: mean - halfWidth, ci95High: mean + halfWidth, replications, basis: 'student' }
}

function isOfCounts({ basis }: Estimate): boolean {
  return basis === 'counts'
}

/** Of two replications or more, so there are ends. */
function sideOf({ mean, ci95Low, ci95High }: Estimate): Parameters<typeof differenceInterval>[0] {
  return { mean: mean!, low: ci95Low!, high: ci95High! }
}

function findingOf(
  { mean, ci95Low, ci95High }: Estimate,
  pairs: readonly (number | null)[],
  from: Estimate,
  to: Estimate,
): Finding {
  if (mean === null) return from.mean === to.mean ? 'equal' : 'unknown'
  const isEqual = pairs.length > 0 ? pairs.every((pair) => pair === 0 || pair === null) : false
  if (isEqual || (mean === 0 && ci95Low === 0 && ci95High === 0)) return 'equal'
  if (mean === Infinity) return 'more'
  if (mean === -Infinity) return 'less'
  if (ci95Low !== null && ci95Low > 0) return 'more'
  if (ci95High !== null && ci95High < 0) return 'less'
  return 'unclear'
}
