/** S10, S12, S13, L1, L3: one sync after another, one kill after another, and the status in between. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, startTimes, stateAfter } from '../../../../tests/support/observe.ts'
import {
  behavior,
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
  WorkloadSpec,
} from '../../../contract/cluster-spec.ts'
import { PodPhase, StatusState } from '../../codes.ts'

const test = suite('pod worker')

const named = (
  name: string,
  does: Partial<BehaviorSpec>,
  probes: ContainerSpec['probes'] = {},
): ContainerSpec => container({ name, probes, behavior: behavior(does) })
const quickly = { liveness: probe({}, { failureThreshold: 1 }) }
const crashesOnce = (seconds: number): Partial<BehaviorSpec> => ({
  crash: { after: [constant(seconds), never], exitCode: 1 },
})
const hangsOnce = (seconds: number): Partial<BehaviorSpec> => ({
  hang: { after: [constant(seconds), never], tcpOk: true },
  shutdown: { after: [never], exitCode: 0 },
})

test('a kill of 30 s delays the restart of another crashed container of the pod (S10, S13)', async () => {
  const containers = [named('slow', hangsOnce(5), quickly), named('crashed', crashesOnce(20))]
  const { starts } = await observe(cluster([workload(containers)], 100))
  const restarts = starts.filter((row) => row.restartCount === 1)
  assert.equal(
    restarts.map((row) => [
      row.container,
      row.previousFinishedSeconds,
      row.timeSeconds,
      row.waitedSeconds,
      row.cause,
    ]),
    [
      ['crashed', 20, 41, 21, 'crash'],
      ['slow', 41, 41, 0, 'liveness'],
    ],
  )
})

test('another pod is not delayed (S5)', async () => {
  const pods = [
    workload([named('slow', hangsOnce(5), quickly)], { name: 'a' }),
    workload([named('crashed', crashesOnce(20))], { name: 'b' }),
  ]
  assert.equal(startTimes(await observe(cluster(pods, 100)), 'crashed'), [0, 20])
})

test('a second failure during a kill waits for the next sync, after the first container is back (E12, S5)', async () => {
  const containers = [named('a', hangsOnce(5), quickly), named('b', hangsOnce(15), quickly)]
  const observed = await observe(cluster([workload(containers)], 100))
  assert.equal(startTimes(observed, 'a'), [0, 41])
  assert.equal(startTimes(observed, 'b'), [0, 71])
})

test('containers start one after the other in spec order (S10)', async () => {
  const containers = [named('b', { start: [constant(5)] }), named('a', { start: [constant(3)] })]
  const observed = await observe(cluster([workload(containers)], 20))
  assert.equal([startTimes(observed, 'b'), startTimes(observed, 'a')], [[5], [8]])
})

const inits: readonly {
  rule: string
  inits: readonly Partial<BehaviorSpec>[]
  starts: readonly (readonly number[])[]
  app: readonly number[]
}[] = [
  {
    rule: 'S12 one after the other, then the regular ones',
    inits: [
      { start: [constant(1)], complete: { after: [constant(2)] } },
      { start: [constant(1)], complete: { after: [constant(3)] } },
    ],
    starts: [[1], [4]],
    app: [7],
  },
  {
    rule: 'S12, B3 a failed one comes back with back-off',
    inits: [
      {
        crash: { after: [constant(1), constant(1), never], exitCode: 1 },
        complete: { after: [never, never, constant(1)] },
      },
    ],
    starts: [[0, 1, 12]],
    app: [13],
  },
  {
    rule: 'S12 one that never ends holds the rest',
    inits: [{}, { complete: { after: [constant(1)] } }],
    starts: [[0], []],
    app: [],
  },
]

for (const { rule, inits: does, starts, app } of inits) {
  test(`init containers: ${rule}`, async () => {
    const initContainers = does.map((one, index) => named(`init-${index}`, one))
    const observed = await observe(cluster([workload([container()], { pod: { initContainers } })], 60))
    assert.equal(
      initContainers.map(({ name }) => startTimes(observed, name)),
      starts,
    )
    assert.equal(startTimes(observed), app)
  })
}

type Phase = {
  rule: string
  containers: readonly Partial<BehaviorSpec>[]
  init?: Partial<BehaviorSpec>
  policy?: WorkloadSpec['pod']['restartPolicy']
  at: number
  phase: number
}

const ends = (seconds: number, exitCode: number): Partial<BehaviorSpec> => ({
  crash: { after: [constant(seconds)], exitCode },
})

const phases: readonly Phase[] = [
  {
    rule: 'L1.3 before the container has started: Pending',
    containers: [{ start: [constant(5)] }],
    at: 4,
    phase: PodPhase.Pending,
  },
  { rule: 'L1.4 it runs: Running', containers: [{ start: [constant(5)] }], at: 5, phase: PodPhase.Running },
  {
    rule: 'L1.2 while init containers run: Pending',
    containers: [{}],
    init: { complete: { after: [constant(10)] } },
    at: 9,
    phase: PodPhase.Pending,
  },
  {
    rule: 'L1.2 after them: Running',
    containers: [{}],
    init: { complete: { after: [constant(10)] } },
    at: 10,
    phase: PodPhase.Running,
  },
  {
    rule: 'L1.2 a failed init container that waits: Pending',
    containers: [{}],
    init: { crash: { after: [constant(1)], exitCode: 1 } },
    at: 9,
    phase: PodPhase.Pending,
  },
  {
    rule: 'L1.1 an init container failed under Never: Failed',
    containers: [{}],
    init: { crash: { after: [constant(1)], exitCode: 1 } },
    policy: 'Never',
    at: 9,
    phase: PodPhase.Failed,
  },
  {
    rule: 'L1.3 one of two never started: Pending',
    containers: [{}, { start: [constant(50)] }],
    at: 40,
    phase: PodPhase.Pending,
  },
  { rule: 'L1.5 in back-off: Running', containers: [ends(1, 1)], at: 5, phase: PodPhase.Running },
  {
    rule: 'L1.5 in back-off, exit code 0 under Always: Running',
    containers: [ends(1, 0)],
    at: 5,
    phase: PodPhase.Running,
  },
  {
    rule: 'L1.5 all ended with 0 under OnFailure: Succeeded',
    containers: [ends(1, 0), ends(2, 0)],
    policy: 'OnFailure',
    at: 5,
    phase: PodPhase.Succeeded,
  },
  {
    rule: 'L1.5 a failed one under OnFailure: Running',
    containers: [ends(1, 0), ends(2, 1)],
    policy: 'OnFailure',
    at: 5,
    phase: PodPhase.Running,
  },
  {
    rule: 'L1.5 all ended with 0 under Never: Succeeded',
    containers: [ends(1, 0), ends(2, 0)],
    policy: 'Never',
    at: 5,
    phase: PodPhase.Succeeded,
  },
  {
    rule: 'L1.5 one failed under Never: Failed',
    containers: [ends(1, 1), ends(2, 0)],
    policy: 'Never',
    at: 5,
    phase: PodPhase.Failed,
  },
  {
    rule: 'L1.4 one failed under Never, another runs: Running',
    containers: [ends(1, 1), {}],
    policy: 'Never',
    at: 5,
    phase: PodPhase.Running,
  },
]

for (const { rule, containers, init, policy = 'Always', at, phase } of phases) {
  test(`shows the phase of the rule: ${rule}`, () => {
    const all = containers.map((does, index) => named(`c${index}`, does))
    const initContainers = init ? [named('init', init)] : []
    const spec = cluster([workload(all, { pod: { initContainers, restartPolicy: policy } })], 60)
    assert.is(stateAfter(spec, at).pod.phase[0], phase)
    if (phase >= PodPhase.Succeeded) assert.is(stateAfter(spec, 60).pod.phase[0], phase, 'and stays')
  })
}

/** Exits at 1, 2, 13, 34: from 34 on it waits 40 s. */
const crashing = (kubernetesVersion: KubernetesVersion): ClusterSpec =>
  cluster([workload([named('app', ends(1, 1))])], 100, { kubernetesVersion })

