/** `estimates.csv`: one row per workload and metric, over all replications; `*` is all workloads. */
import { type Estimate, type RunResult, summaryMetrics } from '../engine/contract/run-result.ts'
import { type Cell, csvTable } from './csv-text.ts'
import { metricCell } from './metric-cell.ts'

const columns = [
  'scenario',
  'workload',
  'metric',
  'mean',
  'sd',
  'ci95_low',
  'ci95_high',
  'replications',
  'basis',
]

/** What a formula says of false restarts: days, because so rare a rate would be written as 0. */
export const formulaMetric = 'container_days_per_false_restart'

export function estimatesCsv(result: RunResult): Iterable<string> {
  return csvTable(columns, estimateRows(result))
}

function* estimateRows({ scenario, estimates }: RunResult): Generator<Cell[]> {
  for (const { workload, metrics, percentiles, containerDaysPerFalseRestart } of estimates) {
    for (const metric of summaryMetrics)
      yield [scenario, workload, metric, ...estimateCells(metric, metrics[metric])]
    yield [scenario, workload, formulaMetric, ...formulaCells(containerDaysPerFalseRestart)]
    for (const { metric, estimate } of percentiles)
      yield [scenario, workload, metric, ...estimateCells(metric, estimate)]
  }
}

/** The mean by formula: no replication has a part in it. */
function formulaCells(mean: number | null): Cell[] {
  return [mean, null, null, null, 0, mean === null ? null : 'closed-form']
}

function estimateCells(
  metric: string,
  { mean, sd, ci95Low, ci95High, replications, basis }: Estimate,
): Cell[] {
  const cell = (value: number | null): Cell => metricCell(metric, value)
  return [cell(mean), sd, cell(ci95Low), cell(ci95High), replications, basis]
}
