/** N13: nodes that shut down. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shutdownFault } from '../../../tests/support/faults.ts'
import { observe, stateAfter } from '../../../tests/support/observe.ts'
import { app } from '../../../tests/support/one-workload.ts'
import { cluster, constant, node, probe, second, workload } from '../../../tests/support/spec.ts'
import type { FaultSpec } from '../../contract/cluster-spec.ts'
import { PodPhase, WorkerStage } from '../codes.ts'

const test = suite('nodes that shut down')

const probed = (takes: number) =>
  app({ readiness: probe() }, { shutdown: { after: [constant(takes)], exitCode: 0 } })

/** Three pods on the only node: two bare ones, of which the second is critical, and one of a StatefulSet. */
function three(faults: readonly FaultSpec[], takes: number) {
  const workloads = [
    workload([probed(takes)], { name: 'bare', kind: 'Pod' }),
    workload([probed(takes)], { name: 'critical', kind: 'Pod', pod: { isCritical: true } }),
    workload([probed(takes)], { name: 'web', kind: 'StatefulSet' }),
  ]
  return cluster(workloads, 300, { faults, nodes: [node()], initialState: 'running' })
}

test('pods end, the critical one when the others have, and the machine is off when it has (N13)', () => {
  const spec = three([shutdownFault(100, 30, 10)], 4)
  const at = (seconds: number) => {
    const { pod } = stateAfter(spec, seconds)
    return [0, 1].map((row) => [pod.workerStage[row] >= WorkerStage.Terminating, pod.phase[row]])
  }
  assert.equal(at(99), [
    [false, PodPhase.Running],
    [false, PodPhase.Running],
  ])
  assert.equal(at(103), [
    [true, PodPhase.Running],
    [false, PodPhase.Running],
  ])
  assert.equal(at(106), [
    [true, PodPhase.Failed],
    [true, PodPhase.Running],
  ])
  assert.is(stateAfter(spec, 107).node.isOff[0], 0)
  assert.is(stateAfter(spec, 110).node.isOff[0], 1)
})

test('a pod is critical if the revision that it is made from is (N13)', () => {
  const bare = workload([probed(4)], { name: 'bare', kind: 'Pod' })
  const web = workload([probed(4)], { name: 'web', kind: 'StatefulSet' })
  const spec = cluster([bare, { ...web, revisions: [{ ...web.pod, isCritical: true }] }], 300, {
    faults: [
      { kind: 'rollout', atUs: 10 * second, revisions: [{ workload: 1, revision: 1 }] },
      shutdownFault(100, 30, 10),
    ],
    nodes: [node()],
    initialState: 'running',
  })
  const { pod } = stateAfter(spec, 103)
  const isEnding = Array.from(pod.workerStage.subarray(0, pod.count), (one) => one >= WorkerStage.Terminating)
  assert.equal(isEnding, [true, true, false])
})

test('none has longer than what is left for it (N13)', () => {
  const spec = three([shutdownFault(100, 12, 5)], 1000)
  assert.is(stateAfter(spec, 106.9).pod.phase[0], PodPhase.Running)
  assert.is(stateAfter(spec, 111.9).node.isOff[0], 0)
  assert.is(stateAfter(spec, 112.3).node.isOff[0], 1)
})

test('with power again it takes pods, and those that failed have failed (N13)', async () => {
  const { starts } = await observe(three([shutdownFault(100, 30, 10, 90)], 4))
  const later = starts.filter(({ timeSeconds }) => timeSeconds > 0)
  assert.equal(
    later.map(({ pod, timeSeconds }) => [pod, Math.floor(timeSeconds)]),
    [['web-0', 190]],
  )
})

test.run()
