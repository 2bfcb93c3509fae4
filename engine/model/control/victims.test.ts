/** W1: which pods of a ReplicaSet go first, rule by rule. What a genuine controller chose: `tests/control-plane`. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PodPhase } from '../codes.ts'
import { type Candidate, chooseVictims } from './victims.ts'

const test = suite('victims')

const now = 1000e6
const candidate = (changes: Partial<Candidate>): Candidate => ({
  pod: 0,
  node: 1,
  phase: PodPhase.Running,
  isReady: true,
  deletionCost: 0,
  neighbours: 1,
  readySinceUs: 100e6,
  restarts: 0,
  sidecarRestarts: 0,
  createdAtUs: 90e6,
  uid: 0.5,
  ...changes,
})

/** The first goes before the second, in whichever order they come. */
const first: readonly { what: string; goes: Partial<Candidate>; stays: Partial<Candidate> }[] = [
  {
    what: 'one without a node',
    goes: { node: -1, phase: PodPhase.Pending },
    stays: { phase: PodPhase.Pending, isReady: false, deletionCost: -9 },
  },
  {
    what: 'a pending one',
    goes: { phase: PodPhase.Pending, deletionCost: 9, isReady: false },
    stays: { phase: PodPhase.Running, isReady: false },
  },
  { what: 'one that is not ready', goes: { isReady: false, deletionCost: 9 }, stays: {} },
  { what: 'one that costs less', goes: { deletionCost: -1, neighbours: 1 }, stays: { neighbours: 3 } },
  {
    what: 'one with more neighbours',
    goes: { neighbours: 3, readySinceUs: 1e6 },
    stays: { readySinceUs: 999e6 },
  },
  {
    what: 'one that has been ready for a shorter time',
    goes: { readySinceUs: 990e6 },
    stays: { restarts: 5 },
  },
  { what: 'one with more restarts', goes: { restarts: 2, createdAtUs: 0 }, stays: { createdAtUs: 99e6 } },
  {
    what: 'one whose sidecar has restarted more often',
    goes: { sidecarRestarts: 2, createdAtUs: 0 },
    stays: { createdAtUs: 99e6 },
  },
  { what: 'one with more restarts, before sidecars', goes: { restarts: 1 }, stays: { sidecarRestarts: 9 } },
  { what: 'a newer one', goes: { createdAtUs: 999e6, isReady: false }, stays: { isReady: false } },
  {
    what: 'an unready one by restarts, not by its last change',
    goes: { isReady: false, restarts: 1, readySinceUs: 0 },
    stays: { isReady: false, readySinceUs: 999e6 },
  },
  {
    what: 'in one step of ages, by chance',
    goes: { readySinceUs: 100e6, uid: 0.1 },
    stays: { readySinceUs: 400e6, uid: 0.2 },
  },
  {
    what: 'in one step of ages, before restarts',
    goes: { readySinceUs: 100e6, uid: 0.1 },
    stays: { readySinceUs: 400e6, uid: 0.2, restarts: 9 },
  },
  { what: 'with nothing between them, by chance', goes: { uid: 0.1 }, stays: { uid: 0.2 } },
]

for (const { what, goes, stays } of first) {
  test(`${what} goes first (W1)`, () => {
    const pair = [candidate({ pod: 7, ...goes }), candidate({ pod: 8, ...stays })]
    assert.equal(
      chooseVictims(pair, 1, now).map(({ pod }) => pod),
      [7],
    )
    assert.equal(
      chooseVictims(pair.reverse(), 1, now).map(({ pod }) => pod),
      [7],
    )
  })
}

test('ages count in steps of a power of 2 nanoseconds (W1)', () => {
  // 2^36 ns = 68.72 s: 69 s is a step above 68 s.
  const pair = [
    candidate({ pod: 7, readySinceUs: now - 69e6, uid: 0.1 }),
    candidate({ pod: 8, readySinceUs: now - 68e6, uid: 0.2 }),
  ]
  assert.equal(
    chooseVictims(pair, 1, now).map(({ pod }) => pod),
    [8],
  )
  assert.equal(
    chooseVictims(pair, 1, now + 1e6).map(({ pod }) => pod),
    [7],
  )
})

test('where all go nothing is sorted (W1)', () => {
  const pair = [candidate({ pod: 8 }), candidate({ pod: 7, isReady: false })]
  assert.equal(
    chooseVictims(pair, 2, now).map(({ pod }) => pod),
    [8, 7],
  )
})

test.run()
