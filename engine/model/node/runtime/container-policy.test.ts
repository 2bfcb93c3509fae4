/** B10, S11, P17, L1: restart policies and rules of single containers, and the restart of all. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, startTimes, stateAfter } from '../../../../tests/support/observe.ts'
import { app } from '../../../../tests/support/one-workload.ts'
import {
  cluster,
  constant,
  container,
  hook,
  idealOverheads,
  never,
  probe,
  workload,
} from '../../../../tests/support/spec.ts'
import type {
  BehaviorSpec,
  ClusterSpec,
  ContainerSpec,
  KubernetesVersion,
  PodSpec,
  RestartPolicy,
  RestartRuleSpec,
} from '../../../contract/cluster-spec.ts'
import { PodPhase } from '../../codes.ts'

const test = suite('policies of containers')

const ends = (exitCode: number): Partial<BehaviorSpec> => ({
  crash: { after: [constant(5), never], exitCode },
})
const onCode = (
  exitCodes: number[],
  operator: 'In' | 'NotIn' = 'In',
  action: RestartRuleSpec['action'] = 'Restart',
): RestartRuleSpec => ({ operator, exitCodes, action })

function podOf(
  containers: readonly ContainerSpec[],
  pod: Partial<PodSpec> = {},
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  return cluster([workload(containers, { pod })], 60, changes)
}

type Policy = {
  readonly rule: string
  readonly pod: RestartPolicy
  readonly own?: RestartPolicy
  readonly rules?: readonly RestartRuleSpec[]
  readonly exitCode: number
  readonly restarts: boolean
}

const policies: readonly Policy[] = [
  { rule: 'its own Always', pod: 'Never', own: 'Always', exitCode: 0, restarts: true },
  { rule: 'its own OnFailure after a failure', pod: 'Never', own: 'OnFailure', exitCode: 1, restarts: true },
  {
    rule: 'its own OnFailure after a success',
    pod: 'Always',
    own: 'OnFailure',
    exitCode: 0,
    restarts: false,
  },
  { rule: 'its own Never', pod: 'Always', own: 'Never', exitCode: 1, restarts: false },
  { rule: 'the pod if it has none', pod: 'OnFailure', exitCode: 1, restarts: true },
  {
    rule: 'a rule that names the code',
    pod: 'Never',
    own: 'Never',
    rules: [onCode([3, 42])],
    exitCode: 42,
    restarts: true,
  },
  {
    rule: 'no rule that names another',
    pod: 'Never',
    own: 'Never',
    rules: [onCode([42])],
    exitCode: 1,
    restarts: false,
  },
  {
    rule: 'NotIn names the others',
    pod: 'Never',
    own: 'Never',
    rules: [onCode([42], 'NotIn')],
    exitCode: 1,
    restarts: true,
  },
  {
    rule: 'not those it names',
    pod: 'Never',
    own: 'Never',
    rules: [onCode([42], 'NotIn')],
    exitCode: 42,
    restarts: false,
  },
  {
    rule: 'the policy after rules that do not match',
    pod: 'Never',
    own: 'OnFailure',
    rules: [onCode([42])],
    exitCode: 1,
    restarts: true,
  },
]

for (const { rule, pod, own, rules, exitCode, restarts } of policies) {
  test(`B10: ${rule} decides`, async () => {
    const one = {
      ...app({}, ends(exitCode)),
      ...(own && { restartPolicy: own }),
      ...(rules && { restartRules: rules }),
    }
    const observed = await observe(podOf([one, container({ name: 'other' })], { restartPolicy: pod }))
    assert.equal(startTimes(observed), restarts ? [0, 5] : [0])
  })
}

const versions: readonly [KubernetesVersion, gate: boolean | undefined, counts: boolean][] = [
  ['1.33', undefined, false],
  ['1.34', undefined, false],
  ['1.34', true, true],
  ['1.35', undefined, true],
  ['1.35', false, false],
]

for (const [kubernetesVersion, gate, counts] of versions) {
  test(`a policy of its own ${counts ? 'counts' : 'does not count'} in ${kubernetesVersion} with the gate ${gate ?? 'unset'} (B10)`, async () => {
    const featureGates = gate === undefined ? {} : { ContainerRestartRules: gate }
    const one: ContainerSpec = { ...app({}, ends(1)), restartPolicy: 'Never' }
    const spec = podOf([one, container({ name: 'other' })], {}, { kubernetesVersion, featureGates })
    assert.equal(startTimes(await observe(spec)), counts ? [0] : [0, 5])
  })
}

const kills: readonly [pod: RestartPolicy, own: RestartPolicy, restarts: boolean][] = [
  ['Always', 'Never', false],
  ['Never', 'OnFailure', true],
  ['Never', 'Always', true],
]

for (const [pod, own, restarts] of kills) {
  test(`after a kill by liveness ${own} of its own wins over ${pod}, and rules do not count (S11, B11)`, async () => {
    const hangs = { hang: { after: [constant(5), never], tcpOk: true } }
    const probes = { liveness: probe({}, { failureThreshold: 1 }) }
    const one = { ...app(probes, hangs), restartPolicy: own, restartRules: [onCode([143])] }
    const observed = await observe(podOf([one, container({ name: 'other' })], { restartPolicy: pod }))
    assert.equal(startTimes(observed).slice(0, 2), restarts || own === 'Never' ? [0, 11] : [0])
    assert.is(restarts, own !== 'Never')
  })
}

test('an init container with Never of its own fails a pod that says Always (S12, L1)', () => {
  const init: ContainerSpec = { ...app({}, ends(1), 'init'), restartPolicy: 'Never' }
  const state = stateAfter(podOf([container()], { initContainers: [init] }), 10)
  assert.is(state.pod.phase[0], PodPhase.Failed)
})

test('the phase heeds policies of containers from 1.35 on (L1)', () => {
  const one: ContainerSpec = { ...app({}, ends(1)), restartPolicy: 'Never' }
  const phaseIn = (kubernetesVersion: KubernetesVersion) =>
    stateAfter(podOf([one], {}, { kubernetesVersion, featureGates: { ContainerRestartRules: true } }), 10).pod
      .phase[0]
  assert.equal([phaseIn('1.34'), phaseIn('1.35')], [PodPhase.Running, PodPhase.Failed])
})

const workers: readonly [KubernetesVersion, own: RestartPolicy, exists: number][] = [
  ['1.34', 'Never', 1],
  ['1.35', 'Never', 0],
  ['1.35', 'OnFailure', 1],
]

for (const [kubernetesVersion, own, exists] of workers) {
  test(`the worker of an ended container with ${own} ${exists ? 'stays' : 'is gone'} in ${kubernetesVersion} (P17)`, () => {
    const one: ContainerSpec = {
      ...app({ liveness: probe({ period: 3 }) }, { ...ends(1), start: [constant(0), constant(40)] }),
      restartPolicy: own,
    }
    const featureGates = { ContainerRestartRules: true }
    const spec = podOf([one, container({ name: 'other' })], {}, { kubernetesVersion, featureGates })
    assert.is(stateAfter(spec, 20).probe.exists[0], exists)
  })
}

// Restart of all containers.

const watcher: ContainerSpec = {
  ...app({}, { crash: { after: [constant(10), never], exitCode: 88 } }, 'watcher'),
  restartPolicy: 'Always',
  restartRules: [onCode([88], 'In', 'RestartAllContainers')],
}
const setUp = app({}, { complete: { after: [constant(2)] } }, 'set-up')
const stubborn: Partial<BehaviorSpec> = { shutdown: { after: [never], exitCode: 0 } }

function restartAll(changes: Partial<ClusterSpec> = {}): ClusterSpec {
  const done = app({}, { complete: { after: [constant(1)] } }, 'done')
  const main = { ...app({}, stubborn), preStop: hook(5) }
  return podOf(
    [main, done],
    { initContainers: [watcher, setUp], restartPolicy: 'Never' },
    { kubernetesVersion: '1.36', ...changes },
  )
}

test('RestartAllContainers kills all without hook and grace, and runs the pod from its first container (B10)', async () => {
  const observed = await observe(restartAll())
  const names = ['watcher', 'set-up', 'app', 'done']
  // The exit at 10; SIGKILL of `app` after the 2 s that every container is granted (K2).
  assert.equal(
    names.map((name) => startTimes(observed, name)),
    [
      [0, 12],
      [0, 12],
      [2, 14],
      [2, 14],
    ],
  )
  const again = observed.starts.filter((row) => row.restartCount === 1)
  assert.equal(
    again.map((row) => [row.container, row.previousExitCode, row.backoffSeconds]),
    [
      ['set-up', 0, null],
      ['watcher', 88, null],
      ['app', 137, null],
      ['done', 0, null],
    ],
  )
})

/** The measured pod: one that exits with 88 restarts a plain init container, a sidecar, itself and another, which both ignore SIGTERM. */
function restartFour(changes: Partial<ClusterSpec>): ClusterSpec {
  const source: ContainerSpec = {
    ...app({}, { crash: { after: [constant(10), never], exitCode: 88 } }, 'source'),
    restartPolicy: 'Never',
    restartRules: [onCode([88], 'In', 'RestartAllContainers')],
  }
  const sidecar: ContainerSpec = { ...app({}, stubborn, 'sidecar'), restartPolicy: 'Always' }
  const init = app({}, { complete: { after: [constant(1)] } }, 'set-up')
  return podOf([source, app({}, stubborn)], { initContainers: [init, sidecar] }, changes)
}

