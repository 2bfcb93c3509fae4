/**
 * The series of `timeseries.csv` under the names that a cluster's Prometheus has for them: kubelet, API server and kube-state-metrics,
 * with the labels `workload` and `workload_type` of the Kubernetes mixin where a cluster has one series per pod. What no component
 * exports begins with `probestorm_`. Sources: kubernetes v1.35 pkg/kubelet/metrics/metrics.go, pkg/kubelet/prober/prober_manager.go,
 * staging/src/k8s.io/apiserver/pkg/endpoints/metrics/metrics.go; cadvisor metrics/prometheus.go; kube-state-metrics v2 docs/metrics/workload.
 */
import type { TimeseriesMetric } from '../../engine/contract/run-result.ts'

export type Family = {
  /** Without `_total`. */
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly series: readonly Series[]
}

/** What a sample is: the values of columns in its bucket, added up with these signs; of a counter since the start of the run. */
export type Series = {
  readonly of: Readonly<Partial<Record<TimeseriesMetric, 1 | -1>>>
  readonly labels: Readonly<Record<string, string>>
  /** Only of workloads of this kind, whose name is this label. */
  readonly kind?: 'deployment' | 'statefulset' | 'daemonset' | 'replicaset'
}

export const families: readonly Family[] = [
  {
    name: 'prober_probe',
    type: 'counter',
    help: 'Probe runs by their result, by the time at which they began.',
    series: [
      { of: { probes: 1, probe_failures: -1 }, labels: { result: 'successful' } },
      { of: { probe_failures: 1 }, labels: { result: 'failed' } },
    ],
  },
  {
    name: 'kube_pod_container_status_restarts',
    type: 'counter',
    help: 'Starts of containers that have run before.',
    series: [{ of: { restarts: 1 }, labels: {} }],
  },
  {
    name: 'kubelet_started_containers',
    type: 'counter',
    help: 'Starts of containers, first ones among them.',
    series: [{ of: { starts: 1 }, labels: {} }],
  },
  {
    name: 'kube_pod_container_status_running',
    type: 'gauge',
    help: 'Containers that run.',
    series: [{ of: { running: 1 }, labels: {} }],
  },
  {
    name: 'kube_pod_status_ready',
    type: 'gauge',
    help: 'Pods that are ready, and pods that are neither ready nor being deleted.',
    series: [
      { of: { ready: 1 }, labels: { condition: 'true' } },
      { of: { unready: 1 }, labels: { condition: 'false' } },
    ],
  },
  ...(
    [
      ['deployment', 'kube_deployment_status_replicas_ready'],
      ['statefulset', 'kube_statefulset_status_replicas_ready'],
      ['daemonset', 'kube_daemonset_status_number_ready'],
      ['replicaset', 'kube_replicaset_status_ready_replicas'],
    ] as const
  ).map(
    ([kind, name]): Family => ({
      name,
      type: 'gauge',
      help: `Ready pods of each ${kind}.`,
      series: [{ of: { ready: 1 }, labels: {}, kind }],
    }),
  ),
  {
    name: 'kube_pod_container_status_waiting_reason',
    type: 'gauge',
    help: 'Containers that wait for their back-off.',
    series: [{ of: { in_backoff: 1 }, labels: { reason: 'CrashLoopBackOff' } }],
  },
  {
    name: 'kube_pod_status_phase',
    type: 'gauge',
    help: 'Pods that are Pending.',
    series: [{ of: { pending: 1 }, labels: { phase: 'Pending' } }],
  },
  {
    name: 'apiserver_request',
    type: 'counter',
    help: 'Writes of kubelets to the API: events, and all others, which are statuses and deletions of pods.',
    series: [
      { of: { api_writes: 1, events: -1 }, labels: { resource: 'pods' } },
      { of: { events: 1 }, labels: { resource: 'events' } },
    ],
  },
  {
    name: 'probestorm_pods_terminating',
    type: 'gauge',
    help: 'Pods that are being deleted.',
    series: [{ of: { terminating: 1 }, labels: {} }],
  },
  {
    name: 'probestorm_endpointslice_updates',
    type: 'counter',
    help: 'Updates of EndpointSlices.',
    series: [{ of: { endpointslice_updates: 1 }, labels: {} }],
  },
  {
    name: 'container_cpu_usage_seconds',
    type: 'counter',
    help: 'CPU time that containers take.',
    series: [{ of: { cpu_seconds: 1 }, labels: {} }],
  },
  {
    name: 'probestorm_requests',
    type: 'counter',
    help: 'Requests that Services get, retries among them.',
    series: [{ of: { requests: 1 }, labels: {} }],
  },
  {
    name: 'probestorm_requests_failed',
    type: 'counter',
    help: 'Requests that fail.',
    series: [{ of: { failed_requests: 1 }, labels: {} }],
  },
  {
    name: 'probestorm_endpoints',
    type: 'gauge',
    help: 'Pods that a Service offers as ready.',
    series: [{ of: { endpoints: 1 }, labels: {} }],
  },
  {
    name: 'probestorm_pods_created',
    type: 'counter',
    help: 'Pods that came.',
    series: [{ of: { pods_created: 1 }, labels: {} }],
  },
]
