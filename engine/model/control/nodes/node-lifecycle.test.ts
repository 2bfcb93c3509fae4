/** N1 to N12, Z26, E10: what the control plane does about nodes that fail, and that are back. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { machineFault } from '../../../../tests/support/faults.ts'
import { simulated, stateAfter, summaryOf } from '../../../../tests/support/observe.ts'
import { app } from '../../../../tests/support/one-workload.ts'
import { cluster, node, probe, second, workload } from '../../../../tests/support/spec.ts'
import type { ClusterSpec, FaultSpec, NodeSpec } from '../../../contract/cluster-spec.ts'
import { NodeMark } from './node-object.ts'

const test = suite('node lifecycle')

const nodes = (count: number): NodeSpec[] =>
  Array.from({ length: count }, (_, index) =>
    node({ name: `n${String(index).padStart(3, '0')}`, podsMax: 10 }),
  )

function web(faults: readonly FaultSpec[], seconds: number, changes: Partial<ClusterSpec> = {}): ClusterSpec {
  const pods = workload([app({ readiness: probe() })], { kind: 'Deployment', replicas: 4 })
  return cluster([pods], seconds, { nodes: nodes(3), faults, initialState: 'running', ...changes })
}

/** When something first holds of the cluster, in seconds, to the hundredth. */
function firstTime(spec: ClusterSpec, holds: (state: ReturnType<typeof stateAfter>) => boolean): number {
  let low = 0
  let high = spec.durationUs / second
  while (high - low > 0.005) {
    const middle = (low + high) / 2
    if (holds(stateAfter(spec, middle))) high = middle
    else low = middle
  }
  return high
}

test('a node that dies is Unknown 50 s after its last renewal was observed, and its pods not Ready in the API (N2 to N4, E10)', () => {
  const spec = web([machineFault('nodeDown', 100)], 500)
  const state = stateAfter(spec, 106)
  const { renewedUs, probedUs, isProbed } = state.nodeHealth
  assert.is(isProbed[0], 1)
  assert.ok(probedUs[0] >= renewedUs[0] && probedUs[0] - renewedUs[0] <= 5 * second)
  const unknown = firstTime(spec, ({ nodeHealth }) => (nodeHealth.apiMark[0] & NodeMark.Unknown) !== 0)
  assert.ok(Math.abs(unknown - probedUs[0] / second - 50) < 0.01, `${unknown}`)
  const after = stateAfter(spec, unknown + 0.2)
  const onDead = Array.from({ length: 4 }, (_, pod) => pod).filter((pod) => after.pod.node[pod] === 0)
  assert.ok(onDead.length > 0)
  for (const pod of onDead) assert.equal([after.pod.apiIsReady[pod], after.pod.apiPhase[pod]], [0, 1])
  // N5: NoSchedule at once, NoExecute in the next pass of 100 ms.
  const marks = NodeMark.Unknown | NodeMark.UnreachableNoSchedule | NodeMark.UnreachableNoExecute
  assert.is(after.nodeHealth.apiMark[0], marks)
})

test('its pods are deleted 300 s after the taint, and replaced elsewhere at once (N7, N8, E10)', async () => {
  const spec = web([machineFault('nodeDown', 100)], 600)
  const tainted = firstTime(
    spec,
    ({ nodeHealth }) => (nodeHealth.apiMark[0] & NodeMark.UnreachableNoExecute) !== 0,
  )
  const observed = await simulated(spec)
  const again = observed.starts.filter(({ timeSeconds }) => timeSeconds > 0)
  assert.ok(again.length > 0)
  for (const { timeSeconds, node: name } of again) {
    assert.ok(Math.abs(timeSeconds - tainted - 300) < 0.01, `${timeSeconds} after ${tainted}`)
    assert.ok(name !== 'n000')
  }
  assert.is(summaryOf(observed, 'evictions_total'), again.length)
})

test.run()
