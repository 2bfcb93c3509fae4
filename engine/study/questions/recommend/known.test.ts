/** What counts as known of a probe, and when the order of its failures is lost. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, latency } from '../../../../tests/support/one-workload.ts'
import { constant, probe } from '../../../../tests/support/spec.ts'
import type { BehaviorSpec, DistributionSpec } from '../../../contract/cluster-spec.ts'
import type { ObservedSpec } from '../../../contract/uncertainty-spec.ts'
import { latencyKnownBy, type Order, orderOf } from './known.ts'

const test = suite('what is known of a probe')

const kinds: DistributionSpec = {
  kind: 'mixture',
  parts: [
    { weight: 0.95, of: constant(6000) },
    { weight: 0.05, of: constant(942_000) },
  ],
}
const seen = (changes: Partial<ObservedSpec> = {}): ObservedSpec => ({
  of: 'latency',
  count: 2000,
  censored: 10,
  truncated: 0,
  order: false,
  ...changes,
})

function behavior(law: DistributionSpec | undefined, observed?: readonly ObservedSpec[]): BehaviorSpec {
  const does = law === undefined ? latency(0.05) : { readiness: law, liveness: law, startup: law }
  return app(
    { liveness: probe() },
    { latency: does, ...(observed === undefined ? {} : { uncertainty: { observed, draws: [] } }) },
  ).behavior
}

/** Of two thousand runs 100 fail, if nothing else is said. */
const rows: readonly (readonly [says: string, BehaviorSpec, Order, failing?: number])[] = [
  ['a law of one kind that a user writes is what the user says', behavior(undefined), 'known'],
  ['of two kinds only the order could tell how long each lasts', behavior(kinds), 'lost'],
  [
    'two kinds that were seen in order, and no phases among them',
    behavior(kinds, [seen({ order: true })]),
    'known',
  ],
  [
    'two kinds that were seen in order for an hour only',
    behavior(kinds, [seen({ order: true, count: 360 })]),
    'lost',
  ],
  ['two kinds of which the failures come one by one', behavior(kinds, [seen({ dispersion: 1 })]), 'known'],
  ['two kinds of which the failures come in clumps', behavior(kinds, [seen({ dispersion: 9 })]), 'lost'],
  ['one kind, observed without order', behavior(undefined, [seen()]), 'unknown'],
  [
    'one kind, with failures in clumps that no phase explains',
    behavior(undefined, [seen({ order: true, dispersion: 5 })]),
    'unknown',
  ],
  [
    'errors that were counted without order',
    behavior(undefined, [seen({ order: true }), seen({ of: 'errorRate' })]),
    'unknown',
  ],
  [
    'the latency of the probe itself comes before that of all',
    behavior(kinds, [seen(), seen({ of: 'livenessProbe.latency', order: true })]),
    'known',
  ],
  [
    'phases say how failures come together',
    { ...behavior(kinds), slow: { every: constant(1e9), for: constant(1e7), factor: 10 } },
    'known',
  ],
  ['so do pauses', { ...behavior(kinds), pause: { every: constant(1e9), for: constant(1e7) } }, 'known'],
  [
    'two kinds in order, but three failed runs tell nothing',
    behavior(kinds, [seen({ order: true })]),
    'lost',
    0.0015,
  ],
  [
    'one kind in order, of which three runs failed',
    behavior(undefined, [seen({ order: true })]),
    'known',
    0.0015,
  ],
]
for (const [says, does, expected, failing = 0.05] of rows)
  test(`${says}: ${expected}`, () => assert.is(orderOf(does, 'liveness', failing), expected))

test('observed, given by the user, or nothing', () => {
  assert.equal(latencyKnownBy(behavior(kinds, [seen()]), 'liveness', true), {
    from: 'observations',
    count: 2000,
    censored: 10,
    truncated: 0,
    order: false,
  })
  assert.equal(latencyKnownBy(behavior(kinds), 'liveness', true), { from: 'user' })
  assert.equal(latencyKnownBy(behavior(undefined), 'liveness', false), { from: 'nothing' })
})

test.run()
