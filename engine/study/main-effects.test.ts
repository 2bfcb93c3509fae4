import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { estimateMean } from './estimates.ts'
import { mainEffects } from './main-effects.ts'
import { type Estimate, type SummaryMetric, summaryMetrics } from './run-result.ts'
import type { SweepPlan } from './sweep-result.ts'

const test = suite('main effects')

/** A grid over x and y, and the restarts of each point. */
function effectsOf(
  values: readonly (readonly [x: number, y: number])[],
  restarts: (x: number, y: number) => number,
): ReturnType<typeof mainEffects> {
  const plan: SweepPlan = {
    name: 'sweep',
    parameters: ['x', 'y'],
    points: values.map((each) => ({
      values: each,
      numbers: each,
      scenario: 'base',
      seed: '1',
      replications: 1,
      cost: 1,
    })),
    base: 1,
    thresholds: [],
  }
  const points = values.map(([x, y], index) => {
    const estimates = {} as Record<SummaryMetric, Estimate>
    for (const metric of summaryMetrics) estimates[metric] = estimateMean([])
    estimates.restarts_total = estimateMean([restarts(x, y)])
    return { point: index + 1, estimates }
  })
  return mainEffects(plan, points)
}

const grid = [1, 2, 3].flatMap((x) => [1, 2, 3].map((y) => [x, y] as const))

test('a metric that follows one parameter is that parameter and nothing else', () => {
  const effects = effectsOf(grid, (x) => 10 * x)
  assert.equal(
    effects.map(({ parameter, share }) => [parameter, share]),
    [
      ['x', 1],
      ['y', 0],
    ],
  )
  assert.equal(effects[0].lowest, { level: '1', mean: 10, count: 3 })
  assert.equal(effects[0].highest, { level: '3', mean: 30, count: 3 })
})

test('a sum of two shares the variance: 4 to 1 where one counts double', () => {
  const [x, y] = effectsOf(grid, (x, y) => 2 * x + y)
  assert.ok(Math.abs(x.share / y.share - 4) < 1e-9, `${x.share} ${y.share}`)
})

test('a metric that does not vary has no effect', () => {
  assert.equal(
    effectsOf(grid, () => 7),
    [],
  )
})

test('values that were drawn are joined to classes', () => {
  const drawn = Array.from({ length: 40 }, (_, index) => [index / 40, ((index * 17) % 40) / 40] as const)
  const [x, y] = effectsOf(drawn, (x) => x)
  assert.is(x.parameter, 'x')
  assert.ok(x.share > 0.9)
  assert.ok(y.share < 0.1)
  assert.is(x.lowest.level, '0 to 0.225')
})

test.run()
