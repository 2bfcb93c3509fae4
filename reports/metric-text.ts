/** The columns of `summary.csv` in words, with numbers as people write them. */
import { type SummaryMetric, summaryMetrics } from '../engine/contract/run-result.ts'
import { percent, readable } from './readable.ts'

export type MetricText = {
  readonly label: string
  /** A mean with its unit; `Infinity` is never. */
  readonly text: (value: number) => string
}

const seconds = (value: number): string => (value === Infinity ? 'never' : `${readable(value)} s`)

const labels: Readonly<Record<SummaryMetric, string>> = {
  containers: 'Containers',
  container_seconds: 'Time of all containers together',
  probes_total: 'Probe runs',
  probe_failures_total: 'Failed probe runs',
  probe_timeouts_total: 'Timed-out probe runs',
  probes_per_second_mean: 'Probe runs per second',
  probes_per_second_peak: 'Probe runs per second, peak',
  restarts_total: 'Restarts',
  false_restarts_total: 'False restarts',
  false_restarts_per_container_day: 'False restarts per container and day',
  detection_seconds_p50: 'Hang noticed after, p50',
  detection_seconds_p99: 'Hang noticed after, p99',
  detection_seconds_max: 'Hang noticed after, at most',
  detections_missed_total: 'Hangs missed',
  removal_seconds_p50: 'Hung pod unready after, p50',
  removal_seconds_p99: 'Hung pod unready after, p99',
  backoff_seconds_total: 'Waiting in back-off',
  backoff_containers_peak: 'Waiting in back-off, peak',
  start_attempts_per_second_peak: 'Start attempts per second, peak',
  unready_seconds_total: 'Unready, over all pods',
  zero_ready_seconds: 'Without a ready pod',
  availability_ratio: 'Availability',
  recovery_seconds: 'Recovery',
  ready_transitions_total: 'Changes of readiness',
  api_writes_total: 'Writes to the API',
  api_writes_per_second_peak: 'Writes to the API per second, peak',
  events_emitted_total: 'Kubernetes events',
  events_dropped_total: 'Kubernetes events dropped',
  endpointslice_updates_total: 'Updates of EndpointSlices',
  node_cpu_saturated_seconds: 'Nodes with saturated CPUs',
  ready_min: 'Ready pods at the worst moment',
  ready_min_at_seconds: 'Worst moment, since the start of the run',
  recovery_90_seconds: 'Recovery of 90 % of the pods',
  recovery_99_seconds: 'Recovery of 99 % of the pods',
}

/** Neither more nor less of these is better: they say how much was looked at, or when. */
const neutral: ReadonlySet<SummaryMetric> = new Set([
  'containers',
  'container_seconds',
  'probes_total',
  'events_emitted_total',
  'ready_min_at_seconds',
])

const better: Readonly<Partial<Record<SummaryMetric, 'more'>>> = {
  availability_ratio: 'more',
  ready_min: 'more',
}

/** Which way a metric should go; null where neither is better. */
export function betterWhen(metric: SummaryMetric): 'less' | 'more' | null {
  return neutral.has(metric) ? null : (better[metric] ?? 'less')
}

export type Judgement = 'better' | 'worse' | 'none'

/** Whether it is good that there is surely more or less of a metric. */
export function judgedFinding(metric: SummaryMetric, finding: string): Judgement {
  if (finding !== 'more' && finding !== 'less') return 'none'
  const wanted = betterWhen(metric)
  return wanted === null ? 'none' : wanted === finding ? 'better' : 'worse'
}

/** What users and their pods feel; the rest is what that costs. */
export const feltMetrics: readonly SummaryMetric[] = [
  'false_restarts_total',
  'zero_ready_seconds',
  'unready_seconds_total',
  'availability_ratio',
  'ready_min',
  'recovery_90_seconds',
  'recovery_99_seconds',
  'recovery_seconds',
  'restarts_total',
  'detection_seconds_p99',
  'detections_missed_total',
  'backoff_seconds_total',
]

/** Whether a metric is a duration, a share or neither, by its name: units stand there. */
export function metricUnit(metric: SummaryMetric): 'seconds' | 'ratio' | 'number' {
  if (metric.endsWith('_ratio')) return 'ratio'
  return /_seconds(?:_|$)/.test(metric) ? 'seconds' : 'number'
}

/** A difference with its sign; that of two shares is in points of per cent. */
export function differenceText(metric: SummaryMetric, value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'now never' : 'no longer never'
  const size = metricText(metric).text(Math.abs(value))
  const sign = value > 0 ? '+' : value < 0 ? '-' : ''
  return `${sign}${size}${metricUnit(metric) === 'ratio' ? '-points' : ''}`
}

const texts = { seconds, ratio: percent, number: readable } as const

export function metricText(metric: SummaryMetric): MetricText {
  return { label: labels[metric], text: texts[metricUnit(metric)] }
}

/** What a reader looks for first; the rest follows in the order of `summary.csv`. */
const mostInteresting: readonly SummaryMetric[] = [
  'false_restarts_total',
  'detection_seconds_p99',
  'probes_per_second_mean',
  'recovery_seconds',
  'restarts_total',
  'zero_ready_seconds',
  'unready_seconds_total',
  'availability_ratio',
  'backoff_seconds_total',
  'api_writes_total',
]

export const metricsByInterest: readonly SummaryMetric[] = [
  ...new Set([...mostInteresting, ...summaryMetrics]),
]
