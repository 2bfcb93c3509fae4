/** T1 to T6: pods that a kubelet runs from its folder. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFault } from '../../../tests/support/faults.ts'
import { observe, seriesOf, startTimes, stateAfter } from '../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  node,
  probe,
  second,
  workload,
} from '../../../tests/support/spec.ts'
import type { ClusterSpec, ContainerSpec, FaultSpec, WorkloadSpec } from '../../contract/cluster-spec.ts'
import { PodPhase, PodStage } from '../codes.ts'
import { displayStatus } from '../node/status/pod-display.ts'

const test = suite('static pods')

const nodes = [node({ podsMax: 2 }), node({ name: 'node-1', podsMax: 2 })]

/** A static pod with so many of its places taken from the start. */
function staticPod(
  staticOn: readonly string[],
  initial: number,
  only: ContainerSpec = container(),
  pod: Partial<WorkloadSpec['pod']> = {},
): WorkloadSpec {
  return workload([only], { name: 'agent', staticOn, replicas: initial, pod })
}

const add = (at: number, ordinals: readonly number[]): FaultSpec => ({
  kind: 'addStaticPod',
  atUs: at * second,
  workload: 0,
  ordinals,
})
const remove = (at: number, on: readonly number[] = [0]): FaultSpec => ({
  kind: 'removeStaticPod',
  atUs: at * second,
  workloads: [0],
  nodes: on,
  share: 'all',
})

const slowToStop = container({ behavior: behavior({ shutdown: { after: [constant(7)], exitCode: 0 } }) })

test('runs on every node of its pool under the name of the node, and before other pods take the room (T2, T3)', async () => {
  const others = workload([container()], { kind: 'Deployment', name: 'aaa', replicas: 4 })
  for (const initialState of ['created', 'running'] as const) {
    const spec = cluster([others, staticPod(['node-0', 'node-1'], 2)], 30, { nodes, initialState })
    const state = stateAfter(spec, 20)
    assert.equal([...state.pod.stage].sort(), [
      ...Array(1).fill(PodStage.Unscheduled),
      ...Array(1).fill(PodStage.Unscheduled),
      ...Array(4).fill(PodStage.Bound),
    ])
    const ofAgent = state.pod.node.filter((_, pod) => state.pod.workload[pod] === 1)
    assert.equal([...ofAgent], [0, 1])
  }
  const { starts } = await observe(cluster([staticPod(['node-0', 'node-1'], 2)], 30, { nodes }))
  assert.equal(
    starts.map(({ pod, node: on }) => [pod, on]),
    [
      ['agent-node-0', 'node-0'],
      ['agent-node-1', 'node-1'],
    ],
  )
})

test('is added while the cluster runs, at once, also where there is no room (T1, T3)', async () => {
  const full = workload([container()], { name: 'web', replicas: 4, kind: 'Deployment' })
  const spec = cluster([staticPod(['node-0', 'node-1'], 1), full], 60, { nodes, faults: [add(20, [1])] })
  const { starts } = await observe(spec)
  assert.equal(
    starts.filter((row) => row.pod === 'agent-node-1').map((row) => row.timeSeconds),
    [20],
  )
})

test('is removed with its grace period, without a Terminating in the API, and then gone (T5)', async () => {
  const spec = cluster([staticPod(['node-0'], 1, slowToStop)], 60, { faults: [remove(20)] })
  assert.is(displayStatus(stateAfter(spec, 19), 0), 'Running')
  assert.is(displayStatus(stateAfter(spec, 26), 0), 'Running')
  assert.is(stateAfter(spec, 26).pod.stage[0], PodStage.Deleting)
  assert.is(stateAfter(spec, 27).pod.stage[0], PodStage.Gone)
  const { timeseries } = await observe(spec)
  assert.equal(seriesOf({ timeseries }, 'running'), [1, 1, 0, 0, 0, 0])
})

test('housekeeping deletes the mirror pod, at the latest 2 s after the end (T5, S14)', () => {
  const overheads = { ...cluster([], 1).overheads, ideal: false }
  const spec = cluster([staticPod(['node-0'], 1)], 60, { overheads, faults: [remove(20)] })
  assert.is(stateAfter(spec, 22.2).pod.stage[0], PodStage.Gone)
})

test('a file that comes back while its pod is going is waited for (T2)', async () => {
  const spec = cluster([staticPod(['node-0', 'node-0'], 1, slowToStop)], 60, {
    faults: [remove(20), add(22, [1])],
  })
  assert.equal(startTimes(await observe(spec)), [0, 27])
})

test('a file that is there already, or is gone already, changes nothing (T2)', async () => {
  const twice = cluster([staticPod(['node-0', 'node-0'], 1)], 60, { faults: [add(20, [1])] })
  assert.equal(startTimes(await observe(twice)), [0])
  const gone = cluster([staticPod(['node-0', 'node-0'], 1, slowToStop)], 60, {
    faults: [remove(20), add(22, [1]), remove(24), remove(40)],
  })
  assert.equal(startTimes(await observe(gone)), [0])
})

test('one that has succeeded and is removed is desired no less than nothing (T5)', async () => {
  const ends = container({
    restartPolicy: 'Never',
    behavior: behavior({ complete: { after: [constant(3)] } }),
  })
  const others = workload([container()], { namespace: 'zzz', kind: 'Deployment', name: 'web', replicas: 2 })
  const agent = staticPod(['node-0'], 1, ends, { restartPolicy: 'Never' })
  const observed = await observe(cluster([agent, others], 60, { nodes, faults: [remove(20)] }))
  const all = observed.summary.find(({ workload }) => workload === '*')!
  assert.is(all.values.availability_ratio, 1)
  assert.equal(seriesOf(observed, 'ready').slice(0, 3), [2, 2, 2])
})

test('a mirror pod that is deleted leaves the containers alone (T4)', async () => {
  const spec = cluster([staticPod(['node-0'], 1)], 60, { faults: [deleteFault(20)] })
  assert.is(stateAfter(spec, 50).pod.stage[0], PodStage.Bound)
  assert.equal(startTimes(await observe(spec)), [0])
})

test('probes and back-off are those of other pods (T6)', async () => {
  const app = container({
    probes: { liveness: probe() },
    behavior: behavior({ crash: { after: [constant(1)], exitCode: 1 } }),
  })
  const starts = startTimes(await observe(cluster([staticPod(['node-0'], 1, app)], 60)))
  assert.equal(starts, [0, 1, 12, 33])
})

const phases: readonly {
  readonly rule: string
  readonly faults: readonly FaultSpec[]
  readonly only: ContainerSpec
  readonly restartPolicy: 'Always' | 'Never'
  readonly phase: number
}[] = [
  {
    rule: 'a removal ends in no terminal phase (T6, L1)',
    faults: [remove(20)],
    only: slowToStop,
    restartPolicy: 'Always',
    phase: PodPhase.Running,
  },
  {
    rule: 'a pod that has done its work has one (L1)',
    faults: [],
    only: container({ behavior: behavior({ complete: { after: [constant(5)] } }) }),
    restartPolicy: 'Never',
    phase: PodPhase.Succeeded,
  },
]

for (const { rule, faults, only, restartPolicy, phase } of phases) {
  test(rule, () => {
    const spec: ClusterSpec = cluster([staticPod(['node-0'], 1, only, { restartPolicy })], 60, { faults })
    assert.is(stateAfter(spec, 50).pod.phase[0], phase)
  })
}

test.run()
