import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { normalDensity, normalQuantile, normalUpperTail } from './normal.ts'

const tests = suite('normal')

/** References: mpmath 1.3 with 40 digits. One row or more for each piece of each approximation. */
const upperTails = `
  -10    1
  -1.5   0.9331927987311419
  -0.6   0.7257468822499265
  0      0.5
  0.25   0.4012936743170763
  0.7    0.24196365222307303
  3      0.0013498980316300946
  5.5    1.8989562465887718e-8
  5.75   4.462172453901612e-9
  8      6.220960574271784e-16
  12     1.776482112077679e-33
  20     2.7536241186062337e-89
  37     5.725571222524577e-300
`
const quantiles = `
  1e-300    -37.0470962993612
  1e-100    -21.273453560965324
  1e-20     -9.262340089798407
  1e-12     -7.034483825301132
  1e-11     -6.706023155495136
  1e-9      -5.9978070150076865
  1e-4      -3.7190164854556804
  0.07      -1.4757910281791706
  0.08      -1.4050715603096327
  0.4       -0.2533471031357997
  0.5       0
  0.92      1.4050715603096329
  0.999999  4.753424308817087
`

function rowsOf(table: string): number[][] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +/).map(Number))
}

function isClose(actual: number, expected: number): boolean {
  return Math.abs(actual - expected) <= 1e-15 * Math.abs(expected)
}

for (const [z, expected] of rowsOf(upperTails)) {
  tests(`has the upper tail of the reference at ${z}`, () => {
    assert.ok(isClose(normalUpperTail(z), expected), String(normalUpperTail(z)))
  })
}

for (const [p, expected] of rowsOf(quantiles)) {
  tests(`has the quantile of the reference at ${p}`, () => {
    assert.ok(isClose(normalQuantile(p), expected), String(normalQuantile(p)))
  })
}

tests('reaches both ends', () => {
  assert.is(normalQuantile(0), -Infinity)
  assert.is(normalQuantile(1), Infinity)
  assert.is(normalUpperTail(Infinity), 0)
  assert.is(normalUpperTail(-Infinity), 1)
})

tests('has the density as the slope of its tail', () => {
  for (const z of [-2, 0, 0.5, 3]) {
    const slope = (normalUpperTail(z - 1e-4) - normalUpperTail(z + 1e-4)) / 2e-4
    assert.ok(Math.abs(slope / normalDensity(z) - 1) < 1e-7)
  }
})

tests.run()
