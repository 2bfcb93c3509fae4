import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { nearestRank, studentT, Tally } from './statistics.ts'

const tests = suite('statistics')

function tallyOf(values: readonly number[]): Tally {
  const tally = new Tally()
  for (const value of values) tally.record(value)
  return tally
}

function isClose(actual: number, expected: number, scale: number): boolean {
  return Number.isNaN(expected) ? Number.isNaN(actual) : Math.abs(actual - expected) <= 1e-9 * scale
}

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 50 })

tests('tallies count, mean, variance and extremes', () => {
  const tally = tallyOf([2, 4, 4, 4, 5, 5, 7, 9])
  assert.equal([tally.count, tally.mean, tally.min, tally.max], [8, 5, 2, 9])
  assert.ok(isClose(tally.variance, 32 / 7, 1))
})

tests('has no mean without observations and no variance below two', () => {
  assert.equal(new Tally().mean, NaN)
  assert.equal(tallyOf([3]).variance, NaN)
})

tests('keeps the variance of values that lie far from 0', () => {
  assert.ok(isClose(tallyOf([1e12 + 1, 1e12 + 2, 1e12 + 3]).variance, 1, 1))
})

tests('merges tallies as if all observations were recorded in one', () => {
  fc.assert(
    fc.property(values, values, (left, right) => {
      const merged = tallyOf(left)
      merged.merge(tallyOf(right))
      const all = tallyOf([...left, ...right])
      assert.equal([merged.count, merged.min, merged.max], [all.count, all.min, all.max])
      assert.ok(isClose(merged.mean, all.mean, 1e6))
      assert.ok(isClose(merged.variance, all.variance, 1e12))
    }),
  )
})

tests('takes the percentile at the nearest rank', () => {
  const sorted = [15, 20, 35, 40, 50]
  assert.equal(
    [0, 0.05, 0.3, 0.4, 0.5, 1].map((p) => nearestRank(sorted, p)),
    [15, 15, 20, 20, 35, 50],
  )
  assert.equal(nearestRank([], 0.5), NaN)
})

tests('is not misled by a product that rounds up over a whole number', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, index) => index + 1)
  for (let percent = 1; percent <= 100; percent++) assert.is(nearestRank(hundred, percent / 100), percent)
})

tests("has the two-sided quantiles of Student's distribution that the tables give", () => {
  const rows = [
    [0.95, 1, 12.706],
    [0.95, 2, 4.303],
    [0.95, 3, 3.182],
    [0.95, 4, 2.776],
    [0.95, 9, 2.262],
    [0.99, 10, 3.169],
    [0.9, 29, 1.699],
    [0.95, 120, 1.98],
    [0.95, 100_001, 1.96],
  ]
  for (const [p, df, expected] of rows) {
    assert.ok(Math.abs(studentT(p, df) - expected) < 5e-4, `${df}: ${studentT(p, df)}`)
  }
})

tests.run()
