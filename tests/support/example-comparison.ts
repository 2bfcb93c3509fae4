/** A comparison made by hand, for the tests of its reports. */
import { type ComparedMetric, type Comparison, type Estimate, summaryMetrics } from '../../engine/index.ts'

export function exampleEstimate(mean: number, halfWidth: number): Estimate {
  return {
    mean,
    sd: 1,
    ci95Low: mean - halfWidth,
    ci95High: mean + halfWidth,
    replications: 4,
    basis: 'student',
  }
}

/** A metric that is 10 in the base, with a difference that is sure within half a restart. */
export function exampleRow(
  workload: string,
  finding: ComparedMetric['finding'],
  difference: number,
  metric: ComparedMetric['metric'] = 'restarts_total',
): ComparedMetric {
  return {
    workload,
    metric,
    base: exampleEstimate(10, 1),
    head: exampleEstimate(10 + difference, 1),
    difference: exampleEstimate(difference, 0.5),
    pairs: [difference],
    finding,
  }
}

export function exampleComparison(...metrics: ComparedMetric[]): Comparison {
  return { isPaired: true, replications: [4, 4], troubled: new Set(['*']), metrics }
}

/** Every metric of all workloads together is equal, but for these. */
export function comparisonWith(...rows: ComparedMetric[]): Comparison {
  const named = new Set(rows.filter(({ workload }) => workload === '*').map(({ metric }) => metric))
  const equal = summaryMetrics
    .filter((metric) => !named.has(metric))
    .map((metric) => exampleRow('*', 'equal', 0, metric))
  return exampleComparison(...equal, ...rows)
}
