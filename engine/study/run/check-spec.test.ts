import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { anySpec } from '../../../tests/support/arbitrary-spec.ts'
import { app, deployed } from '../../../tests/support/one-workload.ts'
import { constant, probe, second } from '../../../tests/support/spec.ts'
import type { ClusterSpec, DistributionSpec } from '../../contract/cluster-spec.ts'
import { checkSpec } from './check-spec.ts'
import { simulate } from './experiment.ts'

const test = suite('check of a spec')

const withStart = (start: DistributionSpec): ClusterSpec =>
  deployed(app({ liveness: probe() }, { start: [start] }), 60)

const malformed: readonly (readonly [DistributionSpec, RegExp])[] = [
  [{ kind: 'constant', value: Number.NaN }, /behavior\.start\.0: value is NaN; expected a finite time/],
  [{ kind: 'constant', value: -1 }, /value is -1/],
  [{ kind: 'uniform', low: 2, high: 1 }, /high is 1; expected a time, not below low/],
  [{ kind: 'uniform', low: 2, high: Infinity }, /high is Infinity/],
  [{ kind: 'exponential', mean: Number.NaN }, /mean is NaN/],
  [{ kind: 'normal', mean: 1, sd: -1 }, /sd is -1/],
  [{ kind: 'lognormal', median: 1, sigma: Infinity }, /sigma is Infinity; expected 0 to 100/],
  [{ kind: 'weibull', scale: 1, shape: 0 }, /shape is 0; expected a finite number above 0/],
  [{ kind: 'gamma', mean: 1, cv: 1e-10 }, /cv is 1e-10; expected 0.001 to 1000/],
  [{ kind: 'pareto', min: 1, alpha: 0 }, /alpha is 0/],
  [{ kind: 'empirical', values: [] }, /values is empty/],
  [{ kind: 'empirical', values: [1, Number.NaN] }, /values\[1\] is NaN/],
  [{ kind: 'mixture', parts: [] }, /parts is empty/],
  [{ kind: 'mixture', parts: [{ weight: 0, of: constant(1) }] }, /parts\[0\]\.weight is 0/],
  [
    { kind: 'mixture', parts: [{ weight: 1, of: { kind: 'exponential', mean: -2 } }] },
    /parts\[0\]\.of\.mean is -2/,
  ],
  [{ kind: 'unheard' } as unknown as DistributionSpec, /kind is "unheard"/],
]
for (const [law, message] of malformed) {
  test(`simulate throws on ${JSON.stringify(law)} instead of not returning`, async () => {
    const error = await simulate(withStart(law)).catch((reason: unknown) => reason)
    assert.instance(error, RangeError)
    assert.match((error as Error).message, message)
  })
}

const zero = constant(0)
const endless: readonly (readonly [every: DistributionSpec, lasts: DistributionSpec])[] = [
  [zero, zero],
  [{ kind: 'empirical', values: [0, 0] }, zero],
  [
    { kind: 'normal', mean: 0, sd: 0 },
    { kind: 'uniform', low: 0, high: 0 },
  ],
  [{ kind: 'exponential', mean: 1 }, zero],
  [
    { kind: 'mixture', parts: [{ weight: 1, of: zero }] },
    { kind: 'weibull', scale: 3, shape: 2 },
  ],
]
for (const [every, lasts] of endless) {
  test(`slow phases ${JSON.stringify(every)} of ${JSON.stringify(lasts)} are too many`, () => {
    const slow = { every, for: lasts, factor: 2 }
    assert.throws(
      () => checkSpec(deployed(app({}, { slow }), 3600)),
      /behavior\.slow makes phases .* at most 10000000 in the run/,
    )
  })
}

test('ten million slow phases are as many as there may be', () => {
  const spec = (us: number): ClusterSpec =>
    deployed(app({}, { slow: { every: constant(0), for: { kind: 'constant', value: us }, factor: 2 } }), 100)
  checkSpec(spec((100 * second) / 10_000_000))
  assert.throws(() => checkSpec(spec((100 * second) / 10_000_001)))
})

test('times and numbers of the spec itself are looked at', () => {
  const good = withStart(zero)
  for (const bad of [
    { durationUs: Infinity },
    { durationUs: 0 },
    { intervalUs: 0 },
    { warmUpUs: good.durationUs },
    { replications: 0 },
  ])
    assert.throws(
      () => checkSpec({ ...good, ...bad }),
      (error: unknown) => error instanceof RangeError,
    )
})

test('what the reader of scenarios may hand over passes', () => {
  fc.assert(fc.property(anySpec, (spec) => checkSpec(spec)))
})

test.run()
