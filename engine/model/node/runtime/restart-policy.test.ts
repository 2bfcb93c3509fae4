/** B10-B12, P17, S11: who is started again, by policy, exit code and reason. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  observe,
  seriesOf,
  startTimes,
  stateAfter,
  summaryOf,
  timesOf,
} from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  never,
  probe,
  workload,
} from '../../../../tests/support/spec.ts'
import type {
  BehaviorSpec,
  ClusterSpec,
  ContainerSpec,
  KubernetesVersion,
  RestartPolicy,
} from '../../../contract/cluster-spec.ts'
import { PodPhase } from '../../codes.ts'

const test = suite('restart policy')

function pod(
  containers: readonly ContainerSpec[],
  restartPolicy: RestartPolicy,
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  return cluster([workload(containers, { pod: { restartPolicy } })], 60, changes)
}
const exits = (exitCode: number): Partial<BehaviorSpec> => ({
  crash: { after: [constant(5), never], exitCode },
})

const exitCases: readonly {
  policy: RestartPolicy
  exitCode: number
  starts: readonly number[]
  cause?: string
  phase: number
}[] = [
  { policy: 'Always', exitCode: 0, starts: [0, 5], cause: 'completed', phase: PodPhase.Running },
  { policy: 'Always', exitCode: 1, starts: [0, 5], cause: 'crash', phase: PodPhase.Running },
  { policy: 'Always', exitCode: 137, starts: [0, 5], cause: 'crash', phase: PodPhase.Running },
  { policy: 'OnFailure', exitCode: 0, starts: [0], phase: PodPhase.Succeeded },
  { policy: 'OnFailure', exitCode: 1, starts: [0, 5], cause: 'crash', phase: PodPhase.Running },
  { policy: 'Never', exitCode: 0, starts: [0], phase: PodPhase.Succeeded },
  { policy: 'Never', exitCode: 1, starts: [0], phase: PodPhase.Failed },
]

for (const { policy, exitCode, starts, cause, phase } of exitCases) {
  test(`exit code ${exitCode} under ${policy} (B10)`, async () => {
    const spec = pod([container({ behavior: behavior(exits(exitCode)) })], policy)
    const observed = await observe(spec)
    assert.equal(startTimes(observed), starts)
    assert.is(observed.starts[1]?.cause, cause)
    assert.is(stateAfter(spec, 50).pod.phase[0], phase)
  })
}

test('exit code 0 under Always has the same back-off as a failure (B10)', async () => {
  const app = container({ behavior: behavior({ complete: { after: [constant(1)] } }) })
  const { starts } = await observe(pod([app], 'Always'))
  assert.equal(
    starts.map((row) => [row.timeSeconds, row.backoffSeconds, row.cause]),
    [
      [0, null, 'initial'],
      [1, 10, 'completed'],
      [12, 20, 'completed'],
      [33, 40, 'completed'],
    ],
  )
})

const quickly = { liveness: probe({ period: 2 }, { failureThreshold: 1 }) }
/** Every instance hangs after 1 s: killed at 3, 5 and 7 s, of which the third has to wait. */
const hanging = (exitCode: number): ContainerSpec =>
  container({
    probes: quickly,
    behavior: behavior({
      hang: { after: [constant(1)], tcpOk: true },
      shutdown: { after: [constant(0)], exitCode },
    }),
  })

const killCases: readonly {
  rule: string
  policy: RestartPolicy
  exitCode: number
  starts: readonly number[]
  phase: number
}[] = [
  {
    rule: 'B11 exit code 0 comes back at once, but not after a wait',
    policy: 'OnFailure',
    exitCode: 0,
    starts: [0, 3, 5],
    phase: PodPhase.Succeeded,
  },
  {
    rule: 'B11 another exit code comes back after a wait too',
    policy: 'OnFailure',
    exitCode: 143,
    starts: [0, 3, 5, 17],
    phase: PodPhase.Running,
  },
  {
    rule: 'B8 under Always the exit code does not matter',
    policy: 'Always',
    exitCode: 0,
    starts: [0, 3, 5, 17],
    phase: PodPhase.Running,
  },
  {
    rule: 'B12 under Never it does not come back: Failed',
    policy: 'Never',
    exitCode: 143,
    starts: [0],
    phase: PodPhase.Failed,
  },
  {
    rule: 'B12 under Never with exit code 0: Succeeded',
    policy: 'Never',
    exitCode: 0,
    starts: [0],
    phase: PodPhase.Succeeded,
  },
]

for (const { rule, policy, exitCode, starts, phase } of killCases) {
  test(`after a liveness kill: ${rule}`, async () => {
    const observed = await observe(pod([hanging(exitCode)], policy))
    assert.equal(
      startTimes(observed).filter((time) => time < 18),
      starts,
    )
    assert.is(stateAfter(pod([hanging(exitCode)], policy), 17.5).pod.phase[0], phase)
  })
}

test('a start-up failure under Never kills and fails the pod (B12)', () => {
  const app = container({
    probes: { startup: probe({ period: 2 }) },
    behavior: behavior({ startup: [never] }),
  })
  assert.is(stateAfter(pod([app], 'Never'), 5.9).pod.phase[0], PodPhase.Running)
  assert.is(stateAfter(pod([app], 'Never'), 6).pod.phase[0], PodPhase.Failed)
})

test('one container killed under Never leaves the other running (B12, S11)', async () => {
  const spec = pod([hanging(143), container({ name: 'other' })], 'Never')
  const observed = await observe(spec)
  assert.equal(startTimes(observed), [0])
  assert.is(stateAfter(spec, 50).pod.phase[0], PodPhase.Running)
  assert.is(summaryOf(observed, 'container_seconds'), 63)
})

