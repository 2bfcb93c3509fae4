import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ThresholdState } from '../../engine/contract/run-result.ts'
import { exampleSweep, grid } from '../../tests/support/example-sweep.ts'
import { bestText, sweepVerdict } from './sweep-answer.ts'

const test = suite('answer of a sweep')

const threshold = {
  text: 'restarts_total < 20',
  aggregate: 'mean',
  share: null,
  metric: 'restarts_total',
  workload: '*',
  operator: '<',
  limit: 20,
} as const

/** @param states of the threshold at the points that are simulated. */
function judged(states: readonly ThresholdState[], points = states.length): string {
  const sweep = exampleSweep(grid({ value: Array.from({ length: points }, (_, index) => index) }), () => 1, {
    isFinished: (point) => point <= states.length,
  })
  const verdicts = sweep.points.map((point, index) => ({
    ...point,
    verdicts: [{ threshold, value: 1, state: states[index]! }],
  }))
  const { state, text } = sweepVerdict({ ...sweep, points: verdicts })!
  return `${state}: ${text}`
}

const cases: readonly (readonly [states: readonly ThresholdState[], points: number, verdict: string])[] = [
  [['holds', 'holds'], 2, 'holds: Every threshold holds at every point'],
  [['holds', 'fails'], 2, 'untested: Every threshold holds at 1 of 2 points'],
  [['fails', 'fails'], 2, 'fails: Every threshold holds at none of 2 points'],
  [['untested', 'untested'], 2, 'untested: Every threshold holds at none of 2 points; 2 do not test all'],
  [['holds', 'holds'], 3, 'untested: Every threshold holds at 2 of 3 points; 1 is not simulated yet'],
]

for (const [states, points, verdict] of cases)
  test(`of ${states.join(', ')} at ${points} points says so`, () =>
    assert.is(judged(states, points), verdict))

const best = (values: readonly (number | null)[]): string[] =>
  bestText(
    exampleSweep(grid({ value: values.map((_, index) => index) }), ({ value }) => values[Number(value)]!),
    ['restarts_total'],
  )

test('names the best point and how many are as good', () => {
  assert.equal(best([5, 3, 9]), [
    'Best in restarts: 4 at value=1 (point 2); the base has 6; the worst is 10 at value=2.',
  ])
  assert.equal(best([5, 3, 3, 3]), [
    'Best in restarts: 4 at value=1 (point 2) and at 2 more points; the base has 6.',
  ])
  assert.equal(best([3, 3, 9]), ['No point is better than the base in restarts: 4.'])
  assert.equal(best([null, null]), [])
})

test('says what the best point costs beside the base', () => {
  const sweep = exampleSweep(grid({ value: [0, 1] }), ({ value }) => [5, 3][Number(value)]!)
  const points = sweep.points.map((point, index) => {
    const probes = { ...point.estimates.probes_per_second_mean, mean: [10, 100][index]! }
    return { ...point, estimates: { ...point.estimates, probes_per_second_mean: probes } }
  })
  assert.equal(bestText({ ...sweep, points }, ['restarts_total']), [
    'Best in restarts: 4 at value=1 (point 2); the base has 6. It takes 100 probe runs a second instead of 10.',
  ])
  const ofLoad = { ...sweep, points, plan: { ...sweep.plan, paths: ['services[0].requestsPerSecond'] } }
  assert.equal(bestText(ofLoad, ['restarts_total']), [
    'Best in restarts: 4 at value=1 (point 2); the base has 6.',
  ])
  const slower = points.map((point, index) => {
    const noticed = { ...point.estimates.detection_seconds_p99, mean: [20, 60][index]! }
    return { ...point, estimates: { ...point.estimates, detection_seconds_p99: noticed } }
  })
  assert.match(
    bestText({ ...sweep, points: slower }, ['restarts_total'])[0]!,
    'It takes 100 probe runs a second instead of 10, and notices 99 % of the hangs within 60 s instead of 20 s.',
  )
})

test.run()
