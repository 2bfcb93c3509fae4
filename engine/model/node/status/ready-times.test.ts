/** Times on the way to the API leave nothing behind, whether they come there or not. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateAfter } from '../../../../tests/support/observe.ts'
import { app } from '../../../../tests/support/one-workload.ts'
import { cluster, workload } from '../../../../tests/support/spec.ts'
import { onStatusWritten } from '../../control/pod-watch.ts'

const test = suite('ready times')

test('a status that comes too late to be heard frees the time in it (R1)', () => {
  const state = stateAfter(cluster([workload([app({})], { kind: 'Deployment', replicas: 1 })], 60), 30)
  const before = state.readyTimes.underway
  const slot = state.readyTimes.keep(state.nowUs)
  state.node.silentSinceUs[state.pod.node[0]] = 0
  onStatusWritten(state, 0, 1 + 64 * (slot + 1))
  assert.is(state.readyTimes.underway, before)
})

test.run()
