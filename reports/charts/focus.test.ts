import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { focusOf } from './focus.ts'
import type { MarkedFault } from './marked-faults.ts'

const test = suite('what of a run is worth a look')

const ready = { id: 'ready', title: '', about: '', extreme: 'lowest' } as const

/** An hour in points of 10 s; `missing` pods of 100 between two times. */
function timeWith(from: number, to: number, missing = 1): Parameters<typeof focusOf>[0] {
  const seconds = Array.from({ length: 360 }, (_, index) => index * 10)
  const mean = seconds.map((at) => (at >= from && at < to ? 100 - missing : 100))
  return { seconds, pointSeconds: 10, charts: [ready], workloads: [{ name: '*', lines: [{ mean }] }] }
}

const fault = (from: number, to: number | null): MarkedFault => ({
  mark: 'A',
  kind: 'hang',
  target: '',
  from,
  to,
})

test('goes from a little before the first fault to a little after the last pod is back', () => {
  assert.equal(focusOf(timeWith(620, 1000), [fault(600, 660)], 3600), [500, 1100])
})

test('goes to the end of the last fault, and shows some points however short it was', () => {
  assert.equal(focusOf(timeWith(0, 0), [fault(600, 700), fault(800, 1000)], 3600), [500, 1100])
  assert.equal(focusOf(timeWith(0, 0), [fault(600, null)], 3600), [580, 700])
})

test('is the whole run without a fault, or where most of it is missing something', () => {
  assert.is(focusOf(timeWith(100, 200), [], 3600), null)
  assert.is(focusOf(timeWith(600, 3600), [fault(600, 660)], 3600), null)
})

test('is the whole run where requests fail long after the fault, or where nothing was ready before it', () => {
  const { seconds, charts, workloads, pointSeconds } = timeWith(0, 0)
  const failed = { mean: seconds.map((at) => (at < 600 ? 0 : 50)) }
  const time = {
    seconds,
    pointSeconds,
    charts: [...charts, { ...ready, id: 'failed-requests' }],
    workloads: [{ name: '*', lines: [...workloads[0]!.lines, failed] }],
  }
  assert.is(focusOf(time, [fault(600, 660)], 3600), null)
  assert.is(focusOf(timeWith(0, 3600, 100), [fault(60, 61)], 3600), null)
})

test('takes single pods that come and go afterwards for no part of it', () => {
  const time = timeWith(620, 1000, 50)
  const [{ mean }] = time.workloads[0]!.lines
  const restless = mean.map((value, index) => (value === 100 && index % 3 === 0 ? 99 : value))
  const workloads = [{ name: '*', lines: [{ mean: restless }] }]
  assert.equal(focusOf({ ...time, workloads }, [fault(600, 660)], 3600), [500, 1100])
})

test('does not wait for pods that were missing before', () => {
  assert.equal(focusOf(timeWith(0, 3600), [fault(600, 680)], 3600), [580, 700])
})

test.run()
