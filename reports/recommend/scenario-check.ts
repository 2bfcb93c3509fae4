/** What the scenario itself shows of a recommendation: the numbers that probe settings are about, before and after. */
import type { Comparison } from '../../engine/contract/comparison-result.ts'
import type { SummaryMetric } from '../../engine/contract/run-result.ts'
import { differenceText, metricText } from '../metric-text.ts'

export type CheckRow = {
  readonly label: string
  readonly before: string
  readonly after: string
  /** Of the difference, in pairs of replications with the same chance; empty if there is none. */
  readonly interval: string
}

type Shown = readonly [metric: SummaryMetric, label: string]

const shown: readonly Shown[] = [
  ['probes_per_second_mean', 'probe runs per second'],
  ['probe_failures_total', 'failed probe runs'],
  ['restarts_total', 'restarts'],
  ['false_restarts_total', 'false restarts'],
  ['detection_seconds_p99', 'hangs noticed within (p99)'],
  ['detections_missed_total', 'hangs over before noticed'],
  ['removal_seconds_p99', 'hung pods unready within (p99)'],
  ['unready_seconds_total', 'unready, over all pods'],
  ['zero_ready_seconds', 'without a ready pod'],
  ['failed_requests_total', 'failed requests'],
  ['availability_ratio', 'availability'],
  ['recovery_seconds', 'recovery after the last fault'],
  ['api_writes_total', 'writes to the API server'],
]

/** Numbers of all workloads together that either side knows and that are not 0 on both. */
export function checkRows({ metrics }: Comparison): CheckRow[] {
  return shown.flatMap(([metric, label]) => {
    const { text } = metricText(metric)
    const found = metrics.find((row) => row.workload === '*' && row.metric === metric)
    if (found === undefined) return []
    const { base, head, difference } = found
    if ((base.mean ?? 0) === 0 && (head.mean ?? 0) === 0) return []
    const value = (mean: number | null): string => (mean === null ? 'unknown' : text(mean))
    const { ci95Low, ci95High } = difference
    const interval =
      ci95Low === null || ci95High === null || ci95Low === ci95High
        ? ''
        : `${differenceText(metric, ci95Low)} to ${differenceText(metric, ci95High)}`
    return [{ label, before: value(base.mean), after: value(head.mean), interval }]
  })
}

/** What people would notice. */
const told: readonly SummaryMetric[] = [
  'zero_ready_seconds',
  'failed_requests_total',
  'restarts_total',
  'recovery_seconds',
]

/**
 * What becomes of the scenario, for better or worse: `Simulated, its faults included: restarts 76,814 → 0.` Empty where nothing that
 * people would notice differs, or where the interval of the difference holds 0; a single replication has no interval.
 */
export function checkText(comparison: Comparison): string {
  const metrics = comparison.metrics.filter(({ metric, difference: { mean, ci95Low, ci95High } }) => {
    const mayBeNone = ci95Low !== null && ci95High !== null && ci95Low <= 0 && ci95High >= 0
    return told.includes(metric) && mean !== 0 && !mayBeNone
  })
  const parts = checkRows({ ...comparison, metrics }).map(
    ({ label, before, after }) => `${label} ${before} → ${after}`,
  )
  return parts.length === 0 ? '' : `Simulated, its faults included: ${parts.join('; ')}.`
}
