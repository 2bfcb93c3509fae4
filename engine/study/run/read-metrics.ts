/** Reads the metrics of a finished replication into the tables of the output contract. */

import { workloadLabel } from '../../contract/cluster-spec.ts'
import type {
  DetectionRow,
  NodeMetric,
  NodeTable,
  PodStatusCount,
  StartRow,
  SummaryMetric,
  SummaryRow,
  TimeseriesTable,
} from '../../contract/run-result.ts'
import { nearestRank } from '../../kernel/statistics.ts'
import { usToSeconds } from '../../kernel/time.ts'
import type { ClusterState } from '../../model/cluster-state.ts'
import { PodStage } from '../../model/codes.ts'
import { recoveryPercents } from '../../model/metrics/recovery.ts'
import type { LevelColumn } from '../../model/metrics/workload-levels.ts'
import { causeNames, type Metrics } from '../../model/metrics.ts'
import { displayStatus } from '../../model/node/status/pod-display.ts'
import { podSpecOf } from '../../model/pod-templates.ts'
import { containerPlace } from '../../observation/entity-names.ts'
import { requestsOf } from './read-requests.ts'
import { endpointRemovals } from './read-services.ts'
import { firstWholeBucket } from './whole-bucket.ts'

const secondsPerDay = 86_400

/** `*` first, then the workloads in entity order. */
export function summaryRows(state: ClusterState): SummaryRow[] {
  const all = state.spec.workloads.map((_, workload) => workload)
  const probes = state.metrics.bucketProbes.countsByBucket()
  const detections = detectionsByWorkload(state, endpointRemovals(state))
  const rows = state.spec.workloads.map((workload, row) => ({
    workload: workloadLabel(workload),
    values: summaryOf(state, probes, detections[row], [row], row),
  }))
  const values = summaryOf(state, probes, detections[all.length], all, all.length)
  return [{ workload: '*', values }, ...rows]
}

/**
 * @param probes runs by bucket, then workload.
 * @param level row of the levels; the last one is the sum over workloads.
 */
function summaryOf(
  state: ClusterState,
  probes: Float64Array,
  detections: Detections,
  workloads: readonly number[],
  level: number,
): SummaryRow['values'] {
  const { metrics, spec } = state
  const { levels } = metrics
  const sum = (column: Float64Array): number =>
    workloads.reduce((total, workload) => total + column[workload], 0)
  const containerSeconds = usToSeconds(levels.summed.running.integralUs(level))
  const falseRestarts = sum(metrics.falseRestarts)
  const isSelected = workloads.some((workload) => state.workload.isSelected[workload] === 1)
  const values: Partial<Record<SummaryMetric, number | null>> = {
    containers: workloads.reduce((total, workload) => total + containersEver(state, workload), 0),
    container_seconds: containerSeconds,
    probes_total: sum(metrics.probes),
    probe_failures_total: sum(metrics.failures),
    probe_timeouts_total: sum(metrics.timeouts),
    probes_per_second_mean: sum(metrics.probes) / usToSeconds(spec.durationUs - spec.warmUpUs),
    probes_per_second_peak: bucketPeak(state, probes, workloads),
    restarts_total: sum(metrics.restarts),
    false_restarts_total: falseRestarts,
    false_restarts_per_container_day:
      containerSeconds > 0 ? falseRestarts / (containerSeconds / secondsPerDay) : null,
    detection_seconds_p50: percentile(detections.detectionSeconds, 0.5),
    detection_seconds_p99: percentile(detections.detectionSeconds, 0.99),
    detection_seconds_max: percentile(detections.detectionSeconds, 1),
    detections_missed_total: detections.missedCount,
    removal_seconds_p50: percentile(detections.removalSeconds, 0.5),
    removal_seconds_p99: percentile(detections.removalSeconds, 0.99),
    backoff_seconds_total: usToSeconds(levels.inBackoffUs[level]),
    backoff_containers_peak: levels.inBackoffPeak[level],
    start_attempts_per_second_peak: bucketPeak(state, metrics.bucketAttempts, workloads),
    unready_seconds_total: usToSeconds(levels.summed.unready.integralUs(level)),
    zero_ready_seconds: usToSeconds(sum(levels.zeroReadyUs)),
    availability_ratio:
      levels.desiredUs[level] > 0 ? levels.availableUs[level] / levels.desiredUs[level] : null,
    recovery_seconds: recoverySeconds(state, level, 100),
    ready_transitions_total: sum(metrics.readyTransitions),
    api_writes_total: sum(metrics.api.writes),
    api_writes_per_second_peak: bucketPeak(state, metrics.api.bucketWrites, workloads),
    events_emitted_total: sum(metrics.api.events),
    events_dropped_total: sum(metrics.api.eventsDropped),
    endpointslice_updates_total: isSelected ? sum(metrics.services.sliceWrites) : null,
    node_cpu_saturated_seconds: saturatedSeconds(state, level),
    ...leastReadyOf(metrics, level),
    recovery_90_seconds: recoverySeconds(state, level, 90),
    recovery_99_seconds: recoverySeconds(state, level, 99),
    ...requestsOf(state, workloads),
    endpoint_removal_seconds_p50: percentile(detections.endpointSeconds, 0.5),
    endpoint_removal_seconds_p99: percentile(detections.endpointSeconds, 0.99),
    pods_created_total: sum(levels.rollouts.podsCreated),
    evictions_total: sum(metrics.turnover.evictions),
    unschedulable_seconds_total: usToSeconds(metrics.unschedulable.integralUs(level)),
  }
  return values as SummaryRow['values']
}

