import fc from 'fast-check'
import seedrandom from 'seedrandom'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { latinHypercube, leastDistance } from './latin-hypercube.ts'

const test = suite('latin hypercube')

function design(points: number, parameters: number, seed = 'design'): number[][] {
  return latinHypercube(
    points,
    Array.from({ length: parameters }, (_, index) => seedrandom(`${seed} ${index}`)),
  )
}

function strataOf(shares: readonly number[]): Int32Array {
  return Int32Array.from(shares, (share) => Math.floor(share * shares.length))
}

function correlation(a: Int32Array, b: Int32Array): number {
  const centre = (a.length - 1) / 2
  let [both, own] = [0, 0]
  for (let point = 0; point < a.length; point++) {
    both += (a[point] - centre) * (b[point] - centre)
    own += (a[point] - centre) * (a[point] - centre)
  }
  return both / own
}

/** Strata in any order, as the plain design has them. */
function plain(points: number, parameters: number, seed: string): Int32Array[] {
  const next = seedrandom(seed)
  return Array.from({ length: parameters }, () => {
    const order = Array.from({ length: points }, (_, index) => ({ index, at: next() }))
    return Int32Array.from(
      order.sort((a, b) => a.at - b.at),
      ({ index }) => index,
    )
  })
}

test('each parameter has one point in each of the strata', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5 }), (points, parameters) => {
      for (const shares of design(points, parameters)) {
        assert.ok(shares.every((share) => share >= 0 && share < 1))
        assert.is(new Set(strataOf(shares)).size, points)
      }
    }),
    { numRuns: 30 },
  )
})

for (const [points, parameters, most] of [
  [12, 2, 0.05],
  [30, 4, 0.03],
  [100, 8, 0.01],
  [2000, 3, 0.01],
])
  test(`parameters are as good as uncorrelated: ${points} points, ${parameters} parameters`, () => {
    const columns = design(points, parameters).map(strataOf)
    for (const [index, column] of columns.entries())
      for (const other of columns.slice(index + 1)) {
        const found = Math.abs(correlation(column, other))
        assert.ok(found <= most, `${found}`)
      }
  })

test('points keep their distance: farther apart than in 9 of 10 plain designs', () => {
  let nearer = 0
  for (let study = 0; study < 100; study++) {
    const own = leastDistance(design(20, 3, `study ${study}`).map(strataOf))
    if (leastDistance(plain(20, 3, `plain ${study}`)) < own) nearer++
  }
  assert.ok(nearer >= 90, `${nearer}`)
})

test('the same streams give the same design, and a parameter more at the end leaves the others as they are', () => {
  assert.equal(design(25, 3), design(25, 3))
  assert.equal(design(25, 4).slice(0, 3), design(25, 3))
})

test.run()
