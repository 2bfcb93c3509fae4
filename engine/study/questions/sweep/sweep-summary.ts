/** From the cells of a sweep to its points: means over replications, and what moves them. */

import type { Estimate, Threshold, Verdict } from '../../../contract/run-result.ts'
import type { CellResult, SweepPlan, SweepResult } from '../../../contract/sweep-result.ts'
import { columnOf, estimateSummary } from '../../statistics/estimates.ts'
import { isPooled, judge, troubledIn } from '../../statistics/thresholds.ts'
import { metricShares } from './main-effects.ts'
import { differencesOf, largestDifferences } from './sweep-differences.ts'
import { byCell, cellsByPoint } from './sweep-plan.ts'

/** @param cells in any order. */
export function summarizeSweep(plan: SweepPlan, cells: readonly CellResult[]): SweepResult {
  const sorted = cells.toSorted(byCell)
  const byPoint = cellsByPoint(sorted)
  const base = byPoint.get(plan.base)
  const points = Array.from(byPoint, ([point, own]) => ({
    point,
    estimates: estimateSummary(own.map(({ summary }) => summary[0].values)),
    differences: base === undefined ? null : differencesOf(base, own, Math.max(1, plan.points.length - 1)),
    verdicts: own.length < plan.points[point - 1].replications ? [] : verdictsOn(own, plan.thresholds),
  }))
  return {
    plan,
    cells: sorted,
    points,
    shares: metricShares(plan, points, [...byPoint.values()]),
    largest: largestDifferences(plan, points),
  }
}

function verdictsOn(cells: readonly CellResult[], thresholds: readonly Threshold[]): Verdict[] {
  const troubled = troubledIn(cells)
  return thresholds.map((threshold) =>
    judge(threshold, numbersOf(cells, threshold), troubled, estimateOf(cells, threshold)),
  )
}

function estimateOf(cells: readonly CellResult[], { metric, workload }: Threshold): Estimate | undefined {
  if (isPooled(metric)) return undefined
  const rows = cells.flatMap(({ summary }) => summary.filter((row) => row.workload === workload))
  return estimateSummary(rows.map(({ values }) => values))[metric]
}

/** A number per cell, or the pooled rows. */
function numbersOf(cells: readonly CellResult[], { metric, workload }: Threshold): (number | null)[] {
  if (!isPooled(metric)) return columnOf(cells, workload, metric)
  return cells.flatMap(({ rows }) =>
    rows.filter((own) => own.quantity === metric && own.workload === workload).flatMap((own) => own.seconds),
  )
}
