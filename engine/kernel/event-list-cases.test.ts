/**
 * What every event list must do, as cases that any implementation can be put through: the one in use, and the
 * candidates of `bench/event-lists`. The oracle is a sorted array.
 */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventList } from './event-list.ts'

/** The part of an event list that all of them have. */
export type EventListLike = Pick<
  EventList,
  'size' | 'timeUs' | 'eventClass' | 'entity' | 'kind' | 'stamp' | 'peekTimeUs' | 'schedule' | 'popNext'
>

type Event = { timeUs: number; eventClass: number; entity: number; kind: number; stamp: number }
type Row = Event & { sequence: number }

/** The order of the contract, written out. Subtraction would make Infinity - Infinity. */
function comesBefore(x: Row, y: Row): boolean {
  if (x.timeUs !== y.timeUs) return x.timeUs < y.timeUs
  if (x.eventClass !== y.eventClass) return x.eventClass < y.eventClass
  if (x.entity !== y.entity) return x.entity < y.entity
  return x.sequence < y.sequence
}

/** A list and its oracle, asked the same. */
class Pair {
  readonly list: EventListLike
  private readonly rows: Row[] = []
  private sequence = 0

  constructor(list: EventListLike) {
    this.list = list
  }

  schedule({ timeUs, eventClass, entity, kind, stamp }: Event): void {
    this.list.schedule(timeUs, eventClass, entity, kind, stamp)
    const row = { timeUs, eventClass, entity, kind, stamp, sequence: this.sequence++ }
    let low = 0
    for (let high = this.rows.length; low < high; ) {
      const middle = (low + high) >> 1
      if (comesBefore(this.rows[middle], row)) low = middle + 1
      else high = middle
    }
    this.rows.splice(low, 0, row)
  }

  peek(): void {
    assert.is(this.list.peekTimeUs(), this.rows[0]?.timeUs ?? Infinity)
  }

  /** Takes from both; false if they are empty. */
  pop(): boolean {
    const expected = this.rows.shift()
    assert.is(this.list.popNext(), expected !== undefined)
    assert.is(this.list.size, this.rows.length)
    if (expected === undefined) return false
    const { sequence: _, ...event } = expected
    assert.equal(taken(this.list), event)
    return true
  }
}

function taken({ timeUs, eventClass, entity, kind, stamp }: EventListLike): Event {
  return { timeUs, eventClass, entity, kind, stamp }
}

function popAll(list: EventListLike, field: 'kind' | 'stamp'): number[] {
  const values: number[] = []
  while (list.popNext()) values.push(list[field])
  return values
}

/** A delay after the event taken last: often none, often a whole second, rarely hours or never. */
const delayUs = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 5 }).map((seconds) => seconds * 1e6) },
  { weight: 3, arbitrary: fc.double({ min: 0, max: 1e4, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1e11, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, 1e15, 2 ** -1074) },
)
const scheduleSteps = fc.record({
  delayUs,
  eventClass: fc.integer({ min: 0, max: 15 }),
  entity: fc.constantFrom(0, 1, 2, 2 ** 31 - 1),
  kind: fc.integer({ min: 0, max: 255 }),
  stamp: fc.integer(),
  copies: fc.constantFrom(1, 1, 1, 2, 40),
})
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: scheduleSteps },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 60 }) },
    { weight: 1, arbitrary: fc.constant('peek' as const) },
  ),
  { maxLength: 150, size: 'max' },
)

/** Delays of the long runs, by the number of the event. */
const longRuns: [string, (index: number) => number][] = [
  ['at one time', () => 0],
  ['at whole seconds', (index) => (1 + (index % 3)) * 1e6],
  ['at all distances', (index) => ((index * 7919) % 1009) * ((index % 7) + 0.25)],
  ['far and near', (index) => (index % 5 === 0 ? 3.6e9 : (index * 31) % 977)],
  ['ever closer, then far again', (index) => 2 ** (20 - (index % 40))],
]

