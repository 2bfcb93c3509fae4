/** The table of workloads for people: the most affected first, a handful of the columns of `summary.csv`. */
import type { SummaryMetric, SummaryRow } from '../engine/contract/run-result.ts'
import { percent, readable, safeText } from './readable.ts'

export type WorkloadTable = {
  readonly head: readonly string[]
  readonly rows: (readonly string[])[]
  /** Workloads that did not fit. */
  readonly left: number
}

type Column = {
  readonly title: string
  readonly metric: SummaryMetric
  readonly text: (value: number) => string
}

const columns: readonly Column[] = [
  { title: 'CONTAINERS', metric: 'containers', text: readable },
  { title: 'PROBES/S', metric: 'probes_per_second_mean', text: readable },
  { title: 'FAILED', metric: 'probe_failures_total', text: readable },
  { title: 'RESTARTS', metric: 'restarts_total', text: readable },
  { title: 'FALSE', metric: 'false_restarts_total', text: readable },
  { title: 'NOTICED P99', metric: 'detection_seconds_p99', text: seconds },
  { title: 'AVAILABLE', metric: 'availability_ratio', text: percent },
  { title: 'ZERO READY', metric: 'zero_ready_seconds', text: seconds },
]

/** By these, largest first, then by name. */
const affectedBy: readonly SummaryMetric[] = [
  'restarts_total',
  'zero_ready_seconds',
  'unready_seconds_total',
  'probe_failures_total',
]

/** @param rows of the workloads, without the row of all; at most `rowsMax` of them are in the table. */
export function workloadTable(rows: readonly SummaryRow[], rowsMax: number): WorkloadTable {
  const shown = [...rows].sort(byAffected).slice(0, rowsMax)
  return {
    head: ['WORKLOAD', ...columns.map(({ title }) => title)],
    rows: shown.map(({ workload, values }) => [
      safeText(workload),
      ...columns.map(({ metric, text }) => {
        const value = values[metric]
        return value === null ? '-' : text(value)
      }),
    ]),
    left: rows.length - shown.length,
  }
}

/** Orders rows of workloads: the most affected first. */
export function byAffected(a: SummaryRow, b: SummaryRow): number {
  for (const metric of affectedBy) {
    const difference = (b.values[metric] ?? 0) - (a.values[metric] ?? 0)
    if (difference !== 0) return difference
  }
  return a.workload < b.workload ? -1 : 1
}

function seconds(value: number): string {
  return `${readable(value)} s`
}
