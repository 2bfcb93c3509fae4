/** The event lists that the measurement chooses between. */
import { EventList } from '../../engine/kernel/event-list.ts'
import { FlatHeap } from './flat-heap.ts'
import { periodsUs } from './load.ts'
import { RingLanes } from './ring-lanes.ts'

/** Ours, under the contract of `engine/kernel/event-list.ts`. */
export const candidates = {
  'bucket wheel': (capacity: number) => new EventList(capacity),
  'binary heap': (capacity: number) => new FlatHeap(capacity, 1),
  '4-ary heap': (capacity: number) => new FlatHeap(capacity, 2),
  'ring lanes': () => new RingLanes(periodsUs),
} as const
