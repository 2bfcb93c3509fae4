/** A replication in which pods are replaced from outside, at fixed times: what a controller will do, without one. */
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import type { Dispatch } from '../../engine/kernel/event-loop.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState, PodId } from '../../engine/model/cluster-state.ts'
import { createPod, deletePod, graceOf, livePods } from '../../engine/model/control/pod-set.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import { EventClass } from '../../engine/model/event-table.ts'
import { checkInvariants } from '../../engine/model/invariants.ts'
import { horizonUs, laneCount } from '../../engine/model/lanes.ts'
import { settleAtEnd } from '../../engine/model/node/prober/quiet-probes.ts'
import { sendEventsUntil } from '../../engine/model/node/status/event-client.ts'
import { awaitTurn, writeUntil } from '../../engine/model/node/status/status-writer.ts'
import { noPod } from '../../engine/model/pod-rows.ts'
import {
  detectionRows,
  nodeTable,
  podStatusCounts,
  startRows,
  summaryRows,
  timeseriesTable,
} from '../../engine/study/run/read-metrics.ts'
import { withoutControllers } from './without-controllers.ts'

/** `exact` and `quiet` take events in the order of time; `walk` takes them pod by pod wherever pods are not coupled. */
export type Way = 'exact' | 'quiet' | 'walk'

export type Replacement = {
  readonly atUs: number
  /** Which of the live pods of which workload, modulo how many there are. */
  readonly workload: number
  readonly pod: number
  /** The new pod takes the place of the old one, or is one more. */
  readonly keepsOrdinal: boolean
  readonly isForced: boolean
}

export class ReplacingRun {
  readonly state: ClusterState
  readonly trace = new EventTrace()
  private readonly handle: Dispatch
  private readonly way: Way

  constructor(spec: ClusterSpec, way: Way, replication = 1) {
    this.way = way
    this.state = buildState(spec, {
      replication,
      trace: this.trace,
      sink: undefined,
      keepsStarts: true,
      keepsEvents: true,
      isQuiet: way !== 'exact',
      verifies: true,
    })
    withoutControllers(this.state)
    this.handle = (...event) => dispatch(this.state, ...event)
  }

  /** Everything before this time. */
  runBefore(endUs: number): void {
    const { state } = this
    for (const timeUs of state.clusterTimesUs) {
      if (timeUs < state.nowUs || timeUs >= endUs) continue
      this.runStretch(timeUs)
      // All of this microsecond in the order of time.
      state.events.runUntil(timeUs + 1, this.handle, Infinity)
      writeUntil(state, timeUs + 1)
      sendEventsUntil(state, timeUs + 1)
      state.nowUs = timeUs + 1
    }
    this.runStretch(endUs)
    // What replaces comes before all else of its instant, as faults do, whatever event was handled last.
    state.eventClass = EventClass.Fault
    checkInvariants(state)
  }

  /** Deletes a live pod and creates another one now; undefined if there is none. */
  replace({ workload, pod, keepsOrdinal, isForced }: Omit<Replacement, 'atUs'>): PodId | undefined {
    const { state } = this
    const live = livePods(state, workload)
    if (live.length === 0 || state.workload.isStatic[workload] === 1) return undefined
    const old = live[pod % live.length]
    deletePod(state, old, graceOf(state, old), isForced)
    return createPod(state, workload, keepsOrdinal ? old : noPod)
  }

  /** What the run measured, as text that can be compared. */
  outcome(): string {
    const { state } = this
    state.nowUs = state.spec.durationUs
    for (let probe = 0; probe < state.probe.count; probe++) settleAtEnd(state, probe)
    state.metrics.finish()
    checkInvariants(state)
    return JSON.stringify({
      summary: summaryRows(state),
      timeseries: timeseriesTable(state),
      nodes: nodeTable(state),
      starts: startRows(state),
      detections: detectionRows(state),
      podStatuses: podStatusCounts(state),
      fingerprint: this.trace.fingerprint(),
    })
  }

  private runStretch(endUs: number): void {
    const { state } = this
    const { events, metrics } = state
    if (this.way === 'walk' && horizonUs(state, state.nowUs) >= endUs) {
      metrics.levels.beginWindow(state.nowUs)
      awaitTurn(state, state.nowUs)
      events.openWindow(endUs, laneCount(state))
      while (events.isWindowOpen) events.walk(this.handle, 1000)
      metrics.levels.endWindow(endUs)
    } else events.runUntil(endUs, this.handle, Infinity)
    writeUntil(state, endUs)
    sendEventsUntil(state, endUs)
    state.nowUs = endUs
  }
}

/** The outcome of a run with these replacements, in order of time. */
export function replacedOutcome(spec: ClusterSpec, way: Way, replacements: readonly Replacement[]): string {
  const run = new ReplacingRun(spec, way)
  for (const replacement of replacements) {
    run.runBefore(replacement.atUs)
    run.replace(replacement)
  }
  run.runBefore(spec.durationUs)
  return run.outcome()
}
