/** When a load changes next by itself. */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { waitRungEndUs } from '../ladder.ts'
import type { Cohort } from './cohort.ts'
import type { ServiceLoad } from './service-load.ts'

/** Infinity = nothing changes by itself. */
export function nextTurnUs(state: ClusterState, load: ServiceLoad): number {
  const { hung, dark, setting } = load
  let nextUs = Math.min(setting.offered.nextUs(state.nowUs), hung.dueUs, dark.dueUs)
  for (const line of load.lines) nextUs = Math.min(nextUs, line.nextUs)
  const { changed, turns } = load.cohorts
  for (const cohort of changed) if (cohort.members.size > 0) turns.set(cohort, turnUs(state.nowUs, cohort))
  return Math.min(nextUs, turns.first?.turnUs ?? Infinity)
}

/**
 * When the backlog of a cohort comes to another rung, or to its end; Infinity = it stays. Turns of cohorts that are about as far fall together, on a grid much
 * finer than a rung.
 */
function turnUs(nowUs: number, { backlog, inflow, capacity, rung, floor }: Cohort): number {
  if (capacity === 0 || capacity === Infinity) return Infinity
  const net = inflow - capacity
  if (net === 0 || (net < 0 && backlog === 0)) return Infinity
  const endUs = net > 0 ? waitRungEndUs(Math.max(rung, floor)) : turnDownUs(rung, floor)
  const atUs =
    nowUs + Math.max(1, Math.ceil((((endUs * capacity) / usPerSecond - backlog) / net) * usPerSecond))
  const gridUs = rung === 0 ? 1 : gridOf(endUs)
  return Math.ceil(atUs / gridUs) * gridUs
}

function turnDownUs(rung: number, floor: number): number {
  return rung === 0 ? 0 : waitRungEndUs(rung - 1 <= floor ? floor : rung - 1)
}

/** A power of 2, 1/128 of a wait at most. */
function gridOf(waitUs: number): number {
  let gridUs = 1
  while (gridUs * 256 <= waitUs) gridUs *= 2
  return gridUs
}