const states: readonly { version: KubernetesVersion; at: number; state: number; rule: string }[] = [
  { version: '1.35', at: 34, state: StatusState.Terminated, rule: 'L3 terminated first' },
  { version: '1.35', at: 73, state: StatusState.Terminated, rule: 'L3 until the next sync, at the expiry' },
  { version: '1.35', at: 74, state: StatusState.Running, rule: 'B3 and then it runs' },
  { version: '1.34', at: 43, state: StatusState.Terminated, rule: 'L3 terminated first' },
  {
    version: '1.34',
    at: 44,
    state: StatusState.Waiting,
    rule: 'L3, S7 waiting at the next sync, 10 s later',
  },
  { version: '1.34', at: 74, state: StatusState.Running, rule: 'B3 and then it runs' },
]

for (const { version, at, state, rule } of states) {
  test(`shows the state of the rule in ${version} at ${at} s: ${rule}`, () => {
    assert.is(stateAfter(crashing(version), at).container.statusState[0], state)
  })
}

test('a container that exits of itself while its kill is decided is not killed', async () => {
  const app = named(
    'app',
    {
      ...crashesOnce(10),
      script: [{ probe: 'all', afterUs: 0, answer: 'fail', incarnations: [0], ill: true }],
    },
    quickly,
  )
  const { starts } = await observe(cluster([workload([app])], 30))
  assert.equal(
    starts.map((row) => [row.timeSeconds, row.cause, row.previousExitCode]),
    [
      [0, 'initial', null],
      [10, 'crash', 1],
    ],
  )
})

test('a crash during the grace period ends the kill, and is its cause (K2)', async () => {
  const app = named('app', { ...crashesOnce(20), ...hangsOnce(5) }, quickly)
  const { starts } = await observe(cluster([workload([app])], 60))
  assert.equal(
    [starts[1].previousFinishedSeconds, starts[1].previousExitCode, starts[1].cause],
    [20, 1, 'crash'],
  )
})

test('the container comes back in the sync that killed it, though another still waits (B13)', async () => {
  const failing = named('failing', ends(1, 1))
  const killed = named(
    'killed',
    { script: [{ probe: 'all', afterUs: 15 * second, answer: 'fail', incarnations: [0], ill: true }] },
    quickly,
  )
  const observed = await observe(cluster([workload([failing, killed])], 40))
  assert.equal(startTimes(observed, 'killed'), [0, 20])
  assert.equal(startTimes(observed, 'failing'), [0, 1, 12, 33])
})

test.run()
