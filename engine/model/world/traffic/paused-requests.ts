/**
 * What came to a process while it stood still: how long that takes is known when it goes on. It came evenly; the first waited for the whole pause, the last for what
 * came before it.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import { waitRung } from '../ladder.ts'
import type { Cohort } from './cohort.ts'
import { requestsIn } from './offered-load.ts'
import type { ServiceLoad } from './service-load.ts'

/** Parts of a pause, each with one wait. */
const parts = 16

/** They go on now. @returns requests of each whose clients have given up, or will, and that have not failed by an error. */
export function answerPaused(load: ServiceLoad, { inflow, backlog, drain, table, sinceUs }: Cohort): number {
  const { responses } = load.setting
  const lengthUs = load.sinceUs - sinceUs
  if (table === undefined || inflow === 0 || lengthUs === 0) return 0
  const came = requestsIn(inflow, lengthUs)
  const before = Math.max(0, backlog - came)
  let late = 0
  for (let part = 0; part < parts; part++) {
    const share = (part + 0.5) / parts
    const waitUs = lengthUs * (1 - share) + ((before + came * share) / drain) * usPerSecond
    const level = responses.afterBacklog(table, waitRung(waitUs))
    level.answered += (came / parts) * (1 - level.lateShare)
    late += (came / parts) * level.lateShare
  }
  return late * (1 - load.errorShare)
}

/** Of what waits, the requests of each that have come in a pause that holds now. */
export function cameInPause(
  load: ServiceLoad,
  { pace, inflow, backlog, sinceUs }: Pick<Cohort, 'pace' | 'inflow' | 'backlog' | 'sinceUs'>,
): number {
  return pace.isPaused ? Math.min(backlog, requestsIn(inflow, load.sinceUs - sinceUs)) : 0
}

/** Rung of the time that what waits takes from now on. */
export function rungWhenGoingOn({ backlog, drain, floor }: Cohort): number {
  const rung = backlog === 0 ? 0 : waitRung((backlog / drain) * usPerSecond)
  return rung <= floor ? 0 : rung
}
