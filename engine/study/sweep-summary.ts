/** From the cells of a sweep to its points: means over replications, and what moves them. */
import { columnOf, estimateMean } from './estimates.ts'
import { mainEffects } from './main-effects.ts'
import {
  type Estimate,
  type SummaryMetric,
  summaryMetrics,
  type Threshold,
  type Verdict,
} from './run-result.ts'
import { differencesOf, largestDifferences } from './sweep-differences.ts'
import { byCell, cellsByPoint } from './sweep-plan.ts'
import type { CellResult, SweepPlan, SweepResult } from './sweep-result.ts'
import { isPooled, judge, troubledIn } from './thresholds.ts'

/** @param cells in any order. */
export function summarizeSweep(plan: SweepPlan, cells: readonly CellResult[]): SweepResult {
  const sorted = cells.toSorted(byCell)
  const byPoint = cellsByPoint(sorted)
  const base = byPoint.get(plan.base)
  const points = Array.from(byPoint, ([point, own]) => ({
    point,
    estimates: estimatesOf(own),
    differences: base === undefined ? null : differencesOf(base, own),
    verdicts: own.length < plan.points[point - 1].replications ? [] : verdictsOn(own, plan.thresholds),
  }))
  return {
    plan,
    cells: sorted,
    points,
    effects: mainEffects(plan, points),
    largest: largestDifferences(plan.base, points),
  }
}

function estimatesOf(cells: readonly CellResult[]): Record<SummaryMetric, Estimate> {
  const estimates = {} as Record<SummaryMetric, Estimate>
  for (const metric of summaryMetrics)
    estimates[metric] = estimateMean(cells.map(({ summary }) => summary[0].values[metric]))
  return estimates
}

function verdictsOn(cells: readonly CellResult[], thresholds: readonly Threshold[]): Verdict[] {
  const troubled = troubledIn(cells)
  return thresholds.map((threshold) => judge(threshold, numbersOf(cells, threshold), troubled))
}

/** A number per cell, or the pooled rows. */
function numbersOf(cells: readonly CellResult[], { metric, workload }: Threshold): (number | null)[] {
  if (!isPooled(metric)) return columnOf(cells, workload, metric)
  return cells.flatMap(({ rows }) =>
    rows.filter((own) => own.quantity === metric && own.workload === workload).flatMap((own) => own.seconds),
  )
}
