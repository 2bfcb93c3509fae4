/** S11, L2: the sandbox of a pod, and what its loss leads to. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runTo, stateAfter } from '../../../../tests/support/observe.ts'
import { app } from '../../../../tests/support/one-workload.ts'
import { cluster, constant, container, never, second, workload } from '../../../../tests/support/spec.ts'
import type { BehaviorSpec, ContainerSpec, PodSpec, RestartPolicy } from '../../../contract/cluster-spec.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { PodPhase } from '../../codes.ts'
import { loseSandbox } from './sandbox.ts'

const test = suite('sandbox')

const completes = (seconds: number): Partial<BehaviorSpec> => ({
  complete: { after: [constant(seconds), never] },
})
const init = app({}, { complete: { after: [constant(2)] } }, 'init')
const sidecar: ContainerSpec = { ...app({}, {}, 'sidecar'), restartPolicy: 'Always' }

/** The pod after the loss of its sandbox at 20 s. */
function afterLoss(
  seconds: number,
  containers: readonly ContainerSpec[],
  pod: Partial<PodSpec> = {},
): ClusterState {
  const spec = cluster([workload(containers, { pod })], 100)
  const state = stateAfter(spec, 20)
  state.nowUs = 20 * second
  loseSandbox(state, 0)
  runTo(state, seconds)
  return state
}

const startedAt = (state: ClusterState): number[] =>
  Array.from(state.container.startedAtUs, (us) => us / second)
const restarts = (state: ClusterState): number[] => Array.from(state.container.incarnation)

test('its loss ends every container, and the pod begins with its first init container (S11)', () => {
  const slow = app({}, { shutdown: { after: [constant(3)], exitCode: 0 } })
  const state = afterLoss(40, [slow, container({ name: 'other' })], { initContainers: [init, sidecar] })
  assert.equal(startedAt(state), [23, 25, 25, 25])
  assert.equal(restarts(state), [1, 1, 1, 1])
  assert.is(state.pod.sandboxCount[0], 2)
})

test('sidecars end last then, too (S11, K5)', () => {
  const slow = app({}, { shutdown: { after: [constant(3)], exitCode: 0 } })
  const state = afterLoss(22, [slow], { initContainers: [sidecar] })
  assert.equal(Array.from(state.container.stopStage), [3, 0])
})

test('the pod is Pending again while its init containers run (L1, L2)', () => {
  const state = afterLoss(21, [container()], { initContainers: [init] })
  assert.equal([state.pod.phase[0], state.pod.isReady[0]], [PodPhase.Pending, 0])
})

const recreations: readonly [RestartPolicy, phase: number, started: readonly number[]][] = [
  ['Always', PodPhase.Running, [20, 20]],
  ['OnFailure', PodPhase.Running, [0, 20]],
  ['Never', PodPhase.Failed, [0, 0]],
]

for (const [restartPolicy, phase, started] of recreations) {
  test(`under ${restartPolicy} a container that had succeeded ${started[0] > 0 ? 'runs' : 'does not run'} again (S11)`, () => {
    const does = restartPolicy === 'Always' ? {} : completes(5)
    const state = afterLoss(30, [app({}, does), container({ name: 'other' })], { restartPolicy })
    assert.equal([state.pod.phase[0], startedAt(state)], [phase, started])
  })
}

test('PodReadyToStartContainers holds while the kubelet sees the sandbox (L2)', () => {
  const slow = app({}, { start: [constant(3)], shutdown: { after: [constant(3)], exitCode: 0 } })
  assert.is(stateAfter(cluster([workload([slow])], 100), 2).pod.isReadyToStart[0], 0)
  assert.is(stateAfter(cluster([workload([slow])], 100), 4).pod.isReadyToStart[0], 1)
  assert.is(afterLoss(21, [slow]).pod.isReadyToStart[0], 0)
  assert.is(afterLoss(30, [slow]).pod.isReadyToStart[0], 1)
})

test.run()
