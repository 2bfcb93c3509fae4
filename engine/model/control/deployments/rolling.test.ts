/** W2: how many pods each ReplicaSet of a Deployment is to have, step by step, and when the Deployment is scaled. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DeploymentSpec, deploymentDefaults } from '../../../contract/cluster-spec.ts'
import { fenceposts, type Keyed, maxUnavailable, newReplicas, oldReplicas } from './rolling.ts'
import { isScaling, scaleAll } from './scaling.ts'

const test = suite('ReplicaSets of a Deployment')

type Value = number | `${number}%`
const countOf = (value: Value) =>
  typeof value === 'number' ? { count: value } : { percent: Number.parseFloat(value) }
const rolling = (maxSurge: Value, maxUnavailable: Value): DeploymentSpec => ({
  ...deploymentDefaults,
  strategy: {
    kind: 'RollingUpdate',
    maxSurge: countOf(maxSurge),
    maxUnavailable: countOf(maxUnavailable),
  },
})
const recreate: DeploymentSpec = { ...deploymentDefaults, strategy: { kind: 'Recreate' } }

/** A ReplicaSet of so many pods, of which so many are available. */
const set = (key: number, replicas: number, available = replicas, desired = 10, maxReplicas = 13): Keyed => ({
  key,
  version: 1,
  generation: 1,
  replicas,
  desired,
  maxReplicas,
  revision: key,
  age: key,
  createdUs: 0,
  status: { observed: 1, replicas, ready: available, available, terminating: 0 },
})

const posts: readonly [surge: Value, unavailable: Value, replicas: number, is: readonly [number, number]][] =
  [
    ['25%', '25%', 10, [3, 2]],
    ['25%', '25%', 1, [1, 0]],
    ['25%', '25%', 100, [25, 25]],
    [0, 1, 10, [0, 1]],
    [0, '5%', 10, [0, 1]],
    [1, 0, 10, [1, 0]],
    ['100%', 0, 10, [10, 0]],
    ['33%', '33%', 4, [2, 1]],
  ]
for (const [surge, unavailable, replicas, [more, less]] of posts) {
  test(`${surge} and ${unavailable} of ${replicas} are ${more} more and ${less} less: one rounded up, the other down, never both none (W2)`, () => {
    assert.equal(fenceposts(rolling(surge, unavailable), replicas), { surge: more, unavailable: less })
  })
}

test('no more pods can be missing than there are to be (W2)', () => {
  assert.is(maxUnavailable(rolling(0, 5), 3), 3)
  assert.is(maxUnavailable(rolling(0, 5), 0), 0)
  assert.is(maxUnavailable(recreate, 3), 0)
})

test('the newest ReplicaSet grows as far as the surge lets it, and shrinks at once (W2)', () => {
  const half = rolling('25%', '25%')
  assert.is(newReplicas(half, 10, 0, [set(1, 10)]), 3)
  assert.is(newReplicas(half, 10, 3, [set(1, 8), set(2, 3)]), 5)
  assert.is(newReplicas(half, 10, 5, [set(1, 8), set(2, 5)]), 5)
  assert.is(newReplicas(half, 10, 8, [set(1, 1), set(2, 8)]), 10)
  assert.is(newReplicas(half, 10, 12, [set(2, 12)]), 10)
  assert.is(newReplicas(recreate, 10, 0, [set(1, 0)]), 10)
})

