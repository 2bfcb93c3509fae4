/** The columns of `summary.csv` in words, with numbers as people write them. */
import { type Estimate, type SummaryMetric, summaryMetrics } from '../engine/contract/run-result.ts'
import { percent, readable } from './readable.ts'

export type MetricText = {
  readonly label: string
  /** A mean with its unit; `Infinity` is never. */
  readonly text: (value: number) => string
}

const seconds = (value: number): string => (value === Infinity ? 'never' : `${readable(value)} s`)

type ColumnWords = {
  readonly label: string
  /** Definitions that need more room stand in `docs/estimates.md`. */
  readonly meaning: string
  /** More of it is better, or neither: it says how much was looked at, or when. Of the others less is. */
  readonly better?: 'more' | 'neither'
}

/** Of columns of requests. */
export const noTraffic = 'empty where no traffic is simulated'

const words: Readonly<Record<SummaryMetric, ColumnWords>> = {
  containers: {
    label: 'Containers',
    meaning: 'containers and sidecars of all pods that there were',
    better: 'neither',
  },
  container_seconds: {
    label: 'Time of all containers together',
    meaning: 'time that containers ran, all together',
    better: 'neither',
  },
  probes_total: {
    label: 'Probe runs',
    meaning: 'probe runs that ended in success or failure; errors are left out',
    better: 'neither',
  },
  probe_failures_total: {
    label: 'Failed probe runs',
    meaning: 'probe runs that failed, timeouts among them',
  },
  probe_timeouts_total: {
    label: 'Timed-out probe runs',
    meaning: 'probe runs that failed by timeoutSeconds',
  },
  probes_per_second_mean: {
    label: 'Probe runs per second',
    meaning: 'probe runs, divided by the length of the run after the warm-up',
  },
  probes_per_second_peak: {
    label: 'Probe runs per second, peak',
    meaning: 'probe runs of the busiest interval, divided by its width; empty if no whole interval counts',
  },
  restarts_total: {
    label: 'Restarts',
    meaning: 'starts with a restart count above 0',
  },
  false_restarts_total: {
    label: 'False restarts',
    meaning: 'restarts after a kill by a liveness or startup probe while the container was not ill',
  },
  false_restarts_per_container_day: {
    label: 'False restarts per container and day',
    meaning: 'false restarts, divided by the time that containers ran',
  },
  detection_seconds_p50: {
    label: 'Hang noticed after, p50',
    meaning: 'from the onset of a hang to the first failure that notices it: median',
  },
  detection_seconds_p99: {
    label: 'Hang noticed after, p99',
    meaning: 'from the onset of a hang to the first failure that notices it: 99th percentile',
  },
  detection_seconds_max: {
    label: 'Hang noticed after, at most',
    meaning: 'from the onset of a hang to the first failure that notices it: the longest',
  },
  detections_missed_total: {
    label: 'Hangs missed',
    meaning: 'hangs that ended before a liveness or startup probe noticed them',
  },
  removal_seconds_p50: {
    label: 'Hung pod unready after, p50',
    meaning: 'from the onset of a hang until the kubelet holds the container unready: median',
  },
  removal_seconds_p99: {
    label: 'Hung pod unready after, p99',
    meaning: 'from the onset of a hang until the kubelet holds the container unready: 99th percentile',
  },
  endpoint_removal_seconds_p50: {
    label: 'Hung pod without traffic after, p50',
    meaning: 'from the onset of a hang until no proxy sends the pod anything: median; empty without Services',
  },
  endpoint_removal_seconds_p99: {
    label: 'Hung pod without traffic after, p99',
    meaning:
      'from the onset of a hang until no proxy sends the pod anything: 99th percentile; empty without Services',
  },
  backoff_seconds_total: {
    label: 'Waiting in back-off',
    meaning: 'time in which containers waited for their back-off, all together',
  },
  backoff_containers_peak: {
    label: 'Waiting in back-off, peak',
    meaning: 'containers that waited for their back-off at the same time, at most',
  },
  start_attempts_per_second_peak: {
    label: 'Start attempts per second, peak',
    meaning: 'attempts to start a container in the busiest interval, divided by its width',
  },
  unready_seconds_total: {
    label: 'Unready, over all pods',
    meaning:
      "time in which pods that exist, and are not being deleted, were not ready (the kubelet's Ready), all together",
  },
  zero_ready_seconds: {
    label: 'Without a ready pod',
    meaning:
      "time in which no pod of a workload was ready (the kubelet's Ready); of * the sum over workloads",
  },
  availability_ratio: {
    label: 'Availability',
    meaning:
      "ready pods (the kubelet's Ready), no more than are desired, over desired pods, averaged over time",
    better: 'more',
  },
  recovery_seconds: {
    label: 'Recovery',
    meaning:
      'from the end of the last fault to the first moment at which as many pods are ready as before the first, or as many as are wanted by then if fewer, even if fewer are again later; inf: not within the run',
  },
  ready_transitions_total: {
    label: 'Changes of readiness',
    meaning: "changes of pods from ready to unready and back (the kubelet's Ready)",
  },
  api_writes_total: {
    label: 'Writes to the API',
    meaning:
      'writes to the API by kubelets - statuses, events, deletions of pods that have ended - and events of the scheduler',
  },
  api_writes_per_second_peak: {
    label: 'Writes to the API per second, peak',
    meaning: 'writes to the API in the busiest interval, divided by its width',
  },
  events_emitted_total: {
    label: 'Kubernetes events',
    meaning: 'Kubernetes events that reach the API',
    better: 'neither',
  },
  events_dropped_total: {
    label: 'Kubernetes events dropped',
    meaning: 'Kubernetes events that the rate limit of a kubelet drops',
  },
  endpointslice_updates_total: {
    label: 'Updates of EndpointSlices',
    meaning:
      'slices of endpoints created, changed or deleted for pods of the workload; empty without Services',
  },
  node_cpu_saturated_seconds: {
    label: 'Nodes with saturated CPUs',
    meaning:
      'time of nodes without spare CPU, of all together; empty of a workload, and where no container has a behavior.cpu',
  },
  ready_min: {
    label: 'Ready pods at the worst moment',
    meaning: 'ready pods at the worst moment, from the first fault or the end of the warm-up on',
    better: 'more',
  },
  ready_min_at_seconds: {
    label: 'Worst moment, since the start of the run',
    meaning: 'when that moment was',
    better: 'neither',
  },
  recovery_90_seconds: {
    label: 'Recovery of 90 % of the pods',
    meaning:
      'from the end of the last fault to the first moment at which 90 % of the pods that were ready before the first are ready',
  },
  recovery_99_seconds: {
    label: 'Recovery of 99 % of the pods',
    meaning:
      'from the end of the last fault to the first moment at which 99 % of the pods that were ready before the first are ready',
  },
  requests_total: {
    label: 'Requests',
    meaning: `requests sent, retries among them; ${noTraffic}`,
    better: 'neither',
  },
  failed_requests_total: {
    label: 'Failed requests',
    meaning: `requests that failed: refused, given up waiting, answered with an error, lost with a pod; ${noTraffic}`,
  },
  retried_requests_total: {
    label: 'Retried requests',
    meaning: `requests that were retries; ${noTraffic}`,
  },
  pods_created_total: {
    label: 'Pods created',
    meaning: 'pods that came within the run: made at first, replaced, or of a new version',
    better: 'neither',
  },
  evictions_total: {
    label: 'Evictions',
    meaning: 'pods deleted for taints of their node, or by the eviction API, as a drain does it',
  },
  unschedulable_seconds_total: {
    label: 'Unschedulable, over all pods',
    meaning: 'time in which pods had no node although the scheduler had looked for one, all together',
  },
}

