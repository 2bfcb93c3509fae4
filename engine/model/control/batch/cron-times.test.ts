/** Z25: which scheduled time a CronJob runs. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dueTime, nextTime, noTime } from './cron-times.ts'

const test = suite('times of CronJobs')

const seconds = (time: number): number => (time === noTime ? noTime : time * 1_000_000)
const minutes = [0, 60, 120, 180].map(seconds)

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
    const [fromUs, nowUs] = [seconds(after), seconds(now)]
    assert.equal([dueTime(minutes, fromUs, nowUs), nextTime(minutes, fromUs)], [seconds(due), seconds(next)])
  })
}

const hour = 3600
/** At 8, 9 and 20 o'clock, two days. */
const uneven = [8, 9, 20, 32, 33, 44].map((one) => seconds(one * hour))
const misses: readonly [what: string, after: number, now: number, due: number][] = [
  ['one missed time is run', 8, 9.5, 9],
  ['of two the later', 7, 9.5, 9],
  [
    'but not when the pause after them is longer than the first: the source looks for it too late',
    7,
    11,
    noTime,
  ],
  ['a longer first pause finds it', 9, 33.5, 33],
]
for (const [what, after, now, due] of misses)
  test(`an uneven schedule: ${what} (Z25)`, () => {
    assert.is(
      dueTime(uneven, seconds(after * hour), seconds(now * hour)),
      due === noTime ? noTime : seconds(due * hour),
    )
  })

test('@every counts from the last run (Z25)', () => {
  const times = { everyUs: 90 }
  assert.equal([nextTime(times, 10), dueTime(times, 10, 99), dueTime(times, 10, 290)], [100, noTime, 280])
})

test.run()
