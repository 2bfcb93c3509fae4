/** Candidates and peers, each ready to hold a load. The peers are dev dependencies: import this file lazily. */
import { candidates } from './candidates.ts'
import { type Hold, holdList } from './hold.ts'
import { holdFlatqueue, holdFlatqueueTyped, holdHeapJs, holdTinyqueue } from './hold-peers.ts'
import type { Load } from './load.ts'

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
