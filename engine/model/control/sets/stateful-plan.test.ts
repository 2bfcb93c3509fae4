/** What a sync of a StatefulSet does, case by case (W4, Z24). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PodFlag } from './pod-flags.ts'
import { isDeletion, ordinalOf, planStatefulSet, type StatefulRules } from './stateful-plan.ts'

const test = suite('plan of a StatefulSet')

const { There, Terminating, Ended, Ready, Available, Updated } = PodFlag
/** A letter for a pod: available, new and old; running, new and old; ready and not available; on its way out; ended; ended and on its way out. */
const letters: Readonly<Record<string, number>> = {
  A: There | Ready | Available | Updated,
  a: There | Ready | Available,
  R: There | Updated,
  r: There,
  Y: There | Ready | Updated,
  T: There | Terminating | Ready | Available | Updated,
  t: There | Terminating | Ready | Available,
  E: There | Ended | Updated,
  e: There | Ended,
  g: There | Ended | Terminating,
  '-': 0,
}

const ordered: StatefulRules = { wanted: 5, isOrdered: true, isOnDelete: false, partition: 0 }
const parallel: StatefulRules = { ...ordered, isOrdered: false }

type Case = readonly [name: string, pods: string, changes: Partial<StatefulRules>, calls: string]

/** Calls as text: batches apart by spaces, `+2` a creation, `-2` a deletion. */
function callsOf(base: StatefulRules, [, pods, changes]: Case): string {
  const flags = Uint8Array.from(pods, (letter) => letters[letter])
  const { batches } = planStatefulSet({ ...base, ...changes }, flags)
  return batches
    .map((batch) => batch.map((call) => `${isDeletion(call) ? '-' : '+'}${ordinalOf(call)}`).join(''))
    .join(' ')
}

const inOrder: readonly Case[] = [
  ['the first pod is made first', '', {}, '+0'],
  ['the next is made when the one before is available', 'A', {}, '+1'],
  ['nothing happens until then', 'R', {}, ''],
  ['nothing happens while one is on its way out', 'AT', {}, ''],
  [
    'a pod that is missing is made though one above it is not ready: kubernetes/kubernetes#38418',
    '-R',
    {},
    '+0',
  ],
  ['one above waits for one below that is not ready', 'R-', {}, ''],
  ['a pod that has ended is deleted', 'AEAAA', {}, '-1'],
  ['it is made again when its object has gone', 'AgAAA', {}, ''],
  ['of those that are too many the highest goes', 'AAAAAAA', {}, '-6'],
  ['the next goes when the one above has gone', 'AAAAAAT', {}, ''],
  ['none goes while one that stays is not ready', 'AARAAAA', {}, ''],
  ['also above one that is not ready', 'AAAAARA', {}, '-6'],
  ['the lowest of those that are not ready goes, too', 'AAAAAAR', {}, '-6'],
  ['but the highest waits for another below it that is not ready', 'AAAAARR', {}, ''],
  ['of old pods the highest goes', 'aaaaa', {}, '-4'],
  ['the next goes when the new one is available', 'aaaaA', {}, '-3'],
  ['not before', 'aaaaR', {}, ''],
  ['an update stops at a new pod that never gets ready', 'aaaAR', {}, ''],
  ['after a rollback the broken pod is old, and stays', 'AAAAr', {}, ''],
  ['OnDelete: old pods stay', 'aaaaa', { isOnDelete: true }, ''],
  ['a partition leaves those below it alone', 'aaaAA', { partition: 3 }, ''],
  ['it waits for minReadySeconds', 'aaaaY', {}, ''],
  ['also before 1.34', 'aaaaY', { trustsReady: true }, ''],
  ['of those that are too many a ready one that is not available goes', 'AAAAAAY', {}, '-6'],
  ['not before 1.34: it is no obstacle, and not available', 'AAAAAAY', { trustsReady: true }, ''],
  ['the gate: two at once', 'aaaaa', { maxUnavailable: 2 }, '-4 -3'],
  ['and one more as soon as one is available', 'aaaAA', { maxUnavailable: 2 }, '-2 -1'],
  ['but not in front of one that is not there', 'aaaA-', { maxUnavailable: 2 }, '+4'],
]

const atOnce: readonly Case[] = [
  ['all pods are made, 1, 2, 4, ... at once', '', {}, '+0 +1+2 +3+4'],
  ['ordinals that have a pod have their turn all the same', 'AA', {}, '+2 +3+4'],
  ['also beside one that is not ready', 'R', {}, '+1+2 +3+4'],
  ['all that are too many go', 'AAAAAAAA', {}, '-7 -6-5'],
  ['and those that have ended', 'AEAEA', {}, '-1 -3'],
  ['an update is one at a time all the same', 'aaaaa', {}, '-4'],
  ['it waits for the highest', 'aaaaR', {}, ''],
  ['after a rollback the broken pod goes', 'AAAAr', {}, '-4'],
  ['it waits for minReadySeconds', 'aaaaY', {}, ''],
  ['not before 1.34', 'aaaaY', { trustsReady: true }, '-3'],
  ['the gate: two at once', 'aaaaa', { maxUnavailable: 2 }, '-4 -3'],
  ['broken old pods use up the budget up to 1.36', 'rraaa', { maxUnavailable: 2 }, ''],
  ['from 1.37 on they go first', 'rraaa', { maxUnavailable: 2, replacesBroken: true }, '-1 -0'],
  [
    'and sound ones as far as the budget lets them',
    'raaaa',
    { maxUnavailable: 2, replacesBroken: true },
    '-0 -4',
  ],
]

for (const [kind, rules, cases] of [
  ['OrderedReady', ordered, inOrder],
  ['Parallel', parallel, atOnce],
] as const) {
  for (const one of cases) {
    test(`${kind}: ${one[0]} (W4, Z24)`, () => {
      assert.is(callsOf(rules, one), one[3])
    })
  }
}

test.run()
