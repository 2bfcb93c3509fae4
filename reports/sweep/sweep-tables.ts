/** `sweep.csv` and `points.csv`: cells and points, each behind the values of the parameters. */
import { summaryMetrics } from '../../engine/study/run-result.ts'
import type { SweepPlanPoint, SweepResult } from '../../engine/study/sweep-result.ts'
import { type Cell, csvTable } from '../csv-text.ts'
import { formatNumber } from '../number-format.ts'
import { summaryColumns } from '../summary-table.ts'

/** One row per point, replication and workload: the parameters, then the columns of `summary.csv`. */
export function sweepCsv({ plan, cells }: SweepResult): Iterable<string> {
  const rows = function* (): Generator<Cell[]> {
    for (const { point, replication, summary } of cells) {
      const planned = plan.points[point - 1]!
      const head = parameterCells(planned)
      for (const { workload, values } of summary) {
        const numbers = summaryMetrics.map((metric) => values[metric])
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
        return [mean, ci95Low, ci95High]
      })
      yield [...parameterCells(plan.points[point - 1]!), ...numbers]
    }
  }
  return csvTable([...plan.parameters, ...estimateColumns], rows())
}

function parameterCells({ values }: SweepPlanPoint): Cell[] {
  return values.map(parameterCell)
}

/** A value as the sweep says it; maps and lists as JSON. */
export function parameterCell(value: unknown): Cell {
  if (typeof value === 'number') return numberCell(value)
  if (typeof value === 'string' || typeof value === 'boolean') return value
  return JSON.stringify(value)
}

/** A number of an input may need more decimals than a result: 0.0000001 is no 0. */
function numberCell(value: number): Cell {
  if (!Number.isFinite(value) || Number(formatNumber(value)) === value) return value
  return plainDecimal(value)
}

/** All digits, without an exponent. */
function plainDecimal(value: number): string {
  const [digits, exponent = '0'] = String(Math.abs(value)).split('e')
  const [whole, fraction = ''] = digits!.split('.')
  const shift = Number(exponent)
  const sign = value < 0 ? '-' : ''
  if (shift >= 0) return `${sign}${digits}`
  return `${sign}0.${'0'.repeat(-shift - whole!.length)}${whole}${fraction}`
}
