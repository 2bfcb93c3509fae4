/** The hold model on queues of npm: a time and an entity, in no order among equal times. */
import FlatQueue from 'flatqueue'
import { Heap } from 'heap-js'
import TinyQueue from 'tinyqueue'
import type { Hold } from './hold.ts'
import type { Load } from './load.ts'
import { delayOf, firstTimesUs, nextState } from './load.ts'

/** flatqueue over typed arrays of fixed length, its fastest form. */
export function holdFlatqueueTyped(load: Load, pending: number): Hold {
  return holdFlatqueue(load, pending, new FlatQueue<number>(pending))
}

export function holdFlatqueue(load: Load, pending: number, queue = new FlatQueue<number>()): Hold {
  firstTimesUs(load, pending).forEach((timeUs, entity) => {
    queue.push(entity, timeUs)
  })
  let state = 1
  return (holds) => {
    let sumUs = 0
    let random = state
    for (let hold = 0; hold < holds; hold++) {
      const timeUs = queue.peekValue()!
      const entity = queue.pop()!
      random = nextState(random)
      sumUs += timeUs
      queue.push(entity, timeUs + delayOf(load, entity, random))
    }
    state = random
    return sumUs
  }
}

type Item = { readonly timeUs: number; readonly entity: number }

const byTime = (x: Item, y: Item) => x.timeUs - y.timeUs

export function holdTinyqueue(load: Load, pending: number): Hold {
  return holdItems(new TinyQueue<Item>([], byTime), load, pending)
}

export function holdHeapJs(load: Load, pending: number): Hold {
  return holdItems(new Heap<Item>(byTime), load, pending)
}

function holdItems(
  queue: { push(item: Item): unknown; pop(): Item | undefined },
  load: Load,
  pending: number,
): Hold {
  firstTimesUs(load, pending).forEach((timeUs, entity) => {
    queue.push({ timeUs, entity })
  })
  let state = 1
  return (holds) => {
    let sumUs = 0
    let random = state
    for (let hold = 0; hold < holds; hold++) {
      const { timeUs, entity } = queue.pop()!
      random = nextState(random)
      sumUs += timeUs
      queue.push({ timeUs: timeUs + delayOf(load, entity, random), entity })
    }
    state = random
    return sumUs
  }
}
