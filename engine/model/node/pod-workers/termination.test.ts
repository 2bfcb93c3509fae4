/** K1-K7, P18: grace periods, exit codes, and the end of a pod. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, startTimes, stateAfter, timesOf } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  never,
  node,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec, ContainerSpec, FaultSpec } from '../../../contract/cluster-spec.ts'
import { PodPhase, PodStage } from '../../codes.ts'

const test = suite('termination')

type Kill = {
  rule: string
  podGrace: number
  probeGrace?: number
  type?: 'liveness' | 'startup'
  /** Seconds from SIGTERM to the exit. */
  shutdown: number
  exitCode?: number
  expected: readonly [seconds: number, exitCode: number]
}

const kills: readonly Kill[] = [
  { rule: 'K1 the grace period of the pod', podGrace: 30, shutdown: Infinity, expected: [30, 137] },
  {
    rule: 'K1 a shorter one of the probe',
    podGrace: 30,
    probeGrace: 10,
    shutdown: Infinity,
    expected: [10, 137],
  },
  {
    rule: 'K1 a longer one of the probe',
    podGrace: 5,
    probeGrace: 60,
    shutdown: Infinity,
    expected: [60, 137],
  },
  {
    rule: 'K1 of the startup probe',
    podGrace: 30,
    probeGrace: 7,
    type: 'startup',
    shutdown: Infinity,
    expected: [7, 137],
  },
  {
    rule: 'K1 the pod for a startup probe without one',
    podGrace: 9,
    type: 'startup',
    shutdown: Infinity,
    expected: [9, 137],
  },
  { rule: 'K2 at least 2 s when the pod says 0', podGrace: 0, shutdown: Infinity, expected: [2, 137] },
  { rule: 'K2 at least 2 s when the pod says 1', podGrace: 1, shutdown: Infinity, expected: [2, 137] },
  {
    rule: 'K2 at least 2 s when the probe says 1',
    podGrace: 30,
    probeGrace: 1,
    shutdown: Infinity,
    expected: [2, 137],
  },
  { rule: 'K2 the minimum also helps who needs 1.5 s', podGrace: 0, shutdown: 1.5, expected: [1.5, 143] },
  { rule: 'K2 an exit within the grace period ends the kill', podGrace: 30, shutdown: 3, expected: [3, 143] },
  { rule: 'K2 an exit after it does not', podGrace: 30, shutdown: 31, expected: [30, 137] },
  { rule: 'K3 a handler that exits cleanly', podGrace: 30, shutdown: 3, exitCode: 0, expected: [3, 0] },
  {
    rule: 'K3 SIGKILL whatever the handler would say',
    podGrace: 2,
    shutdown: 3,
    exitCode: 0,
    expected: [2, 137],
  },
]

/** The probe fails at 10 s and is believed at once. */
function killed({ podGrace, probeGrace, type = 'liveness', shutdown, exitCode = 143 }: Kill): ClusterSpec {
  const grace = probeGrace === undefined ? {} : { grace: probeGrace }
  const app = container({
    probes: { [type]: probe(grace, { failureThreshold: 1 }) },
    behavior: behavior({
      script: [{ probe: 'all', afterUs: 0, answer: 'fail', incarnations: [0], ill: true }],
      shutdown: { after: [constant(shutdown)], exitCode },
    }),
  })
  return cluster([workload([app], { pod: { terminationGraceUs: podGrace * second } })], 100)
}

for (const one of kills) {
  test(`a kill takes its time: ${one.rule}`, async () => {
    const { starts } = await observe(killed(one))
    assert.is(starts[1].previousFinishedSeconds, 10 + one.expected[0])
    assert.is(starts[1].previousExitCode, one.expected[1])
    assert.is(starts[1].cause, one.type ?? 'liveness')
  })
}

const deletion = (
  atSeconds: number,
  changes: { graceSeconds?: number; force?: boolean } = {},
): FaultSpec => ({
  kind: 'delete',
  atUs: atSeconds * second,
  workloads: [0],
  share: 'all',
  force: changes.force ?? false,
  ...(changes.graceSeconds !== undefined && { gracePeriodUs: changes.graceSeconds * second }),
})

const stopping = (seconds: number, changes: Partial<ContainerSpec> = {}): ContainerSpec =>
  container({ behavior: behavior({ shutdown: { after: [constant(seconds)], exitCode: 143 } }), ...changes })

type Deletion = {
  rule: string
  shutdowns: readonly number[]
  podGrace?: number
  how?: { graceSeconds?: number; force?: boolean }
  /** From the deletion until the object is gone. */
  goneAfter: number
  /** From the deletion until the last process has ended. */
  endedAfter: number
}

