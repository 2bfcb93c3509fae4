import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exampleSweep, grid } from '../../tests/support/example-sweep.ts'
import { orderText, rankedMetrics, rankedPoints } from './ranked-points.ts'
import { bestText } from './sweep-answer.ts'

const test = suite('points of a sweep in order')

const sweep = exampleSweep(grid({ threshold: [6, 2, 3] }), ({ threshold }) => 60 / Number(threshold))

test('the fewest restarts first, and the base is known', () => {
  const ranked = rankedPoints(sweep, 'restarts_total')
  assert.equal(
    ranked.map(({ point, isBase }) => [point, isBase]),
    [
      [1, true],
      [3, false],
      [2, false],
    ],
  )
})

test('where a threshold fails comes last, and what does not know the metric after what does', () => {
  const threshold = {
    text: 'restarts_total > 20',
    aggregate: 'mean',
    share: null,
    metric: 'restarts_total',
    workload: '*',
    operator: '>',
    limit: 20,
  } as const
  const points = sweep.points.map((point, index) => ({
    ...point,
    verdicts: [{ threshold, value: 1, state: index === 0 ? ('fails' as const) : ('holds' as const) }],
  }))
  assert.equal(
    rankedPoints({ ...sweep, points }, 'restarts_total').map(({ point }) => point),
    [3, 2, 1],
  )
  assert.equal(
    rankedPoints({ ...sweep, points }, 'availability_ratio').map(({ point }) => point),
    [2, 3, 1],
  )
})

test('the metric with the largest effect of those that surely differ leads', () => {
  assert.is(rankedMetrics(sweep)[0], 'restarts_total')
  assert.equal(rankedMetrics(exampleSweep(grid({ threshold: [6, 2] }), () => 1)), [])
})

test('of numbers that are neither good nor bad none is the best', () => {
  assert.is(orderText('restarts_total'), 'the best in restarts first')
  assert.is(orderText('requests_total'), 'the least requests first')
  assert.equal(bestText(sweep, ['requests_total']), [])
  assert.is(bestText(sweep, ['restarts_total']).length, 1)
})

test('failed requests lead where they change as much as what their pods do', () => {
  const points = sweep.points.map((point, index) => {
    const mean = [100, 4e6, 2e6][index]!
    const failed = {
      ...point.estimates.failed_requests_total,
      mean,
      ci95Low: 0.99 * mean,
      ci95High: 1.01 * mean,
    }
    const restarts = { ...point.estimates.restarts_total, mean: [0, 90, 40][index]! }
    return {
      ...point,
      estimates: { ...point.estimates, failed_requests_total: failed, restarts_total: restarts },
    }
  })
  assert.is(rankedMetrics({ ...sweep, points })[0], 'failed_requests_total')
})

test.run()