/** Of all nodes together; a workload has no time of its own. */
function saturatedSeconds({ needs, nodeCpu, spec }: ClusterState, level: number): number | null {
  if (!needs.cpu || level < spec.workloads.length) return null
  return usToSeconds(nodeCpu.saturatedUs.reduce((sum, us) => sum + us, 0))
}

/** Regular containers and sidecars of the pods that the run has had. */
function containersEver(state: ClusterState, workload: number): number {
  const { created, containerCount, initCount, sidecarCount } = state.podTemplate
  const first = state.workload.firstTemplate[workload]
  const end = first + state.workload.templateCount[workload]
  let containers = 0
  for (let row = first; row < end; row++)
    containers += created[row] * (containerCount[row] - initCount[row] + sidecarCount[row])
  return containers
}

/** Per second, in the bucket with the largest sum of those that lie wholly after the warm-up; `null` = there is none. */
function bucketPeak(
  { metrics, spec }: ClusterState,
  column: Float64Array,
  workloads: readonly number[],
): number | null {
  const { buckets, workloads: width } = metrics.sizes
  const firstBucket = firstWholeBucket(spec)
  if (firstBucket === undefined) return null
  let peak = 0
  for (let bucket = firstBucket; bucket < buckets; bucket++) {
    let sum = 0
    for (const workload of workloads) sum += column[bucket * width + workload]
    if (sum > peak) peak = sum
  }
  return peak / usToSeconds(spec.intervalUs)
}

function percentile(sorted: Float64Array, p: number): number | null {
  return sorted.length === 0 ? null : nearestRank(sorted, p)
}

/** What became of onsets after the warm-up; times sorted. */
type Detections = {
  readonly detectionSeconds: Float64Array
  readonly removalSeconds: Float64Array
  readonly endpointSeconds: Float64Array
  readonly missedCount: number
}

/** By workload, and last of all workloads. */
function detectionsByWorkload(state: ClusterState, removals: Float64Array): Detections[] {
  const { detections: log } = state.metrics
  const rows: number[][] = state.spec.workloads.map(() => [])
  for (let row = 0; row < log.length; row++) {
    if (log.onsetUs.at(row) < state.spec.warmUpUs) continue
    rows[state.pod.workload[state.container.pod[log.container.at(row)]]].push(row)
  }
  return [...rows, rows.flat()].map((some) => detectionsOf(state, some, removals))
}

function detectionsOf(
  { metrics: { detections: log } }: ClusterState,
  rows: readonly number[],
  removals: Float64Array,
): Detections {
  const secondsTo = (timeOf: (row: number) => number): Float64Array => {
    const seconds = new Float64Array(rows.length)
    let count = 0
    for (const row of rows) {
      const timeUs = timeOf(row)
      if (!Number.isNaN(timeUs)) seconds[count++] = usToSeconds(timeUs - log.onsetUs.at(row))
    }
    return seconds.subarray(0, count).sort()
  }
  return {
    detectionSeconds: secondsTo((row) => log.noticedUs.at(row)),
    removalSeconds: secondsTo((row) => log.removedUs.at(row)),
    endpointSeconds: secondsTo((row) => removals[row]),
    missedCount: rows.filter((row) => log.isMissed(row)).length,
  }
}

