/** The Deployment controller within the model: what a rollout does, step by step (W2, Z23, Z24). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulated, stateAfter } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  never,
  node,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import {
  type ClusterSpec,
  type DeploymentSpec,
  deploymentDefaults,
  type FaultSpec,
} from '../../../contract/cluster-spec.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { PodStage } from '../../codes.ts'
import { horizonUs } from '../../lanes.ts'

const test = suite('Deployment controller')

/** Ready so many seconds after its start; undefined = never. Ends 3 s after SIGTERM. */
const app = (readySeconds: number | undefined) =>
  container({
    probes: { readiness: probe({ period: 1 }) },
    behavior: behavior({
      startup: [readySeconds === undefined ? never : constant(readySeconds)],
      shutdown: { after: [constant(3)], exitCode: 0 },
    }),
  })

type Changes = {
  readonly deployment?: DeploymentSpec
  readonly minReadyUs?: number
  /** Of each later version. */
  readonly ready?: readonly (number | undefined)[]
  readonly faults: readonly FaultSpec[]
}
function web(replicas: number, { ready = [2], faults, ...changes }: Changes): ClusterSpec {
  const first = workload([app(2)], { kind: 'Deployment', replicas })
  const revisions = ready.map((seconds) => ({ ...first.pod, containers: [app(seconds)] }))
  return cluster([{ ...first, ...changes, revisions }], 1000, {
    initialState: 'running',
    nodes: [node({ podsMax: 100 })],
    faults,
    kubernetesVersion: '1.36',
  })
}
const rollout = (atSeconds: number, revision = 1): FaultSpec => ({
  kind: 'rollout',
  atUs: atSeconds * second,
  revisions: [{ workload: 0, revision }],
})
const rollback = (atSeconds: number): FaultSpec => ({
  kind: 'rollback',
  atUs: atSeconds * second,
  workloads: [0],
})
const scale = (atSeconds: number, replicas: number): FaultSpec => ({
  kind: 'scale',
  atUs: atSeconds * second,
  replicas,
  workloads: [0],
})
const strategy = (surge: number, unavailable: number): DeploymentSpec => ({
  ...deploymentDefaults,
  strategy: { kind: 'RollingUpdate', maxSurge: { count: surge }, maxUnavailable: { count: unavailable } },
})
const recreate: DeploymentSpec = { ...deploymentDefaults, strategy: { kind: 'Recreate' } }

/** Pods of each version that are there and not being deleted, and how many of them are ready. */
function versionsOf(state: ClusterState): [pods: number, ready: number][] {
  const { pod: pods, podTemplate } = state
  const found = Array.from(podTemplate.workload, (): [number, number] => [0, 0])
  for (let pod = 0; pod < pods.count; pod++) {
    if (pods.stage[pod] >= PodStage.Deleting) continue
    found[pods.template[pod]][0]++
    found[pods.template[pod]][1] += pods.isReady[pod]
  }
  return found
}
const after = (spec: ClusterSpec, seconds: number) => versionsOf(stateAfter(spec, seconds))
const progressOf = (spec: ClusterSpec, seconds: number) =>
  stateAfter(spec, seconds).deployments.api[0]?.status.progressing?.reason

test('25 % and 25 % of 10: 5 new pods for 2 old ones, then as they get ready (W2)', () => {
  const spec = web(10, { faults: [rollout(20)] })
  assert.equal(after(spec, 21), [
    [8, 8],
    [5, 0],
  ])
  assert.equal(after(spec, 40), [
    [0, 0],
    [10, 10],
  ])
  assert.is(progressOf(spec, 40), 'NewReplicaSetAvailable')
})

test('1 and 0: the rollout of a version that never gets ready stays at its first pod (W2)', () => {
  const spec = web(10, { deployment: strategy(1, 0), ready: [undefined], faults: [rollout(20)] })
  assert.equal(after(spec, 500), [
    [10, 10],
    [1, 0],
  ])
  assert.is(progressOf(spec, 500), 'ReplicaSetUpdated')
  assert.is(progressOf(spec, 622), 'ProgressDeadlineExceeded')
  assert.equal(after(spec, 900), [
    [10, 10],
    [1, 0],
  ])
})

