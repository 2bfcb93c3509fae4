/** Takes events in order and hands each to the model. The model schedules what follows on the same list. */
import type { EventList } from './event-list.ts'

export type Dispatch = (
  kind: number,
  entity: number,
  stamp: number,
  timeUs: number,
  eventClass: number,
) => void

/**
 * Dispatches the events before `endUs`, at most `budget` of them, and returns how many. Events at or after
 * `endUs` stay on the list. Throws if time goes back, within this call or since the call before.
 */
export function runUntil(list: EventList, endUs: number, dispatch: Dispatch, budget: number): number {
  let clockUs = list.timeUs
  let handled = 0
  while (handled < budget && list.takeBefore(endUs)) {
    const { kind, entity, stamp, timeUs, eventClass } = list
    if (timeUs < clockUs) throw timeGoesBack(clockUs, timeUs, kind, eventClass, entity, stamp)
    clockUs = timeUs
    dispatch(kind, entity, stamp, timeUs, eventClass)
    handled++
  }
  return handled
}

export function timeGoesBack(
  clockUs: number,
  timeUs: number,
  kind: number,
  eventClass: number,
  entity: number,
  stamp: number,
): Error {
  return new Error(
    `broken invariant: time goes back from ${clockUs} us to ${timeUs} us ` +
      `(event kind ${kind}, class ${eventClass}, entity ${entity}, stamp ${stamp})`,
  )
}
