/** One replication: a model on a kernel, from time 0 to the end, and what it measured as plain data. */

import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import type { EventView } from '../../contract/cluster-view.ts'
import type { ProbeTrace, ReplicationResult } from '../../contract/run-result.ts'
import { EventTrace } from '../../kernel/event-trace.ts'
import { drawCount } from '../../kernel/random-stream.ts'
import { buildState } from '../../model/build-state.ts'
import type { ClusterState } from '../../model/cluster-state.ts'
import { checkInvariants } from '../../model/invariants.ts'
import { countSaturation } from '../../model/node/cpu/node-shares.ts'
import { settleAtEnd } from '../../model/node/prober/quiet-probes.ts'
import { endTraffic } from '../../model/world/traffic/service-levels.ts'
import { entityNames } from '../../observation/entity-names.ts'
import { readEvents } from '../../observation/event-reader.ts'
import { apiRows } from './read-api.ts'
import {
  detectionRows,
  nodeTable,
  podStatusCounts,
  startRows,
  summaryRows,
  timeseriesTable,
} from './read-metrics.ts'
import { rolloutRows } from './read-rollouts.ts'
import { serviceRows } from './read-services.ts'
import { replicationLimits } from './replication-limits.ts'
import { troubledWorkloads } from './trouble.ts'
import { WindowedRun } from './windowed-run.ts'

export type ReplicationOptions = {
  readonly replication: number
  /** Keeps a row per container start. */
  readonly keepsStarts: boolean
  /** Rows that a container may have at most; default: no limit. */
  readonly startsPerContainerMax?: number
  /** Keeps Kubernetes events as the API holds them. */
  readonly keepsEvents?: boolean
  /** Checks the invariants of the tables after each slice of the run, and at its end. */
  readonly verify: boolean
  readonly engine: EngineName
  /** Facts that may wait for the end of a window; see `windowed-run.ts`. */
  readonly waitingMax?: number
  /** Keeps the order of time where lanes could be walked: the oracle of the walk. */
  readonly isOrdered?: boolean
}

/** `quiet`: ticks that change nothing have no event. `exact`: every tick has one, in strict global order (the oracle). */
export type EngineName = 'quiet' | 'exact'

/** Events between two looks at the clock, and the time between two looks at what goes on outside. */
const eventsPerLook = 5_000
const sliceMs = 40

/** A replication that runs a slice at a time, so that its caller can report progress and stop it. */
export class Replication {
  private readonly state: ClusterState
  private readonly trace: EventTrace
  private readonly options: ReplicationOptions
  private readonly run: WindowedRun
  private eventsTotal = 0
  private isChecked = -1

  constructor(spec: ClusterSpec, options: ReplicationOptions, probeTrace?: ProbeTrace) {
    this.options = options
    this.trace = new EventTrace()
    this.state = buildState(spec, {
      replication: options.replication,
      trace: this.trace,
      sink: probeTrace,
      keepsStarts: options.keepsStarts,
      startsPerContainerMax: options.startsPerContainerMax,
      keepsEvents: options.keepsEvents === true,
      isQuiet: options.engine === 'quiet',
      verifies: options.verify,
    })
    probeTrace?.begin(entityNames(this.state))
    this.run = new WindowedRun(this.state, options)
  }

  get nowUs(): number {
    return this.run.reachedUs
  }

  /** Turns of status writers are as many as there are windows, and do not count. */
  get events(): number {
    return this.eventsTotal - this.state.writerTurns
  }

  /** Goes on for some tens of milliseconds; false when the run is over. How far that is decides nothing that comes out. */
  advanceSlice(): boolean {
    const endMs = performance.now() + sliceMs
    while (this.advance(eventsPerLook)) if (performance.now() >= endMs) return true
    return false
  }

  /** Handles so many events; false when the run is over. */
  advance(budget: number): boolean {
    const { run } = this
    for (let left = budget; left > 0 && !run.isOver; ) {
      const handled = run.advance(left)
      this.eventsTotal += handled
      left -= handled
      if (this.options.verify && run.isEven) this.verify()
    }
    return !run.isOver
  }

  /** What was measured. The run must be over. */
  result(): ReplicationResult {
    const { state } = this
    const { spec, metrics } = state
    state.nowUs = spec.durationUs
    for (let probe = 0; probe < state.probe.count; probe++) settleAtEnd(state, probe)
    endTraffic(state)
    metrics.finish()
    if (state.needs.cpu) for (const node of spec.nodes.keys()) countSaturation(state, node)
    if (this.options.verify) this.verify()
    return {
      replication: this.options.replication,
      summary: summaryRows(state),
      timeseries: timeseriesTable(state),
      nodes: nodeTable(state),
      api: apiRows(state),
      services: serviceRows(state),
      rollouts: rolloutRows(state),
      starts: startRows(state),
      detections: detectionRows(state),
      podStatuses: podStatusCounts(state),
      limits: replicationLimits(state),
      troubled: troubledWorkloads(state),
      counters: {
        eventsTotal: this.events,
        probeRunsTotal: metrics.probeRunsTotal,
        syncsTotal: metrics.syncsTotal,
        drawsTotal: drawsTotal(state),
        settlesTotal: metrics.settlesTotal,
        listOperationsTotal: state.events.listOperationsTotal,
        startsLeftOutTotal: metrics.starts?.leftOut ?? 0,
        fingerprint: this.trace.fingerprint(),
      },
    }
  }

  /** Kubernetes events, if they were kept. */
  kubernetesEvents(): Iterable<EventView> {
    return readEvents(this.state)
  }

  private verify(): void {
    if (this.isChecked === this.state.nowUs) return
    this.isChecked = this.state.nowUs
    checkInvariants(this.state)
  }
}

function drawsTotal({ streams }: ClusterState): number {
  const { trace: _, ...purposes } = streams
  return Object.values(purposes).reduce((sum, purpose) => sum + drawCount(purpose), 0)
}
