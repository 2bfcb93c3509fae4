/** N6: states of zones, and how fast their nodes are tainted. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  countsInZone,
  Disruption,
  disruptionOf,
  setsRate,
  taintRateOf,
  ZoneState,
  zoneOf,
  zoneStateOf,
} from './zones.ts'

const test = suite('zones')
const { Initial, Normal, Partial, Full } = ZoneState

const rows: readonly (readonly [ready: number, notReady: number, state: number, rate: number])[] = [
  [40, 0, Normal, 0.1],
  [36, 4, Normal, 0.1],
  [0, 1, Full, 0.1],
  [0, 60, Full, 0.1],
  // Fewer than three are never partial.
  [1, 2, Normal, 0.1],
  [2, 3, Partial, 0],
  [9, 11, Partial, 0],
  [10, 10, Normal, 0.1],
  [20, 30, Partial, 0],
  [20, 31, Partial, 0.01],
  [24, 36, Partial, 0.01],
]
for (const [ready, notReady, state, rate] of rows) {
  test(`${notReady} of ${ready + notReady} nodes not ready: state ${state}, ${rate} nodes per second (N6)`, () => {
    assert.is(zoneStateOf(ready, notReady), state)
    assert.is(taintRateOf(state, ready + notReady), rate)
  })
}

const disruptions: readonly (readonly [before: readonly number[], after: readonly number[], what: number])[] =
  [
    [[Normal, Normal], [Full, Normal], Disruption.Ordinary],
    [[Full, Normal], [Full, Full], Disruption.Enters],
    [[Initial], [Full], Disruption.Enters],
    [[Full, Full], [Full, Full], Disruption.Stays],
    [[Full, Full], [Full, Partial], Disruption.Leaves],
  ]
for (const [before, after, what] of disruptions) {
  test(`zones ${before} become ${after}: ${what} (N6)`, () => {
    assert.is(disruptionOf(before, after), what)
  })
}

test('when the disruption of all zones ends each zone gets its rate, also one that stays down (N6)', () => {
  assert.is(setsRate(Disruption.Leaves, Full, Full), true)
  assert.is(setsRate(Disruption.Ordinary, Full, Full), false)
  assert.is(setsRate(Disruption.Ordinary, Full, Normal), true)
  assert.is(setsRate(Disruption.Stays, Full, Full), false)
})

test('a zone is region and zone, by the older labels where the newer are not there (N6)', () => {
  const newer = { 'topology.kubernetes.io/region': 'r', 'topology.kubernetes.io/zone': 'a' }
  const older = {
    'failure-domain.beta.kubernetes.io/region': 'r',
    'failure-domain.beta.kubernetes.io/zone': 'a',
  }
  assert.is(zoneOf(newer), zoneOf(older))
  assert.is.not(zoneOf(newer), zoneOf({ ...newer, 'topology.kubernetes.io/region': 's' }))
  assert.is(zoneOf({}), zoneOf({ other: 'a' }))
  assert.equal(
    [countsInZone({}), countsInZone({ 'node.kubernetes.io/exclude-disruption': '' })],
    [true, false],
  )
})

test.run()
