/** Why a ReplicaSet deletes one pod and not the next (W1): a row per criterion, in their order. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { VictimReason } from '../contract/pod-story.ts'
import { type Candidate, compareVictims } from '../model/control/victims.ts'
import { victimReason } from './pod-fate.ts'

const hourUs = 3_600_000_000
const nowUs = 100 * hourUs
const staying: Candidate = {
  pod: 1,
  node: 1,
  phase: 1,
  isReady: true,
  deletionCost: 0,
  neighbours: 1,
  readySinceUs: hourUs,
  restarts: 0,
  sidecarRestarts: 0,
  createdAtUs: hourUs,
  uid: 2,
}
const unready: Candidate = { ...staying, isReady: false }

/** What differs of a pod that goes, from one that stays and is like this. */
const rows: readonly [VictimReason, Partial<Candidate>, Candidate?][] = [
  ['has no node', { node: -1, phase: 0, isReady: false }],
  ['is not running', { phase: 0, isReady: false }],
  ['is not ready', { isReady: false, restarts: 3 }],
  ['costs less to delete', { deletionCost: -1, neighbours: 9 }],
  ['has more neighbours', { neighbours: 2, readySinceUs: nowUs - hourUs }],
  ['has been ready for less time', { readySinceUs: nowUs - hourUs, restarts: 9 }],
  ['has restarted more', { restarts: 1 }],
  ['has restarted more', { sidecarRestarts: 1 }],
  ['has restarted more', { restarts: 1, readySinceUs: nowUs }, unready],
  ['is younger', { createdAtUs: nowUs - hourUs }],
  ['chance', { uid: 1 }],
  ['chance', { uid: 1, readySinceUs: hourUs + 1 }],
]

const test = suite('why a pod is the victim')

test('the first criterion that tells them apart is the reason (W1)', () => {
  for (const [reason, change, other = staying] of rows) {
    const victim = { ...other, uid: 1, ...change }
    assert.ok(compareVictims(victim, other, nowUs) < 0, reason)
    assert.is(victimReason(victim, other, nowUs), reason)
  }
})

test.run()
