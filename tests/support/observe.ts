/** Runs a small spec and keeps what can be seen of it: every probe run, every start, or the tables at one moment. */
import * as assert from 'uvu/assert'
import {
  type ClusterSpec,
  containersOfPod,
  type ProbeTypeName,
  sharesWorkers,
} from '../../engine/contract/cluster-spec.ts'
import {
  type EntityNames,
  type ProbeTrace,
  probeResultNames,
  type ReplicationResult,
  type SummaryMetric,
  type TimeseriesMetric,
} from '../../engine/contract/run-result.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState } from '../../engine/model/cluster-state.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import { checkInvariants } from '../../engine/model/invariants.ts'
import { simulate } from '../../engine/study/run/experiment.ts'
import type { EngineName } from '../../engine/study/run/replication.ts'
import { second } from './spec.ts'

export type ProbeRun = {
  /** Begin of the run, in seconds. */
  readonly time: number
  /** In seconds. */
  readonly duration: number
  readonly pod: string
  readonly container: string
  readonly probe: ProbeTypeName
  readonly incarnation: number
  readonly result: (typeof probeResultNames)[number]
  readonly resultRun: number
  readonly published: '' | 'success' | 'failure'
}

export type Observed = ReplicationResult & { readonly runs: readonly ProbeRun[] }

/**
 * Simulates the spec, invariants on, and keeps every probe run in order of its start. A spec in which every answer is
 * certain must come out the same from the exact engine, and without the trace.
 */
export async function observe(spec: ClusterSpec): Promise<Observed> {
  const observed = await observeBy('quiet', spec)
  const { externals = [] } = spec
  if (
    spec.workloads.every((workload) => answersAreCertain(workload, spec)) &&
    externals.every(({ latency }) => latency.kind === 'constant')
  ) {
    const exact = await observeBy('exact', spec)
    assert.equal(withoutCounts(observed), withoutCounts(exact), 'the exact engine agrees')
    const untraced = { ...(await simulated(spec)), runs: observed.runs }
    assert.equal(withoutCounts(observed), withoutCounts(untraced), 'tracing changes nothing')
  }
  return observed
}

async function observeBy(engine: EngineName, spec: ClusterSpec): Promise<Observed> {
  const runs: ProbeRun[] = []
  const result = await simulate(spec, { engine, verify: true, probeTrace: () => keepRuns(runs) })
  runs.sort(byTimeAndPlace)
  return { ...result.replications[0], runs }
}

function byTimeAndPlace(a: ProbeRun, b: ProbeRun): number {
  if (a.time !== b.time) return a.time - b.time
  const [first, next] = [a, b].map((run) => `${run.pod}/${run.container}/${run.probe}`)
  if (first === next) return a.incarnation - b.incarnation
  return first < next ? -1 : 1
}

/** Everything but how the engine got there. */
function withoutCounts({ counters, ...rest }: Observed): object {
  return { ...rest, fingerprint: counters.fingerprint }
}

/** Whether no probe of the workload ever draws its answer. */
export function answersAreCertain(
  { pod, selectedBy = [] }: ClusterSpec['workloads'][number],
  { services }: Pick<ClusterSpec, 'services'>,
): boolean {
  const isBusy = selectedBy.some(
    ({ service }) => (services[service]!.traffic?.perPod.concurrency ?? Infinity) < Infinity,
  )
  return containersOfPod(pod).every(({ behavior, probes }) => {
    const { latency, slow, errorRate } = behavior
    // Probes wait for a worker by chance.
    const waits = Object.values(probes).some(({ handler }) => sharesWorkers(behavior, handler))
    if (isBusy && waits) return false
    const latencies = [...Object.values(latency), ...(slow ? [slow.every, slow.for] : [])]
    return (
      (errorRate === 0 || errorRate === 1) &&
      latencies.every(({ kind }) => kind === 'constant' || kind === 'never')
    )
  })
}

function keepRuns(runs: ProbeRun[]): ProbeTrace {
  let names: EntityNames
  return {
    begin: (all) => {
      names = all
    },
    row: (timeUs, durationUs, probe, incarnation, result, resultRun, published) => {
      const { pod, container, type } = names.probe(probe)
      runs.push({
        time: timeUs / second,
        duration: durationUs / second,
        pod,
        container,
        probe: type,
        incarnation,
        result: probeResultNames[result],
        resultRun,
        published: (['', 'success', 'failure'] as const)[published],
      })
    },
  }
}

/** Simulates without a probe trace, as a plain run does. */
export async function simulated(spec: ClusterSpec): Promise<ReplicationResult> {
  return (await simulate(spec, { verify: true })).replications[0]
}

/** Begins of the runs of one probe type, in seconds. */
export function timesOf(
  { runs }: { readonly runs: readonly ProbeRun[] },
  probe: ProbeTypeName,
  container = 'app',
): number[] {
  return runs.filter((run) => run.probe === probe && run.container === container).map(({ time }) => time)
}

/** Starts of one container, in seconds, the first included. */
export function startTimes({ starts }: Pick<ReplicationResult, 'starts'>, container = 'app'): number[] {
  return starts.filter((row) => row.container === container).map((row) => row.timeSeconds)
}

/** A cell of the summary; `*` is the row of all workloads. */
export function summaryOf(
  { summary }: Pick<ReplicationResult, 'summary'>,
  metric: SummaryMetric,
  workload = '*',
): number | null {
  return summary.find((row) => row.workload === workload)!.values[metric]
}

/** A column of the time series, bucket by bucket; workload `*` is all of them. */
export function seriesOf(
  { timeseries }: Pick<ReplicationResult, 'timeseries'>,
  metric: TimeseriesMetric,
  workload = '*',
): number[] {
  const at = timeseries.workloads.indexOf(workload)
  const width = timeseries.workloads.length
  return [...timeseries.columns[metric]!].filter((_, index) => index % width === at)
}

/** The tables after everything that happens up to and at that time; the invariants are checked after every event. */
export function stateAfter(spec: ClusterSpec, seconds: number): ClusterState {
  const state = buildState(spec, {
    replication: 1,
    trace: new EventTrace(),
    sink: undefined,
    keepsStarts: true,
    keepsEvents: true,
    verifies: true,
  })
  runTo(state, seconds)
  return state
}

/** How often an event has been told of a pod. */
export function eventCount({ eventLog }: ClusterState, event: number, pod = 0): number {
  const log = eventLog!
  return Array.from({ length: log.length }, (_, row) => row)
    .filter((row) => log.pod.at(row) === pod && log.event.at(row) === event)
    .reduce((sum, row) => sum + log.count.at(row), 0)
}

/** Everything else that happens up to and at that time. */
export function runTo(state: ClusterState, seconds: number): void {
  const endUs = Math.min(state.spec.durationUs, seconds * second + 1)
  state.events.runUntil(
    endUs,
    (kind, entity, stamp, timeUs, eventClass) => {
      dispatch(state, kind, entity, stamp, timeUs, eventClass)
      checkInvariants(state)
    },
    Infinity,
  )
}

/** Largest distance between the empirical distribution of the values and the uniform one on [low, high). */
export function uniformDistance(values: readonly number[], low: number, high: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted.reduce((largest, value, index) => {
    const expected = Math.min(1, Math.max(0, (value - low) / (high - low)))
    const above = (index + 1) / sorted.length - expected
    return Math.max(largest, above, expected - index / sorted.length)
  }, 0)
}

/** The distance that so many values of the right distribution exceed once in a thousand times (Kolmogorov, Smirnov). */
export function distanceLimit(count: number): number {
  return 1.95 / Math.sqrt(count)
}
