import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { latency } from '../../../tests/support/one-workload.ts'
import { behavior, constant } from '../../../tests/support/spec.ts'
import type { BehaviorSpec, DistributionSpec, ProbeTypeName } from '../../contract/cluster-spec.ts'
import { ProbeAnswers, type ProbeSetting } from './failure-detector.ts'
import { rareMistakes } from './rare-mistakes.ts'

const test = suite('rare mistakes')

const lognormal: DistributionSpec = { kind: 'lognormal', median: 20_000, sigma: 0.8 }
const all = (law: DistributionSpec) => ({ startup: law, readiness: law, liveness: law })
const exponential = (seconds: number): DistributionSpec => ({ kind: 'exponential', mean: seconds * 1e6 })
const setting = (periodSeconds: number, failureThreshold: number, successThreshold = 1): ProbeSetting => ({
  initialDelaySeconds: 0,
  periodSeconds,
  timeoutSeconds: 1,
  successThreshold,
  failureThreshold,
})

type Row = {
  readonly what: string
  readonly type?: ProbeTypeName
  readonly does: Partial<BehaviorSpec>
  readonly own: ProbeSetting
}
/** Where a formula is exact, the estimate is right on average: over all seeds, and in most of the intervals. */
const rows: readonly Row[] = [
  { what: 'independent errors', does: { latency: latency(0.01), errorRate: 0.01 }, own: setting(10, 4) },
  {
    what: 'independent errors of a readiness probe',
    type: 'readiness',
    does: { latency: latency(0.01), errorRate: 0.02 },
    own: setting(10, 4, 2),
  },
  {
    what: 'lognormal latency in slow phases of one length',
    does: { latency: all(lognormal), slow: { every: exponential(600), for: constant(45), factor: 20 } },
    own: setting(10, 5),
  },
  {
    what: 'phases of which several are needed',
    does: { latency: latency(0.02), slow: { every: exponential(600), for: constant(15), factor: 1000 } },
    own: setting(20, 3),
  },
]
const seeds = 12
for (const { what, type = 'liveness', does, own } of rows) {
  test(`splitting is unbiased: ${what}`, () => {
    const answers = new ProbeAnswers(behavior(does), type)
    assert.ok(answers.isExact(own))
    const exact = (type === 'liveness' ? answers.restarts(own) : answers.removals(own)).ratePerSecond
    const found = Array.from({ length: seeds }, (_, seed) =>
      rareMistakes(behavior(does), type, own, String(seed), 300_000),
    )
    const mean = found.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0) / seeds
    const squares = found.reduce(
      (sum, { ratePerSecond }) => sum + (ratePerSecond - mean) * (ratePerSecond - mean),
      0,
    )
    const deviation = Math.sqrt(squares / (seeds - 1) / seeds)
    assert.ok(Math.abs(mean - exact) <= 3.5 * deviation + 0.01 * exact, `${mean} +- ${deviation}, ${exact}`)
    assert.ok(deviation < 0.25 * exact, `${deviation} of ${exact}: surer than none seen`)
    const holds = found.filter(({ low, high }) => low <= exact && exact <= high).length
    assert.ok(holds >= 0.7 * seeds, `${holds} of ${seeds} intervals hold it`)
  })
}

test('the same seed gives the same rate, and what cannot happen has none', () => {
  const does = behavior({ latency: latency(0.01), errorRate: 0.05 })
  const twice = [1, 2].map(() => rareMistakes(does, 'liveness', setting(10, 3), 'a', 50_000))
  assert.equal(twice[0], twice[1])
  const never = behavior({ latency: latency(0.01) })
  assert.equal(rareMistakes(never, 'liveness', setting(10, 3), 'a', 50_000), {
    ratePerSecond: 0,
    low: 0,
    high: 0,
  })
})

test.run()
