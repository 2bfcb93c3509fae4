/** Draws of simulated times: whole microseconds, never negative; `Infinity` stays. */
import { wholeVariate } from '../kernel/distribution.ts'
import { nextUniform, type Streams } from '../kernel/random-stream.ts'
import type { ClusterState } from './cluster-state.ts'

/** One variate, rounded to the nearest microsecond. */
export function drawUs(state: ClusterState, distribution: number, streams: Streams, row: number): number {
  return wholeVariate(state.distributions, distribution, nextUniform(streams, row))
}

/** How long a call of the API takes. */
export function drawCallUs(state: ClusterState, streams: Streams, row: number): number {
  return Math.round(drawUs(state, state.overheads.apiRoundTrip, streams, row) * state.apiFactor)
}

/** How long it takes until those who watch hear of a change in the API. */
export function drawWatchUs(state: ClusterState, streams: Streams, row: number): number {
  return Math.round(drawUs(state, state.overheads.watch, streams, row) * state.apiFactor)
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
  return drawUs(state, state.perIncarnation[rowOf(at, count, incarnation)], streams, row)
}

/** What is said of a setting beside its time: an exit code, or a flag. */
export function factOfIncarnation(
  state: ClusterState,
  at: number,
  count: number,
  incarnation: number,
): number {
  return state.incarnationFact[rowOf(at, count, incarnation)]
}

function rowOf(at: number, count: number, incarnation: number): number {
  return at + (incarnation < count ? incarnation : count - 1)
}
