import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EventList } from './event-list.ts'

type Row = {
  timeUs: number
  eventClass: number
  entity: number
  kind: number
  stamp: number
  sequence: number
}

function taken(list: EventList) {
  const { timeUs, eventClass, entity, kind, stamp } = list
  return { timeUs, eventClass, entity, kind, stamp }
}

/** The order of the contract, written out. */
function inOrder(x: Row, y: Row): number {
  return x.timeUs - y.timeUs || x.eventClass - y.eventClass || x.entity - y.entity || x.sequence - y.sequence
}

/** The oracle: a sorted array. */
class SortedList {
  private readonly rows: Row[] = []
  private sequence = 0

  schedule(row: Omit<Row, 'sequence'>): void {
    this.rows.push({ ...row, sequence: this.sequence++ })
    this.rows.sort(inOrder)
  }

  popNext() {
    const first = this.rows.shift()
    if (first === undefined) return undefined
    const { sequence: _, ...row } = first
    return row
  }

  get firstTimeUs(): number {
    return this.rows[0]?.timeUs ?? Infinity
  }
}

const tests = suite('event list')

tests('is empty at first and stays as it was when nothing can be taken', () => {
  const list = new EventList(4)
  assert.is(list.size, 0)
  assert.is(list.peekTimeUs(), Infinity)
  assert.is(list.popNext(), false)
  assert.is(list.timeUs, -Infinity)
})

tests('orders by time, then class, then entity, then sequence', () => {
  const list = new EventList(8)
  list.schedule(5, 0, 0, 1, 0)
  list.schedule(3, 2, 0, 2, 0)
  list.schedule(3, 1, 9, 3, 0)
  list.schedule(3, 1, 8, 4, 0)
  list.schedule(3, 1, 8, 5, 0)
  list.schedule(3, 1, 9, 6, 0)
  const kinds: number[] = []
  while (list.popNext()) kinds.push(list.kind)
  assert.equal(kinds, [4, 5, 3, 6, 2, 1])
})

tests('keeps every field at the ends of its range', () => {
  const list = new EventList(1)
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

tests('lets an event join the queue of the time that is being handled', () => {
  const list = new EventList(4)
  list.schedule(7, 5, 1, 1, 0)
  list.schedule(7, 5, 3, 3, 0)
  list.popNext()
  list.schedule(7, 5, 2, 2, 0)
  list.schedule(7, 0, 9, 9, 0)
  const kinds: number[] = []
  while (list.popNext()) kinds.push(list.kind)
  assert.equal(kinds, [9, 2, 3])
})

tests('holds an event at Infinity back to the end', () => {
  const list = new EventList(2)
  list.schedule(Infinity, 0, 0, 1, 0)
  list.schedule(1e15, 15, 0, 2, 0)
  list.popNext()
  assert.is(list.kind, 2)
  assert.is(list.peekTimeUs(), Infinity)
  assert.is(list.size, 1)
})

tests('refuses a time that is not a number', () => {
  assert.throws(() => new EventList(1).schedule(NaN, 0, 4, 7, 0), /event kind 7 of entity 4/)
})

tests('agrees with a sorted array under random schedules and pops with many ties', () => {
  const schedule = fc.record({
    timeUs: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 5, noNaN: true })),
    eventClass: fc.integer({ min: 0, max: 2 }),
    entity: fc.constantFrom(0, 1, 2, 2 ** 31 - 1),
    kind: fc.integer({ min: 0, max: 255 }),
    stamp: fc.integer(),
  })
  const step = fc.oneof({ weight: 3, arbitrary: schedule }, { weight: 2, arbitrary: fc.constant('pop') })
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 200, size: 'max' }),
      fc.integer({ min: 0, max: 9 }),
      (steps, capacity) => {
        const list = new EventList(capacity)
        const oracle = new SortedList()
        const popBoth = () => {
          const expected = oracle.popNext()
          assert.is(list.popNext(), expected !== undefined)
          if (expected !== undefined) assert.equal(taken(list), expected)
          return expected !== undefined
        }
        for (const row of steps) {
          if (typeof row === 'string') popBoth()
          else {
            list.schedule(row.timeUs, row.eventClass, row.entity, row.kind, row.stamp)
            oracle.schedule(row)
          }
          assert.is(list.peekTimeUs(), oracle.firstTimeUs)
        }
        while (popBoth());
        assert.is(list.size, 0)
      },
    ),
  )
})

tests('agrees with a sorted array when a thousand events are held', () => {
  const list = new EventList(16)
  const expected: Row[] = []
  for (let sequence = 0; sequence < 1000; sequence++) {
    const timeUs = (sequence * 7919) % 101
    const entity = (sequence * 104729) % 13
    list.schedule(timeUs, sequence % 3, entity, 0, sequence)
    expected.push({ timeUs, eventClass: sequence % 3, entity, kind: 0, stamp: sequence, sequence })
  }
  const stamps: number[] = []
  while (list.popNext()) stamps.push(list.stamp)
  assert.equal(
    stamps,
    expected.sort(inOrder).map((row) => row.stamp),
  )
})

tests.run()
