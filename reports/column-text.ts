/** Every column of the tables of a run: its unit and what it means. Definitions that need more room stand in `docs/estimates.md`. */
import type {
  ApiMetric,
  NodeMetric,
  RolloutMetric,
  ServiceMetric,
  TimeseriesMetric,
} from '../engine/contract/run-result.ts'
import { noTraffic, summaryMeanings } from './metric-text.ts'

export type ColumnText = { readonly name: string; readonly unit: string; readonly meaning: string }
export type TableText = {
  readonly file: string
  /** What a row is of. */
  readonly row: string
  readonly columns: readonly ColumnText[]
}

const timeseriesTexts: Readonly<Record<TimeseriesMetric, string>> = {
  probes: 'probe runs that began in the interval',
  probe_failures: 'failed runs among them',
  restarts: 'restarts in the interval',
  starts: 'container starts in the interval, first ones among them',
  running: 'containers that run at the end of the interval',
  ready: "pods that are ready at the end of the interval (the kubelet's Ready)",
  unready: "pods that are neither ready nor being deleted at the end of the interval (the kubelet's Ready)",
  in_backoff: 'containers that wait for their back-off at the end of the interval',
  terminating: 'pods that are being deleted at the end of the interval',
  pending: 'pods that are Pending at the end of the interval',
  api_writes: 'writes to the API in the interval',
  events: 'Kubernetes events in the interval',
  endpointslice_updates: 'slices of endpoints created, changed or deleted; empty without Services',
  requests: `requests sent in the interval, retries among them; ${noTraffic}`,
  failed_requests: `those of them that failed, and those that pods lost in the interval; ${noTraffic}`,
  endpoints: 'pods that a Service offers as ready, at the end of the interval; empty without Services',
  cpu_seconds: 'CPU time that containers took in the interval; empty where none has a behavior.cpu',
  pods_created: 'pods that came in the interval: made at first, replaced, or of a new version',
}

const nodeTexts: Readonly<Record<NodeMetric, string>> = {
  pods: 'pods of the node at the end of the run',
  containers: 'containers of these pods',
  probes_total: 'probe runs of its kubelet',
  probes_per_second_peak: 'probe runs of the busiest interval, divided by its width',
  probe_sockets_peak: 'sockets of ended probe connections that linger for 60 s, at most',
  probe_cpu_seconds: 'CPU time that probe runs cost',
  restarts_total: 'restarts on the node',
  cpu_saturated_seconds: 'time without spare CPU; empty where no container has a behavior.cpu',
  status_writes_total: 'statuses of pods that its kubelet wrote to the API',
  exhausted_seconds:
    'when it had no more processes, or no more ports, for the first time; inf if never, empty where no container has a behavior.leaks',
}

const apiTexts: Readonly<Record<ApiMetric, string>> = {
  calls_total:
    'calls after the warm-up; each status of a kubelet has a read before it, which is not among them',
  calls_per_second_mean: 'calls, divided by the time',
  calls_per_second_peak: 'calls of the busiest interval, divided by its width',
  delayed_total:
    'calls that waited for the limit of their client; empty where their limit is not simulated, and such calls are left out of `*`',
  delay_seconds_total: 'how long they waited for it, all together',
  delay_seconds_max: 'how long one of them waited for it, at most',
}

const serviceTexts: Readonly<Record<ServiceMetric, string>> = {
  requests_total: `requests sent, retries among them; ${noTraffic}`,
  failed_requests_total: `those of them that failed; ${noTraffic}`,
  retried_requests_total: `those of them that were retries; ${noTraffic}`,
  response_seconds_p50: `time to the answer, of requests answered in time: median; ${noTraffic}`,
  response_seconds_p99: `time to the answer, of requests answered in time: 99th percentile; ${noTraffic}`,
  endpoints_min:
    'ready endpoints in its slices at the worst moment, from the first fault or the end of the warm-up on',
  no_endpoints_seconds: 'time without a ready endpoint in its slices',
  slice_updates_total: 'slices created, changed or deleted',
}

