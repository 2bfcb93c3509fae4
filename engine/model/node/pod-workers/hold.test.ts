/** Syncs that are known to find nothing new are arithmetic: the same comes out where each of them looks at everything. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { anySpec } from '../../../../tests/support/arbitrary-spec.ts'
import { kubeletRestartFault } from '../../../../tests/support/faults.ts'
import { stateAfter } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  never,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type { ClusterSpec } from '../../../contract/cluster-spec.ts'
import type { ReplicationResult } from '../../../contract/run-result.ts'
import { Replication } from '../../../study/run/replication.ts'
import type { ClusterState } from '../../cluster-state.ts'

const test = suite('holds')

/** The result, and how many syncs were held. */
function resultOf(spec: ClusterSpec, isLooking: boolean): { result: ReplicationResult; heldCount: number } {
  const options = {
    replication: 1,
    keepsStarts: true,
    keepsEvents: true,
    verify: false,
    isOrdered: true,
  } as const
  const run = new Replication(spec, { ...options, engine: 'quiet' })
  const { pod: pods } = (run as unknown as { readonly state: ClusterState }).state
  let heldCount = 0
  do {
    if (isLooking) pods.heldUntilUs.fill(-Infinity)
    else heldCount += pods.heldUntilUs.some((untilUs) => untilUs > -Infinity) ? 1 : 0
  } while (run.advance(1))
  return { result: run.result(), heldCount }
}

test('a sync that is held gives what one that looks gives, whatever the spec (S5-S12, P6)', () => {
  let heldCount = 0
  const property = fc.property(anySpec, (spec) => {
    const held = resultOf(spec, false)
    heldCount += held.heldCount
    assert.equal(held.result, resultOf(spec, true).result)
  })
  fc.assert(property, { numRuns: 60 })
  assert.ok(heldCount > 0)
})

const overheads: ClusterSpec['overheads'] = {
  ...idealOverheads,
  ideal: false,
  relistCostUs: constant(0.02),
  syncUs: constant(0.001),
}

const probed = container({ probes: { startup: probe(), liveness: probe(), readiness: probe({ period: 1 }) } })
for (const [what, spec] of [
  [
    'a startup worker that a young kubelet has made (P15)',
    cluster([workload([probed])], 100, {
      overheads,
      kubernetesVersion: '1.34',
      faults: [kubeletRestartFault(50)],
    }),
  ],
  [
    'a worker that has ended with its container (Z2)',
    cluster(
      [
        workload(
          [
            container({
              probes: { readiness: probe({ period: 1 }) },
              behavior: behavior({ errorRate: 1, complete: { after: [constant(30)] } }),
            }),
            container({ name: 'other' }),
          ],
          { pod: { restartPolicy: 'Never' } },
        ),
      ],
      300,
      { overheads },
    ),
  ],
] as const)
  test(`ends with ${what}`, () => {
    const held = resultOf(spec, false)
    assert.ok(held.heldCount > 0)
    assert.equal(held.result, resultOf(spec, true).result)
  })

test('a pod that runs is held until something of it changes, and an unready worker is triggered all the same (P6)', () => {
  const failing = container({
    probes: { readiness: probe({ period: 100 }), liveness: probe() },
    behavior: behavior({ errorRate: 0, hang: { after: [constant(40), never], tcpOk: false } }),
  })
  const spec = cluster([workload([failing])], 200, { overheads })
  assert.is(stateAfter(spec, 30).pod.heldUntilUs[0], Infinity)
  // Liveness has failed for the third time at about 70 s: the kill, the relist and the restart are looked at.
  const { container: containers, pod } = stateAfter(spec, 160)
  assert.ok(containers.incarnation[0] >= 1)
  assert.is(pod.heldUntilUs[0], Infinity)
})

test('a deadline ends a hold, though nothing of the pod has changed (L9)', () => {
  const spec = cluster([workload([container()], { pod: { activeDeadlineUs: 30 * second } })], 60, {
    overheads,
  })
  const { heldUntilUs, activeSinceUs } = stateAfter(spec, 20).pod
  assert.is(heldUntilUs[0], activeSinceUs[0] + 30 * second)
})

test.run()
