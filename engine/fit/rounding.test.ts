import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cellsOfValues } from './cells.ts'
import { drawn } from './drawn.test.helper.ts'
import { roundedCells } from './rounding.ts'
import { fitSample } from './sample-fit.ts'

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
    const cells = roundedCells(cellsOfValues(values))?.cells
    const found = cells === undefined ? null : Array.from(cells.low, (low, cell) => [low, cells.high[cell]])
    assert.equal(found, buckets)
  })
}

test('give their law back, and the test of it a fair chance', () => {
  const values = drawn({ kind: 'lognormal', median: 4000, sigma: 0.5 }, 5000, 1)
  const rounded = cellsOfValues(values.map((us) => Math.max(500, Math.round(us / 1000) * 1000)))
  const { chosen } = fitSample(roundedCells(rounded)!.cells)
  assert.ok(chosen.law.kind === 'lognormal')
  assert.ok(Math.abs(chosen.law.median / 4000 - 1) < 0.05, `${chosen.law.median}`)
  assert.ok(Math.abs(chosen.law.sigma / 0.5 - 1) < 0.05, `${chosen.law.sigma}`)
  assert.ok(chosen.chiSquareP! > 0.001, `${chosen.chiSquareP}`)
})

test.run()
