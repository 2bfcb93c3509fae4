/** Two sweeps, point by point: points are the same if all their parameters have the same values. */

import type {
  ComparedPoint,
  Finding,
  MetricOverPoints,
  SweepComparison,
} from '../../../contract/comparison-result.ts'
import { type SummaryMetric, summaryMetrics } from '../../../contract/run-result.ts'
import type { CellResult, SweepPlan, SweepPlanPoint } from '../../../contract/sweep-result.ts'
import { compareResults } from '../comparison.ts'
import { cellsByPoint } from './sweep-plan.ts'

/** What is compared of a sweep. */
export type ComparedSweep = { readonly plan: SweepPlan; readonly cells: readonly CellResult[] }

/** Parameters are known by their names, in whichever order; no point is in common if their names differ. */
export function compareSweeps(base: ComparedSweep, head: ComparedSweep): SweepComparison {
  const { parameters } = base.plan
  const headPoints = new Map(
    head.plan.points.map((point, index) => [pointKey(point, head.plan.parameters), index + 1]),
  )
  const baseCells = cellsByPoint(base.cells)
  const headCells = cellsByPoint(head.cells)
  const points = base.plan.points.flatMap((point, index): ComparedPoint[] => {
    const number = headPoints.get(pointKey(point, parameters))
    if (number === undefined) return []
    const headSeed = head.plan.points[number - 1].seed
    const comparison = compareResults(
      { seed: point.seed, replications: baseCells.get(index + 1) ?? [] },
      { seed: headSeed, replications: headCells.get(number) ?? [] },
    )
    return [{ values: point.values, comparison }]
  })
  return {
    parameters,
    pointCounts: [base.plan.points.length, head.plan.points.length],
    points,
    metrics: summaryMetrics.map((metric) => overPoints(metric, points)),
  }
}

/** The same for the same values: `60s` is `1m`. */
function pointKey({ values, numbers }: SweepPlanPoint, parameters: readonly string[]): string {
  const settings = parameters.map((name, index) => [name, numbers[index] ?? values[index]] as const)
  return JSON.stringify(settings.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

function overPoints(metric: SummaryMetric, points: readonly ComparedPoint[]): MetricOverPoints {
  const counts: Record<Finding, number> = { equal: 0, more: 0, less: 0, unclear: 0, unknown: 0 }
  let largest: MetricOverPoints['largest'] = null
  for (const { values, comparison } of points) {
    const found = comparison.metrics.find((row) => row.workload === '*' && row.metric === metric)
    if (found === undefined) continue
    const { finding, difference } = found
    counts[finding]++
    if (finding !== 'more' && finding !== 'less') continue
    if (largest === null || Math.abs(difference.mean!) > Math.abs(largest.difference.mean!))
      largest = { values, difference }
  }
  return { metric, counts, largest }
}
