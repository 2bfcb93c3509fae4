import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EventList } from './event-list.ts'
import { testEventList } from './event-list-cases.test.ts'

testEventList('event list', (capacity) => new EventList(capacity))

const tests = suite('event list: its wheel')

/** Takes and schedules again so many times; delays come from a small generator. */
function hold(list: EventList, holds: number, delayUs: (fraction: number) => number): void {
  let state = 1
  for (let count = 0; count < holds; count++) {
    const beforeUs = list.timeUs
    list.popNext()
    if (list.timeUs < beforeUs) assert.unreachable(`from ${beforeUs} us to ${list.timeUs} us`)
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    list.schedule(list.timeUs + delayUs((state + 0.5) / 2 ** 32), 5, list.entity, 1, 0)
  }
}

function listOf(pending: number, delayUs: (fraction: number) => number): EventList {
  const list = new EventList(pending)
  for (let entity = 0; entity < pending; entity++) {
    list.schedule(delayUs((entity + 0.5) / pending), 5, entity, 1, 0)
  }
  return list
}

const exponential = (fraction: number) => -Math.log(fraction) * 1e6
const wholeSeconds = (fraction: number) => Math.ceil(fraction * 30) * 1e6

for (const [what, delayUs] of [
  ['exponential', exponential],
  ['tied', wholeSeconds],
] as const) {
  tests(`allocates nothing in a million holds once it has settled (${what})`, () => {
    const list = listOf(20_000, delayUs)
    hold(list, 200_000, delayUs)
    const { growCount } = list.counters
    hold(list, 1_000_000, delayUs)
    assert.is(list.counters.growCount, growCount)
  })
}

for (const [what, classes, rangeMax] of [
  ['of few entities', 1, 8],
  ['of many entities in no order', 1, 100_000],
  ['of many entities and several classes', 3, 100_000],
] as const) {
  tests(`thousands of events at one time come out in order: ${what}`, () => {
    const list = new EventList(5000)
    let state = 1
    for (let second = 1; second <= 3; second++) {
      for (let event = 0; event < 5000; event++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        list.schedule(second * 1e6, 5 + (event % classes), state % rangeMax, 1, event)
      }
    }
    let before = [-1, 0, 0, 0]
    while (list.popNext()) {
      const now = [list.timeUs, list.eventClass, list.entity, list.stamp]
      const differs = now.findIndex((value, place) => value !== before[place])
      if (!(now[differs] > before[differs])) assert.unreachable(`${now} comes after ${before}`)
      before = now
    }
    assert.is(list.size, 0)
  })
}

tests('does the same whenever it is given the same', () => {
  const first = listOf(1000, exponential)
  const second = listOf(1000, exponential)
  hold(first, 20_000, exponential)
  hold(second, 20_000, exponential)
  assert.equal(first.counters, second.counters)
})

tests('opens buckets of a few events whatever the time between them', () => {
  for (const scale of [1e-3, 1, 1e6]) {
    const delayUs = (fraction: number) => exponential(fraction) * scale
    const list = listOf(1000, delayUs)
    hold(list, 50_000, delayUs)
    const { openedTotal, passedTotal } = list.counters
    assert.ok(openedTotal > 50_000 / 20, `${openedTotal} opened`)
    assert.ok(openedTotal + passedTotal < 50_000, `${openedTotal} opened, ${passedTotal} passed`)
  }
})

tests('finds its width again when events come a thousand times faster, and slower', () => {
  const list = listOf(1000, exponential)
  for (const scale of [1, 1e-3, 1, 1e3]) {
    const delayUs = (fraction: number) => exponential(fraction) * scale
    hold(list, 20_000, delayUs)
    const before = list.counters
    hold(list, 20_000, delayUs)
    const opened = list.counters.openedTotal - before.openedTotal
    const passed = list.counters.passedTotal - before.passedTotal
    assert.ok(opened > 20_000 / 40, `${opened} opened at ${scale}`)
    assert.ok(opened + passed < 40_000, `${opened} opened, ${passed} passed at ${scale}`)
  }
})

tests('finds its width when the first few events lie hours apart', () => {
  const list = new EventList(8)
  for (let hour = 0; hour < 3; hour++) list.schedule(hour * 12 * 3.6e9, 0, 0, 0, 0)
  list.popNext()
  for (let entity = 0; entity < 1000; entity++) list.schedule(entity * 1000, 5, entity, 1, 0)
  hold(list, 50_000, exponential)
  assert.ok(list.counters.openedTotal > 1000, `${list.counters.openedTotal} opened`)
})

tests('does not go quadratic when dense events end and the rest lies far apart', () => {
  const events = 20_000
  const list = listOf(1000, exponential)
  hold(list, events, exponential)
  for (let entity = 0; entity < events; entity++) {
    list.schedule(list.timeUs + (1 + entity) * 3.6e9, 0, entity, 0, 0)
  }
  while (list.popNext());
  const { openedTotal, passedTotal, farDealtTotal } = list.counters
  const steps = openedTotal + passedTotal + farDealtTotal
  assert.ok(steps < 40 * events, `${steps} steps`)
})

