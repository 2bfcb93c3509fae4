/** Z25: which scheduled time a CronJob runs. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dueTime, nextTime, noTime } from './cron-times.ts'

const test = suite('times of CronJobs')

const minutes = [0, 60, 120, 180]

const cases: readonly [what: string, after: number, now: number, due: number, next: number][] = [
  ['before the first', -60, -1, noTime, 0],
  ['at the first', -60, 0, 0, 0],
  ['between two', 0, 119, 60, 60],
  ['after some that were missed', 0, 179, 120, 60],
  ['when all have been run', 60, 100, noTime, 120],
  ['behind the last', 180, 999, noTime, Infinity],
]

for (const [what, after, now, due, next] of cases) {
  test(`${what}: the newest scheduled time since the last run is due (Z25)`, () => {
    assert.equal([dueTime(minutes, after, now), nextTime(minutes, after)], [due, next])
  })
}

test('@every counts from the last run (Z25)', () => {
  const times = { everyUs: 90 }
  assert.equal([nextTime(times, 10), dueTime(times, 10, 99), dueTime(times, 10, 290)], [100, noTime, 280])
})

test.run()
