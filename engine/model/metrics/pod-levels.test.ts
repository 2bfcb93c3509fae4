/** Contract 4: which levels a pod counts in, moment by moment. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFault } from '../../../tests/support/faults.ts'
import { runTo, stateAfter } from '../../../tests/support/observe.ts'
import { app } from '../../../tests/support/one-workload.ts'
import { cluster, constant, never, probe, second, workload } from '../../../tests/support/spec.ts'
import type {
  BehaviorSpec,
  ClusterSpec,
  FaultSpec,
  PodSpec,
  WorkloadSpec,
} from '../../contract/cluster-spec.ts'
import type { ClusterState } from '../cluster-state.ts'
import { loseSandbox } from '../node/runtime/sandbox.ts'

const test = suite('levels of pods')

/** Levels that are not 0 of the workload that is looked at, behind another with a pod that is ready. */
function levelsOf({ metrics: { levels } }: ClusterState): Record<string, number> {
  const all = {
    desired: levels.desiredCount[1],
    pending: levels.summed.pending.count[1],
    ready: levels.readyCount[1],
    unready: levels.summed.unready.count[1],
    terminating: levels.summed.terminating.count[1],
  }
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count !== 0))
}

function specOf(
  behavior: Partial<BehaviorSpec>,
  pod: Partial<PodSpec> = {},
  faults: readonly FaultSpec[] = [],
  changes: Partial<WorkloadSpec> = {},
): ClusterSpec {
  const one = app({}, { shutdown: { after: [never], exitCode: 0 }, ...behavior })
  const workloads = [workload([app({})], { name: 'first' }), workload([one], { pod, ...changes })]
  return cluster(workloads, 100, { faults })
}

const deleted = (at: number): FaultSpec => deleteFault(at, { workload: 1 })
const completes = { complete: { after: [constant(3)] } }
const crashes = { crash: { after: [constant(3)], exitCode: 1 } }
const slowly = { start: [constant(5)] }
const once: Partial<PodSpec> = { restartPolicy: 'Never' }
const init = app({}, { complete: { after: [constant(2)] } }, 'init')

const moments: readonly {
  readonly what: string
  readonly spec: ClusterSpec
  readonly at: number
  readonly levels: Record<string, number>
}[] = [
  { what: 'is created', spec: specOf(slowly), at: 1, levels: { desired: 1, pending: 1, unready: 1 } },
  { what: 'runs', spec: specOf({}), at: 1, levels: { desired: 1, ready: 1 } },
  { what: 'fails', spec: specOf(crashes, once), at: 5, levels: { desired: 1, unready: 1 } },
  { what: 'succeeds', spec: specOf(completes, once), at: 5, levels: {} },
  {
    what: 'is deleted while it runs',
    spec: specOf({}, {}, [deleted(5)]),
    at: 6,
    levels: { desired: 1, terminating: 1 },
  },
  {
    what: 'is deleted while it is pending',
    spec: specOf(slowly, {}, [deleted(1)]),
    at: 2,
    levels: { desired: 1, terminating: 1 },
  },
  {
    what: 'is deleted after it has failed',
    spec: specOf(crashes, once, [deleted(10)]),
    at: 11,
    levels: { desired: 1 },
  },
  {
    what: 'is deleted after it has succeeded',
    spec: specOf(completes, once, [deleted(10)]),
    at: 11,
    levels: {},
  },
  {
    what: 'succeeds while it is deleted',
    spec: specOf(completes, { ...once, terminationGraceUs: 30 * second }, [deleted(2)]),
    at: 20,
    levels: { desired: 1 },
  },
  { what: 'is gone', spec: specOf({}, {}, [deleted(5)]), at: 50, levels: { desired: 1 } },
]

for (const { what, spec, at, levels } of moments) {
  test(`of a pod that ${what}`, () => assert.equal(levelsOf(stateAfter(spec, at)), levels))
}

test('of a pod whose sandbox is lost: Pending again until its init containers are done (L1)', () => {
  const state = stateAfter(
    specOf({ shutdown: { after: [constant(0)], exitCode: 0 } }, { initContainers: [init] }),
    20,
  )
  assert.equal(levelsOf(state), { desired: 1, ready: 1 })
  state.nowUs = 20 * second
  loseSandbox(state, 1)
  runTo(state, 21)
  assert.equal(levelsOf(state), { desired: 1, pending: 1, unready: 1 })
  runTo(state, 23)
  assert.equal(levelsOf(state), { desired: 1, ready: 1 })
})

test('of an unready pod that is deleted', () => {
  const spec = specOf({ errorRate: 1 }, {}, [deleted(5)])
  const [first, second] = spec.workloads
  const [one] = second.pod.containers
  const unready = { ...one, probes: { readiness: probe() } }
  const probed = { ...spec, workloads: [first, { ...second, pod: { ...second.pod, containers: [unready] } }] }
  assert.equal(levelsOf(stateAfter(probed, 4)), { desired: 1, unready: 1 })
  assert.equal(levelsOf(stateAfter(probed, 6)), { desired: 1, terminating: 1 })
})

test.run()