const rolloutTexts: Readonly<Record<RolloutMetric, string>> = {
  began_seconds: 'at which the workload asks for the new version, or for the one before again',
  complete_seconds:
    'at which the status of the Deployment says that it is complete; of another workload, at which all its pods are new and ready; empty if that was not within the run, or another rollout came before',
  progress_deadline_exceeded:
    '1 if the Deployment did not progress for progressDeadlineSeconds, else 0; empty for other kinds',
  ready_min: 'ready pods, old and new, at the worst moment of it',
  surge_max: 'pods beyond those that are wanted, those that are being deleted left out, at most',
  failed_requests_total: `requests that failed; ${noTraffic}`,
}

const replication: ColumnText = {
  name: 'replication',
  unit: '',
  meaning: 'number of the replication, from 1',
}
const workload: ColumnText = {
  name: 'workload',
  unit: '',
  meaning: 'namespace/kind/name; * is all workloads',
}
const pod: readonly ColumnText[] = [
  { name: 'namespace', unit: '', meaning: 'of the pod' },
  { name: 'workload', unit: '', meaning: 'kind/name of its workload' },
  { name: 'pod', unit: '', meaning: 'name of the pod' },
  { name: 'container', unit: '', meaning: 'name of the container' },
]

/** Tables of a run, in the order in which they are written. */
export const tableTexts: readonly TableText[] = [
  {
    file: 'summary.csv',
    row: 'replication and workload',
    columns: [
      { name: 'scenario', unit: '', meaning: 'name of the scenario' },
      replication,
      workload,
      ...measured(summaryMeanings),
    ],
  },
  {
    file: 'estimates.csv',
    row: 'workload and metric',
    columns: [
      { name: 'scenario', unit: '', meaning: 'name of the scenario' },
      workload,
      {
        name: 'metric',
        unit: '',
        meaning: 'a column of summary.csv, a percentile of pooled rows, or a formula',
      },
      { name: 'mean', unit: 'of the metric', meaning: 'over the replications, or by formula' },
      { name: 'sd', unit: 'of the metric', meaning: 'standard deviation over the replications' },
      { name: 'ci95_low', unit: 'of the metric', meaning: 'lower end of the 95 % interval of the mean' },
      { name: 'ci95_high', unit: 'of the metric', meaning: 'upper end of the 95 % interval of the mean' },
      { name: 'replications', unit: 'count', meaning: 'replications that have a value' },
      { name: 'basis', unit: '', meaning: 'what the interval rests on' },
    ],
  },
  {
    file: 'timeseries.csv',
    row: 'replication, interval and workload',
    columns: [
      replication,
      { name: 'time_seconds', unit: 'seconds', meaning: 'at which the interval begins' },
      workload,
      ...measured(Object.entries(timeseriesTexts)),
    ],
  },
  {
    file: 'nodes.csv',
    row: 'replication and node',
    columns: [
      replication,
      { name: 'node', unit: '', meaning: 'name of the node' },
      ...measured(Object.entries(nodeTexts)),
    ],
  },
  {
    file: 'api.csv',
    row: 'replication, component and kind of call',
    columns: [
      replication,
      {
        name: 'component',
        unit: '',
        meaning: 'who calls the API: all kubelets together, or a controller by its name',
      },
      { name: 'call', unit: '', meaning: 'verb and resource; * is all calls of the component' },
      ...measured(Object.entries(apiTexts)),
    ],
  },
  {
    file: 'services.csv',
    row: 'replication and Service, if there are Services',
    columns: [
      replication,
      { name: 'service', unit: '', meaning: 'namespace/name' },
      ...measured(Object.entries(serviceTexts)),
    ],
  },
  {
    file: 'rollouts.csv',
    row: 'replication and rollout or rollback, if there are any',
    columns: [
      replication,
      { name: 'workload', unit: '', meaning: 'namespace/kind/name' },
      ...measured(Object.entries(rolloutTexts)),
    ],
  },
  {
    file: 'starts.csv',
    row: 'container start',
    columns: [
      replication,
      { name: 'time_seconds', unit: 'seconds', meaning: 'at which the process runs' },
      ...pod,
      { name: 'node', unit: '', meaning: 'name of the node' },
      { name: 'restart_count', unit: 'count', meaning: 'starts of the container before this one' },
      {
        name: 'cause',
        unit: '',
        meaning: 'initial, crash, completed, liveness, startup, oom, node, rollout, evicted or deleted',
      },
      { name: 'previous_exit_code', unit: '', meaning: 'of the start before; empty for the first' },
      { name: 'previous_finished_seconds', unit: 'seconds', meaning: 'at which the start before ended' },
      { name: 'backoff_seconds', unit: 'seconds', meaning: 'back-off that a next start would wait for' },
      { name: 'waited_seconds', unit: 'seconds', meaning: 'from the exit before to the decision to start' },
      { name: 'false_restart', unit: 'true or false', meaning: 'a probe had killed it while it was not ill' },
    ],
  },
  {
    file: 'detections.csv',
    row: 'hang of a container',
    columns: [
      replication,
      { name: 'onset_seconds', unit: 'seconds', meaning: 'at which the hang began' },
      ...pod,
      { name: 'kind', unit: '', meaning: 'hang' },
      {
        name: 'noticed_seconds',
        unit: 'seconds',
        meaning: 'of the first failure of a liveness or startup probe',
      },
      {
        name: 'removed_seconds',
        unit: 'seconds',
        meaning: 'at which the kubelet held the container unready',
      },
      { name: 'killed_seconds', unit: 'seconds', meaning: 'at which the container was told to stop' },
      { name: 'ready_again_seconds', unit: 'seconds', meaning: 'at which it was ready again' },
      {
        name: 'endpoint_removed_seconds',
        unit: 'seconds',
        meaning: 'from which on no proxy sent the pod anything; empty without Services',
      },
    ],
  },
  {
    file: 'thresholds.csv',
    row: 'threshold',
    columns: [
      { name: 'threshold', unit: '', meaning: 'as it is written' },
      { name: 'value', unit: 'of the metric', meaning: 'what was found' },
      { name: 'holds', unit: 'true or false', meaning: 'empty if it is untested' },
      { name: 'state', unit: '', meaning: 'holds, fails or untested' },
    ],
  },
  {
    file: 'probes.csv',
    row: 'probe run (--trace probes)',
    columns: [
      replication,
      { name: 'time_seconds', unit: 'seconds', meaning: 'at which the run began' },
      { name: 'duration_seconds', unit: 'seconds', meaning: 'until its answer, or its timeout' },
      pod[0]!,
      pod[2]!,
      pod[3]!,
      { name: 'probe', unit: '', meaning: 'liveness, readiness or startup' },
      { name: 'incarnation', unit: 'count', meaning: 'restart count of the container' },
      { name: 'result', unit: '', meaning: 'success, failure, timeout, warning or error' },
      { name: 'result_run', unit: 'count', meaning: 'equal results in a row, this one among them' },
      {
        name: 'published',
        unit: '',
        meaning: 'success or failure if the result changed what is known; else empty',
      },
    ],
  },
]

/** Units stand at the end of the name of a metric. */
function measured(meanings: readonly (readonly [name: string, meaning: string])[]): ColumnText[] {
  return meanings.map(([name, meaning]) => ({ name, unit: unitOf(name), meaning }))
}

function unitOf(name: string): string {
  if (name === 'container_seconds') return 'container seconds'
  if (name === 'unready_seconds_total') return 'pod seconds'
  if (name.endsWith('_ratio')) return 'share'
  if (/per_second/.test(name)) return 'per second'
  if (/per_container_day/.test(name)) return 'per container and day'
  return /_seconds(?:_|$)/.test(name) ? 'seconds' : 'count'
}