test('nothing to keep and nothing to start: the pod is killed, all containers in parallel (S10, S11.4, K4)', () => {
  const ignores = { hang: { after: [constant(1)], tcpOk: true }, shutdown: { after: [never], exitCode: 0 } }
  const both = ['a', 'b'].map((name) => container({ name, probes: quickly, behavior: behavior(ignores) }))
  const state = stateAfter(pod(both, 'Never'), 60)
  assert.equal([...state.container.exitedAtUs], [33e6, 33e6])
})

test('a container that is not started again does not wait for its back-off (B11)', async () => {
  const observed = await observe(pod([hanging(0), container({ name: 'other' })], 'OnFailure'))
  assert.equal(startTimes(observed), [0, 3, 5])
  assert.is(summaryOf(observed, 'backoff_seconds_total'), 0)
})

const noReplacement = { ContainerRestartRules: false }
const workers: readonly {
  rule: string
  policy: RestartPolicy
  exitCode: number
  version: KubernetesVersion
  gates?: Record<string, boolean>
  exists: number
}[] = [
  {
    rule: 'exit code 0 under OnFailure ends the worker',
    policy: 'OnFailure',
    exitCode: 0,
    version: '1.35',
    exists: 0,
  },
  { rule: 'before 1.35 it went on idling', policy: 'OnFailure', exitCode: 0, version: '1.34', exists: 1 },
  {
    rule: 'and with the gate off',
    policy: 'OnFailure',
    exitCode: 0,
    version: '1.35',
    gates: noReplacement,
    exists: 1,
  },
  {
    rule: 'exit code 1 under OnFailure does not',
    policy: 'OnFailure',
    exitCode: 1,
    version: '1.35',
    exists: 1,
  },
  { rule: 'exit code 0 under Always does not', policy: 'Always', exitCode: 0, version: '1.35', exists: 1 },
  { rule: 'exit code 1 under Never does', policy: 'Never', exitCode: 1, version: '1.35', exists: 0 },
  { rule: 'exit code 1 under Never did before', policy: 'Never', exitCode: 1, version: '1.31', exists: 0 },
]

for (const { rule, policy, exitCode, version, gates = {}, exists } of workers) {
  test(`workers of a container that has ended, ${version}: ${rule} (P17)`, () => {
    const app = container({ probes: { liveness: probe() }, behavior: behavior(exits(exitCode)) })
    const spec = pod([app, container({ name: 'other' })], policy, {
      kubernetesVersion: version,
      featureGates: gates,
    })
    assert.is(stateAfter(spec, 9.9).probe.exists[0], 1, 'until the next tick')
    assert.is(stateAfter(spec, 10).probe.exists[0], exists)
  })
}

test('a worker that ends with its container has published what it met: a sync follows (P9.6, P12, P17)', async () => {
  const done = container({
    name: 'done',
    probes: { liveness: probe({ period: 5 }) },
    behavior: behavior({ complete: { after: [constant(2)] } }),
  })
  const unready = container({
    name: 'unready',
    probes: { readiness: probe({ period: 7 }) },
    behavior: behavior({ errorRate: 1 }),
  })
  const { runs } = await observe(pod([done, unready], 'OnFailure'))
  const triggered = timesOf({ runs }, 'readiness', 'unready')
  assert.equal(
    triggered.slice(0, 5),
    [0, 2, 5, 6, 7],
    'by the start, the exit, the last result, and from then on (Z2)',
  )
})

test('a Success that comes after the exit makes nobody Ready, also while the container waits for its back-off (R2, S8, S9)', async () => {
  const late = { startup: constant(0), readiness: constant(5), liveness: constant(0) }
  const app = container({
    probes: { readiness: probe({ period: 9, timeout: 7 }, { successThreshold: 3 }) },
    behavior: behavior({ latency: late, crash: { after: [constant(1), constant(17), never], exitCode: 1 } }),
  })
  const once = behavior({ crash: { after: [constant(18.5), never], exitCode: 1 } })
  const other = container({ name: 'other', behavior: once })
  const observed = await observe(pod([app, other], 'Always'))
  assert.equal(startTimes(observed), [0, 1, 28])
  assert.is(observed.runs[2].published, 'success', 'at 19 s, of the instance that has ended at 18 s')
  assert.is(seriesOf(observed, 'ready')[1], 0, 'at 20 s')
})

test('no worker outlives a terminal phase (P9.2)', async () => {
  const app = container({ probes: { liveness: probe(), readiness: probe() }, behavior: behavior(exits(0)) })
  const spec = pod([app], 'OnFailure')
  assert.equal([...stateAfter(spec, 10).probe.exists], [0, 0])
  assert.equal(
    (await observe(spec)).runs.map((run) => run.time),
    [0],
  )
})

for (const initialState of ['created', 'running'] as const) {
  test(`a Job runs once and succeeds, initial state ${initialState} (B10)`, async () => {
    const app = container({ behavior: behavior({ complete: { after: [constant(10)] } }) })
    const jobs = workload([app], { kind: 'Job', replicas: 3, pod: { restartPolicy: 'OnFailure' } })
    const spec = cluster([jobs], 60, { initialState })
    const observed = await observe(spec)
    assert.equal(startTimes(observed), [0, 0, 0])
    assert.equal([...stateAfter(spec, 10).pod.phase], [2, 2, 2])
    assert.is(summaryOf(observed, 'container_seconds'), 30)
    assert.is(summaryOf(observed, 'restarts_total'), 0)
  })
}

test.run()
