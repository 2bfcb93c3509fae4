import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type SummaryMetric, summaryMetrics } from '../../../contract/run-result.ts'
import { type ComparedSweep, compareSweeps } from './sweep-comparison.ts'

const nothingLeftOut = { crowdedStarts: null, backoffContainers: 0, unreadyPods: 0 }

const test = suite('comparison of sweeps')

type Point = {
  readonly values: readonly unknown[]
  readonly numbers?: readonly (number | null)[]
  readonly seed?: string
  /** Restarts of each replication. */
  readonly restarts: readonly number[]
}

function sweepOf(parameters: readonly string[], points: readonly Point[]): ComparedSweep {
  return {
    plan: {
      name: 'sweep',
      parameters,
      base: 1,
      thresholds: [],
      points: points.map(({ values, numbers, seed = '1', restarts }) => ({
        values,
        numbers: numbers ?? values.map((value) => (typeof value === 'number' ? value : null)),
        scenario: 'base',
        seed,
        replications: restarts.length,
        cost: 1,
      })),
    },
    cells: points.flatMap(({ restarts }, index) =>
      restarts.map((restarts_total, replication) => {
        const values = {} as Record<SummaryMetric, number | null>
        for (const metric of summaryMetrics) values[metric] = metric === 'restarts_total' ? restarts_total : 0
        const summary = [{ workload: '*', values }]
        const cell = {
          point: index + 1,
          replication: replication + 1,
          summary,
          troubled: [],
          limits: nothingLeftOut,
        }
        return { ...cell, eventsTotal: 0, fingerprint: '', rows: [] }
      }),
    ),
  }
}

const base = sweepOf(
  ['period', 'threshold'],
  [
    { values: [5, 3], restarts: [10, 20, 30] },
    { values: [10, 3], restarts: [4, 5, 6] },
    { values: [20, 3], restarts: [1, 1, 1] },
  ],
)

test('points are the same by their values, whatever their numbers and the order of parameters', () => {
  const head = sweepOf(
    ['threshold', 'period'],
    [
      { values: [3, 10], restarts: [6, 7, 8] },
      { values: [3, 5], restarts: [8, 18, 28] },
      { values: [6, 5], restarts: [0, 0, 0] },
    ],
  )
  const { points, pointCounts, metrics } = compareSweeps(base, head)
  assert.equal(pointCounts, [3, 3])
  assert.equal(
    points.map(({ values }) => values),
    [
      [5, 3],
      [10, 3],
    ],
  )
  const restarts = metrics.find(({ metric }) => metric === 'restarts_total')!
  assert.equal(restarts.counts, { equal: 0, more: 1, less: 1, unclear: 0, unknown: 0 })
  assert.equal([restarts.largest?.values, restarts.largest?.difference.mean], [[5, 3], -2])
})

test('a sweep against itself has no difference', () => {
  const { points } = compareSweeps(base, base)
  assert.is(points.length, 3)
  assert.ok(points.every(({ comparison }) => comparison.metrics.every(({ finding }) => finding === 'equal')))
})

test('a duration is the same however it is written', () => {
  const minute = (text: string): ComparedSweep =>
    sweepOf(['cap'], [{ values: [text], numbers: [60], restarts: [1] }])
  assert.is(compareSweeps(minute('60s'), minute('1m')).points.length, 1)
})

test('points of another seed are independent, other parameters have no point in common', () => {
  const [point] = base.plan.points
  const other = sweepOf(['period', 'threshold'], [{ values: point.values, seed: '2', restarts: [9, 8, 7] }])
  assert.equal(
    compareSweeps(base, other).points.map(({ comparison }) => comparison.isPaired),
    [false],
  )
  assert.is(
    compareSweeps(base, sweepOf(['period', 'timeout'], [{ values: [5, 3], restarts: [1] }])).points.length,
    0,
  )
})

test.run()