const deletions: readonly Deletion[] = [
  { rule: 'K6 ends with its process', shutdowns: [3], goneAfter: 3, endedAfter: 3 },
  { rule: 'K6 a process that ends at once', shutdowns: [0], goneAfter: 0, endedAfter: 0 },
  { rule: 'K4 containers are killed in parallel', shutdowns: [3, 7], goneAfter: 7, endedAfter: 7 },
  { rule: 'K4 both ignore SIGTERM', shutdowns: [Infinity, Infinity], goneAfter: 30, endedAfter: 30 },
  {
    rule: 'K1 the default is the grace period of the pod',
    shutdowns: [Infinity],
    podGrace: 12,
    goneAfter: 12,
    endedAfter: 12,
  },
  {
    rule: 'K1 the deletion says otherwise',
    shutdowns: [Infinity],
    how: { graceSeconds: 5 },
    goneAfter: 5,
    endedAfter: 5,
  },
  {
    rule: 'K1 the deletion says longer',
    shutdowns: [Infinity],
    how: { graceSeconds: 50 },
    goneAfter: 50,
    endedAfter: 50,
  },
  {
    rule: 'K7, K2 grace 0 removes the object, not the process',
    shutdowns: [Infinity],
    how: { graceSeconds: 0 },
    goneAfter: 0,
    endedAfter: 2,
  },
  {
    rule: 'K7, K2 a pod whose own grace period is 0 goes as by force',
    shutdowns: [Infinity],
    podGrace: 0,
    goneAfter: 0,
    endedAfter: 2,
  },
  {
    rule: 'K4, K2 grace 1 is 2 s',
    shutdowns: [Infinity],
    how: { graceSeconds: 1 },
    goneAfter: 2,
    endedAfter: 2,
  },
  {
    rule: 'K7 force removes the object, not the process',
    shutdowns: [Infinity],
    how: { force: true },
    goneAfter: 0,
    endedAfter: 2,
  },
]

for (const { rule, shutdowns, podGrace = 30, how, goneAfter, endedAfter } of deletions) {
  test(`a deleted pod goes: ${rule}`, () => {
    const containers = shutdowns.map((seconds, index) => stopping(seconds, { name: `c${index}` }))
    const pods = workload(containers, { pod: { terminationGraceUs: podGrace * second } })
    const spec = cluster([pods], 100, { faults: [deletion(20, how)] })
    const stageAt = (seconds: number): number => stateAfter(spec, seconds).pod.stage[0]
    const runsAt = (seconds: number): boolean => stateAfter(spec, seconds).container.state.includes(1)
    if (goneAfter > 0) assert.is(stageAt(20 + goneAfter - 0.001), PodStage.Deleting)
    assert.is(stageAt(20 + goneAfter), PodStage.Gone)
    if (endedAfter > 0) assert.ok(runsAt(20 + endedAfter - 0.001))
    assert.not.ok(runsAt(20 + endedAfter))
  })
}

test('the grace period of a probe does not count for a deleted pod (K1)', () => {
  const app = stopping(Infinity, { probes: { liveness: probe({ grace: 60 }) } })
  const spec = cluster([workload([app])], 100, { faults: [deletion(20)] })
  assert.is(stateAfter(spec, 49.9).pod.stage[0], PodStage.Deleting)
  assert.is(stateAfter(spec, 50).pod.stage[0], PodStage.Gone)
})

test('a pod that waits for a node goes at once (K7)', () => {
  const nodes = [node({ podsMax: 0 })]
  const spec = cluster([workload([container()])], 100, { nodes, faults: [deletion(20)] })
  assert.is(stateAfter(spec, 20).pod.stage[0], PodStage.Gone)
})

test('a pod that has succeeded goes at once (K7)', () => {
  const app = stopping(Infinity, { behavior: behavior({ complete: { after: [constant(5)] } }) })
  const pods = workload([app], { pod: { restartPolicy: 'Never' } })
  const spec = cluster([pods], 100, { faults: [deletion(20)] })
  assert.is(stateAfter(spec, 19).pod.phase[0], PodPhase.Succeeded)
  assert.is(stateAfter(spec, 20).pod.stage[0], PodStage.Gone)
})

/** Deleted at 12 s; the containers end at 12 s and at 42 s. */
function deletedWith(probes: ContainerSpec['probes'], does: Partial<BehaviorSpec> = {}): ClusterSpec {
  const app = container({ probes, behavior: behavior(does) })
  const other = stopping(Infinity, { name: 'other', probes })
  return cluster([workload([app, other])], 100, { faults: [deletion(12)] })
}

