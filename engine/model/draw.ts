/** Draws of simulated times: whole microseconds, never negative; `Infinity` stays. */
import { sample } from '../kernel/distribution.ts'
import type { Streams } from '../kernel/random-stream.ts'
import type { ClusterState } from './cluster-state.ts'

/** One variate, rounded to the nearest microsecond. */
export function drawUs(state: ClusterState, distribution: number, streams: Streams, row: number): number {
  return Math.max(0, Math.round(sample(state.distributions, distribution, streams, row)))
}

/** One variate of a list per incarnation, of which the last value repeats. */
export function drawForIncarnationUs(
  state: ClusterState,
  at: number,
  count: number,
  incarnation: number,
  streams: Streams,
  row: number,
): number {
  const offset = incarnation < count ? incarnation : count - 1
  return drawUs(state, state.perIncarnation[at + offset], streams, row)
}