/** Puts lists of this name through all cases. */
export function testEventList(name: string, create: (capacity: number) => EventListLike): void {
  const tests = suite(name)

  tests('is empty at first and stays as it was when nothing can be taken', () => {
    const list = create(4)
    assert.is(list.size, 0)
    assert.is(list.peekTimeUs(), Infinity)
    assert.is(list.popNext(), false)
    assert.is(list.timeUs, -Infinity)
  })

  tests('orders by time, then class, then entity, then sequence', () => {
    const list = create(8)
    list.schedule(5, 0, 0, 1, 0)
    list.schedule(3, 2, 0, 2, 0)
    list.schedule(3, 1, 9, 3, 0)
    list.schedule(3, 1, 8, 4, 0)
    list.schedule(3, 1, 8, 5, 0)
    list.schedule(3, 1, 9, 6, 0)
    assert.equal(popAll(list, 'kind'), [4, 5, 3, 6, 2, 1])
  })

  tests('keeps every field at the ends of its range', () => {
    const list = create(1)
    const largest = { timeUs: 2 ** 53, eventClass: 15, entity: 2 ** 31 - 1, kind: 255, stamp: 2 ** 31 - 1 }
    const smallest = { timeUs: -0.5, eventClass: 0, entity: 0, kind: 0, stamp: -(2 ** 31) }
    for (const { timeUs, eventClass, entity, kind, stamp } of [largest, smallest]) {
      list.schedule(timeUs, eventClass, entity, kind, stamp)
    }
    list.popNext()
    assert.equal(taken(list), smallest)
    list.popNext()
    assert.equal(taken(list), largest)
  })

  tests('lets an event join the queue of the time that is being handled, before its class too', () => {
    const list = create(4)
    list.schedule(7, 5, 1, 1, 0)
    list.schedule(7, 5, 3, 3, 0)
    list.popNext()
    list.schedule(7, 5, 2, 2, 0)
    list.schedule(7, 0, 9, 9, 0)
    assert.equal(popAll(list, 'kind'), [9, 2, 3])
  })

  tests('holds events at Infinity back to the end, in order', () => {
    const list = create(2)
    list.schedule(Infinity, 1, 0, 1, 0)
    list.schedule(1e15, 15, 0, 2, 0)
    list.popNext()
    assert.is(list.kind, 2)
    assert.is(list.peekTimeUs(), Infinity)
    list.schedule(Infinity, 0, 0, 3, 0)
    list.schedule(2e15, 0, 0, 4, 0)
    assert.equal(popAll(list, 'kind'), [4, 3, 1])
  })

  tests('gives back at once what was scheduled into the past', () => {
    const list = create(2)
    list.schedule(1e6, 0, 0, 1, 0)
    list.schedule(9e6, 0, 0, 2, 0)
    list.popNext()
    list.schedule(1, 0, 0, 3, 0)
    assert.equal(popAll(list, 'kind'), [3, 2])
  })

  tests('refuses a time that is not a number, and is as before', () => {
    const list = create(1)
    assert.throws(() => list.schedule(NaN, 0, 4, 7, 0), /event kind 7 of entity 4/)
    assert.is(list.size, 0)
    assert.is(list.popNext(), false)
  })

  tests('agrees with a sorted array under random schedules, looks and takes', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 9 }), (program, capacity) => {
        const pair = new Pair(create(capacity))
        for (const step of program) {
          if (step === 'peek') pair.peek()
          else if (typeof step === 'number') for (let count = 0; count < step && pair.pop(); count++);
          else {
            const nowUs = Math.max(0, pair.list.timeUs)
            for (let copy = 0; copy < step.copies; copy++) {
              pair.schedule({ ...step, timeUs: nowUs + step.delayUs * (1 + (copy % 7)) || nowUs })
            }
          }
        }
        while (pair.pop());
      }),
      { numRuns: 150 },
    )
  })

  for (const [what, delay] of longRuns) {
    tests(`agrees with a sorted array while events ${what} grow to thousands and go again`, () => {
      const pair = new Pair(create(1))
      let index = 0
      const scheduleNext = () => {
        index++
        const timeUs = Math.max(0, pair.list.timeUs) + delay(index)
        const entity = (index * 104729) % 1013
        pair.schedule({ timeUs, eventClass: index % 4, entity, kind: index % 256, stamp: index })
      }
      for (let count = 0; count < 3000; count++) scheduleNext()
      for (let count = 0; count < 5000; count++) {
        pair.pop()
        scheduleNext()
      }
      while (pair.pop());
    })
  }

  tests('takes a hundred thousand events of one time in order, and as many that join it', () => {
    const list = create(1)
    const events = 100_000
    for (let entity = 0; entity < events; entity++) list.schedule(5e6, 5, (entity * 7919) % events, 1, 0)
    for (let entity = 0; entity < events; entity++) {
      list.popNext()
      if (list.entity !== entity || list.kind !== 1) assert.unreachable(`entity ${list.entity}`)
      list.schedule(5e6, 6, events - entity, 2, 0)
    }
    for (let entity = 1; entity <= events; entity++) {
      list.popNext()
      if (list.entity !== entity || list.kind !== 2) assert.unreachable(`entity ${list.entity}`)
    }
    assert.is(list.size, 0)
  })

  tests.run()
}
