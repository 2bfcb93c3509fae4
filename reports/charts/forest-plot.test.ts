import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Estimate } from '../../engine/contract/run-result.ts'
import { forestAxis, forestLimit, forestRow, relativeDifference } from './forest-plot.ts'

const test = suite('forest plot')

function estimate(mean: number | null, halfWidth: number | null = 1): Estimate {
  const isBound = mean !== null && halfWidth !== null
  return {
    mean,
    sd: halfWidth,
    ci95Low: isBound ? mean - halfWidth : null,
    ci95High: isBound ? mean + halfWidth : null,
    replications: 4,
    basis: isBound ? 'student' : null,
  }
}

test('a difference is a share of its base', () => {
  assert.equal(relativeDifference(estimate(10), estimate(2)), { mean: 0.2, low: 0.1, high: 0.3 })
  assert.equal(relativeDifference(estimate(10), estimate(-5, null)), { mean: -0.5, low: null, high: null })
  assert.equal(relativeDifference(estimate(10), estimate(0, 0)), { mean: 0, low: 0, high: 0 })
})

test('there is no share of nothing, of the unknown and of never', () => {
  for (const [base, difference] of [
    [0, 1],
    [null, 1],
    [Infinity, 1],
    [1, null],
    [1, Infinity],
  ] as const)
    assert.is(relativeDifference(estimate(base), estimate(difference, null)), undefined)
})

test('the scale takes all intervals, up to twice the base', () => {
  const of = (mean: number, halfWidth: number) => ({ mean, low: mean - halfWidth, high: mean + halfWidth })
  assert.is(forestLimit([of(0.02, 0.01), of(-0.03, 0.01)]), 0.05)
  assert.is(forestLimit([of(0.9, 0.1)]), 1)
  assert.is(forestLimit([of(50, 1)]), 2)
  assert.match(forestAxis(0.05), '-5 %')
})

test('zero is in the middle, the ends of the scale at the edges, and what is beyond is an arrow', () => {
  const row = (mean: number) => forestRow({ mean, low: null, high: null }, 1, true)
  assert.match(row(0), '<rect x="100.0"')
  assert.match(row(1), '<rect x="194.0"')
  assert.match(row(-1), '<rect x="6.0"')
  assert.match(row(3), '<polygon points="206,11')
  assert.match(row(-3), '<polygon points="2,11')
  assert.match(forestRow({ mean: 0.5, low: 0, high: 5 }, 1, false), /unsure.*x1="104\.0" x2="198\.0"/)
})

test.run()
