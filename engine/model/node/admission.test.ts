/** S15: pods that name a node that does not take them are rejected by its kubelet, and replaced without a back-off (W8). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulated, stateAfter } from '../../../tests/support/observe.ts'
import {
  cluster,
  constant,
  container,
  idealOverheads,
  node,
  nodeChoice,
  workload,
} from '../../../tests/support/spec.ts'
import {
  type ClusterSpec,
  controlPlaneDefaults,
  type NodeSpec,
  noScheduling,
  type SchedulingSpec,
  type WorkloadSpec,
} from '../../contract/cluster-spec.ts'
import type { ClusterState } from '../cluster-state.ts'
import { PodPhase, PodStage } from '../codes.ts'
import { rejectionText } from './admission.ts'
import { displayPod } from './status/pod-display.ts'

const test = suite('admission')

const asks = (cpuMilli: number, more: Partial<SchedulingSpec> = {}): SchedulingSpec => ({
  ...noScheduling,
  requests: { cpuMilli, memoryBytes: 0, others: {} },
  ...more,
})
const named = (scheduling: SchedulingSpec, changes: Partial<WorkloadSpec> = {}): WorkloadSpec =>
  workload([container()], { kind: 'Pod', ...changes, pod: { scheduling, nodeName: 'a' } })
const on = (
  of: readonly WorkloadSpec[],
  changes: Partial<ClusterSpec> = {},
  place: Partial<NodeSpec> = {},
): ClusterSpec =>
  cluster(of, 100, { nodes: [node({ name: 'a', cpuCores: 4, podsMax: 5, ...place })], ...changes })
const shown = (state: ClusterState): string[] =>
  Array.from({ length: state.pod.count }, (_, pod) => displayPod(state, pod).status)

const slow = { ...controlPlaneDefaults, controllers: { qps: 5, burst: 5 } }
const memory = { requests: { cpuMilli: 0, memoryBytes: 2e9, others: {} } }
const gpus = { requests: { cpuMilli: 0, memoryBytes: 0, others: { 'nvidia.com/gpu': 1 } } }
for (const [what, scheduling, place, changes, reason] of [
  ['has too few processors', asks(4001), {}, {}, 'OutOfcpu'],
  ['has too little memory', asks(0, memory), { memoryBytes: 1e9 }, {}, 'OutOfmemory'],
  ['has no such device', asks(0, gpus), { devices: {} }, {}, 'OutOfnvidia.com/gpu'],
  ['has room for no more pods', asks(0), { podsMax: 0 }, {}, 'OutOfpods'],
  ['has not the labels', asks(0), {}, { nodes: nodeChoice([], { 'a label': 1 }) }, 'NodeAffinity'],
  [
    'has a taint NoExecute',
    asks(0),
    { taints: [{ key: 'gpu', value: '', effect: 'NoExecute' }] },
    {},
    'TaintToleration',
  ],
  [
    'has a taint NoSchedule',
    asks(0),
    { taints: [{ key: 'gpu', value: '', effect: 'NoSchedule' }] },
    {},
    'Running',
  ],
  ['takes it', asks(4000), {}, {}, 'Running'],
] as const)
  test(`a pod names a node that ${what}: ${reason} (S15)`, () => {
    const state = stateAfter(on([named(scheduling, changes)], {}, place), 50)
    assert.equal(shown(state), [reason])
    if (reason === 'Running') return
    assert.is(rejectionText(state, 0).reason, reason)
    // N7: such a taint deletes it, too.
    const stage = reason === 'TaintToleration' ? PodStage.Gone : PodStage.Bound
    assert.equal([state.pod.apiPhase[0], state.pod.stage[0]], [PodPhase.Failed, stage])
    assert.is(state.scheduler.cache.pods[0], 0)
  })

test('the first that come have the room, and a rejected pod takes none (S15)', () => {
  const state = stateAfter(on([named(asks(2500), { replicas: 2 }), named(asks(1500), { name: 'small' })]), 50)
  assert.equal(shown(state), ['Running', 'OutOfcpu', 'Running'])
})

for (const initialState of ['created', 'running'] as const)
  test(`a ReplicaSet replaces what is rejected for ever, as fast as its bucket lets it: ${initialState} (W8, S15)`, () => {
    const deployment = named(asks(2500), { kind: 'Deployment', replicas: 2 })
    const spec = on([deployment], { initialState, controlPlane: slow })
    const early = stateAfter(spec, 10).pod.count
    const state = stateAfter(spec, 30)
    // At most four calls each: a creation, and statuses.
    assert.ok(state.pod.count - early >= (20 * slow.controllers.qps) / 4, `${early} to ${state.pod.count}`)
    assert.is(shown(state).filter((status) => status === 'Running').length, 1)
  })

for (const initialState of ['created', 'running'] as const)
  test(`lanes are walked up to each rejection, and no further: ${initialState} (S15)`, async () => {
    const overheads = {
      ...idealOverheads,
      ideal: false,
      apiRoundTripUs: constant(0.005),
      watchUs: constant(0.002),
      podStartDelayUs: constant(0.05),
    }
    const web = named(asks(2500), { kind: 'Deployment', replicas: 2 })
    const spec = on([web, workload([container()], { name: 'other', replicas: 2, kind: 'Deployment' })], {
      initialState,
      overheads,
      controlPlane: slow,
    })
    const { starts } = await simulated(spec)
    assert.is(
      starts.filter(({ workload: of }) => of.endsWith('/web')).length,
      initialState === 'created' ? 1 : 0,
    )
  })

test.run()
