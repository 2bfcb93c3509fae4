/** The law of asking others as a list of times with chances: how near it is, and how lists add up. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DistributionSpec } from '../../../contract/distribution-spec.ts'
import { DistributionBuilder, probabilityAtLeast, quantile } from '../../../kernel/distribution.ts'
import { type Cells, cellsOf, loadedCells, mixedCells, pointCells, sumOfCells } from './response-cells.ts'

const test = suite('times of asking others')

const laws: readonly DistributionSpec[] = [
  { kind: 'lognormal', median: 20_000, sigma: 1.2 },
  { kind: 'exponential', mean: 80_000 },
  { kind: 'uniform', low: 10_000, high: 90_000 },
  { kind: 'pareto', min: 5_000, alpha: 2 },
  { kind: 'weibull', scale: 30_000, shape: 0.7 },
]

function tailOf({ timeUs, chance }: Cells, fromUs: number): number {
  return chance.reduce((sum, each, cell) => (timeUs[cell]! >= fromUs ? sum + each : sum), 0)
}

const meanOf = ({ timeUs, chance }: Cells): number =>
  timeUs.reduce((sum, each, cell) => sum + each * chance[cell]!, 0)

for (const law of laws)
  test(`behind any time lies what the law has there, to 1.6 % of itself (${law.kind})`, () => {
    const builder = new DistributionBuilder()
    const id = builder.add(law)
    const distributions = builder.build()
    const cells = cellsOf(distributions, id)
    assert.is(
      cells.chance.reduce((sum, each) => sum + each, 0),
      1,
    )
    assert.equal(
      [...cells.timeUs],
      [...cells.timeUs].sort((a, b) => a - b),
    )
    for (let share = 0.5; share < 1 - 1e-4; share += (1 - share) / 7) {
      const atUs = quantile(distributions, id, share)
      const exact = probabilityAtLeast(distributions, id, atUs)
      const found = tailOf(cells, atUs)
      // Times are whole microseconds.
      const within =
        probabilityAtLeast(distributions, id, atUs - 0.5) - probabilityAtLeast(distributions, id, atUs + 0.5)
      assert.ok(Math.abs(found - exact) <= 0.016 * exact + within, `${share}: ${found}, ${exact}`)
    }
  })

test('a constant is one time, and exact', () => {
  const builder = new DistributionBuilder()
  const id = builder.add({ kind: 'constant', value: 12_345 })
  assert.equal(cellsOf(builder.build(), id), pointCells(12_345, 0))
})

test('a factor and a wait make it longer; who gives up has failed', () => {
  const cells = { ...pointCells(1000, 0), timeUs: Float64Array.of(1000) }
  const load = { factor: 3, waitUs: 500, failShare: 0.1, limitUs: 10_000, fails: true }
  const loaded = loadedCells(cells, load)
  assert.equal([...loaded.timeUs, ...loaded.failure], [3500, 0.1])
  const given = loadedCells(cells, { ...load, limitUs: 2000 })
  assert.equal([...given.timeUs, ...given.failure], [2000, 1])
  assert.equal([...loadedCells(cells, { ...load, factor: Infinity, fails: false }).failure], [0])
})

test('what load breaks takes its share of the chances', () => {
  const mixed = mixedCells(pointCells(1000, 0), [
    { chance: 0.25, timeUs: 0, failure: 1 },
    { chance: 0.5, timeUs: 9000, failure: 1 },
  ])
  assert.equal([...mixed.chance], [0.25, 0.25, 0.5])
  assert.equal([...mixed.timeUs], [1000, 0, 9000])
  const all = mixedCells(pointCells(1000, 0), [{ chance: 1, timeUs: 0, failure: 1 }])
  assert.equal([...all.chance, ...all.failure], [1, 1])
})

test('one after the other: times add up, and it goes well if both do; long lists go by rungs of 5 %', () => {
  const two = {
    timeUs: Float64Array.of(10, 20),
    chance: Float64Array.of(0.5, 0.5),
    failure: Float64Array.of(0, 0.5),
  }
  const sum = sumOfCells(two, two)
  assert.equal([...sum.timeUs], [20, 30, 30, 40])
  assert.equal([...sum.failure], [0, 0.5, 0.5, 0.75])
  const builder = new DistributionBuilder()
  const id = builder.add(laws[1]!)
  const one = cellsOf(builder.build(), id)
  const long = sumOfCells(one, one)
  assert.ok(long.chance.length < 512)
  assert.ok(Math.abs(meanOf(long) / (2 * meanOf(one)) - 1) < 0.005, `${meanOf(long)}, ${meanOf(one)}`)
  // Gamma with shape 2: P(X >= 4 means) = 5 exp(-4).
  assert.ok(Math.abs(tailOf(long, 320_000) / (5 * Math.exp(-4)) - 1) < 0.15)
})

test.run()