tests('brings the payload along, whatever way an event takes', () => {
  const list = new EventList(0)
  for (let entity = 0; entity < 5000; entity++)
    list.schedule(exponential((entity + 0.5) / 5000), 5, entity, 1, -entity, 3 * entity)
  for (let count = 0; count < 50_000; count++) {
    list.popNext()
    if (list.payload !== 3 * list.entity || list.stamp !== -list.entity)
      assert.unreachable(`${list.payload} of ${list.entity}`)
    const delay = count % 3 === 0 ? count % 1000 : exponential(((count * 7919) % 9973) / 9973 + 1e-9)
    list.schedule(list.timeUs + delay, 5, list.entity, 1, list.stamp, list.payload)
  }
})

tests('repeats the event taken last, behind what was scheduled before', () => {
  const list = new EventList(4)
  list.schedule(1, 5, 7, 3, -9, 11)
  list.schedule(4, 5, 7, 1, 0)
  list.schedule(4, 5, 8, 2, 0)
  list.popNext()
  list.repeat(4)
  list.popNext()
  assert.is(list.kind, 1)
  list.popNext()
  const { timeUs, eventClass, entity, kind, stamp, payload } = list
  assert.equal(
    { timeUs, eventClass, entity, kind, stamp, payload },
    {
      timeUs: 4,
      eventClass: 5,
      entity: 7,
      kind: 3,
      stamp: -9,
      payload: 11,
    },
  )
  list.popNext()
  assert.is(list.kind, 2)
})

tests('takes in windows what it takes without', () => {
  const windowed = listOf(500, exponential)
  const free = listOf(500, exponential)
  let taken = 0
  for (let endUs = 0; taken < 20_000; endUs += 777) {
    while (windowed.takeBefore(endUs)) {
      free.popNext()
      if (free.timeUs !== windowed.timeUs || free.entity !== windowed.entity || windowed.timeUs >= endUs)
        assert.unreachable(`${windowed.entity} at ${windowed.timeUs} us`)
      const delayUs = taken % 4 === 0 ? taken % 50 : exponential(((taken * 31) % 997) / 997 + 1e-6)
      for (const list of [windowed, free]) list.schedule(list.timeUs + delayUs, 5, list.entity, 1, 0)
      taken++
    }
  }
})

tests('hands over all that comes before a time, however the times lie, and nothing else', () => {
  const scaleUs = fc.constantFrom(0, 1, 1e3, 1e6, 1e8)
  const step = fc.record({
    scheduled: fc.integer({ min: 0, max: 300 }),
    scaleUs,
    taken: fc.nat(150),
    scaleToUs: scaleUs,
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      const list = new EventList(1)
      const pending = new Map<number, number>()
      let entity = 0
      let nowUs = 0
      let state = 1
      for (const { scheduled, scaleUs, taken, scaleToUs } of steps) {
        for (let event = 0; event < scheduled; event++) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0
          const timeUs = nowUs + Math.floor((state / 2 ** 32) * scaleUs)
          pending.set(entity, timeUs)
          list.schedule(timeUs, event % 3, entity++, 1, 0)
        }
        for (let event = 0; event < taken && list.popNext(); event++) {
          assert.is(list.timeUs, Math.min(...pending.values()))
          pending.delete(list.entity)
          nowUs = list.timeUs
        }
        const endUs = nowUs + Math.floor(scaleToUs / 2)
        list.drainBefore(endUs, {
          addRow: (timeUs, eventClass, entity) => {
            assert.is(pending.get(entity), timeUs)
            assert.is(eventClass < 3 && timeUs < endUs, true)
            pending.delete(entity)
          },
        })
        assert.is(list.size, pending.size)
        assert.ok(Math.min(...pending.values()) >= endUs, 'one was left behind')
        nowUs = endUs
      }
    }),
    { numRuns: 200 },
  )
})

tests('takes only what comes before the end', () => {
  const list = new EventList(2)
  list.schedule(10, 0, 0, 1, 0)
  list.schedule(Infinity, 0, 0, 2, 0)
  assert.not(list.takeBefore(10))
  assert.is(list.timeUs, -Infinity)
  assert.ok(list.takeBefore(11))
  assert.is(list.kind, 1)
  assert.not(list.takeBefore(Infinity))
  assert.is(list.size, 1)
})

tests('windows hand over each event once, in the window that it lies in, however dense they get', () => {
  let state = 1
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  const list = listOf(40, exponential)
  for (let window = 0, endUs = 0; window < 20_000; window++) {
    const meanUs = [1e6, 1e3, 1e5, 1e1, 1e4][Math.floor(window / 50) % 5]
    const delayUs = () => (exponential(random()) / 1e6) * meanUs
    const beginUs = endUs
    endUs += delayUs()
    const times: number[] = []
    list.drainBefore(endUs, { addRow: (timeUs) => times.push(timeUs) })
    const wrong = times.find((timeUs) => timeUs < beginUs || timeUs >= endUs)
    if (wrong !== undefined) assert.unreachable(`${wrong} in window ${window} from ${beginUs} to ${endUs}`)
    for (const _ of times) list.schedule(endUs + delayUs(), 5, 0, 1, 0)
  }
})

tests.run()
