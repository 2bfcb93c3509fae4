import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ageText, humanDuration } from './human-duration.ts'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

const test = suite('ages as kubectl writes them')

const cases: readonly (readonly [seconds: number, text: string])[] = [
  [-2, '<invalid>'],
  [-1.5, '0s'],
  [0.9, '0s'],
  [119, '119s'],
  [120, '2m'],
  [125, '2m5s'],
  [10 * minute - 1, '9m59s'],
  [10 * minute + 30, '10m'],
  [3 * hour - 1, '179m'],
  [3 * hour, '3h'],
  [3 * hour + 5 * minute, '3h5m'],
  [8 * hour + 5 * minute, '8h'],
  [48 * hour, '2d'],
  [49 * hour, '2d1h'],
  [8 * day + hour, '8d'],
  [729 * day, '729d'],
  [730 * day, '2y'],
  [731 * day, '2y1d'],
  [3000 * day, '8y'],
]
for (const [seconds, text] of cases) {
  test(`${seconds} s is ${text}`, () => assert.is(humanDuration(seconds), text))
}

test('a time that is not known has no age', () => {
  assert.is(ageText(10, null), '<unknown>')
  assert.is(ageText(10, 4), '6s')
})

test.run()
