/** From the cells of a sweep to its points: means over replications, and what moves them. */
import { estimateMean } from './estimates.ts'
import { mainEffects } from './main-effects.ts'
import { type Estimate, type SummaryMetric, summaryMetrics } from './run-result.ts'
import { byCell } from './sweep-plan.ts'
import type { CellResult, SweepPlan, SweepResult } from './sweep-result.ts'

/** @param cells in any order. */
export function summarizeSweep(plan: SweepPlan, cells: readonly CellResult[]): SweepResult {
  const sorted = cells.toSorted(byCell)
  const byPoint = new Map<number, CellResult[]>()
  for (const cell of sorted) {
    const own = byPoint.get(cell.point)
    if (own === undefined) byPoint.set(cell.point, [cell])
    else own.push(cell)
  }
  const points = Array.from(byPoint, ([point, own]) => ({ point, estimates: estimatesOf(own) }))
  return { plan, cells: sorted, points, effects: mainEffects(plan, points) }
}

function estimatesOf(cells: readonly CellResult[]): Record<SummaryMetric, Estimate> {
  const estimates = {} as Record<SummaryMetric, Estimate>
  for (const metric of summaryMetrics)
    estimates[metric] = estimateMean(cells.map(({ summary }) => summary[0].values[metric]))
  return estimates
}
