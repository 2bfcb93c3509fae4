/** The ReplicaSet controller within the model: what is replaced, when, by what limits (W1, W8, Z20, Z22, Z24). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, stateAfter, summaryOf } from '../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  never,
  second,
  workload,
} from '../../../tests/support/spec.ts'
import {
  type ClusterSpec,
  controlPlaneDefaults,
  type FaultSpec,
  type WorkloadKind,
} from '../../contract/cluster-spec.ts'
import { PodPhase, PodStage } from '../codes.ts'
import { podNameOf } from '../pod-rows.ts'
import { doneShare } from './api-client.ts'

const test = suite('ReplicaSet controller')

const app = container({ behavior: behavior({ shutdown: { after: [constant(10)], exitCode: 0 } }) })
const deletes = (atSeconds: number, count: number): FaultSpec => ({
  kind: 'delete',
  atUs: atSeconds * second,
  workloads: [0],
  share: { count },
  force: false,
})

function web(
  replicas: number,
  seconds: number,
  changes: Partial<ClusterSpec> = {},
  kind: WorkloadKind = 'Deployment',
): ClusterSpec {
  return cluster([workload([app], { kind, replicas })], seconds, { initialState: 'running', ...changes })
}

/** Names of the pods that are there and not being deleted. */
function activeAfter(spec: ClusterSpec, seconds: number): string[] {
  const state = stateAfter(spec, seconds)
  const rows = Array.from({ length: state.pod.count }, (_, pod) => pod)
  return rows.filter((pod) => state.pod.stage[pod] === PodStage.Bound).map((pod) => podNameOf(state, pod))
}

for (const kind of ['Deployment', 'ReplicaSet'] as const) {
  test(`a deleted pod of a ${kind} is replaced while it still terminates (W8, Z24)`, () => {
    const spec = web(3, 100, { faults: [deletes(20, 1)] }, kind)
    assert.is(activeAfter(spec, 19).length, 3)
    assert.ok(activeAfter(spec, 21).includes('web-3'))
    assert.is(stateAfter(spec, 21).pod.count, 4)
    assert.is(stateAfter(spec, 21).metrics.levels.readyCount[0], 3)
  })
}

test('a pod that ends by a rule of its container is replaced again and again, by the limit of the bucket (W8, Z22)', () => {
  const ends = container({
    restartPolicy: 'Never',
    behavior: behavior({ complete: { after: [constant(0)] } }),
  })
  const spec = cluster([workload([ends], { kind: 'Deployment', replicas: 1 })], 60, {
    kubernetesVersion: '1.36',
    controlPlane: controlPlaneDefaults,
  })
  const state = stateAfter(spec, 10)
  const ended = Array.from({ length: state.pod.count }, (_, pod) => pod).filter(
    (pod) => state.pod.phase[pod] >= PodPhase.Succeeded,
  )
  // 30 at once, 20 per second: a creation and a status of each pod, which is seen before it has a node and ends, and 25 events.
  assert.ok(ended.length > 90 && ended.length < 230, String(ended.length))
})

test('a container that crashes is restarted, and its pod is not replaced (W8)', async () => {
  const crashes = container({ behavior: behavior({ crash: { after: [constant(5), never], exitCode: 1 } }) })
  const observed = await observe(cluster([workload([crashes], { kind: 'Deployment', replicas: 2 })], 60))
  assert.is(summaryOf(observed, 'restarts_total'), 2)
  assert.equal([...new Set(observed.starts.map((row) => row.pod))], ['web-0', 'web-1'])
})

test('100 pods are created as the bucket lets them: 15 of 30 calls are pods, 20 per second from then on (Z20, Z22)', () => {
  const spec = web(100, 60, { initialState: 'created', controlPlane: controlPlaneDefaults })
  const countAfter = (seconds: number): number => stateAfter(spec, seconds).pod.count
  assert.ok(countAfter(0.001) > 10 && countAfter(0.001) <= 30, String(countAfter(0.001)))
  assert.ok(countAfter(3) > 70 && countAfter(3) < 90, String(countAfter(3)))
  assert.is(countAfter(5), 100)
})

test('a replacement waits for the calls that it takes: a watch, and a creation (W8)', () => {
  const overheads = { ...idealOverheads, watchUs: constant(2), apiRoundTripUs: constant(3) }
  const spec = web(2, 100, { overheads, faults: [deletes(20, 1)] })
  // The server has made the pod before its answer is back.
  const madeAt = 22 + 3 * doneShare
  assert.is(stateAfter(spec, madeAt - 0.1).pod.count, 2)
  assert.is(stateAfter(spec, madeAt + 0.1).pod.count, 3)
})

test('changes of its replicas come in their order, however long each watch takes (W1)', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const spec = web(1, 60, {
      masterSeed: String(seed),
      overheads: {
        ...idealOverheads,
        ideal: false,
        watchUs: { kind: 'exponential', mean: second },
        apiRoundTripUs: { kind: 'exponential', mean: second },
      },
      faults: [4, 2, 5].map((replicas) => ({ kind: 'scale', atUs: 10 * second, replicas, workloads: [0] })),
    })
    assert.is(activeAfter(spec, 59).length, 5, `seed ${seed}`)
  }
})

test('scaling in the middle of a creation is seen by the sync after it (Z21)', () => {
  const scale: FaultSpec = { kind: 'scale', atUs: second, replicas: 10, workloads: [0] }
  const spec = web(100, 200, { initialState: 'created', controlPlane: controlPlaneDefaults, faults: [scale] })
  assert.is(stateAfter(spec, 150).pod.count, 100)
  assert.is(activeAfter(spec, 150).length, 10)
})

test('another workload moves nothing but its place in the bucket (Z20)', async () => {
  const alone = web(3, 60, {
    faults: [deletes(20, 1)],
    overheads: {
      ...idealOverheads,
      ideal: false,
      apiRoundTripUs: { kind: 'uniform', low: 1000, high: 9000 },
    },
  })
  const beside = {
    ...alone,
    workloads: [...alone.workloads, workload([app], { kind: 'Deployment', name: 'zzz', replicas: 3 })],
  }
  const startsOf = async (spec: ClusterSpec) =>
    (await observe(spec)).starts.filter((row) => row.pod.startsWith('web'))
  assert.equal(await startsOf(beside), await startsOf(alone))
})

test.run()