test('Z6: regular containers are killed before init containers and sidecars, one after another', async () => {
  const { starts } = await observe(restartFour({ kubernetesVersion: '1.36' }))
  const ended = starts.filter((row) => row.restartCount === 1)
  assert.equal(
    ended.map((row) => [row.container, row.previousFinishedSeconds, row.timeSeconds]),
    [
      ['set-up', 1, 15],
      ['app', 13, 16],
      ['sidecar', 15, 16],
      ['source', 11, 16],
    ].sort((a, b) => Number(a[2]) - Number(b[2])),
  )
})

for (const [version, least, most] of [
  ['1.35', 0.05, 1.1],
  ['1.36', 0, 0.01],
  ['1.37', 0, 0.01],
] as const) {
  test(`Z6: ${version}: the first init container starts ${least} to ${most} s after the last removal`, async () => {
    const waits: number[] = []
    for (const masterSeed of ['1', '2', '3', '4', '5', '6']) {
      const overheads = {
        ...idealOverheads,
        ideal: false,
        syncUs: constant(0.003),
        relistCostUs: constant(0.02),
      }
      const gates = { RestartAllContainersOnContainerExits: true }
      const { starts } = await observe(
        restartFour({ kubernetesVersion: version, featureGates: gates, overheads, masterSeed }),
      )
      const again = starts.filter((row) => row.restartCount === 1)
      const first = again.find((row) => row.container === 'set-up')!
      waits.push(
        first.timeSeconds - again.find((row) => row.container === 'sidecar')!.previousFinishedSeconds!,
      )
    }
    assert.ok(Math.max(...waits) >= least && Math.max(...waits) <= most, waits.join(' '))
  })
}

