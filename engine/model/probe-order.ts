/**
 * Probe rows in the order in which the exact engine meets them: by period, then by phase. What one tick after the other
 * reads and writes then lies side by side in every column. The quiet engine keeps entity order: it meets the probes of
 * a pod together.
 *
 * Only pods that run from before have a phase at time 0: they are all that there is when it is done. Those that are appended later come
 * behind them in entity order, which is the order of ticks at the same time. Events and streams belong to places and names, so no result depends on this.
 */
import { peekUniform, reorderStreams } from '../kernel/random-stream.ts'
import type { ClusterState } from './cluster-state.ts'

/** Moves what rows hold when their pods have been appended; nothing else may be in them yet. */
export function orderProbesByPhase(state: ClusterState): void {
  const { probe: probes, streams } = state
  const { periodUs, phase } = firstTicks(state)
  // So far row and place are the same. Rows that are not in use stay so.
  const { rowAt } = probes
  const place = probes.place.subarray(0, probes.count)
  place.sort((a, b) => periodUs[a] - periodUs[b] || phase[a] - phase[b] || a - b)
  for (let row = 0; row < place.length; row++) rowAt[place[row]] = row
  for (const column of [probes.template, probes.container]) column.set(place.map((from) => column[from]))
  for (const table of [streams.probe, streams.phase, streams.budget, streams.trace])
    reorderStreams(table, place)
}

type FirstTicks = {
  /** By place. */
  readonly periodUs: Float64Array
  /** As a share of the period. */
  readonly phase: Float64Array
}

function firstTicks(state: ClusterState): FirstTicks {
  const { probe: probes, probeTemplate, streams } = state
  const periodUs = new Float64Array(probes.count)
  const phase = new Float64Array(probes.count)
  for (let place = 0; place < probes.count; place++) {
    periodUs[place] = probeTemplate.periodUs[probes.template[place]]
    phase[place] = peekUniform(streams.phase, place)
  }
  return { periodUs, phase }
}
