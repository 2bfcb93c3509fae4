/** N11, N12: what a machine that loses power, and one that is cut off, keep and lose. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFault, kubeletRestartFault, machineFault } from '../../../tests/support/faults.ts'
import { observe, stateAfter, summaryOf, timesOf } from '../../../tests/support/observe.ts'
import { app, deployed, script } from '../../../tests/support/one-workload.ts'
import { cluster, constant, node, probe, workload } from '../../../tests/support/spec.ts'
import { PodStage, WorkerStage } from '../codes.ts'

const test = suite('machines')

const probed = app({ readiness: probe(), liveness: probe() })
const web = (faults: Parameters<typeof cluster>[2], seconds = 300) =>
  deployed(probed, seconds, { kind: 'Pod', ...faults })

test('a machine that loses power runs nothing, probes nothing, and its pods are not ready (N11)', async () => {
  const spec = web({ faults: [machineFault('nodeDown', 100)] })
  const observed = await observe(spec)
  assert.ok(observed.runs.every(({ time }) => time < 100))
  assert.is(summaryOf(observed, 'unready_seconds_total'), 200)
  const state = stateAfter(spec, 200)
  assert.equal(
    [state.pod.workerStage[0], state.pod.stage[0], state.pod.isReady[0]],
    [WorkerStage.Off, PodStage.Bound, 0],
  )
})

test('after a reboot everything starts at once, with one restart more and without a back-off (N11, B1)', async () => {
  const pods = workload([probed], { kind: 'StatefulSet', replicas: 20 })
  const spec = cluster([pods], 300, { faults: [machineFault('nodeReboot', 100, 30)], nodes: [node()] })
  const observed = await observe(spec)
  const again = observed.starts.filter(({ timeSeconds }) => timeSeconds > 0)
  assert.is(again.length, 20)
  for (const row of again)
    assert.equal(
      [row.timeSeconds, row.restartCount, row.cause, row.previousExitCode, row.waitedSeconds],
      [130, 1, 'node', 255, 30],
    )
  // P5: the workers of a young kubelet wait a random part of their period.
  const recovery = summaryOf(observed, 'recovery_seconds')!
  assert.ok(recovery > 5 && recovery < 10, `${recovery}`)
})

test('init containers run again after a reboot (N11, S12)', async () => {
  const init = app({}, { complete: { after: [constant(5)] } }, 'init')
  const spec = cluster([workload([probed], { pod: { initContainers: [init] } })], 300, {
    faults: [machineFault('nodeReboot', 100, 30)],
  })
  const { starts } = await observe(spec)
  assert.equal(
    starts.map(({ container, timeSeconds }) => [container, timeSeconds]),
    [
      ['init', 0],
      ['app', 5],
      ['init', 130],
      ['app', 135],
    ],
  )
})

test('two faults that overlap end with the later one (N11)', async () => {
  const faults = [machineFault('nodeDown', 100, 60), machineFault('nodeReboot', 120, 100)]
  const { starts } = await observe(web({ faults }))
  assert.equal(
    starts.map(({ timeSeconds }) => timeSeconds),
    [0, 220],
  )
})

test('a pod that is deleted while its machine is off goes when that is back (N10)', () => {
  const faults = [machineFault('nodeDown', 100, 60), deleteFault(120, { grace: 1 })]
  const spec = deployed(probed, 300, { kind: 'Pod', faults })
  assert.is(stateAfter(spec, 159).pod.stage[0], PodStage.Deleting)
  assert.is(stateAfter(spec, 161).pod.stage[0], PodStage.Gone)
})

test('a kubelet that is cut off goes on to probe and to restart (N12)', async () => {
  const failing = app({ liveness: probe() }, { script: [script(95, 'fail')] })
  const observed = await observe(
    deployed(failing, 300, { kind: 'Pod', faults: [machineFault('partition', 90, 100)] }),
  )
  assert.equal(
    observed.starts.map(({ timeSeconds, cause }) => [timeSeconds, cause]),
    [
      [0, 'initial'],
      [120, 'liveness'],
    ],
  )
  assert.ok(timesOf(observed, 'liveness').some((time) => time >= 150 && time < 160))
})

test('it hears of a deletion when it is back, and of a new pod (N12)', async () => {
  const faults = [machineFault('partition', 100, 60), deleteFault(120, { grace: 1 })]
  const observed = await observe(deployed(probed, 300, { kind: 'Pod', faults }))
  assert.is(Math.max(...timesOf(observed, 'readiness')), 160)
  const later = deployed(probed, 300, {
    kind: 'Pod',
    createdAt: 110,
    faults: [machineFault('partition', 100, 60)],
  })
  const { starts } = await observe(later)
  assert.equal(
    starts.map(({ timeSeconds }) => timeSeconds),
    [160],
  )
})

test('what it would write to the API waits until it is back, and is written once (N12, R1)', () => {
  // Unready at 110 to 120 and from 130 on.
  const flapping = app(
    { readiness: probe({}, { failureThreshold: 1 }) },
    { script: [script(110, 'fail'), script(120, 'ok'), script(130, 'fail')] },
  )
  const spec = deployed(flapping, 300, { faults: [machineFault('partition', 100, 40)] })
  const seen = [105, 115, 139, 141].map((at) => {
    const { pod } = stateAfter(spec, at)
    return [pod.isReady[0], pod.apiIsReady[0]]
  })
  assert.equal(seen, [
    [1, 1],
    [0, 1],
    [0, 1],
    [0, 0],
  ])
})

test('a kubelet that is restarted while it is cut off writes nothing until it is back (N12, L8)', () => {
  const failing = app({ readiness: probe({}, { failureThreshold: 1 }) }, { script: [script(110, 'fail')] })
  const faults = [machineFault('partition', 100, 40), kubeletRestartFault(105)]
  const spec = deployed(failing, 300, { faults })
  const [before, cutOff, back] = [100, 139, 142].map((at) => stateAfter(spec, at))
  assert.equal([cutOff.pod.isReady[0], cutOff.pod.apiIsReady[0], back.pod.apiIsReady[0]], [0, 1, 0])
  assert.equal(cutOff.metrics.api.nodeStatusWrites, before.metrics.api.nodeStatusWrites)
})

test('a node that 300 faults hold down at the same time is down until the last of them ends', () => {
  const faults = Array.from({ length: 300 }, (_, fault) => machineFault('nodeDown', 100, 20 + fault / 100))
  const isOff = (at: number): number => stateAfter(web({ faults }), at).node.isOff[0]
  assert.equal([101, 121, 122.98, 123].map(isOff), [1, 1, 1, 0])
})

test.run()
