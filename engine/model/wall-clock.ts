/** The wall clock of the nodes and of the API, which agree (L6). */
import { usPerSecond } from '../kernel/time.ts'
import type { ClusterState } from './cluster-state.ts'

/** L6, P8: the API cuts times to whole seconds of the wall clock. */
export function wholeWallSecondUs(state: ClusterState, timeUs: number): number {
  const offsetUs = state.spec.clockOffsetUs
  return Math.floor((timeUs + offsetUs) / usPerSecond) * usPerSecond - offsetUs
}
