/** A small result made by hand, for the tests of reports: two replications, two workloads, one kill each. */
import {
  type Estimate,
  type NodeMetric,
  type ReplicationResult,
  type RunResult,
  type SummaryMetric,
  type SummaryRow,
  summaryMetrics,
  type TimeseriesMetric,
  timeseriesMetrics,
  type WorkloadEstimates,
} from '../engine/contract/run-result.ts'

import type { ReportFacts } from './reported-result.ts'

type Changes = { workload?: string }

const unknownInExample: readonly string[] = ['api_writes_total', 'removal_seconds_p50', 'removal_seconds_p99']

export function exampleResult(changes: Changes = {}): RunResult {
  const web = changes.workload ?? 'shop/deployment/web'
  const replications = [exampleReplication(1, web), exampleReplication(2, web)]
  return {
    scenario: 'example',
    intervalSeconds: 10,
    durationSeconds: 300,
    warmUpSeconds: 0,
    replications,
    estimates: estimatesOfExample(replications[0]!.summary),
  }
}

/** As if the replications had found these numbers on average, give or take a tenth. */
export function estimatesOfExample(summary: readonly SummaryRow[]): WorkloadEstimates[] {
  return summary.map(({ workload, values }) => {
    const metrics = {} as Record<SummaryMetric, Estimate>
    for (const metric of summaryMetrics) metrics[metric] = exampleEstimate(values[metric])
    const percentiles = [{ metric: 'p99(detection_seconds)', estimate: pooledEstimate }]
    return { workload, metrics, containerDaysPerFalseRestart: null, percentiles }
  })
}

const nothingKnown = { mean: null, sd: null, ci95Low: null, ci95High: null, replications: 0, basis: null }
const pooledEstimate: Estimate = {
  ...nothingKnown,
  mean: 41,
  ci95Low: 40,
  replications: 2,
  basis: 'order-statistics',
}

function exampleEstimate(mean: number | null): Estimate {
  if (mean === null) return nothingKnown
  if (mean === Infinity) return { ...nothingKnown, mean, replications: 2 }
  return {
    mean,
    sd: 0.011134,
    ci95Low: mean - 0.1,
    ci95High: mean + 0.1,
    replications: 2,
    basis: 'student',
  }
}

function exampleReplication(replication: number, web: string): ReplicationResult {
  const workloads = ['*', 'shop/deployment/db', web]
  const base = { namespace: 'shop', workload: web, pod: 'web-0', container: 'app' }
  return {
    replication,
    summary: workloads.map((workload, index) => exampleRow(workload, index)),
    timeseries: { timeSeconds: Float64Array.of(0, 10, 20), workloads, columns: exampleSeries(9) },
    nodes: { nodes: ['node-0'], columns: exampleNode() },
    api: [],
    services: [],
    rollouts: [],
    starts: [
      {
        ...base,
        timeSeconds: 0,
        node: 'node-0',
        restartCount: 0,
        cause: 'initial',
        previousExitCode: null,
        previousFinishedSeconds: null,
        backoffSeconds: null,
        waitedSeconds: null,
        falseRestart: false,
      },
      {
        ...base,
        timeSeconds: 141.000001,
        node: 'node-0',
        restartCount: 1,
        cause: 'liveness',
        previousExitCode: 143,
        previousFinishedSeconds: 141,
        backoffSeconds: 10,
        waitedSeconds: 0,
        falseRestart: true,
      },
    ],
    detections: [
      {
        ...base,
        onsetSeconds: 100,
        kind: 'hang',
        noticedSeconds: 141,
        removedSeconds: null,
        killedSeconds: 141,
        readyAgainSeconds: null,
        endpointRemovedSeconds: null,
      },
    ],
    podStatuses: [
      { status: 'Running', pods: 9 },
      { status: 'CrashLoopBackOff', pods: 1 },
    ],
    troubled: ['*', web],
    limits: { crowdedStarts: null, backoffContainers: 0, unreadyPods: 0 },
    counters: {
      eventsTotal: 1000,
      probeRunsTotal: 300,
      syncsTotal: 20,
      drawsTotal: 0,
      settlesTotal: 0,
      listOperationsTotal: 0,
      startsLeftOutTotal: 0,
      fingerprint: '0123456789abcdef',
    },
  }
}

/** Small numbers that differ by metric and workload, and the special values where they can occur. */
function exampleRow(workload: string, index: number): SummaryRow {
  const values = {} as Record<SummaryMetric, number | null>
  for (const [place, metric] of summaryMetrics.entries()) {
    values[metric] = unknownInExample.includes(metric) ? null : place + index / 10
  }
  values.containers = index === 0 ? 3 : index
  values.probes_per_second_mean = 1 / 3
  values.restarts_total = index === 1 ? 0 : 1
  values.availability_ratio = 0.9925
  values.recovery_seconds = index === 0 ? Infinity : 12.5
  return { workload, values }
}

function exampleSeries(length: number): Record<TimeseriesMetric, Float64Array | null> {
  const columns = {} as Record<TimeseriesMetric, Float64Array | null>
  for (const [place, metric] of timeseriesMetrics.entries()) {
    columns[metric] = metric === 'events' ? null : Float64Array.from({ length }, (_, row) => place + row / 8)
  }
  return columns
}

function exampleNode(): Record<NodeMetric, Float64Array | null> {
  return {
    pods: Float64Array.of(2),
    containers: Float64Array.of(3),
    probes_total: Float64Array.of(120),
    probes_per_second_peak: Float64Array.of(0.4),
    probe_sockets_peak: Float64Array.of(0.4),
    probe_cpu_seconds: Float64Array.of(0.036),
    restarts_total: Float64Array.of(1),
    cpu_saturated_seconds: null,
    status_writes_total: null,
    exhausted_seconds: null,
  }
}

/** What the page of the example says beside its numbers. */
export const exampleFacts: ReportFacts = {
  version: '0.0.0',
  kubernetesVersion: '1.35',
  seed: '1',
  counts: {
    workloads: 2,
    pods: 3,
    containers: 2,
    probes: 3,
    probesByType: { readiness: 1, liveness: 2 },
    probesByHandler: { httpGet: 3 },
    nodes: 1,
    instances: { containers: 3, probes: 5 },
  },
  notes: ['1 node of the default size'],
  interrupted: false,
  thresholds: [
    { threshold: 'p99(detection_seconds) < 30', value: 41, state: 'fails' },
    { threshold: 'false_restarts_total <= 2', value: 1, state: 'holds' },
  ],
  outline: {
    faults: [
      { kind: 'slow', fromSeconds: 20, toSeconds: 60 },
      { kind: 'hang', fromSeconds: 100, toSeconds: null },
    ],
    detectionLaws: [
      { workload: 'shop/deployment/web', container: 'app', interval: { lowSeconds: 21, highSeconds: 51 } },
    ],
  },
}
