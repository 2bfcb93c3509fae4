/** Runs in which load is forced on containers each second, as services and nodes that share something would do it. */
import type { ClusterSpec, EngineName } from '../../engine/index.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState, ContainerId } from '../../engine/model/cluster-state.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import { checkInvariants } from '../../engine/model/invariants.ts'
import { levelChanged, settleAtEnd } from '../../engine/model/node/prober/quiet-probes.ts'
import { stretchRung, waitRung } from '../../engine/model/world/ladder.ts'
import {
  detectionRows,
  startRows,
  summaryRows,
  timeseriesTable,
} from '../../engine/study/run/read-metrics.ts'
import { second } from '../support/spec.ts'
import type { LawResult } from './same-law.ts'

/** What is forced at this second, by stretch and wait; undefined = nothing is. */
export type Force = (
  state: ClusterState,
  container: ContainerId,
  atSecond: number,
) => readonly [stretch: number, waitUs: number] | undefined

export function forcedRun(spec: ClusterSpec, engine: EngineName, replication: number, force: Force) {
  const trace = new EventTrace()
  const state = buildState(spec, {
    replication,
    trace,
    sink: undefined,
    keepsStarts: true,
    isQuiet: engine === 'quiet',
    verifies: true,
  })
  state.probeTemplate.isEverSlow.fill(1)
  const { container, events } = state
  for (let endUs = second; endUs <= spec.durationUs; endUs += second) {
    events.runUntil(
      endUs,
      (kind, entity, stamp, timeUs, eventClass) => dispatch(state, kind, entity, stamp, timeUs, eventClass),
      Infinity,
    )
    state.nowUs = endUs
    state.eventClass = 0
    for (let row = 0; row < container.pod.length; row++) {
      const load = force(state, row, endUs / second)
      if (load !== undefined) setLoad(state, row, ...load)
    }
    checkInvariants(state)
  }
  for (let probe = 0; probe < state.probe.mode.length; probe++) settleAtEnd(state, probe)
  state.metrics.finish()
  return {
    summary: summaryRows(state),
    timeseries: timeseriesTable(state),
    detections: detectionRows(state),
    starts: startRows(state),
    fingerprint: trace.fingerprint(),
  }
}

function setLoad(state: ClusterState, container: ContainerId, stretch: number, waitUs: number): void {
  const { stretch: stretches, wait: waits } = state.container
  if (stretches[container] === stretchRung(stretch) && waits[container] === waitRung(waitUs)) return
  stretches[container] = stretchRung(stretch)
  waits[container] = waitRung(waitUs)
  levelChanged(state, container)
}

/** As many replications, for `assertSameLaw`. */
export function forcedBy(force: Force) {
  return (spec: ClusterSpec, engine: EngineName, replications: number): Promise<LawResult[]> =>
    Promise.resolve(
      Array.from({ length: replications }, (_, index) => forcedRun(spec, engine, index + 1, force)),
    )
}
