/** The tables of a sweep: cells, points and their differences, each behind the values of the parameters. */
import { summaryMetrics } from '../../engine/contract/run-result.ts'
import type { SweepPlanPoint, SweepResult } from '../../engine/contract/sweep-result.ts'
import { type Cell, csvTable } from '../csv-text.ts'
import { metricCell } from '../metric-cell.ts'
import { summaryColumns } from '../summary-table.ts'
import { parameterCell } from './parameter-text.ts'

/** One row per point, replication and workload: the parameters, then the columns of `summary.csv`. */
export function sweepCsv({ plan, cells }: SweepResult): Iterable<string> {
  const rows = function* (): Generator<Cell[]> {
    for (const { point, replication, summary } of cells) {
      const planned = plan.points[point - 1]!
      const head = parameterCells(planned)
      for (const { workload, values } of summary) {
        const numbers = summaryMetrics.map((metric) => metricCell(metric, values[metric]))
        yield [...head, planned.scenario, replication, workload, ...numbers]
      }
    }
  }
  return csvTable([...plan.parameters, ...summaryColumns], rows())
}

const estimateColumns = summaryMetrics.flatMap((metric) => [
  `${metric}_mean`,
  `${metric}_ci95_low`,
  `${metric}_ci95_high`,
])

/** One row per point, all workloads together: the parameters, then mean and interval of each metric. */
export function pointsCsv({ plan, points }: SweepResult): Iterable<string> {
  const rows = function* (): Generator<Cell[]> {
    for (const { point, estimates } of points) {
      const numbers = summaryMetrics.flatMap((metric) => {
        const { mean, ci95Low, ci95High } = estimates[metric]
        return [mean, ci95Low, ci95High].map((value) => metricCell(metric, value))
      })
      yield [...parameterCells(plan.points[point - 1]!), ...numbers]
    }
  }
  return csvTable([...plan.parameters, ...estimateColumns], rows())
}

const differenceColumns = summaryMetrics.flatMap((metric) => [
  `${metric}_difference_mean`,
  `${metric}_difference_ci95_low`,
  `${metric}_difference_ci95_high`,
  `${metric}_variance_ratio`,
])

/** One row per point, all workloads together: what each metric differs from the base in, and what pairing does for that. */
export function differencesCsv({ plan, points }: SweepResult): Iterable<string> {
  const rows = function* (): Generator<Cell[]> {
    for (const { point, differences } of points) {
      if (differences === null) continue
      const numbers = summaryMetrics.flatMap((metric) => {
        const { difference, varianceRatio } = differences.metrics[metric]
        return [difference.mean, difference.ci95Low, difference.ci95High, varianceRatio]
      })
      const head = parameterCells(plan.points[point - 1]!)
      yield [...head, point === plan.base, differences.pairs, ...numbers]
    }
  }
  return csvTable([...plan.parameters, 'is_base', 'pairs', ...differenceColumns], rows())
}

function parameterCells({ values }: SweepPlanPoint): Cell[] {
  return values.map(parameterCell)
}
