import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Histogram } from './histogram.ts'
import { nearestRank } from './statistics.ts'

const tests = suite('histogram')

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

const shares = [0, 0.01, 0.25, 0.5, 0.9, 0.99, 1]
/** Logarithms, so that all magnitudes of the range occur. */
const values = fc.array(
  fc.double({ min: -20, max: 43.9, noNaN: true }).map((exponent) => 2 ** exponent),
  { maxLength: 100 },
)

tests('is off by at most 1/256 of the exact quantile', () => {
  fc.assert(
    fc.property(values, (sample) => {
      const sorted = sample.toSorted((x, y) => x - y)
      const histogram = histogramOf(sample)
      for (const p of shares) {
        const exact = nearestRank(sorted, p)
        const off = Math.abs(histogram.quantile(p) - exact)
        assert.ok(sorted.length === 0 ? Number.isNaN(off) : off <= exact / 256)
      }
    }),
  )
})

tests('merges as if all values were recorded in one', () => {
  fc.assert(
    fc.property(values, values, (left, right) => {
      const merged = histogramOf(left)
      merged.merge(histogramOf(right))
      assert.equal(merged, histogramOf([...left, ...right]))
    }),
    { numRuns: 30 },
  )
})

tests('knows the least and the largest value exactly', () => {
  const histogram = histogramOf([3.3, 1000.7, 12.1])
  assert.equal([histogram.quantile(0), histogram.quantile(1)], [3.3, 1000.7])
  assert.equal([histogram.count, histogram.min, histogram.max], [3, 3.3, 1000.7])
})

tests('takes 0, tiny, huge and infinite values at the ends of its range', () => {
  const histogram = histogramOf([0, 0, 1e-9, 5, 1e20, Infinity, Infinity])
  assert.is(histogram.quantile(2 / 7), 0)
  assert.ok(Math.abs(histogram.quantile(3 / 7) - 1e-9) <= 2 ** -20)
  assert.ok(Math.abs(histogram.quantile(4 / 7) - 5) <= 5 / 256)
  assert.is(histogram.quantile(6 / 7), Infinity)
})

tests('has no quantile while empty', () => {
  assert.equal(new Histogram().quantile(0.5), NaN)
})

tests.run()
