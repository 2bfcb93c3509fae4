/** Slow phases: whose they are, and what a restart makes of them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, type ProbeRun } from '../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  node,
  probe,
  second,
  workload,
} from '../../../tests/support/spec.ts'
import type {
  ClusterSpec,
  DistributionSpec,
  SlowPhasesSpec,
  WorkloadSpec,
} from '../../contract/cluster-spec.ts'

const test = suite('slow phases')

const exponential = (seconds: number): DistributionSpec => ({ kind: 'exponential', mean: seconds * second })
const random = { every: exponential(60), for: exponential(20), factor: Infinity }

/** So many pods whose probes, all at the same moments, time out in slow phases and change nothing. */
function web(
  slow: SlowPhasesSpec,
  changes: Partial<WorkloadSpec> = {},
  crashAfter?: DistributionSpec,
): WorkloadSpec {
  const readiness = probe({ period: 5 }, { failureThreshold: 1_000_000 })
  const app = container({
    probes: { readiness },
    behavior: behavior({
      slow,
      ...(crashAfter && { crash: { after: [crashAfter], exitCode: 1 } }),
    }),
  })
  return workload([app], { kind: 'Deployment', replicas: 4, ...changes })
}

const nodes = [node({ name: 'a' }), node({ name: 'b' })]
async function runsOf(
  workloads: readonly WorkloadSpec[],
  changes: Partial<ClusterSpec> = {},
): Promise<readonly ProbeRun[]> {
  return (await observe(cluster(workloads, 900, { nodes, ...changes }))).runs
}

/** When the probes of a pod time out. */
function slowTimes(runs: readonly ProbeRun[], pod: string): number[] {
  return runs.filter((run) => run.pod === pod && run.result === 'timeout').map(({ time }) => time)
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Pods of the four that have the same slow phases as the first; of two nodes every other pod is on the same. */
for (const [scope, same] of [
  ['container', [0]],
  ['node', [0, 2]],
  ['workload', [0, 1, 2, 3]],
] as const) {
  test(`scope ${scope}: pods ${same} of 4 on two nodes have the same phases`, async () => {
    const runs = await runsOf([web({ ...random, scope })])
    const times = [0, 1, 2, 3].map((pod) => slowTimes(runs, `web-${pod}`))
    assert.ok(times.every(({ length }) => length > 10))
    const found = [0, 1, 2, 3].filter((pod) => isSame(times[pod], times[0]))
    assert.equal(found, [...same])
  })
}

test('workloads of one node share its phases, whatever the factor; those of another setting have their own', async () => {
  const of = (name: string, changes: Partial<SlowPhasesSpec>): WorkloadSpec =>
    web({ ...random, scope: 'node', ...changes }, { name })
  const workloads = [of('web', {}), of('beside', { factor: 5 }), of('other', { every: exponential(61) })]
  const answers = { kind: 'constant', value: 0.5 * second } as const
  const slowed = workloads.map((one) => withLatency(one, answers))
  const runs = await runsOf(slowed, { nodes: [nodes[0]] })
  assert.equal(slowTimes(runs, 'beside-3'), slowTimes(runs, 'web-0'))
  assert.not.equal(slowTimes(runs, 'other-0'), slowTimes(runs, 'web-0'))
})

function withLatency(one: WorkloadSpec, latency: DistributionSpec): WorkloadSpec {
  const [app] = one.pod.containers
  const all = { startup: latency, readiness: latency, liveness: latency }
  return {
    ...one,
    pod: { ...one.pod, containers: [{ ...app, behavior: { ...app.behavior, latency: all } }] },
  }
}

test('phases of a node are the same whoever else is there', async () => {
  const shared = web({ ...random, scope: 'node' }, { replicas: 2 })
  const alone = slowTimes(await runsOf([shared], { nodes: [nodes[0]] }), 'web-0')
  const changed = web({ ...random, every: constant(7), scope: 'node' }, { name: 'a' })
  assert.equal(slowTimes(await runsOf([shared, changed], { nodes: [nodes[0]] }), 'web-0'), alone)
})

test('a pod that comes later joins the phases that are there', async () => {
  const late = web({ ...random, scope: 'node' }, { name: 'late', createdAtUs: 300 * second })
  const runs = await runsOf([web({ ...random, scope: 'node' }), late], { nodes: [nodes[0]] })
  const after = slowTimes(runs, 'web-0').filter((time) => time > 310)
  assert.ok(after.length > 10)
  assert.equal(
    slowTimes(runs, 'late-0').filter((time) => time > 310),
    after,
  )
})

/** From time 0 on, gaps of 40 s and phases of 20 s; the process ends 50 s after its start, and is back after its back-off. */
test('phases begin anew after a restart, with a gap, unless they survive it', async () => {
  const slow = { every: constant(40), for: constant(20), factor: Infinity }
  const timesOf = async (survivesRestart: boolean): Promise<number[]> =>
    slowTimes(await runsOf([web({ ...slow, survivesRestart }, { replicas: 1 }, constant(50))]), 'web-0')
  // In a life of 50 s only its last 10 are slow.
  const anew = await timesOf(false)
  assert.ok(anew.length > 0)
  const survived = await timesOf(true)
  const phaseOf = (time: number): number => (time - survived[0] + 60) % 60
  assert.ok(survived.every((time) => phaseOf(time) < 20 || phaseOf(time) >= 40))
  assert.ok(anew.some((time) => phaseOf(time) >= 20 && phaseOf(time) < 40))
})

test('phases that survive restarts are stationary, also of pods that are only made', async () => {
  const slow = { every: constant(60), for: constant(20), factor: Infinity, survivesRestart: true }
  for (const initialState of ['created', 'running'] as const) {
    const many = web(slow, { replicas: 200 })
    const runs = await runsOf([many], {
      initialState,
      nodes: [node({ podsMax: 300 })],
      durationUs: 100 * second,
    })
    const some = runs.filter(({ time }) => time >= 10 && time < 90)
    const share = some.filter(({ result }) => result === 'timeout').length / some.length
    assert.ok(Math.abs(share - 0.25) < 0.08, `${initialState}: ${share}`)
  }
})

test.run()
