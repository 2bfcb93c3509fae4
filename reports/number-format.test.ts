import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { formatNumber } from './number-format.ts'

const test = suite('number format')

const cases: readonly (readonly [number | null, string, string])[] = [
  [0, '0', 'zero'],
  [-0, '0', 'negative zero has no sign'],
  [-1e-9, '0', 'a negative number that rounds to zero has no sign'],
  [null, '', 'unknown is empty'],
  [Infinity, 'inf', 'never'],
  [-Infinity, '-inf', 'negative infinity keeps its sign'],
  [42, '42', 'whole number'],
  [1.5, '1.5', 'no trailing zeros'],
  [0.1 + 0.2, '0.3', 'binary noise is below the sixth decimal'],
  [1 / 3, '0.333333', 'at most 6 decimals'],
  [2 / 3, '0.666667', 'rounded to nearest'],
  [0.000001, '0.000001', 'one microsecond'],
  [1e-7, '0', 'no exponent for small numbers'],
  [1234567.000001, '1234567.000001', 'large with microseconds'],
  [1e21, '1000000000000000000000', 'no exponent for large numbers'],
  [-2.25, '-2.25', 'negative'],
  [0.9999999, '1', 'a fraction that rounds up to a whole number'],
]
for (const [value, text, why] of cases) {
  test(`writes ${value} as "${text}": ${why}`, () => assert.is(formatNumber(value), text))
}

test('refuses a result that is not a number', () => {
  assert.throws(() => formatNumber(Number.NaN), /broken invariant/)
})

test('reads back to within half a millionth, without exponent or trailing zero', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
      const text = formatNumber(value)
      assert.match(text, /^(0|-?(0\.\d{0,5}[1-9]|[1-9]\d*(\.\d{0,5}[1-9])?))$/)
      assert.ok(Math.abs(Number(text) - value) <= 0.5e-6 + Math.abs(value) * 1e-15)
    }),
  )
})

test.run()
