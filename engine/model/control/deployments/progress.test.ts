/** Z23: what the status of a Deployment says of its rollout, and when it is looked at again. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deploymentDefaults } from '../../../contract/cluster-spec.ts'
import { type Condition, type DeploymentObject, noDeploymentStatus, type ProgressReason } from './objects.ts'
import { nextCheckUs, rolloutStatus, sameStatus } from './progress.ts'
import type { Keyed } from './rolling.ts'

const test = suite('progress of a Deployment')

const second = 1_000_000
const spec = { ...deploymentDefaults, progressDeadlineUs: 30 * second }
const set = (replicas: number, available: number): Keyed => ({
  key: 1,
  version: 1,
  generation: 1,
  replicas,
  desired: 10,
  maxReplicas: 13,
  revision: 2,
  age: 2,
  createdUs: 0,
  status: { observed: 1, replicas, ready: available, available, terminating: 0 },
})
const condition = (
  reason: ProgressReason,
  updatedSeconds: number,
  isTrue = true,
): Condition<ProgressReason> => ({
  isTrue,
  reason,
  updatedUs: updatedSeconds * second,
  changedUs: 0,
})
/** A Deployment of 10 whose newest version has so many pods, of which so many are available; the others are of the version before. */
const deployment = (
  progressing: Condition<ProgressReason> | undefined,
  updated = 5,
  available = 8,
): DeploymentObject => ({
  version: 1,
  generation: 1,
  createdUs: 0,
  replicas: 10,
  template: 1,
  revision: 2,
  status: {
    ...noDeploymentStatus,
    observed: 1,
    replicas: 13,
    updated,
    ready: available,
    available,
    progressing,
  },
})
const at = (seconds: number) => [Math.floor(seconds) * second, seconds * second] as const
const after = (before: DeploymentObject, newest: Keyed, old: number, seconds: number) =>
  rolloutStatus(spec, before, newest, [set(old, old)], ...at(seconds)).progressing

test('a rollout that has more new pods, fewer old ones, or more ready ones has progressed, and says when (Z23)', () => {
  const before = deployment(condition('ReplicaSetUpdated', 10))
  for (const [newest, old] of [
    [set(6, 0), 8],
    [set(5, 0), 7],
    [set(5, 1), 8],
  ] as const)
    assert.equal(after(before, newest, old, 20.7), condition('ReplicaSetUpdated', 20))
  assert.equal(after(before, set(5, 0), 8, 20.7), condition('ReplicaSetUpdated', 10))
})

test('a rollout without progress has timed out after its deadline, which counts from a whole second (Z23)', () => {
  const before = deployment(condition('ReplicaSetUpdated', 10))
  assert.is(after(before, set(5, 0), 8, 40)?.reason, 'ReplicaSetUpdated')
  assert.equal(after(before, set(5, 0), 8, 40.001), {
    isTrue: false,
    reason: 'ProgressDeadlineExceeded',
    updatedUs: 40 * second,
    changedUs: 40 * second,
  })
})

test('a rollout is complete when all pods are new and available, and stays so when pods become unready (Z23)', () => {
  const before = deployment(condition('ReplicaSetUpdated', 10), 10, 9)
  const done = after(before, set(10, 10), 0, 21.5)
  assert.equal(done, condition('NewReplicaSetAvailable', 21))
  assert.equal(after(deployment(done, 10, 10), set(10, 4), 0, 99), done)
})

test('the deadline is looked at a second after it is over; within the last second again and again (Z23)', () => {
  const before = deployment(condition('ReplicaSetUpdated', 10))
  assert.is(nextCheckUs(spec, before, 12.3 * second), 41 * second)
  assert.is(nextCheckUs(spec, before, 39.5 * second), 39.5 * second)
  assert.is(
    nextCheckUs(spec, deployment(condition('ProgressDeadlineExceeded', 10, false)), 50 * second),
    undefined,
  )
  assert.is(nextCheckUs({ ...spec, progressDeadlineUs: Infinity }, before, 0), undefined)
})

test('a status is another one when a count or a condition is (Z21)', () => {
  const { status } = deployment(condition('ReplicaSetUpdated', 10))
  assert.ok(sameStatus(status, { ...status, progressing: condition('ReplicaSetUpdated', 10) }))
  for (const changes of [
    { unavailable: 1 },
    { terminating: 2 },
    { progressing: condition('ReplicaSetUpdated', 11) },
    { progressing: undefined },
  ])
    assert.not.ok(sameStatus(status, { ...status, ...changes }), JSON.stringify(changes))
})

test.run()
