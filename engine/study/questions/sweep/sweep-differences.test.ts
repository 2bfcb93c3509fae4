import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type SummaryMetric, summaryMetrics } from '../../../contract/run-result.ts'
import type { CellResult } from '../../../contract/sweep-result.ts'
import { differencesOf, largestDifferences } from './sweep-differences.ts'

const nothingLeftOut = { crowdedStarts: null, backoffContainers: 0, unreadyPods: 0 }

const test = suite('differences within a sweep')

/** Cells of one point with such a number in each replication, from 1 on; `undefined` = not finished. */
function cellsOf(
  numbers: readonly (number | null | undefined)[],
  of: SummaryMetric = 'backoff_seconds_total',
): CellResult[] {
  return numbers.flatMap((number, index) => {
    if (number === undefined) return []
    const values = {} as Record<SummaryMetric, number | null>
    for (const metric of summaryMetrics) values[metric] = metric === of ? number : null
    const summary = [{ workload: '*', values }]
    const cell = { point: 1, replication: index + 1, summary, troubled: [], limits: nothingLeftOut }
    return [{ ...cell, eventsTotal: 0, fingerprint: '', rows: [] }]
  })
}

type Case = {
  readonly what: string
  readonly base: readonly (number | null | undefined)[]
  readonly point: readonly (number | null | undefined)[]
  readonly pairs: number
  readonly mean: number | null
  readonly low: number | null
  readonly ratio: number | null
}

// t(0.95, 2) = 4.302653 and sd / sqrt(3) = 0.577350 give 2.484.
const cases: readonly Case[] = [
  { what: 'all chance is common', base: [1, 5, 3], point: [3, 7, 5], pairs: 3, mean: 2, low: 2, ratio: 0 },
  { what: 'little is', base: [1, 2, 3], point: [3, 5, 4], pairs: 3, mean: 2, low: -0.484138, ratio: 0.5 },
  { what: 'it works against', base: [1, 3], point: [3, 1], pairs: 2, mean: 0, low: -25.412409, ratio: 2 },
  {
    what: 'one varies only',
    base: [4, 4, 4],
    point: [1, 2, 3],
    pairs: 3,
    mean: -2,
    low: -4.484138,
    ratio: 1,
  },
  { what: 'nothing varies', base: [4, 4], point: [6, 6], pairs: 2, mean: 2, low: 2, ratio: null },
  {
    what: 'rounding',
    base: [0.3, 0.3],
    point: [0.6, 0.1 + 0.2 + 0.3],
    pairs: 2,
    mean: 0.3,
    low: 0.3,
    ratio: null,
  },
  { what: 'one pair', base: [4], point: [6], pairs: 1, mean: 2, low: null, ratio: null },
  { what: 'more of one', base: [4, 9, 7], point: [6, 11], pairs: 2, mean: 2, low: 2, ratio: 0 },
  { what: 'a gap', base: [4, undefined, 7], point: [6, 99, 9], pairs: 2, mean: 2, low: 2, ratio: 0 },
  { what: 'an unknown number', base: [4, null, 7], point: [6, 99, 9], pairs: 3, mean: 2, low: 2, ratio: 0 },
  { what: 'never', base: [4, 5], point: [6, Infinity], pairs: 2, mean: Infinity, low: null, ratio: null },
]

/** To six decimals, as in the files. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(6))
}

for (const { what, base, point, pairs, mean, low, ratio } of cases) {
  test(`${what}: pairs by replication, and says what pairing does`, () => {
    const found = differencesOf(cellsOf(base), cellsOf(point))
    const { difference, varianceRatio } = found.metrics.backoff_seconds_total
    assert.is(found.pairs, pairs)
    assert.equal([difference.mean, difference.ci95Low].map(rounded), [mean, low])
    assert.is(varianceRatio, ratio)
  })
}

const numbers = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 20 })

test('the other way round the difference changes its sign, and the ratio stays, between 0 and 2', () => {
  fc.assert(
    fc.property(numbers, numbers, (base, point) => {
      const there = differencesOf(cellsOf(base), cellsOf(point)).metrics.backoff_seconds_total
      const back = differencesOf(cellsOf(point), cellsOf(base)).metrics.backoff_seconds_total
      assert.ok(Math.abs(there.difference.mean! + back.difference.mean!) < 1e-9)
      assert.is(there.varianceRatio === null, back.varianceRatio === null)
      assert.ok(Math.abs((there.varianceRatio ?? 0) - (back.varianceRatio ?? 0)) < 1e-9)
      assert.ok((there.varianceRatio ?? 0) >= 0 && (there.varianceRatio ?? 0) <= 2 + 1e-9)
    }),
  )
})

test('a point against itself is 0, surely', () => {
  const cells = cellsOf([3, 8, 1])
  const { difference } = differencesOf(cells, cells).metrics.backoff_seconds_total
  assert.equal([difference.mean, difference.ci95Low, difference.ci95High], [0, 0, 0])
})

test('of restarts, two more in each of three pairs are sure, in each of two they are not: it takes more than five', () => {
  const lowOf = (base: number[], point: number[]) =>
    differencesOf(cellsOf(base, 'restarts_total'), cellsOf(point, 'restarts_total')).metrics.restarts_total
      .difference.ci95Low!
  assert.ok(lowOf([1, 5, 3], [3, 7, 5]) > 0)
  assert.ok(lowOf([4, 4], [6, 6]) < 0)
})

test('of many points a difference is sure only if it holds together with the others', () => {
  const [base, point] = [cellsOf([1, 2, 3, 4]), cellsOf([2.2, 3, 3.9, 5.2])]
  const sureOf = (points: number) => differencesOf(base, point, points).metrics.backoff_seconds_total.sure
  // Differences of 1.2, 1, 0.9 and 1.2: t = 14.3 with 3 degrees of freedom, p = 0.0007.
  assert.equal([sureOf(1), sureOf(50), sureOf(100)], [1, 1, 0])
})

test('the largest sure differences are those whose interval does not hold 0, however large others are', () => {
  const base = cellsOf([10, 20, 30])
  const others = [
    [12, 22, 32],
    [15, 25, 35],
    [0, 20, 1000],
    [9, 19, 29],
  ]
  const points = [base, ...others.map((own) => cellsOf(own))].map((cells, index) => ({
    point: index + 1,
    differences: differencesOf(base, cells),
  }))
  const [backoff, ...more] = largestDifferences({ base: 1, thresholds: [] }, points)
  assert.is(more.length, 0)
  assert.is(backoff.metric, 'backoff_seconds_total')
  assert.equal([backoff.more?.point, backoff.more?.difference.mean], [3, 5])
  assert.equal([backoff.less?.point, backoff.less?.difference.mean], [5, -1])
  assert.is(backoff.varianceRatio, 0)
})

test.run()
