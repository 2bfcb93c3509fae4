/** Z25: the back-off of Jobs as arithmetic. Times in seconds. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { backoffEndUs, noFailures, recordOf } from './job-backoff.ts'

const test = suite('job back-off')

const s = 1e6

const waits: readonly [failures: number, seconds: number][] = [
  [1, 10],
  [2, 20],
  [3, 40],
  [6, 320],
  [7, 600],
  [40, 600],
]

for (const [failures, seconds] of waits) {
  test(`after ${failures} failures a Job waits ${seconds} s from the end of the newest (Z25)`, () => {
    assert.is(backoffEndUs({ failures, failedAtUs: 5 * s }), (5 + seconds) * s)
  })
}

test('after no failure it does not wait (Z25)', () => {
  assert.is(backoffEndUs(noFailures), -Infinity)
})

const records: readonly [
  what: string,
  before: number,
  succeeded: readonly number[],
  failed: readonly number[],
  failures: number,
  at: number,
][] = [
  ['failures add up, and the newest counts', 2, [], [7, 9, 8], 5, 9],
  ['a success begins anew', 3, [7], [], 0, Number.NaN],
  ['failures of the second of the success are forgiven', 3, [7], [6, 7], 0, Number.NaN],
  ['failures after the success count', 3, [7], [6, 8, 9], 2, 9],
  ['nothing new leaves the record as it is', 3, [], [], 3, 4],
]

for (const [what, before, succeeded, failed, failures, at] of records) {
  test(`of pods that a sync finds ended: ${what} (Z25)`, () => {
    const us = (times: readonly number[]): number[] => times.map((time) => time * s)
    const record = recordOf({ failures: before, failedAtUs: 4 * s }, us(succeeded), us(failed))
    assert.equal([record.failures, record.failedAtUs], [failures, at * s])
  })
}

test.run()
