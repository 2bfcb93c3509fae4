import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EventList } from './event-list.ts'
import { runUntil } from './event-loop.ts'

const tests = suite('event loop')

tests('dispatches what lies before the end and leaves the rest', () => {
  const list = new EventList(4)
  for (const timeUs of [10, 30, 20, 40]) list.schedule(timeUs, 1, timeUs / 10, 5, -3)
  const seen: number[][] = []
  const handled = runUntil(list, 30, (...event) => seen.push(event), Infinity)
  assert.is(handled, 2)
  assert.equal(seen, [
    [5, 1, -3, 10, 1],
    [5, 2, -3, 20, 1],
  ])
  assert.is(list.peekTimeUs(), 30)
})

tests('goes on with events that the handlers schedule', () => {
  const list = new EventList(1)
  list.schedule(0, 0, 0, 0, 0)
  const handled = runUntil(
    list,
    10,
    (_kind, _entity, _stamp, timeUs) => list.schedule(timeUs + 1, 0, 0, 0, 0),
    100,
  )
  assert.is(handled, 10)
  assert.is(list.size, 1)
})

tests('stops at the budget and can be called again', () => {
  const list = new EventList(4)
  for (let entity = 0; entity < 4; entity++) list.schedule(1, 0, entity, 0, 0)
  const seen: number[] = []
  const dispatch = (_kind: number, entity: number) => {
    seen.push(entity)
  }
  assert.is(runUntil(list, 2, dispatch, 3), 3)
  assert.is(runUntil(list, 2, dispatch, 3), 1)
  assert.equal(seen, [0, 1, 2, 3])
})

tests('never dispatches an event at Infinity', () => {
  const list = new EventList(1)
  list.schedule(Infinity, 0, 0, 0, 0)
  assert.is(
    runUntil(list, Infinity, () => assert.unreachable(), 1),
    0,
  )
})

tests('stops with event and times when a handler schedules into the past', () => {
  const list = new EventList(2)
  list.schedule(5, 0, 0, 0, 0)
  assert.throws(
    () => runUntil(list, 10, () => list.schedule(4, 2, 77, 9, 1), 10),
    /time goes back from 5 us to 4 us \(event kind 9, class 2, entity 77, stamp 1\)/,
  )
})

tests('notices time going back between two calls', () => {
  const list = new EventList(2)
  list.schedule(5, 0, 0, 0, 0)
  runUntil(list, 10, () => {}, 10)
  list.schedule(3, 0, 0, 0, 0)
  assert.throws(() => runUntil(list, 10, () => {}, 10), /time goes back/)
})

tests.run()
