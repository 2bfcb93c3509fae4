import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drawn } from './drawn.test.helper.ts'
import { roundedSpans } from './rounding.ts'
import { fitSample } from './sample-fit.ts'
import { spansOfValues } from './spans.ts'

const test = suite('rounded values')

const repeated = (...values: readonly number[]): number[] => Array.from({ length: 40 }, () => values).flat()

/** Values, and the buckets that they stand for; null for none. */
const cases: readonly (readonly [string, number[], number[][] | null])[] = [
  [
    'whole milliseconds',
    repeated(2000, 3000),
    [
      [1500, 2500],
      [2500, 3500],
    ],
  ],
  [
    'half milliseconds',
    repeated(1500, 3000, 500),
    [
      [250, 750],
      [1250, 1750],
      [2750, 3250],
    ],
  ],
  [
    'with 0, for which half the least stands',
    repeated(500, 1000, 3000),
    [
      [0, 500],
      [500, 1500],
      [2500, 3500],
    ],
  ],
  ['no common step', repeated(2000, 3001), null],
  ['a step that is fine', repeated(100_000, 101_000), null],
  ['too few', [2000, 2000, 3000], null],
  ['too few of each', Array.from({ length: 50 }, (_, index) => 1000 * (index + 1)), null],
]
for (const [what, values, buckets] of cases) {
  test(`are taken for what they stand for: ${what}`, () => {
    const spans = roundedSpans(spansOfValues(values))?.spans
    const found = spans === undefined ? null : Array.from(spans.low, (low, span) => [low, spans.high[span]])
    assert.equal(found, buckets)
  })
}

test('give their law back, and the test of it a fair chance', () => {
  const values = drawn({ kind: 'lognormal', median: 4000, sigma: 0.5 }, 5000, 1)
  const rounded = spansOfValues(values.map((us) => Math.max(500, Math.round(us / 1000) * 1000)))
  const { chosen } = fitSample(roundedSpans(rounded)!.spans)
  assert.ok(chosen.law.kind === 'lognormal')
  assert.ok(Math.abs(chosen.law.median / 4000 - 1) < 0.05, `${chosen.law.median}`)
  assert.ok(Math.abs(chosen.law.sigma / 0.5 - 1) < 0.05, `${chosen.law.sigma}`)
  assert.ok(chosen.chiSquareP! > 0.001, `${chosen.chiSquareP}`)
})

test.run()
