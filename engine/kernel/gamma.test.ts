import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gammaLowerTail, gammaQuantile, gammaUpperQuantile, gammaUpperTail, lnGamma } from './gamma.ts'

const tests = suite('gamma')

/** Shape, x, lower tail, upper tail. References: mpmath 1.3 with 40 digits. */
const tails = [
  [0.1, 1e-8, 0.16659398838160216, 0.8334060116183979],
  [0.1, 3, 0.9984347282528856, 0.001565271747114354],
  [1, 30, 0.9999999999999064, 9.357622968840175e-14],
  [2.5, 0.1, 0.0008861387888124426, 0.9991138612111875],
  [2.5, 40, 0.9999999999999991, 8.391825114831611e-16],
  [100, 60, 0.0000014815276326460468, 0.9999985184723673],
  [100, 160, 0.999999855797755, 1.4420224505352737e-7],
  [10000, 9800, 0.022207543813969693, 0.9777924561860303],
  [10000, 10500, 0.9999995724127545, 4.2758724550596475e-7],
]

function assertClose(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.abs(expected), `${actual} is not ${expected}`)
}

for (const [shape, x, lower, upper] of tails) {
  tests(`has the tails of the reference for shape ${shape} at ${x}, and finds x from the smaller`, () => {
    assertClose(gammaLowerTail(shape, x), lower, 2e-11)
    assertClose(gammaUpperTail(shape, x), upper, 2e-11)
    if (lower < upper) assertClose(gammaQuantile(shape, lower), x, 1e-12)
    else assertClose(gammaUpperQuantile(shape, upper), x, 1e-12)
  })
}

tests('inverts its tails from 1e-300 on, for small shapes and large', () => {
  for (const shape of [0.01, 0.11, 1, 30, 1e4]) {
    for (const p of [1e-300, 1e-100, 1e-9, 0.3, 0.7]) {
      assertClose(gammaUpperTail(shape, gammaUpperQuantile(shape, p)), p, 2e-11)
      const x = gammaQuantile(shape, p)
      // Below the least double the quantile is 0.
      if (x > 0) assertClose(gammaLowerTail(shape, x), p, 2e-11)
      else assert.ok(shape < 1)
    }
  }
})

tests('is the exponential for shape 1', () => {
  for (const x of [1e-6, 0.5, 3, 50]) assertClose(gammaUpperTail(1, x), Math.exp(-x), 1e-14)
})

tests('reaches both ends', () => {
  assert.is(gammaQuantile(2, 0), 0)
  assert.is(gammaQuantile(2, 1), Infinity)
  assert.is(gammaUpperTail(2, Infinity), 0)
  assert.is(gammaLowerTail(2, 0), 0)
})

tests('quantiles rise from where numbers end on', () => {
  let before = 0
  for (let exponent = -120; exponent <= -60; exponent += 0.125) {
    const value = gammaQuantile(0.25, 10 ** exponent)
    assert.ok(value >= before * (1 - 1e-11), `${value} after ${before}`)
    before = value
  }
  assert.is(gammaQuantile(0.25, 1e-103), 0)
})

tests('has the logarithm of the factorial at whole numbers', () => {
  let factorial = 1
  for (let n = 1; n <= 20; n++) {
    factorial *= n
    assert.ok(Math.abs(lnGamma(n + 1) - Math.log(factorial)) < 1e-14 * n)
  }
  assertClose(lnGamma(0.5), 0.5 * Math.log(Math.PI), 1e-14)
})

tests('the upper tail ends far out too: starts of a gamma law that never end are none', () => {
  for (const shape of [0.3, 1, 31.1, 1e4])
    for (const x of [1e5, 1e12, 1e300, Number.MAX_VALUE, Infinity]) assert.is(gammaUpperTail(shape, x), 0)
})

tests.run()