/** Which way a metric should go; null where neither is better. */
export function betterWhen(metric: SummaryMetric): 'less' | 'more' | null {
  const { better = 'less' } = words[metric]
  return better === 'neither' ? null : better
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
  'failed_requests_total',
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

/** The interval of a metric, cut where no value can be: none is below 0, and no share above 1. */
export function possible<T extends Estimate>(metric: SummaryMetric, estimate: T): T {
  const { ci95Low, ci95High } = estimate
  const most = metricUnit(metric) === 'ratio' ? 1 : Infinity
  return {
    ...estimate,
    ci95Low: ci95Low === null ? null : Math.max(0, ci95Low),
    ci95High: ci95High === null ? null : Math.min(most, ci95High),
  }
}

const texts = { seconds, ratio: percent, number: readable } as const

export function metricText(metric: SummaryMetric): MetricText {
  return { label: words[metric].label, text: texts[metricUnit(metric)] }
}

/** What each column means, in their order. */
export const summaryMeanings: readonly (readonly [name: SummaryMetric, meaning: string])[] =
  summaryMetrics.map((metric) => [metric, words[metric].meaning])

/** What a reader looks for first; the rest follows in the order of `summary.csv`. */
const mostInteresting: readonly SummaryMetric[] = [
  'failed_requests_total',
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
