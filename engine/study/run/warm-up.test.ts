import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, deployed } from '../../../tests/support/one-workload.ts'
import { constant, probe } from '../../../tests/support/spec.ts'
import { simulate } from './experiment.ts'
import { mserCut, warmUpOf } from './warm-up.ts'

const test = suite('warm-up')

/** Noise that repeats and has mean 0. */
const noise = (index: number): number => [0.3, -0.2, 0.1, -0.4, 0.2][index % 5]

test('cuts off what differs from the rest', () => {
  assert.is(
    mserCut(Array.from({ length: 60 }, (_, index) => (index < 12 ? 20 - index : 5 + noise(index)))),
    12,
  )
})

test('leaves a series alone that does not change, or only varies', () => {
  assert.is(mserCut(Array.from({ length: 40 }, () => 1 / 3)), 0)
  assert.ok(mserCut(Array.from({ length: 60 }, (_, index) => noise(index)))! < 10)
})

test('says that a series has not settled', () => {
  assert.is(mserCut(Array.from({ length: 40 }, (_, index) => index)), null)
})

test('finds the end of a start-up of two minutes', async () => {
  const web = app({ readiness: probe({ period: 5 }) }, { startup: [constant(120)] })
  const spec = deployed(web, 3600, { initialState: 'created', replicas: 10, replications: 2 })
  const { seconds, isSettled } = warmUpOf(await simulate(spec))
  assert.ok(isSettled)
  assert.ok(seconds >= 120 && seconds <= 200, `${seconds}`)
})

test('needs none where the run begins in the steady state', async () => {
  const { seconds } = warmUpOf(await simulate(deployed(app({ readiness: probe() }), 3600)))
  assert.is(seconds, 0)
})

test.run()
