import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { disagreements } from './agreement.ts'
import type { PeerResult } from './peer.ts'

const test = suite('agreement of peers')

/** Two nodes. */
function result(ticks: readonly [number, number], knowsNodes = true): PeerResult {
  const total = ([a, b]: readonly [number, number]) => ({
    sum: a + b,
    sumOfSquares: knowsNodes ? a * a + b * b : null,
  })
  return {
    setupCpuSeconds: 0,
    cpuSeconds: 1,
    peakMemoryBytes: 1,
    ticks: total(ticks),
    failures: total([5, 7]),
    restarts: total([1, 3]),
  }
}

// The nodes of [100, 110] have variance 50: a difference of two totals has the standard error sqrt(2 * 2 * 50) = 14.1.
const cases: readonly (readonly [why: string, other: PeerResult, disagrees: boolean])[] = [
  ['equal totals', result([100, 110]), false],
  ['four standard errors', result([128, 138], false), false],
  ['more than four standard errors', result([129, 139], false), true],
]
for (const [why, other, disagrees] of cases) {
  test(`${why} ${disagrees ? 'disagree' : 'agree'}`, () => {
    const found = disagreements(
      new Map([
        ['a', result([100, 110])],
        ['b', other],
      ]),
      2,
    )
    assert.equal(
      found.map(({ total, peers }) => [total, ...peers]),
      disagrees ? [['ticks', 'a', 'b']] : [],
    )
  })
}

test.run()
