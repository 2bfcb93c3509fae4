/** S12, K5, P1, P16, P17, P18, L1, L2 of restartable init containers: their order, their restarts, their end. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, startTimes, stateAfter, timesOf } from '../../../../tests/support/observe.ts'
import { app } from '../../../../tests/support/one-workload.ts'
import {
  cluster,
  constant,
  container,
  never,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type {
  BehaviorSpec,
  ClusterSpec,
  ContainerSpec,
  KubernetesVersion,
  PodSpec,
} from '../../../contract/cluster-spec.ts'
import { PodPhase } from '../../codes.ts'

const test = suite('sidecars')

const sidecar = (
  name: string,
  does: Partial<BehaviorSpec> = {},
  probes: ContainerSpec['probes'] = {},
): ContainerSpec => ({ ...app(probes, does, name), restartPolicy: 'Always' })
const ends = (seconds: number, exitCode = 0): Partial<BehaviorSpec> => ({
  crash: { after: [constant(seconds), never], exitCode },
})
const shutsDown = (seconds: number): Partial<BehaviorSpec> => ({
  shutdown: { after: [constant(seconds)], exitCode: 0 },
})

function podOf(
  initContainers: readonly ContainerSpec[],
  containers: readonly ContainerSpec[],
  seconds: number,
  pod: Partial<PodSpec> = {},
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  return cluster([workload(containers, { pod: { initContainers, ...pod } })], seconds, changes)
}

type Order = {
  readonly rule: string
  readonly inits: readonly ContainerSpec[]
  /** Starts of each init container, then of the regular one. */
  readonly starts: readonly (readonly number[])[]
}

const plain = (name: string, seconds: number): ContainerSpec =>
  app({}, { complete: { after: [constant(seconds)] } }, name)

const orders: readonly Order[] = [
  {
    rule: 'the next follows as soon as a sidecar runs',
    inits: [sidecar('a'), plain('b', 3)],
    starts: [[0], [0], [3]],
  },
  {
    rule: 'it waits for the startup probe of a sidecar',
    inits: [sidecar('a', { startup: [constant(15)] }, { startup: probe() }), plain('b', 3)],
    starts: [[0], [20], [23]],
  },
  {
    rule: 'readiness and liveness of a sidecar hold nobody',
    inits: [
      sidecar('a', { startup: [constant(15)] }, { readiness: probe(), liveness: probe() }),
      plain('b', 3),
    ],
    starts: [[0], [0], [3]],
  },
  {
    rule: 'a sidecar that ends before initialisation is over is started again, with back-off',
    inits: [
      sidecar('a', { crash: { after: [constant(1), constant(1), never], exitCode: 0 } }),
      plain('b', 30),
    ],
    starts: [[0, 1, 12], [0], [30]],
  },
  {
    rule: 'plain ones are not run again when a sidecar restarts later',
    inits: [plain('a', 2), sidecar('b', ends(5))],
    starts: [[0], [2, 7], [2]],
  },
]

for (const { rule, inits, starts } of orders) {
  test(`S12: ${rule}`, async () => {
    const observed = await observe(podOf(inits, [container()], 60))
    assert.equal(
      [...inits, container()].map(({ name }) => startTimes(observed, name)),
      starts,
    )
  })
}

for (const restartPolicy of ['Always', 'OnFailure', 'Never'] as const) {
  for (const exitCode of [0, 1]) {
    test(`a sidecar that ends with ${exitCode} restarts under ${restartPolicy} (S12, B10)`, async () => {
      const spec = podOf([sidecar('a', ends(5, exitCode))], [container()], 30, { restartPolicy })
      assert.equal(startTimes(await observe(spec), 'a'), [0, 5])
    })
  }
}

for (const type of ['liveness', 'startup'] as const) {
  test(`a sidecar is killed and started again when its ${type} probe fails, under Never too (S12)`, async () => {
    const hangs = {
      hang: { after: [constant(5), never], tcpOk: true },
      startup: [type === 'startup' ? constant(Infinity) : constant(0), constant(0)],
    }
    const probes = { [type]: probe({}, { failureThreshold: 2 }) }
    const observed = await observe(
      podOf([sidecar('a', hangs, probes)], [container()], 60, { restartPolicy: 'Never' }),
    )
    const restarts = observed.starts.filter((row) => row.restartCount === 1)
    assert.equal(
      restarts.map((row) => [row.container, row.timeSeconds, row.cause]),
      [['a', type === 'liveness' ? 21 : 20, type]],
    )
  })
}

test('workers of sidecars run beside the others, and those of containers come first (P1)', async () => {
  const probes = { liveness: probe() }
  const state = stateAfter(podOf([sidecar('a', {}, probes)], [app(probes)], 30), 1)
  assert.equal(Array.from(state.probe.container), [1, 0])
  const observed = await observe(podOf([sidecar('a', {}, probes)], [app(probes)], 35))
  assert.equal(timesOf(observed, 'liveness', 'a'), [10, 20, 30])
})

test('a pod is not ready until its sidecars are (P16, L2)', () => {
  const spec = podOf([sidecar('a', { startup: [constant(15)] }, { readiness: probe() })], [container()], 60)
  assert.is(stateAfter(spec, 19).pod.isReady[0], 0)
  assert.is(stateAfter(spec, 20).pod.isReady[0], 1)
})

const conditions: readonly { rule: string; at: number; phase: number; isInitialized: number }[] = [
  { rule: 'a sidecar that is not started yet', at: 15, phase: PodPhase.Pending, isInitialized: 0 },
  { rule: 'a plain init container that runs', at: 21, phase: PodPhase.Pending, isInitialized: 0 },
  { rule: 'everything runs', at: 26, phase: PodPhase.Running, isInitialized: 1 },
  {
    rule: 'a sidecar that restarts beside a regular container',
    at: 31,
    phase: PodPhase.Running,
    isInitialized: 1,
  },
]

