/** The ticker of a probe worker: a grid of ticks that outlives the container (P3), and the one tick that is scheduled. */
import type { ClusterState, ProbeId } from '../../cluster-state.ts'
import { EventClass, EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'

export function periodUs(state: ClusterState, probe: ProbeId): number {
  return state.probeTemplate.periodUs[state.probe.template[probe]]
}

/** First tick of the grid after `timeUs`. */
export function nextGridTickUs(state: ClusterState, probe: ProbeId, timeUs: number): number {
  const anchorUs = state.probe.anchorUs[probe]
  const spanUs = periodUs(state, probe)
  return anchorUs + (Math.floor((timeUs - anchorUs) / spanUs) + 1) * spanUs
}

/** First tick of the grid that has not had its turn: one at this very time is due unless ticks have been served. */
export function nextTickToServeUs(state: ClusterState, probe: ProbeId): number {
  const served = state.eventClass > EventClass.Tick
  return nextGridTickUs(state, probe, served ? state.nowUs : state.nowUs - 1)
}

/** The worker's next event is a tick at that time; what was scheduled before is stale. */
export function scheduleTick(state: ClusterState, probe: ProbeId, timeUs: number): void {
  const { place, tickStamp } = state.probe
  const stamp = ++tickStamp[probe]
  schedule(state, EventKind.ProbeTick, place[probe], timeUs, stamp)
}

/** As `scheduleTick`, for a calm worker in the quiet engine. */
export function scheduleCalmTick(state: ClusterState, probe: ProbeId, timeUs: number): void {
  const { place, tickStamp } = state.probe
  const stamp = ++tickStamp[probe]
  schedule(state, EventKind.CalmTick, place[probe], timeUs, stamp)
}

/** As `scheduleTick`, for a calm worker in the exact engine. */
export function scheduleExactTick(state: ClusterState, probe: ProbeId, timeUs: number): void {
  const { place, tickStamp } = state.probe
  const stamp = ++tickStamp[probe]
  state.events.schedule(timeUs, EventClass.Tick, place[probe], EventKind.ExactTick, stamp, probe)
}

/** The worker has no tick scheduled. */
export function dropTick(state: ClusterState, probe: ProbeId): void {
  state.probe.tickStamp[probe]++
}
