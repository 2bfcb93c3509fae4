import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allKnown, noLimits } from '../../../../tests/support/example-recommendation.ts'
import { app, deployed, latency } from '../../../../tests/support/one-workload.ts'
import { constant, probe, second } from '../../../../tests/support/spec.ts'
import type { DistributionSpec } from '../../../contract/cluster-spec.ts'
import { poissonInterval } from '../../statistics/count-interval.ts'
import { Candidates } from './candidates.ts'
import { probeCases } from './probe-cases.ts'

const test = suite('candidates')

const limits = { ...noLimits, 'detect-within': 30, 'false-restarts-per-month': 100 }

test('settings that a simulation rejects make the formula trusted less', () => {
  const answers: DistributionSpec = { kind: 'lognormal', median: 5000, sigma: 1 }
  const slow = {
    every: { kind: 'exponential', mean: 1740 * second },
    for: constant(60),
    factor: 200,
  } as const
  const web = app({ liveness: probe() }, { latency: { ...latency(0), liveness: answers }, slow })
  const { cases } = probeCases(deployed(web, 600, { replicas: 100 }), allKnown)
  const candidates = new Candidates(cases, { limits, objective: 'probe-load' })
  const chosen = candidates.bestByFormula()!
  assert.ok(chosen.mistakesPerMonth! > 40 && chosen.mistakesPerMonth! <= 100)
  assert.ok(candidates.isPossible(chosen))
  for (let periodSeconds = 1; periodSeconds <= 8; periodSeconds++)
    candidates.reject(candidates.rate({ ...chosen.setting, periodSeconds, timeoutSeconds: 1 }))
  assert.equal(candidates.breaks(chosen), [])
  assert.not.ok(candidates.isPossible(chosen), 'above 1.5 / 4 of the limit')
})

/** Garwood (1936), as tables of the Poisson law have it. */
for (const [count, low, high] of [
  [0, 0, 3.6889],
  [1, 0.0253, 5.5716],
  [10, 4.7954, 18.3904],
  [100, 81.3641, 121.6266],
] as const) {
  test(`${count} mistakes are those of a mean between ${low} and ${high}`, () => {
    const found = poissonInterval(count, 0.95)
    assert.ok(Math.abs(found.low - low) < 1e-3 && Math.abs(found.high - high) < 1e-3, JSON.stringify(found))
  })
}

test.run()
