/** The event lists that the measurement chooses between, and the peers, each ready to hold a load. */
import { EventList } from '../../engine/kernel/event-list.ts'
import { FlatHeap } from './flat-heap.ts'
import type { Hold } from './hold.ts'
import { holdFlatqueue, holdFlatqueueTyped, holdHeapJs, holdList, holdTinyqueue } from './hold.ts'
import type { Load } from './load.ts'
import { periodsUs } from './load.ts'
import { RingLanes } from './ring-lanes.ts'

/** Ours, under the contract of `engine/kernel/event-list.ts`. */
export const candidates = {
  'bucket wheel': (capacity: number) => new EventList(capacity),
  'binary heap': (capacity: number) => new FlatHeap(capacity, 1),
  '4-ary heap': (capacity: number) => new FlatHeap(capacity, 2),
  'ring lanes': () => new RingLanes(periodsUs),
} as const

export const contenders: Readonly<Record<string, (load: Load, pending: number) => Hold>> = {
  'bucket wheel': (load, pending) => holdList(candidates['bucket wheel'](pending), load, pending),
  'binary heap': (load, pending) => holdList(candidates['binary heap'](pending), load, pending),
  '4-ary heap': (load, pending) => holdList(candidates['4-ary heap'](pending), load, pending),
  'ring lanes': (load, pending) => holdList(candidates['ring lanes'](), load, pending),
  'flatqueue, typed': holdFlatqueueTyped,
  flatqueue: holdFlatqueue,
  tinyqueue: holdTinyqueue,
  'heap-js': holdHeapJs,
}
