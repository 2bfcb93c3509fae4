/**
 * Tracing never changes a result, and neither does the engine: `observe` compares. Here are the moments at which a
 * probe is under way when something else happens, so that it matters when its answer comes.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe } from '../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  never,
  probe,
  second,
  workload,
} from '../../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec, ContainerSpec, FaultSpec } from '../../contract/cluster-spec.ts'

const test = suite('a probe under way')

const answersIn = (seconds: number): Partial<BehaviorSpec> => ({
  latency: { startup: constant(seconds), readiness: constant(seconds), liveness: constant(seconds) },
})
const both = { readiness: probe({ timeout: 5 }), liveness: probe({ timeout: 5 }) }
const app = (
  does: Partial<BehaviorSpec>,
  probes: ContainerSpec['probes'] = both,
  name = 'app',
): ContainerSpec => container({ name, probes, behavior: behavior(does) })
const at = (seconds: number) => ({ atUs: seconds * second })
const ref = { containers: [{ workload: 0, container: 0 }], share: 'all' } as const
const crashes = { crash: { after: [constant(31), never], exitCode: 1 } }

const moments: readonly {
  rule: string
  containers: readonly ContainerSpec[]
  fault?: FaultSpec
  durationSeconds?: number
}[] = [
  {
    rule: 'the kubelet restarts',
    containers: [app(answersIn(3))],
    fault: { kind: 'kubeletRestart', ...at(31), nodes: [0], share: 'all' },
  },
  { rule: 'the container crashes and comes back', containers: [app({ ...answersIn(3), ...crashes })] },
  { rule: 'another container crashes', containers: [app(answersIn(3)), app(crashes, {}, 'other')] },
  {
    rule: 'the pod is deleted',
    containers: [app({ ...answersIn(3), shutdown: { after: [constant(9)], exitCode: 0 } })],
    fault: { kind: 'delete', ...at(31), workloads: [0], share: 'all', force: false },
  },
  {
    rule: 'the pod is deleted and gone',
    containers: [app(answersIn(3))],
    fault: { kind: 'delete', ...at(31), workloads: [0], share: 'all', force: true },
  },
  {
    rule: 'the process hangs',
    containers: [app(answersIn(3))],
    fault: { kind: 'hang', ...at(31), forUs: 15 * second, ...ref },
  },
  {
    rule: 'the process hangs for good',
    containers: [app(answersIn(3))],
    fault: { kind: 'hang', ...at(31), ...ref },
  },
  {
    rule: 'a slow fault begins',
    containers: [app(answersIn(0.5))],
    fault: { kind: 'slow', ...at(30.2), forUs: 25 * second, factor: 30, ...ref },
  },
  {
    rule: 'answers take longer than the period',
    containers: [app(answersIn(12), { readiness: probe({ timeout: 20 }), liveness: probe({ timeout: 20 }) })],
    fault: { kind: 'crash', ...at(31), exitCode: 1, ...ref },
  },
  {
    rule: 'answers take just the period',
    containers: [app(answersIn(10), { readiness: probe({ timeout: 20 }), liveness: probe({ timeout: 20 }) })],
    fault: { kind: 'crash', ...at(40), exitCode: 1, ...ref },
  },
  {
    rule: 'the container crashes and the run ends before the answer',
    containers: [app({ ...answersIn(3), crash: { after: [constant(91), never], exitCode: 1 } })],
    durationSeconds: 92,
  },
  { rule: 'the run ends', containers: [app(answersIn(3))], durationSeconds: 91 },
]

for (const { rule, containers, fault, durationSeconds = 100 } of moments) {
  for (const initialState of ['created', 'running'] as const) {
    test(`makes no difference when ${rule}, initial state ${initialState}`, async () => {
      const faults = fault ? [fault] : []
      const spec: ClusterSpec = cluster([workload(containers)], durationSeconds, { faults, initialState })
      assert.ok((await observe(spec)).runs.length > 5)
    })
  }
}

test('makes no difference for slow phases that come and go', async () => {
  const slow = { every: constant(23), for: constant(9), factor: 20 }
  const pods = workload([app({ ...answersIn(0.1), slow })], { kind: 'Deployment', replicas: 20 })
  assert.ok((await observe(cluster([pods], 400, { initialState: 'running' }))).runs.length > 1000)
})

test.run()