for (const { rule, at, phase, isInitialized } of conditions) {
  test(`phase and Initialized with ${rule} (L1, L2)`, () => {
    const startsUp = { startup: [constant(15), constant(1000)], ...ends(30) }
    const inits = [sidecar('a', startsUp, { startup: probe() }), plain('b', 5)]
    const state = stateAfter(podOf(inits, [container()], 60), at)
    assert.equal([state.pod.phase[0], state.pod.isInitialized[0]], [phase, isInitialized])
  })
}

test('a failed init container fails the pod, also while a sidecar before it is down (L1.1)', () => {
  const inits = [sidecar('a', ends(14), { startup: probe() }), app({}, ends(5, 1), 'b')]
  const spec = podOf(inits, [container()], 60, { restartPolicy: 'Never' })
  assert.is(stateAfter(spec, 13).pod.phase[0], PodPhase.Pending)
  assert.is(stateAfter(spec, 16).pod.phase[0], PodPhase.Failed)
})

test('a pod whose regular containers are done takes its sidecars with it (S11, K5, L1)', () => {
  const spec = podOf([sidecar('a', shutsDown(2))], [app({}, ends(10))], 60, { restartPolicy: 'OnFailure' })
  assert.is(stateAfter(spec, 11).pod.phase[0], PodPhase.Running)
  assert.is(stateAfter(spec, 12).pod.phase[0], PodPhase.Succeeded)
})

type End = {
  readonly rule: string
  readonly inits: readonly ContainerSpec[]
  readonly main: Partial<BehaviorSpec>
  readonly grace: number
  /** Seconds from the deletion to the exit of each init container, and of the regular one. */
  readonly exits: readonly number[]
}

const shutdowns: readonly End[] = [
  {
    rule: 'the regular container, then the last sidecar, then the first',
    inits: [sidecar('a', shutsDown(1)), sidecar('b', shutsDown(2))],
    main: shutsDown(3),
    grace: 30,
    exits: [6, 5, 3],
  },
  {
    rule: 'a plain init container between them makes nobody wait',
    inits: [sidecar('a', shutsDown(1)), plain('p', 1), sidecar('b', shutsDown(2))],
    main: shutsDown(3),
    grace: 30,
    exits: [6, -9, 5, 3],
  },
  {
    rule: 'when the grace period is over nobody waits; at least 2 s are left (K2)',
    inits: [sidecar('a', shutsDown(Infinity)), sidecar('b', shutsDown(1))],
    main: shutsDown(Infinity),
    grace: 10,
    exits: [12, 11, 10],
  },
  {
    rule: 'whole seconds of the wait are taken from the grace period',
    inits: [sidecar('a', shutsDown(Infinity))],
    main: shutsDown(3.5),
    grace: 10,
    exits: [10.5, 3.5],
  },
]

for (const { rule, inits, main, grace, exits } of shutdowns) {
  test(`K5: ${rule}`, () => {
    const fault = {
      kind: 'delete' as const,
      atUs: 10 * second,
      workloads: [0],
      share: 'all' as const,
      force: false,
    }
    const spec = podOf(
      inits,
      [app({}, main)],
      60,
      { terminationGraceUs: grace * second },
      { faults: [fault] },
    )
    const { container: containers } = stateAfter(spec, 59)
    assert.equal(
      Array.from(containers.exitedAtUs, (us) => us / second - 10),
      exits,
    )
  })
}

test('liveness of a sidecar is probed until the pod is gone, that of a regular container is not (P18)', async () => {
  const probes = { liveness: probe({ period: 1 }) }
  const fault = {
    kind: 'delete' as const,
    atUs: 10.5 * second,
    workloads: [0],
    share: 'all' as const,
    force: false,
  }
  const spec = podOf(
    [sidecar('a', shutsDown(1), probes)],
    [app(probes, shutsDown(3))],
    20,
    {},
    { faults: [fault] },
  )
  const observed = await observe(spec)
  assert.is(timesOf(observed, 'liveness', 'app').at(-1), 10)
  assert.is(timesOf(observed, 'liveness', 'a').at(-1), 14)
})

const workerEnds: readonly [KubernetesVersion, exists: number][] = [
  ['1.31', 0],
  ['1.32', 0],
  ['1.33', 1],
  ['1.34', 1],
  ['1.35', 1],
]

for (const [kubernetesVersion, exists] of workerEnds) {
  test(`the worker of an ended sidecar under Never ${exists ? 'stays' : 'is gone'} (P17, ${kubernetesVersion})`, () => {
    const does: Partial<BehaviorSpec> = { ...ends(15), start: [constant(0), constant(30)] }
    const spec = podOf(
      [sidecar('a', does, { liveness: probe() })],
      [container()],
      60,
      { restartPolicy: 'Never' },
      { kubernetesVersion },
    )
    assert.is(stateAfter(spec, 25).probe.exists[0], exists)
  })
}

test('sidecars of a pod that runs from before run, and its init containers are done (L2)', () => {
  const spec = podOf(
    [sidecar('a', {}, { liveness: probe() }), plain('b', 1)],
    [container()],
    30,
    {},
    { initialState: 'running' },
  )
  const state = stateAfter(spec, 5)
  assert.equal(Array.from(state.container.isReady), [1, 1, 1])
  assert.equal([state.pod.isInitialized[0], state.pod.isReadyToStart[0]], [1, 1])
})

test.run()