test('liveness and start-up stop with the deletion, readiness goes on until all containers have ended (P18)', async () => {
  const observed = await observe(
    deletedWith({ liveness: probe({ period: 5 }), readiness: probe({ period: 5 }) }),
  )
  for (const name of ['app', 'other']) {
    assert.equal(timesOf(observed, 'liveness', name), [5, 10], name)
    assert.equal(timesOf(observed, 'readiness', name), [0, 5, 10, 15, 20, 25, 30, 35, 40], name)
  }
})

test('a start-up probe stops too (P18)', async () => {
  const observed = await observe(deletedWith({ startup: probe({ period: 5 }) }, { startup: [never] }))
  assert.equal(timesOf(observed, 'startup'), [5, 10])
})

test('a worker sees that it is stopped only between probes (P4, P18)', async () => {
  const latency = { startup: constant(0), readiness: constant(0), liveness: constant(3) }
  const observed = await observe(deletedWith({ liveness: probe({ timeout: 5 }) }, { latency }))
  assert.equal(
    observed.runs.filter((run) => run.container === 'app').map((run) => [run.time, run.result]),
    [[10, 'success']],
  )
})

test('nothing restarts in a pod that is deleted (B10, P18)', async () => {
  const app = container({
    probes: { liveness: probe({ period: 1 }, { failureThreshold: 1 }) },
    behavior: behavior({
      hang: { after: [constant(11.5)], tcpOk: true },
      crash: { after: [constant(15)], exitCode: 1 },
      shutdown: { after: [never], exitCode: 0 },
    }),
  })
  const observed = await observe(cluster([workload([app])], 60, { faults: [deletion(11.7)] }))
  assert.equal(startTimes(observed), [0])
})

test('a deleted pod frees its place when its processes have ended, by force too (K6, K7)', () => {
  for (const [how, freeAt] of [
    [{}, 50],
    [{ force: true }, 22],
  ] as const) {
    const spec = cluster([workload([stopping(Infinity)])], 100, { faults: [deletion(20, how)] })
    assert.is(stateAfter(spec, freeAt - 0.001).node.podCount[0], 1)
    assert.is(stateAfter(spec, freeAt).node.podCount[0], 0)
  }
})

test('the last status of a deleted pod has a terminal phase (K6, L1.5)', () => {
  const spec = cluster([workload([stopping(3)])], 100, { faults: [deletion(20)] })
  assert.is(stateAfter(spec, 30).pod.phase[0], PodPhase.Failed)
})

test('force removes an object that is being deleted gracefully (K7)', () => {
  const spec = cluster([workload([stopping(Infinity)])], 100, {
    faults: [deletion(20), deletion(25, { force: true })],
  })
  assert.is(stateAfter(spec, 25).pod.stage[0], PodStage.Gone)
})

test('the object goes two calls after the status that is written last (K6)', () => {
  const { overheads } = cluster([], 1)
  const spec = cluster([workload([stopping(0)])], 100, {
    faults: [deletion(20)],
    overheads: { ...overheads, ideal: false, apiRoundTripUs: constant(3) },
  })
  const tenths = Array.from({ length: 150 }, (_, index) => 20 + index / 10)
  const goneSeconds = tenths.find((at) => stateAfter(spec, at).pod.stage[0] === PodStage.Gone)!
  const afterExit = goneSeconds - stateAfter(spec, goneSeconds).container.exitedAtUs[0] / second
  // The next tick and a relist, each at most 1 s away, then two calls of 3 s.
  assert.ok(afterExit >= 6 && afterExit <= 8.1, `gone ${afterExit} s after the exit`)
})

test('a sidecar whose liveness probe fails while its pod is deleted is not asked again (P9.15, P18)', async () => {
  const sidecar = stopping(Infinity, {
    name: 'side',
    restartPolicy: 'Always',
    probes: { liveness: probe({ period: 2 }, { failureThreshold: 3 }) },
    behavior: behavior({
      script: [{ probe: 'all', afterUs: 21 * second, answer: 'fail', ill: true }],
      shutdown: { after: [never], exitCode: 0 },
    }),
  })
  const pods = workload([stopping(15)], { pod: { initContainers: [sidecar] } })
  const observed = await observe(cluster([pods], 100, { faults: [deletion(20)] }))
  const failures = observed.runs.filter(({ result }) => result === 'failure')
  assert.equal(
    failures.map(({ time, resultRun }) => [time, resultRun]),
    [
      [22, 1],
      [24, 2],
      [26, 3],
    ],
  )
  assert.equal(startTimes(observed, 'side'), [0])
})

test.run()
