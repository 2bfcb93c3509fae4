/** `estimates.csv`: one row per workload and metric, over all replications; `*` is all workloads. */
import { type Estimate, type RunResult, summaryMetrics } from '../engine/study/run-result.ts'
import { type Cell, csvTable } from './csv-text.ts'

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

export function estimatesCsv(result: RunResult): Iterable<string> {
  return csvTable(columns, estimateRows(result))
}

function* estimateRows({ scenario, estimates }: RunResult): Generator<Cell[]> {
  for (const { workload, metrics, percentiles } of estimates) {
    for (const metric of summaryMetrics) yield [scenario, workload, metric, ...estimateCells(metrics[metric])]
    for (const { metric, estimate } of percentiles)
      yield [scenario, workload, metric, ...estimateCells(estimate)]
  }
}

function estimateCells({ mean, sd, ci95Low, ci95High, replications, basis }: Estimate): Cell[] {
  return [mean, sd, ci95Low, ci95High, replications, basis]
}
