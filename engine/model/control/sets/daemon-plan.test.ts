/** What a sync of a DaemonSet does, case by case (W3, Z24). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type DaemonPlan,
  type DaemonView,
  desiredNodes,
  NodeUse,
  noneLeft,
  type Pick,
  planNodes,
  planSurge,
  planUpdate,
  statusOf,
} from './daemon-plan.ts'
import { PodFlag } from './pod-flags.ts'

const test = suite('plan of a DaemonSet')

const { There, Terminating, Ended, Failed, Ready, Available, Updated } = PodFlag
/** Available, new and old; running, new and old; ready and not yet available; on its way out; failed; succeeded. */
const letters: Readonly<Record<string, number>> = {
  A: There | Ready | Available | Updated,
  a: There | Ready | Available,
  R: There | Updated,
  r: There,
  Y: There | Ready | Updated,
  t: There | Terminating | Ready | Available,
  f: There | Ended | Failed,
  s: There | Ended,
}

/** Nodes apart by spaces, their pods oldest first; `-` = none. */
function viewOf(text: string): DaemonView {
  const nodes = text.split(' ')
  const first = new Int32Array(nodes.length).fill(noneLeft)
  const flags: number[] = []
  const next: number[] = []
  for (const [node, pods] of nodes.entries()) {
    for (const letter of pods.replace('-', '')) {
      const pod = flags.length
      flags.push(letters[letter])
      next.push(noneLeft)
      if (first[node] === noneLeft) first[node] = pod
      else next[pod - 1] = pod
    }
  }
  return {
    nodes: nodes.length,
    pods: flags.length,
    first,
    next: Int32Array.from(next),
    flags: Uint8Array.from(flags),
  }
}

const inOrder: Pick = (candidates, count) => candidates.slice(0, count)
const textOf = ({ creations, deletions }: DaemonPlan): string =>
  [...creations.map((node) => `+${node}`), ...deletions.map((pod) => `-${pod}`)].join(' ')

type Case = readonly [name: string, nodes: string, calls: string]

const missing: readonly Case[] = [
  ['each node without a pod gets one', '- A -', '+0 +2'],
  ['also if the one that was there is only on its way out: not yet', 't', ''],
  ['a failed pod goes', 'A f', '-1'],
  ['and one that has succeeded', 's', '-0'],
  ['of several the oldest stays', 'AA A', '-1'],
  ['an old pod stays', 'a a', ''],
]
for (const [name, nodes, calls] of missing)
  test(`${name} (W3, Z24)`, () => {
    assert.is(textOf(planNodes(viewOf(nodes), false, () => true)), calls)
  })

test('a failed pod stays while its node is held back (W3)', () => {
  assert.is(textOf(planNodes(viewOf('f f s'), false, (node) => node === 1)), '-1 -2')
})

const beside: readonly Case[] = [
  ['two stay while the new one is not available', 'aR aY', ''],
  ['the old one goes when it is', 'aA', '-0'],
  ['or when it is not ready itself', 'rR', '-0'],
  ['beside a pod on its way out comes another', 't', '+0'],
  ['a third one goes', 'aRR', '-2'],
]
for (const [name, nodes, calls] of beside)
  test(`with surge ${name} (W3)`, () => {
    assert.is(textOf(planNodes(viewOf(nodes), true, () => true)), calls)
  })

const updates: readonly (readonly [name: string, nodes: string, max: number, calls: string])[] = [
  ['one at a time', 'a a a', 1, '-0'],
  ['at most as many at a time as may be unavailable', 'a a a', 2, '-0 -1'],
  ['those on their way out count', 't a a', 1, ''],
  ['and new ones that are not available', 'R a Y', 2, ''],
  ['the next goes when the new one is available', 'A a a', 1, '-1'],
  ['old ones that are not available go whatever the limit', 'r r a', 1, '-0 -1'],
  ['and nodes without a pod', '- a', 1, ''],
]
for (const [name, nodes, max, calls] of updates)
  test(`an update: ${name} (W3)`, () => {
    assert.is(textOf(planUpdate(viewOf(nodes), max, inOrder)), calls)
  })

const surges: readonly (readonly [name: string, nodes: string, max: number, calls: string])[] = [
  ['a new pod beside an old one, on so many nodes', 'a a a', 2, '+0 +1'],
  ['nodes that wait for theirs count', 'aR a a', 1, ''],
  ['the old one goes, and the next node has its turn at once', 'aA a', 1, '+1 -0'],
  ['beside an old pod that is not available, whatever the limit', 'r r aR', 1, '+0 +1'],
  ['not beside one on its way out', 'tA a', 1, '+1'],
]
for (const [name, nodes, max, calls] of surges)
  test(`an update with surge: ${name} (W3)`, () => {
    assert.is(textOf(planSurge(viewOf(nodes), max, inOrder)), calls)
  })

test('a node that is to get no pod keeps the one that it has, and one that may keep none loses it (W3)', () => {
  const uses = Uint8Array.of(NodeUse.Keeps, NodeUse.Keeps, 0, NodeUse.Gets | NodeUse.Keeps)
  const view = { ...viewOf('- A A -'), uses }
  assert.is(textOf(planNodes(view, false, () => true)), '+3 -1')
  assert.equal(statusOf(view), { desired: 1, current: 0, ready: 0, available: 0, updated: 0 })
  assert.is(textOf(planUpdate({ ...viewOf('- a a a'), uses }, 1, inOrder)), '-0')
})

test('with surge an available old pod on a node that is to get none goes once enough others are available (W3)', () => {
  const uses = Uint8Array.of(NodeUse.Keeps, NodeUse.Gets | NodeUse.Keeps, NodeUse.Gets | NodeUse.Keeps)
  const planOf = (nodes: string): string => textOf(planSurge({ ...viewOf(nodes), uses }, 1, inOrder))
  assert.is(planOf('a a a'), '+1 -0')
  assert.is(planOf('a r a'), '+1 +2')
  assert.is(desiredNodes({ ...viewOf('a a a'), uses }), 2)
})

test('the status counts nodes, by the oldest pod of each (W3)', () => {
  assert.equal(statusOf(viewOf('- aR rA Y A')), {
    desired: 5,
    current: 4,
    ready: 3,
    available: 2,
    updated: 2,
  })
})

test.run()
