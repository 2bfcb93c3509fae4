/** A8: which events of a controller become calls. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EventCall, EventSink, Reason } from './event-sink.ts'

const test = suite('event sink')

/** Posts and patches of so many events, told and sent at once. */
function sent(sink: EventSink, object: number, reason: number, count: number, nowUs: number): number[] {
  for (let index = 0; index < count; index++) sink.add(object, reason)
  const calls = [0, 0]
  for (let call = sink.next(nowUs); call >= 0; call = sink.next(nowUs)) calls[call]++
  return [calls[EventCall.Post], calls[EventCall.Patch]]
}

test('of 100 creations it posts 10, patches 15, and tells of no more (A8, measured)', () => {
  assert.equal(sent(new EventSink(), 0, Reason.SuccessfulCreate, 100, 0), [10, 15])
})

test('objects do not know each other; the reasons of one share its spam filter, not its messages (A8)', () => {
  const sink = new EventSink()
  assert.equal(sent(sink, 1, Reason.SuccessfulCreate, 12, 0), [10, 2])
  assert.equal(sent(sink, 1, Reason.SuccessfulDelete, 100, 0), [10, 3])
  assert.equal(sent(sink, 2, Reason.SuccessfulCreate, 100, 0), [10, 15])
})

test('it lets one more pass each 300 s, and posts again after 600 s of silence (A8)', () => {
  const sink = new EventSink()
  sent(sink, 0, Reason.SuccessfulCreate, 100, 0)
  assert.equal(sent(sink, 0, Reason.SuccessfulCreate, 5, 299e6), [0, 0])
  assert.equal(sent(sink, 0, Reason.SuccessfulCreate, 5, 300e6), [0, 1])
  assert.equal(sent(sink, 0, Reason.SuccessfulCreate, 5, 901e6), [2, 0])
})

test('what a StatefulSet tells of an ordinal is one event, told again each time it comes again (A8, measured)', () => {
  const sink = new EventSink()
  const told = (ordinals: readonly number[], nowUs: number): number[] => {
    for (const ordinal of ordinals) sink.add(0, Reason.PodCreated, ordinal, nowUs)
    const calls = [0, 0]
    for (let call = sink.next(nowUs); call >= 0; call = sink.next(nowUs)) calls[call]++
    return [calls[EventCall.Post], calls[EventCall.Patch]]
  }
  assert.equal(told([0, 1, 2, 3, 4], 0), [5, 0])
  assert.equal(told([4, 3, 2, 1, 0], 100e6), [0, 5])
})

test('it holds 1,000 events (A8)', () => {
  const sink = new EventSink()
  for (let object = 0; object < 1100; object++) sink.add(object, Reason.SuccessfulCreate)
  let calls = 0
  while (sink.next(0) >= 0) calls++
  assert.is(calls, 1000)
})

test.run()