test('and without its gate the watcher is a sidecar like any other (B10)', async () => {
  const observed = await observe(restartAll({ kubernetesVersion: '1.35' }))
  assert.equal(
    ['watcher', 'app'].map((name) => startTimes(observed, name)),
    [[0, 10], [2]],
  )
})

test('the workers of ended containers outlive the restart of all (P17)', () => {
  const done: ContainerSpec = app(
    { readiness: probe({ period: 1 }) },
    { complete: { after: [constant(9.5)] } },
    'done',
  )
  const spec = podOf(
    [app({}, stubborn), done],
    { initContainers: [watcher], restartPolicy: 'Never' },
    { kubernetesVersion: '1.36' },
  )
  const state = stateAfter(spec, 11.5)
  assert.is(state.pod.isRestartingAll[0], 1)
  assert.is(stateAfter(spec, 13).pod.isRestartingAll[0], 0)
})

test('an exit that comes during the kill is looked at right after, also while another container waits for its back-off (B10, S5, S11)', async () => {
  const looping = app({}, { crash: { after: [constant(1)], exitCode: 1 } }, 'looping')
  const does: Partial<BehaviorSpec> = {
    hang: { after: [constant(25), never], tcpOk: true },
    shutdown: { after: [constant(1.5)], exitCode: 143 },
  }
  const killed = app({ liveness: probe() }, does, 'killed')
  const own = { restartPolicy: 'Never', restartRules: [onCode([143])] } as const
  const observed = await observe(podOf([looping, { ...killed, ...own }]))
  assert.equal(startTimes(observed, 'killed'), [0, 52.5], 'a kill does not restart it, its exit code does')
})

test.run()
