import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { binomialQuantile } from './binomial.ts'

const test = suite('binomial')

/** P(X <= k) by its definition, with exact binomial coefficients. */
function atMost(k: number, count: number, p: number): number {
  let coefficient = 1
  let sum = 0
  for (let i = 0; i <= k; i++) {
    sum += coefficient * p ** i * (1 - p) ** (count - i)
    coefficient = (coefficient * (count - i)) / (i + 1)
  }
  return sum
}

test('is the least count that the share of the trials does not pass', () => {
  for (const count of [1, 2, 7, 30, 100]) {
    for (const p of [0.01, 0.3, 0.5, 0.95, 0.99]) {
      for (const share of [0.025, 0.4, 0.975]) {
        const k = binomialQuantile(count, p, share)
        assert.ok(k === count || atMost(k, count, p) >= share, `${count} ${p} ${share}: ${k}`)
        assert.ok(k === 0 || atMost(k - 1, count, p) < share, `${count} ${p} ${share}: ${k}`)
      }
    }
  }
})

test('is near the normal quantile for a million trials', () => {
  const expected = 500_000 + 1.959964 * 500
  assert.ok(Math.abs(binomialQuantile(1e6, 0.5, 0.975) - expected) <= 1)
})

test.run()