test('a rollback deletes the unready pods at once, and makes the missing ones (Z23)', () => {
  const spec = web(10, { ready: [undefined], faults: [rollout(20), rollback(100)] })
  assert.equal(after(spec, 99), [
    [8, 8],
    [5, 0],
  ])
  assert.equal(after(spec, 100.5), [
    [10, 8],
    [0, 0],
  ])
  assert.equal(after(spec, 120), [
    [10, 10],
    [0, 0],
  ])
})

test('a second rollback returns to the version before the first (Z23)', () => {
  const spec = web(3, { faults: [rollout(20), rollback(60), rollback(100)] })
  assert.equal(
    [59, 99, 150].map((at) => after(spec, at)),
    [
      [
        [0, 0],
        [3, 3],
      ],
      [
        [3, 3],
        [0, 0],
      ],
      [
        [0, 0],
        [3, 3],
      ],
    ],
  )
})

test('a version that comes in the middle of a rollout takes its unready pods away at once (W2)', () => {
  const spec = web(10, { ready: [undefined, 2], faults: [rollout(20), rollout(30, 2)] })
  assert.equal(after(spec, 31), [
    [8, 8],
    [0, 0],
    [5, 0],
  ])
  assert.equal(after(spec, 60), [
    [0, 0],
    [0, 0],
    [10, 10],
  ])
})

test('a Deployment that is scaled in the middle of a rollout shares the new pods out (Z23)', () => {
  const spec = web(10, { ready: [undefined], faults: [rollout(20), scale(40, 20)] })
  assert.equal(after(spec, 60), [
    [15, 15],
    [10, 0],
  ])
})

test('Recreate makes new pods when every old one has ended, and not before (W2, Z24)', () => {
  const spec = web(4, { deployment: recreate, faults: [rollout(20)] })
  assert.equal(after(spec, 22), [
    [0, 0],
    [0, 0],
  ])
  assert.equal(after(spec, 24), [
    [0, 0],
    [4, 0],
  ])
  assert.equal(after(spec, 30), [
    [0, 0],
    [4, 4],
  ])
})

test('a pod counts minReadySeconds after it became ready, by whole seconds (Z23)', () => {
  const spec = web(2, { deployment: strategy(1, 0), minReadyUs: 10 * second, faults: [rollout(20.5)] })
  const ready = stateAfter(spec, 30).pod.readyChangedAtUs[2]
  const available = Math.floor(ready / second) + 10
  assert.ok(ready % second > 0)
  assert.is(after(spec, available - 0.01)[0][0], 2)
  assert.is(after(spec, available + 0.01)[0][0], 1)
})

test('pods that flap after they were available let a rollout go on, and it does not come back (W2)', () => {
  const flaps = container({
    probes: { readiness: probe({ period: 1 }, { failureThreshold: 1 }) },
    behavior: behavior({
      startup: [constant(2)],
      script: [{ probe: 'readiness', afterUs: 3 * second, answer: 'fail', ill: false }],
      shutdown: { after: [constant(3)], exitCode: 0 },
    }),
  })
  const spec = web(10, { faults: [rollout(20)] })
  const [first] = spec.workloads
  const flapping = { ...spec, workloads: [{ ...first, revisions: [{ ...first.pod, containers: [flaps] }] }] }
  const [[old, oldReady], [young, youngReady]] = after(flapping, 200)
  assert.equal([old, oldReady, young, youngReady], [3, 3, 10, 0])
})

test('a paused Deployment rolls nothing out, and is scaled (W2)', () => {
  const deployment = { ...deploymentDefaults, isPaused: true }
  assert.equal(after(web(3, { deployment, faults: [rollout(20), scale(30, 5)] }), 60), [
    [5, 5],
    [0, 0],
  ])
})

test('a paused Deployment that has its pods lets the cluster rest, whatever version they are of (W2)', () => {
  const mayRest = (isPaused: boolean, at: number): boolean => {
    const state = stateAfter(
      web(3, { deployment: { ...deploymentDefaults, isPaused }, faults: [rollout(20)] }),
      at,
    )
    return horizonUs(state, at * second) > at * second
  }
  const times = [21, 22]
  assert.equal(
    times.map((at) => [mayRest(false, at), mayRest(true, at)]),
    times.map(() => [false, true]),
  )
})

