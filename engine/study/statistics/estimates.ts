/**
 * What several replications say together: means with Student's interval, counts of events with that of `count-interval.ts`,
 * percentiles of pooled rows with the interval of their order statistics, and what is known of events that never came. Plain functions
 * over numbers; all intervals are two-sided and hold with probability 0.95, but that of zero events, which is one-sided from 0.
 */

import { eventCounts } from '../../contract/columns.ts'
import {
  type DetectionRow,
  type Estimate,
  type PooledQuantity,
  pooledQuantities,
  type ReplicationResult,
  type SummaryMetric,
  type SummaryRow,
  summaryMetrics,
  type WorkloadEstimates,
} from '../../contract/run-result.ts'
import { binomialQuantile } from '../../kernel/binomial.ts'
import { rankOf, studentT, Tally } from '../../kernel/statistics.ts'
import { countInterval, discordantInterval } from './count-interval.ts'

export const confidence = 0.95

const unknown: Estimate = {
  mean: null,
  sd: null,
  ci95Low: null,
  ci95High: null,
  replications: 0,
  basis: null,
}

/** The mean over replications; those with `null` do not know the number, and one that is infinite makes the mean so. */
export function estimateMean(values: readonly (number | null)[], level = confidence): Estimate {
  const known = values.filter((value) => value !== null)
  const replications = known.length
  if (replications === 0) return unknown
  const mean = known.reduce((sum, value) => sum + value, 0) / replications
  if (replications < 2 || !Number.isFinite(mean)) return { ...unknown, mean, replications }
  const tally = new Tally()
  for (const value of known) tally.record(value)
  const sd = Math.sqrt(tally.variance)
  const halfWidth = (studentT(level, replications - 1) * sd) / Math.sqrt(replications)
  return { mean, sd, ci95Low: mean - halfWidth, ci95High: mean + halfWidth, replications, basis: 'student' }
}

function differencesOf(
  base: readonly (number | null)[],
  head: readonly (number | null)[],
): (number | null)[] {
  return base.map((from, index) => {
    const to = head[index] ?? null
    if (from === null || to === null) return null
    return from === to ? 0 : to - from
  })
}

/** The mean of a column of the summary over replications, as its metric asks. Rates are Student's here: see `estimateSummary`. */
export function estimateColumn(metric: SummaryMetric, values: readonly (number | null)[]): Estimate {
  const estimate = estimateMean(values)
  if (!eventCounts.includes(metric) || !Number.isFinite(estimate.mean ?? NaN)) return estimate
  const { mean, replications } = estimate
  if (mean === 0) return zeroEvents(estimate, replications)
  const counts = values.filter((value) => value !== null)
  const interval = countInterval(counts, confidence)
  if (interval === null) return estimate
  const { low, high } = interval
  return { ...estimate, ci95Low: low / replications, ci95High: high / replications, basis: 'counts' }
}

/**
 * The mean of `head - base`, replication by replication: paired, so that what common random numbers have in common
 * cancels. Pairs of which one side is unknown, or both are infinite, are left out. Of counts the interval is no narrower than chance allows.
 */
export function estimateColumnDifference(
  metric: SummaryMetric,
  base: readonly (number | null)[],
  head: readonly (number | null)[],
  level = confidence,
): Estimate {
  const differences = differencesOf(base, head)
  const estimate = estimateMean(differences, level)
  const { ci95Low, ci95High, replications } = estimate
  if (!eventCounts.includes(metric) || ci95Low === null || ci95High === null) return estimate
  const floor = discordantInterval(
    differences.filter((each) => each !== null),
    level,
  )
  if (floor === null) return estimate
  return {
    ...estimate,
    ci95Low: Math.min(ci95Low, floor.low / replications),
    ci95High: Math.max(ci95High, floor.high / replications),
    basis: 'counts',
  }
}

/** Estimates of all metrics of one workload, from its row of each replication. */
export function estimateSummary(rows: readonly SummaryRow['values'][]): Record<SummaryMetric, Estimate> {
  const metrics = {} as Record<SummaryMetric, Estimate>
  const column = (metric: SummaryMetric): (number | null)[] => rows.map((values) => values[metric])
  for (const metric of summaryMetrics) metrics[metric] = estimateColumn(metric, column(metric))
  const rate = metrics.false_restarts_per_container_day
  const count = metrics.false_restarts_total
  const containerDays = sumOf(column('container_seconds')) / secondsPerDay
  if (rate.mean === 0) metrics.false_restarts_per_container_day = zeroEvents(rate, containerDays)
  // The time of all replications is nearly the same, so the rate is as sure as the count.
  else if (count.basis === 'counts' && rate.mean !== null)
    metrics.false_restarts_per_container_day = {
      ...rate,
      ci95Low: (rate.mean * count.ci95Low!) / count.mean!,
      ci95High: (rate.mean * count.ci95High!) / count.mean!,
      basis: 'counts',
    }
  return metrics
}