/**
 * `null` without faults; `Infinity` if it was not reached within the run. While the last fault lasts nothing is known of all
 * pods; of a share it is known that it never was missed.
 */
function recoverySeconds(
  state: ClusterState,
  level: number,
  percent: (typeof recoveryPercents)[number],
): number | null {
  const { recovery } = state.metrics
  if (state.spec.faults.length === 0) return null
  if (percent === 100 && Number.isNaN(recovery.overUs)) return Infinity
  return usToSeconds(recovery.recoveryUs(level, recoveryPercents.indexOf(percent)))
}

/** The worst moment; a run that ends before it looks for one has none. */
function leastReadyOf(
  { leastReady }: Metrics,
  level: number,
): Pick<SummaryRow['values'], 'ready_min' | 'ready_min_at_seconds'> {
  const least = leastReady.readyCount[level]
  const isKnown = least < Infinity
  return {
    ready_min: isKnown ? least : null,
    ready_min_at_seconds: isKnown ? usToSeconds(leastReady.atUs[level]) : null,
  }
}

export function timeseriesTable(state: ClusterState): TimeseriesTable {
  const { metrics, spec } = state
  const { buckets } = metrics.sizes
  const { levels } = metrics
  const hasServices = spec.services.length > 0
  const counts = (column: Float64Array): Float64Array => withSumFirst(column, buckets, spec.workloads.length)
  const atBucketEnds = Object.fromEntries(
    Object.entries(levels.atBucketEnds).map(([name, column]) => [
      name,
      withLastFirst(column, buckets, levels.rows),
    ]),
  ) as Record<LevelColumn, Float64Array>
  return {
    timeSeconds: Float64Array.from({ length: buckets }, (_, bucket) => usToSeconds(bucket * spec.intervalUs)),
    workloads: ['*', ...spec.workloads.map(workloadLabel)],
    columns: {
      probes: counts(metrics.bucketProbes.countsByBucket()),
      probe_failures: counts(metrics.bucketFailures),
      restarts: counts(metrics.bucketRestarts),
      starts: counts(metrics.bucketStarts),
      ...atBucketEnds,
      api_writes: counts(metrics.api.bucketWrites),
      events: counts(metrics.api.bucketEvents),
      requests: state.traffic ? counts(metrics.requests.bucketRequests) : null,
      failed_requests: state.traffic ? counts(metrics.requests.bucketFailed) : null,
      endpointslice_updates: hasServices ? counts(metrics.services.bucketSliceWrites) : null,
      endpoints: hasServices
        ? withLastFirst(metrics.services.offered.atBucketEnds, buckets, levels.rows)
        : null,
      cpu_seconds: state.needs.cpu ? counts(metrics.cpu.secondsByBucket()) : null,
      pods_created: counts(metrics.turnover.bucketCreated),
    },
  }
}

/** Prepends the sum over workloads to each bucket. */
function withSumFirst(column: Float64Array, buckets: number, workloads: number): Float64Array {
  const out = new Float64Array(buckets * (workloads + 1))
  for (let bucket = 0; bucket < buckets; bucket++) {
    const part = column.subarray(bucket * workloads, (bucket + 1) * workloads)
    const at = bucket * (workloads + 1)
    out[at] = part.reduce((sum, value) => sum + value, 0)
    out.set(part, at + 1)
  }
  return out
}

/** Moves the last row of each bucket, the sum, to its front. */
function withLastFirst(column: Float64Array, buckets: number, rows: number): Float64Array {
  const out = new Float64Array(buckets * rows)
  for (let bucket = 0; bucket < buckets; bucket++) {
    const at = bucket * rows
    out[at] = column[at + rows - 1]
    out.set(column.subarray(at, at + rows - 1), at + 1)
  }
  return out
}

