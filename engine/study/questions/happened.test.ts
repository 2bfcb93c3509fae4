import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { behavior, probe } from '../../../tests/support/spec.ts'
import type { BehaviorSpec } from '../../contract/cluster-spec.ts'
import { checkHappened, type HappenedVerdict } from './happened.ts'

const test = suite('what happened against what is expected')

/** Each run fails with this chance: with a period of 10 s and one failure, 8,640 times it a day. */
const failing = (errorRate: number): BehaviorSpec => behavior({ errorRate })
const liveness = probe({}, { failureThreshold: 1 })
const checked = (restarts: number, draws: readonly number[], dispersion = 1) => {
  const happened = { restarts, podDays: 10, dispersion }
  const uncertainty = { observed: [], draws: draws.map(failing), happened }
  return checkHappened({ ...failing(0.001), uncertainty }, liveness)!
}

test('is as many restarts as the formula says of so many pod days', () => {
  const { expected, happened, podDays } = checked(90, [0.001])
  assert.ok(Math.abs(expected / 86.4 - 1) < 0.01, `${expected}`)
  assert.equal([happened, podDays], [90, 10])
})

/** Restarts of some 86 expected ones, by draws and in clumps of so many; the verdict. */
const verdicts: readonly (readonly [number, readonly number[], number, HappenedVerdict])[] = [
  [90, [0.001], 1, 'agrees'],
  // More than chance explains, but by less than half.
  [120, [0.001], 1, 'agrees'],
  [200, [0.001], 1, 'more'],
  [200, [0.001], 10, 'agrees'],
  [50, [0.001], 1, 'agrees'],
  [30, [0.001], 1, 'fewer'],
  [0, [0.001], 1, 'fewer'],
  [30, [0.0005, 0.001], 1, 'agrees'],
  [0, [0], 1, 'agrees'],
  [3, [0], 1, 'more'],
]
for (const [restarts, draws, dispersion, verdict] of verdicts) {
  test(`${restarts} restarts, error rates ${draws}, in clumps of ${dispersion}: ${verdict}`, () =>
    assert.is(checked(restarts, draws, dispersion).verdict, verdict))
}

test('is nothing where nothing was counted', () =>
  assert.is(checkHappened(failing(0.001), liveness), undefined))

test.run()
