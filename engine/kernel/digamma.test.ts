import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digamma, trigamma } from './digamma.ts'

const test = suite('digamma')

const euler = 0.5772156649015329

/** x and both derivatives in closed form (DLMF 5.4.12 to 5.4.15, 5.15.3). */
const cases = [
  [1, -euler, Math.PI ** 2 / 6],
  [0.5, -euler - 2 * Math.LN2, Math.PI ** 2 / 2],
  [2, 1 - euler, Math.PI ** 2 / 6 - 1],
  [5, 25 / 12 - euler, Math.PI ** 2 / 6 - 205 / 144],
  [2.5, 8 / 3 - euler - 2 * Math.LN2, Math.PI ** 2 / 2 - 40 / 9],
] as const

for (const [x, first, second] of cases) {
  test(`agrees with the closed form at ${x}`, () => {
    assert.ok(Math.abs(digamma(x) - first) < 1e-13, `${digamma(x)}, ${first}`)
    assert.ok(Math.abs(trigamma(x) - second) < 1e-12, `${trigamma(x)}, ${second}`)
  })
}

test('keeps the recurrence across the start of the series', () => {
  for (const x of [0.01, 3.3, 9.5, 9.999, 40, 1e6]) {
    assert.ok(Math.abs(digamma(x + 1) - digamma(x) - 1 / x) < 1e-12 / Math.min(1, x))
    assert.ok(Math.abs(trigamma(x) - trigamma(x + 1) - 1 / x ** 2) < 1e-12 / Math.min(1, x * x))
  }
})

test.run()