export function nodeTable(state: ClusterState): NodeTable {
  const { spec, metrics, pod: pods, node } = state
  const firstBucket = firstWholeBucket(spec)
  const containers = new Float64Array(spec.nodes.length)
  for (let pod = 0; pod < pods.count; pod++) {
    const stage = pods.stage[pod]
    if (pods.node[pod] < 0 || stage === PodStage.Absent || stage === PodStage.Gone) continue
    containers[pods.node[pod]] += podSpecOf(state, pod).containers.length
  }
  const columns: Record<NodeMetric, Float64Array | null> = {
    pods: Float64Array.from(node.podCount),
    containers,
    probes_total: metrics.nodeProbes.totalByNode(),
    probes_per_second_peak: firstBucket === undefined ? null : metrics.nodeProbes.peakByNode(firstBucket),
    probe_sockets_peak: firstBucket === undefined ? null : metrics.nodeProbes.socketPeakByNode(firstBucket),
    probe_cpu_seconds: metrics.nodeProbes.cpuSecondsByNode(),
    restarts_total: metrics.nodeRestarts,
    cpu_saturated_seconds: state.needs.cpu ? state.nodeCpu.saturatedUs.map(usToSeconds) : null,
    status_writes_total: metrics.api.nodeStatusWrites,
    exhausted_seconds: state.needs.leaks ? state.nodeLeak.outAtUs.map(usToSeconds) : null,
  }
  return { nodes: spec.nodes.map(({ name }) => name), columns }
}

/** Pods that exist at the end, by what kubectl shows of them. */
export function podStatusCounts(state: ClusterState): PodStatusCount[] {
  const { pod: pods } = state
  const counts = new Map<string, number>()
  for (let pod = 0; pod < pods.count; pod++) {
    if (pods.stage[pod] === PodStage.Absent || pods.stage[pod] === PodStage.Gone) continue
    const status = displayStatus(state, pod)
    counts.set(status, (counts.get(status) ?? 0) + 1)
  }
  const rows = Array.from(counts, ([status, count]) => ({ status, pods: count }))
  return rows.sort((a, b) => b.pods - a.pods || compareText(a.status, b.status))
}

function secondsOrNull(us: number): number | null {
  return Number.isNaN(us) ? null : usToSeconds(us)
}

export function startRows(state: ClusterState): StartRow[] {
  const { starts: log } = state.metrics
  const rows: StartRow[] = []
  for (let row = 0; log !== undefined && row < log.length; row++) {
    const container = log.container.at(row)
    const exitedAtUs = log.exitedAtUs.at(row)
    const exitCode = log.exitCode.at(row)
    rows.push({
      timeSeconds: usToSeconds(log.timeUs.at(row)),
      ...containerPlace(state, container),
      node: state.spec.nodes[state.pod.node[state.container.pod[container]]].name,
      restartCount: log.restartCount.at(row),
      cause: causeNames[log.cause.at(row)],
      previousExitCode: Number.isNaN(exitCode) ? null : exitCode,
      previousFinishedSeconds: secondsOrNull(exitedAtUs),
      backoffSeconds: log.backoffUs.at(row) > 0 ? usToSeconds(log.backoffUs.at(row)) : null,
      waitedSeconds: secondsOrNull(log.decidedUs.at(row) - exitedAtUs),
      falseRestart: log.isFalse.at(row) === 1,
    })
  }
  return rows.sort(
    (a, b) => a.timeSeconds - b.timeSeconds || byPlace(a, b) || a.restartCount - b.restartCount,
  )
}

export function detectionRows(state: ClusterState): DetectionRow[] {
  const { detections: log } = state.metrics
  const removals = endpointRemovals(state)
  const rows: DetectionRow[] = []
  for (let row = 0; row < log.length; row++) {
    const { namespace, workload, pod, container } = containerPlace(state, log.container.at(row))
    rows.push({
      onsetSeconds: usToSeconds(log.onsetUs.at(row)),
      namespace,
      workload,
      pod,
      container,
      kind: 'hang',
      noticedSeconds: secondsOrNull(log.noticedUs.at(row)),
      removedSeconds: secondsOrNull(log.removedUs.at(row)),
      killedSeconds: secondsOrNull(log.killedUs.at(row)),
      readyAgainSeconds: secondsOrNull(log.readyAgainUs.at(row)),
      endpointRemovedSeconds: secondsOrNull(removals[row]),
    })
  }
  return rows.sort((a, b) => a.onsetSeconds - b.onsetSeconds || byPlace(a, b))
}

type Place = { readonly namespace: string; readonly pod: string; readonly container: string }

/** Namespace, pod, container, by code units. */
function byPlace(a: Place, b: Place): number {
  return (
    compareText(a.namespace, b.namespace) ||
    compareText(a.pod, b.pod) ||
    compareText(a.container, b.container)
  )
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
