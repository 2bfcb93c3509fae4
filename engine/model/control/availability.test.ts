/** Z23: when a controller notices that a pod is available. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateAfter } from '../../../tests/support/observe.ts'
import { app } from '../../../tests/support/one-workload.ts'
import { cluster, constant, probe, second, workload } from '../../../tests/support/spec.ts'
import { statefulSetDefaults } from '../../contract/cluster-spec.ts'

const test = suite('availability')

// Ready at 21, which is 21.4 on the API's clock, and counts there from 21 on: available at 31 there, 30.6 here.
const cases = [
  ['ReplicaSet', '1.33', 31, 'a look that is minReadySeconds after the news'],
  ['ReplicaSet', '1.34', 30.6, 'the whole second on'],
  // It looks at 10, 20, 30 and 40, as long as a pod is not available.
  ['StatefulSet', '1.34', 40, 'a look each minReadySeconds since its creation'],
  ['StatefulSet', '1.35', 30.6, 'the whole second on'],
] as const

for (const [kind, kubernetesVersion, noticed, from] of cases)
  test(`${kind} in ${kubernetesVersion}: available from ${from} (Z23)`, () => {
    const minReadyUs = 10 * second
    const slow = app({ readiness: probe({ period: 1 }) }, { startup: [constant(20.3)] })
    const one = workload([slow], { kind, replicas: 1 })
    const pods =
      kind === 'ReplicaSet'
        ? { ...one, minReadyUs }
        : { ...one, statefulSet: { ...statefulSetDefaults, minReadyUs } }
    const spec = cluster([pods], 100, { kubernetesVersion, clockOffsetUs: 0.4 * second })
    const available = (at: number): number => {
      const state = stateAfter(spec, at)
      assert.is(state.pod.apiReadySinceUs[0], 21 * second)
      return kind === 'ReplicaSet' ? state.sets.api[0]!.status.available : state.keptSet.statusAvailable[0]
    }
    assert.equal([available(noticed - 0.01), available(noticed + 0.01)], [0, 1])
  })

test.run()
