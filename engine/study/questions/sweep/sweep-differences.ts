/**
 * What a point of a sweep differs from the base in. Both have the same random streams (common random numbers), so
 * replication 3 of one is compared with replication 3 of the other, and what chance they have in common cancels.
 */

import { type Estimate, type SummaryMetric, summaryMetrics } from '../../../contract/run-result.ts'
import type {
  CellResult,
  DifferingPoint,
  LargestDifferences,
  PairedDifference,
  PointDifferences,
  PointResult,
  SweepPlan,
} from '../../../contract/sweep-result.ts'
import { square } from '../../../kernel/power.ts'
import { nearestRank } from '../../../kernel/statistics.ts'
import { confidence, estimateColumnDifference, estimateMean } from '../../statistics/estimates.ts'
import { interestOf } from './main-effects.ts'

/**
 * @param base cells of one point, as `point`.
 * @param points so many are compared with the base: what is sure of one holds together with what is sure of the others (Bonferroni).
 */
export function differencesOf(
  base: readonly CellResult[],
  point: readonly CellResult[],
  points = 1,
): PointDifferences {
  const baseCells = new Map(base.map((cell) => [cell.replication, cell]))
  const pairs = point.flatMap((cell) => {
    const from = baseCells.get(cell.replication)
    return from === undefined ? [] : [{ from: from.summary[0].values, to: cell.summary[0].values }]
  })
  const metrics = {} as Record<SummaryMetric, PairedDifference>
  for (const metric of summaryMetrics)
    metrics[metric] = pairedDifference(
      metric,
      pairs.map(({ from }) => from[metric]),
      pairs.map(({ to }) => to[metric]),
      points,
    )
  return { pairs: pairs.length, metrics }
}

function pairedDifference(
  metric: SummaryMetric,
  base: readonly (number | null)[],
  point: readonly (number | null)[],
  points: number,
): PairedDifference {
  const difference = estimateColumnDifference(metric, base, point)
  const together = estimateColumnDifference(metric, base, point, 1 - (1 - confidence) / points)
  // Of the pairs that the difference is of, so that the two are variances of the same.
  const isKnown = (index: number): boolean => base[index] !== null && point[index] !== null
  const [from, to] = [base, point].map((values) => estimateMean(values.filter((_, index) => isKnown(index))))
  return { difference, sure: signOf(together), varianceRatio: varianceRatioOf(difference, from, to) }
}

function varianceRatioOf(difference: Estimate, base: Estimate, point: Estimate): number | null {
  if (difference.sd === null || base.sd === null || point.sd === null) return null
  const unpaired = square(base.sd) + square(point.sd)
  const size = Math.max(Math.abs(base.mean!), Math.abs(point.mean!))
  // Rounding alone is no variance.
  return unpaired > 1e-24 * square(size) ? square(difference.sd) / unpaired : null
}

/** Of each metric of interest that varies, in their order. */
export function largestDifferences(
  plan: Pick<SweepPlan, 'base' | 'thresholds'>,
  points: readonly Pick<PointResult, 'point' | 'differences'>[],
): LargestDifferences[] {
  return interestOf(plan).flatMap((metric) => {
    const others = points.flatMap(({ point, differences }) =>
      differences === null || point === plan.base ? [] : [{ point, ...differences.metrics[metric] }],
    )
    const ratios = others.flatMap(({ varianceRatio }) => varianceRatio ?? []).sort((a, b) => a - b)
    const less = farthest(others.filter(({ sure }) => sure < 0))
    const more = farthest(others.filter(({ sure }) => sure > 0))
    if (less === null && more === null && ratios.length === 0) return []
    const varianceRatio = ratios.length === 0 ? null : nearestRank(ratios, 0.5)
    return [{ metric, less, more, varianceRatio }]
  })
}

/** On which side of 0 the interval lies; 0 = it holds 0. What becomes infinite has none. */
function signOf({ mean, ci95Low, ci95High }: Estimate): -1 | 0 | 1 {
  if (mean === Infinity || (ci95Low !== null && ci95Low > 0)) return 1
  return mean === -Infinity || (ci95High !== null && ci95High < 0) ? -1 : 0
}

/** The first of those that are farthest from 0. */
function farthest(points: readonly DifferingPoint[]): DifferingPoint | null {
  let found: DifferingPoint | null = null
  for (const { point, difference } of points)
    if (found === null || Math.abs(difference.mean!) > Math.abs(found.difference.mean!))
      found = { point, difference }
  return found
}
