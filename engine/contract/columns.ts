/** The columns of what a run writes, by name, and what is true of some of them. */

/**
 * Columns of `summary.csv` after `scenario, replication, workload`. `ready_min` is a number of pods, since
 * `ready_min_at_seconds` of the run; `recovery_..._seconds` are counted from the end of the last fault (`docs/estimates.md`).
 *
 * Levels: containers that run, start, restart are the truth of the runtime. Ready - of `unready_seconds_total`, `zero_ready_seconds`,
 * `availability_ratio`, `recovery...`, `ready...`, `removal...` - is the kubelet's: its status, which the API follows by a write (R1).
 * `api_writes...`, `events...` are what reaches the API, `endpointslice...` and `endpoints` what stands there of Services;
 * `endpoint_removal...` is what proxies have in their rules (R6).
 */
export const summaryMetrics = [
  'containers',
  'container_seconds',
  'probes_total',
  'probe_failures_total',
  'probe_timeouts_total',
  'probes_per_second_mean',
  'probes_per_second_peak',
  'restarts_total',
  'false_restarts_total',
  'false_restarts_per_container_day',
  'detection_seconds_p50',
  'detection_seconds_p99',
  'detection_seconds_max',
  'detections_missed_total',
  'removal_seconds_p50',
  'removal_seconds_p99',
  'backoff_seconds_total',
  'backoff_containers_peak',
  'start_attempts_per_second_peak',
  'unready_seconds_total',
  'zero_ready_seconds',
  'availability_ratio',
  'recovery_seconds',
  'ready_transitions_total',
  'api_writes_total',
  'api_writes_per_second_peak',
  'events_emitted_total',
  'events_dropped_total',
  'endpointslice_updates_total',
  'node_cpu_saturated_seconds',
  'ready_min',
  'ready_min_at_seconds',
  'recovery_90_seconds',
  'recovery_99_seconds',
  'requests_total',
  'failed_requests_total',
  'retried_requests_total',
  'pods_created_total',
  'evictions_total',
  'unschedulable_seconds_total',
  'endpoint_removal_seconds_p50',
  'endpoint_removal_seconds_p99',
] as const
export type SummaryMetric = (typeof summaryMetrics)[number]

/** Columns of `timeseries.csv` after `replication, time_seconds, workload`. `ready`, `unready` and `pending` are of the kubelet's status. */
export const timeseriesMetrics = [
  'probes',
  'probe_failures',
  'restarts',
  'starts',
  'running',
  'ready',
  'unready',
  'in_backoff',
  'terminating',
  'pending',
  'api_writes',
  'events',
  'endpointslice_updates',
  'requests',
  'failed_requests',
  'endpoints',
  'cpu_seconds',
  'pods_created',
] as const
export type TimeseriesMetric = (typeof timeseriesMetrics)[number]

/** Columns of `nodes.csv` after `replication, node`. */
export const nodeMetrics = [
  'pods',
  'containers',
  'probes_total',
  'probes_per_second_peak',
  'probe_sockets_peak',
  'probe_cpu_seconds',
  'restarts_total',
  'cpu_saturated_seconds',
  'status_writes_total',
  'exhausted_seconds',
] as const
export type NodeMetric = (typeof nodeMetrics)[number]

/** Columns of `services.csv` after `replication, service`. Those of requests are empty where no traffic is simulated. */
export const serviceMetrics = [
  'requests_total',
  'failed_requests_total',
  'retried_requests_total',
  'response_seconds_p50',
  'response_seconds_p99',
  'endpoints_min',
  'no_endpoints_seconds',
  'slice_updates_total',
] as const
export type ServiceMetric = (typeof serviceMetrics)[number]

/**
 * Columns of `rollouts.csv` after `replication, workload`, a row per rollout and rollback. Complete is what the status of a Deployment says; of other workloads,
 * when all their pods are of the new revision and ready. Ready is of the kubelet's status.
 */
export const rolloutMetrics = [
  'began_seconds',
  'complete_seconds',
  'progress_deadline_exceeded',
  'ready_min',
  'surge_max',
  'failed_requests_total',
] as const
export type RolloutMetric = (typeof rolloutMetrics)[number]

/** Columns of `api.csv` after `replication, component, call`; calls count when they have their token. */
export const apiMetrics = [
  'calls_total',
  'calls_per_second_mean',
  'calls_per_second_peak',
  'delayed_total',
  'delay_seconds_total',
  'delay_seconds_max',
] as const
export type ApiMetric = (typeof apiMetrics)[number]

/** Columns that are empty where no container has a `behavior.cpu`, so that none contends for processors. */
export const metricsOfCpu: readonly string[] = [
  'node_cpu_saturated_seconds',
  'cpu_saturated_seconds',
  'cpu_seconds',
]

/** Counts of events that come by chance, each replication a cluster of them. */
export const eventCounts: readonly SummaryMetric[] = [
  'probe_failures_total',
  'probe_timeouts_total',
  'restarts_total',
  'false_restarts_total',
  'detections_missed_total',
  'ready_transitions_total',
  'evictions_total',
]

/** What only trouble moves: failures, restarts, detections, removals, back-off and availability; rates of load are not among them. */
export const troubleMetrics: readonly SummaryMetric[] = [
  'probe_failures_total',
  'probe_timeouts_total',
  'restarts_total',
  'false_restarts_total',
  'false_restarts_per_container_day',
  'detection_seconds_p50',
  'detection_seconds_p99',
  'detection_seconds_max',
  'detections_missed_total',
  'removal_seconds_p50',
  'removal_seconds_p99',
  'backoff_seconds_total',
  'backoff_containers_peak',
  'unready_seconds_total',
  'zero_ready_seconds',
  'availability_ratio',
  'recovery_seconds',
  'ready_transitions_total',
  'ready_min',
  'recovery_90_seconds',
  'recovery_99_seconds',
  'failed_requests_total',
  'retried_requests_total',
  'evictions_total',
  'endpoint_removal_seconds_p50',
  'endpoint_removal_seconds_p99',
  'unschedulable_seconds_total',
]
