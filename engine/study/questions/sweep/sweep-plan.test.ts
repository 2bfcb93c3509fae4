import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SweepPlan } from '../../../contract/sweep-result.ts'
import { byCell, cellKey, cellsOf, cellsOfShard } from './sweep-plan.ts'

const test = suite('cells and shards')

const plans: fc.Arbitrary<SweepPlan> = fc
  .array(
    fc.record({ replications: fc.integer({ min: 1, max: 5 }), cost: fc.integer({ min: 0, max: 1000 }) }),
    {
      minLength: 1,
      maxLength: 20,
    },
  )
  .map((points) => ({
    name: 'sweep',
    parameters: [],
    points: points.map((point) => ({ ...point, values: [], numbers: [], scenario: 'base', seed: '1' })),
    base: 1,
    thresholds: [],
  }))

test('every cell belongs to exactly one shard', () => {
  fc.assert(
    fc.property(plans, fc.integer({ min: 1, max: 12 }), (plan, shards) => {
      const dealt = Array.from({ length: shards }, (_, index) => cellsOfShard(plan, index + 1, shards)).flat()
      assert.equal(dealt.sort(byCell).map(cellKey), cellsOf(plan).map(cellKey))
    }),
  )
})

test('no shard has more than the mean and one cell', () => {
  fc.assert(
    fc.property(plans, fc.integer({ min: 1, max: 12 }), (plan, shards) => {
      const cost = (cells: readonly { cost: number }[]): number =>
        cells.reduce((sum, cell) => sum + Math.max(cell.cost, 1), 0)
      const all = cellsOf(plan)
      const largest = Math.max(...all.map((cell) => Math.max(cell.cost, 1)))
      for (let shard = 1; shard <= shards; shard++)
        assert.ok(cost(cellsOfShard(plan, shard, shards)) <= cost(all) / shards + largest)
    }),
  )
})

test.run()