/** A metric of one workload (`*` = all), replication by replication; `null` where it is unknown. */
export function columnOf(
  replications: readonly Pick<ReplicationResult, 'summary'>[],
  workload: string,
  metric: SummaryMetric,
): (number | null)[] {
  return replications.map(
    ({ summary }) => summary.find((row) => row.workload === workload)?.values[metric] ?? null,
  )
}

/** A number of one side that stands by itself: the interval between two order statistics of the rows. */
export type RankInterval = { readonly lowRank: number; readonly highRank: number }

/**
 * Ranks, from 1, of the rows between which the percentile of the law that they come from lies with probability `level`
 * or more, if they are independent: rank l is below it as long as fewer than l rows are, a binomial number (David
 * and Nagaraja, Order Statistics, 7.1). 0, or one more than there are, where the rows are too few for a bound.
 */
export function percentileRanks(count: number, p: number, level = confidence): RankInterval {
  const tail = (1 - level) / 2
  return { lowRank: binomialQuantile(count, p, tail), highRank: binomialQuantile(count, p, 1 - tail) + 1 }
}

/**
 * The percentile of rows pooled over all replications, nearest rank.
 * @param sorted ascending; p in (0, 1).
 */
export function estimatePercentile(sorted: readonly number[], p: number, replications: number): Estimate {
  if (sorted.length === 0) return unknown
  const { lowRank, highRank } = percentileRanks(sorted.length, p)
  return {
    mean: sorted[rankOf(p, sorted.length) - 1],
    sd: null,
    ci95Low: lowRank < 1 ? null : sorted[lowRank - 1],
    ci95High: highRank > sorted.length ? null : sorted[highRank - 1],
    replications,
    basis: 'order-statistics',
  }
}

/** Expected number of events that zero of them still allow with probability 0.05: -ln 0.05, the rule of three. */
export const zeroEventsBound = -Math.log(1 - confidence)

const secondsPerDay = 86_400

/**
 * Estimates of each workload, in the order of the summary.
 * @param days container days per false restart, where a formula knows them.
 */
export function estimatesOf(
  replications: readonly ReplicationResult[],
  warmUpSeconds: number,
  days: ReadonlyMap<string, number> = new Map(),
): WorkloadEstimates[] {
  const [first] = replications
  if (first === undefined) return []
  const rows = poolRows(replications, warmUpSeconds)
  return first.summary.map(({ workload }, index) => ({
    workload,
    metrics: estimateSummary(replications.map(({ summary }) => summary[index].values)),
    containerDaysPerFalseRestart: days.get(workload) ?? null,
    percentiles: percentilesOf(rows, workload, replications.length),
  }))
}

/** Where no event came the deviation between replications says nothing; that none came in all that time does. */
function zeroEvents(estimate: Estimate, exposure: number): Estimate {
  if (exposure <= 0) return estimate
  return { ...estimate, ci95Low: 0, ci95High: zeroEventsBound / exposure, basis: 'zero-events' }
}

const pooledShares = [
  ['p50', 0.5],
  ['p99', 0.99],
] as const

function percentilesOf(
  rows: PooledRows,
  workload: string,
  replications: number,
): WorkloadEstimates['percentiles'] {
  return pooledQuantities.flatMap((quantity) =>
    pooledShares.map(([name, p]) => ({
      metric: `${name}(${quantity})`,
      estimate: estimatePercentile(rows[quantity].get(workload) ?? [], p, replications),
    })),
  )
}

/** Rows by workload (`*` = all), ascending. */
export type PooledRows = Readonly<Record<PooledQuantity, ReadonlyMap<string, readonly number[]>>>

/** The rows of all replications: of hangs that began after the warm-up. */
export function poolRows(replications: readonly ReplicationResult[], warmUpSeconds: number): PooledRows {
  const detections = replications
    .flatMap((replication) => replication.detections)
    .filter(({ onsetSeconds }) => onsetSeconds >= warmUpSeconds)
  return {
    detection_seconds: secondsByWorkload(detections, 'noticedSeconds'),
    removal_seconds: secondsByWorkload(detections, 'removedSeconds'),
    endpoint_removal_seconds: secondsByWorkload(detections, 'endpointRemovedSeconds'),
  }
}

function secondsByWorkload(
  detections: readonly DetectionRow[],
  column: 'noticedSeconds' | 'removedSeconds' | 'endpointRemovedSeconds',
): Map<string, number[]> {
  const all: number[] = []
  const byWorkload = new Map([['*', all]])
  for (const row of detections) {
    const at = row[column]
    if (at === null) continue
    const seconds = at - row.onsetSeconds
    all.push(seconds)
    const own = byWorkload.get(row.workload)
    if (own === undefined) byWorkload.set(row.workload, [seconds])
    else own.push(seconds)
  }
  // Numbers of their own sort many times faster than those of a list.
  for (const [workload, rows] of byWorkload)
    byWorkload.set(workload, Array.from(Float64Array.from(rows).sort()))
  return byWorkload
}

function sumOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
}