test('old ReplicaSets beyond the limit go when a rollout is complete, and nothing can be rolled back to them (W2)', () => {
  const deployment = { ...deploymentDefaults, revisionHistoryLimit: 0 }
  const spec = web(2, { deployment, faults: [rollout(20), rollback(60)] })
  assert.is(stateAfter(spec, 50).sets.api[0], undefined)
  assert.equal(after(spec, 90), [
    [0, 0],
    [2, 2],
  ])
})

test('the ReplicaSet of an earlier version that comes back is scaled up again, with its name, and is the newest revision (W2)', () => {
  const spec = web(2, { faults: [rollout(20), rollout(60, 0)] })
  const revisionsAt = (at: number) => {
    const { sets, pod } = stateAfter(spec, at)
    const templates = Array.from({ length: pod.count }, (_, row) => row)
      .filter((row) => pod.stage[row] === PodStage.Bound)
      .map((row) => pod.template[row])
    const [first, second] = sets.api
    return [[first?.revision, first?.age, first?.replicas], [second?.revision, second?.replicas], templates]
  }
  assert.equal(revisionsAt(50), [
    [1, 0, 0],
    [2, 2],
    [1, 1],
  ])
  assert.equal(revisionsAt(90), [
    [3, 0, 2],
    [2, 0],
    [0, 0],
  ])
})

test('a version whose ReplicaSet has gone gets a new one when it comes back (W2)', () => {
  const deployment = { ...deploymentDefaults, revisionHistoryLimit: 0 }
  const spec = web(2, { deployment, faults: [rollout(20), rollout(60, 0)] })
  assert.equal(after(spec, 90), [
    [2, 2],
    [0, 0],
  ])
})

test('a new version without a ReplicaSet yet is no history: a rollback stays at what there is (W2)', () => {
  // The first version's pods take 3 s to end, and under Recreate the ReplicaSet of the second one comes after them.
  const spec = web(2, { deployment: recreate, faults: [rollout(20), rollback(21)] })
  assert.equal(after(spec, 60), [
    [0, 0],
    [2, 2],
  ])
})

test('scaled in the middle of a rollout, it keeps as many available as it has to: old statuses do not count (W2, Z23)', () => {
  const spec = web(9, {
    deployment: strategy(4, 1),
    ready: [undefined],
    faults: [rollout(20), scale(100, 3)],
  })
  assert.is(versionsOf(stateAfter(spec, 101))[0][1], 2)
})

for (const watchSeconds of [0, 0.01, 0.1, 0.5])
  test(`keeps three of four ready when its cache is ${watchSeconds} s behind (W2, Z21)`, async () => {
    const spec = web(4, { ready: [5], faults: [rollout(20)] })
    const overheads = { ...spec.overheads, watchUs: constant(watchSeconds) }
    const { rollouts } = await simulated({ ...spec, overheads })
    assert.is(rollouts[0].values.ready_min, 3)
  })

test('scaled to what it has, its generation stays (W2)', () => {
  const generationAfter = (replicas: number) =>
    stateAfter(web(3, { faults: [scale(20, replicas)] }), 30).deployments.api[0]?.generation
  assert.equal([3, 4].map(generationAfter), [1, 2])
})

test('a pod that has been unready between two looks of the writer is available after minReadySeconds again (Z23, R1)', () => {
  const bare = container({ behavior: behavior({ crash: { after: [constant(30), never], exitCode: 1 } }) })
  const first = workload([bare], { kind: 'Deployment', replicas: 2, minReadyUs: 10 * second })
  const spec = cluster([first], 100, { kubernetesVersion: '1.36' })
  const availableAfter = (seconds: number) => stateAfter(spec, seconds).deployments.api[0]?.status.available
  // It exits and runs again at 30 s, in one instant.
  assert.equal([29, 31, 39, 41].map(availableAfter), [2, 0, 0, 2])
})

test('a Deployment of a version that cannot be rolled back stays as it is (Z23)', () => {
  assert.equal(after(web(2, { faults: [rollback(20)] }), 60), [
    [2, 2],
    [0, 0],
  ])
})

test.run()