type Case = { does: string; spec: DeploymentSpec; newest: Keyed; old: Keyed[]; is: [number, number][] }
const shrinks: readonly Case[] = [
  {
    does: 'as many as may be missing',
    spec: rolling('25%', '25%'),
    newest: set(2, 3, 0),
    old: [set(1, 10)],
    is: [[1, 8]],
  },
  {
    does: 'none while new ones are missing',
    spec: rolling('25%', '25%'),
    newest: set(2, 5, 0),
    old: [set(1, 8)],
    is: [],
  },
  {
    does: 'one for each that is available',
    spec: rolling('25%', '25%'),
    newest: set(2, 5, 5),
    old: [set(1, 8)],
    is: [[1, 3]],
  },
  {
    does: 'unavailable ones first, within the surge',
    spec: rolling('25%', '25%'),
    newest: set(2, 3, 0),
    old: [set(1, 10, 6)],
    is: [[1, 8]],
  },
  {
    does: 'unavailable ones, then available ones',
    spec: rolling('25%', '25%'),
    newest: set(2, 5, 5),
    old: [set(1, 8, 6)],
    is: [
      [1, 6],
      [1, 3],
    ],
  },
  {
    does: 'all unready ones of a version that is rolled back',
    spec: rolling('25%', '25%'),
    newest: set(2, 8),
    old: [set(1, 5, 0)],
    is: [[1, 0]],
  },
  {
    does: 'of two old versions unready ones before the oldest',
    spec: rolling('25%', '25%'),
    newest: set(3, 0),
    old: [set(1, 8), set(2, 5, 0)],
    is: [[2, 0]],
  },
  {
    does: 'of two old versions the oldest first',
    spec: rolling('25%', '25%'),
    newest: set(3, 5, 5),
    old: [set(2, 2), set(1, 6)],
    is: [[1, 1]],
  },
  {
    does: 'none while one that has been scaled down has a status from before',
    spec: rolling(4, '62%'),
    newest: set(2, 4, 0),
    old: [set(1, 2, 8)],
    is: [],
  },
  {
    does: 'only unready ones of the versions before such a one',
    spec: rolling(4, '62%'),
    newest: set(3, 8, 8),
    old: [set(1, 2, 1), set(2, 2, 4)],
    is: [[1, 1]],
  },
  { does: 'none of an empty old version', spec: rolling(1, 0), newest: set(2, 10), old: [set(1, 0)], is: [] },
  { does: 'none when all are needed', spec: rolling(1, 0), newest: set(2, 1, 0), old: [set(1, 10)], is: [] },
]
for (const { does, spec, newest, old, is } of shrinks) {
  test(`old ReplicaSets lose ${does} (W2)`, () => {
    assert.equal(
      oldReplicas(spec, 10, newest, old).map((each) => [each.set, each.replicas]),
      is,
    )
  })
}

test('a Deployment has been scaled when a ReplicaSet with pods was scaled for another size (Z23)', () => {
  assert.ok(isScaling(20, [set(1, 8), set(2, 5)]))
  assert.not.ok(isScaling(10, [set(1, 0, 0, 20), set(2, 10)]))
})

const scalings: readonly (Case & { wanted: number })[] = [
  {
    does: 'the only one that has pods gets all',
    spec: rolling('25%', '25%'),
    wanted: 20,
    newest: set(2, 10),
    old: [set(1, 0)],
    is: [[2, 20]],
  },
  {
    does: 'without pods the newest gets all',
    spec: rolling('25%', '25%'),
    wanted: 4,
    newest: set(2, 0),
    old: [set(1, 0)],
    is: [[2, 4]],
  },
  {
    does: 'in a rollout each gets its part',
    spec: rolling('25%', '25%'),
    wanted: 20,
    newest: set(2, 5, 0),
    old: [set(1, 8)],
    is: [
      [1, 15],
      [2, 10],
    ],
  },
  {
    does: 'in a rollout each loses its part',
    spec: rolling('25%', '25%'),
    wanted: 5,
    newest: set(2, 5, 0),
    old: [set(1, 8)],
    is: [
      [1, 4],
      [2, 3],
    ],
  },
  {
    does: 'scaled to none, none has any',
    spec: rolling('25%', '25%'),
    wanted: 0,
    newest: set(2, 5, 0),
    old: [set(1, 8)],
    is: [
      [1, 0],
      [2, 0],
    ],
  },
  {
    does: 'when the newest has what is wanted, the old ones go',
    spec: rolling('25%', '25%'),
    wanted: 10,
    newest: set(2, 10),
    old: [set(1, 3)],
    is: [[1, 0]],
  },
]
for (const { does, spec, wanted, newest, old, is } of scalings) {
  test(`scaled to ${wanted}: ${does} (Z23)`, () => {
    const found = scaleAll(spec, wanted, newest, old).scalings
    assert.equal(
      found.map((each) => [each.set, each.replicas]),
      is,
    )
  })
}

test.run()
