import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type SummaryMetric, summaryMetrics } from '../../../contract/run-result.ts'
import type { CellResult, MetricShares, SweepPlan } from '../../../contract/sweep-result.ts'
import { metricShares } from './main-effects.ts'
import { summarizeSweep } from './sweep-summary.ts'

const test = suite('main effects')

/** Points over x and y, and the seconds in back-off of each. */
function sharesOf(
  values: readonly (readonly [x: number, y: number])[],
  seconds: (x: number, y: number) => number | null,
  isFinished: (point: number) => boolean = () => true,
): MetricShares[] {
  const plan: SweepPlan = {
    name: 'sweep',
    parameters: ['x', 'y'],
    points: values.map((each) => ({
      values: each,
      numbers: each,
      scenario: 'base',
      seed: '1',
      replications: 3,
      cost: 1,
    })),
    base: 1,
    thresholds: [],
  }
  const cells = values.flatMap(([x, y], index) =>
    isFinished(index + 1)
      ? [1, 2, 3].map((replication) => cellOf(index + 1, replication, seconds(x, y)))
      : [],
  )
  return [...summarizeSweep(plan, cells).shares]
}

function cellOf(point: number, replication: number, seconds: number | null): CellResult {
  const values = {} as Record<SummaryMetric, number | null>
  for (const metric of summaryMetrics) values[metric] = null
  values.backoff_seconds_total = seconds
  const summary = [{ workload: '*', values }]
  const limits = { crowdedStarts: null, backoffContainers: 0, unreadyPods: 0 }
  return { point, replication, summary, troubled: [], limits, eventsTotal: 0, fingerprint: '', rows: [] }
}

function firstOf({ effects }: MetricShares): unknown[] {
  return effects.map(({ parameter, first }) => [parameter, first?.value ?? null])
}

const grid = [1, 2, 3].flatMap((x) => [1, 2, 3].map((y) => [x, y] as const))

test('a metric that follows one parameter is that parameter and nothing else', () => {
  const [shares] = sharesOf(grid, (x) => 10 * x)
  assert.equal(firstOf(shares), [
    ['x', 1],
    ['y', 0],
  ])
  assert.equal(shares.effects[1].first, { value: 0, low: 0, high: 0 })
  assert.equal(shares.effects[0].lowest, { level: '1', mean: 10, count: 3 })
  assert.equal(shares.effects[0].highest, { level: '3', mean: 30, count: 3 })
})

test('a sum of two shares the variance: 4 to 1 where one counts double, without an interaction', () => {
  const [{ basis, effects, interactions }] = sharesOf(grid, (x, y) => 2 * x + y)
  assert.is(basis, 'anova')
  assert.ok(Math.abs(effects[0].first!.value / effects[1].first!.value - 4) < 1e-6)
  assert.equal(interactions, [{ parameters: ['x', 'y'], share: { value: 0, low: 0, high: 0 } }])
})

test('a metric that does not vary has no shares', () => {
  assert.equal(
    sharesOf(grid, () => 7),
    [],
  )
})

test('parameters that always change together are one', () => {
  const zip = [1, 2, 3, 4].map((x) => [x, 10 * x] as const)
  const [shares] = sharesOf(zip, (x) => x * x)
  assert.equal(firstOf(shares), [
    ['x', 1],
    ['y', 1],
  ])
})

test('drawn values are fitted by a polynomial, and joined to classes to name the lowest and highest', () => {
  const drawn = Array.from({ length: 40 }, (_, index) => [index / 40, ((index * 17) % 40) / 40] as const)
  const [{ basis, effects }] = sharesOf(drawn, (x) => x)
  const [x, y] = effects
  assert.equal([basis, x.parameter], ['polynomial', 'x'])
  assert.ok(x.first!.value > 0.95 && x.total!.value > 0.95)
  assert.ok(y.first!.value < 0.01)
  assert.is(x.lowest.level, '0 to 0.225')
})

const unknown: [string, MetricShares[]][] = [
  ['missing', sharesOf(grid.slice(0, 8), (x, y) => x + y)],
  [
    'missing',
    sharesOf(
      grid,
      (x, y) => x + y,
      (point) => point !== 5,
    ),
  ],
  ['unknown-numbers', sharesOf(grid, (x, y) => (x === 2 ? null : x + y))],
  ['unknown-numbers', sharesOf(grid, (x, y) => (x === 2 && y === 2 ? Infinity : x + y))],
  [
    'few-points',
    sharesOf(
      [
        [1, 9],
        [2, 3],
        [5, 4],
      ],
      (x, y) => x + y,
    ),
  ],
]

for (const [index, [basis, [shares]]] of unknown.entries())
  test(`what is not known has no number: ${basis}, ${index}`, () => {
    assert.is(shares.basis, basis)
    assert.ok(shares.effects.every(({ first, total }) => first === null && total === null))
    assert.equal([shares.interactions, shares.rest], [[], null])
  })

test('a metric that varies is of interest if requests fail by it, or if a threshold names it', () => {
  const metricsOf = (varying: SummaryMetric, named?: SummaryMetric): string[] => {
    const plan: SweepPlan = {
      name: 'sweep',
      parameters: ['x'],
      points: [1, 2, 3].map((x) => ({
        values: [x],
        numbers: [x],
        scenario: 'base',
        seed: '1',
        replications: 3,
        cost: 1,
      })),
      base: 1,
      thresholds:
        named === undefined
          ? []
          : [
              {
                text: '',
                aggregate: 'mean',
                share: null,
                metric: named,
                workload: '*',
                operator: '<',
                limit: 1,
              },
            ],
    }
    const cells = [1, 2, 3].flatMap((point) =>
      [1, 2, 3].map((replication) => {
        const cell = cellOf(point, replication, null)
        const [row] = cell.summary
        return { ...cell, summary: [{ ...row!, values: { ...row!.values, [varying]: 10 * point } }] }
      }),
    )
    const { shares, largest } = summarizeSweep(plan, cells)
    return [...shares.map(({ metric }) => metric), ...largest.map(({ metric }) => metric)]
  }
  const twice = (metric: SummaryMetric) => [metric, metric]
  assert.equal(metricsOf('failed_requests_total'), twice('failed_requests_total'))
  assert.equal(metricsOf('zero_ready_seconds'), twice('zero_ready_seconds'))
  assert.equal(metricsOf('evictions_total'), [])
  assert.equal(metricsOf('evictions_total', 'evictions_total'), twice('evictions_total'))
})

test('nothing is said of no points', () => {
  const plan = { name: 'none', parameters: ['x'], points: [], base: 1, thresholds: [] }
  assert.equal(metricShares(plan, [], []), [])
})

test.run()
