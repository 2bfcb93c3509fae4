/**
 * The hold model: take the first event, schedule it again one delay later; so many stay pending. Our lists carry
 * their whole payload (time, class, entity, kind, stamp, a total order), the peers a time and an entity, in no
 * order among equal times. Each returns a checksum, the sum of the times taken: the same for all.
 */
import type { EventList } from '../../engine/kernel/event-list.ts'
import type { Load } from './load.ts'
import { delayOf, firstTimesUs, nextState } from './load.ts'

/** What the load needs of a list. */
type HeldList = Pick<
  EventList,
  'timeUs' | 'eventClass' | 'entity' | 'kind' | 'stamp' | 'schedule' | 'popNext'
>

/** Holds so many times more; returns the sum of the times taken. */
export type Hold = (holds: number) => number

export function holdList(list: HeldList, load: Load, pending: number): Hold {
  firstTimesUs(load, pending).forEach((timeUs, entity) => {
    list.schedule(timeUs, 5, entity, 3, entity)
  })
  let state = 1
  return (holds) => {
    let sumUs = 0
    let random = state
    for (let hold = 0; hold < holds; hold++) {
      list.popNext()
      const { timeUs, entity } = list
      random = nextState(random)
      sumUs += timeUs
      const delayUs = delayOf(load, entity, random)
      list.schedule(timeUs + delayUs, list.eventClass, entity, list.kind, list.stamp)
    }
    state = random
    return sumUs
  }
}
