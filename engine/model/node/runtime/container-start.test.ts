/** K2, K8, B14, S13: hooks, and starts that fail in the runtime. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFault, kubeletRestartFault } from '../../../../tests/support/faults.ts'
import { eventCount, observe, startTimes, stateAfter, timesOf } from '../../../../tests/support/observe.ts'
import { app } from '../../../../tests/support/one-workload.ts'
import {
  cluster,
  constant,
  container,
  hook,
  never,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec, ContainerSpec, HookSpec } from '../../../contract/cluster-spec.ts'
import { PodEvent, PodPhase, PodStage } from '../../codes.ts'
import { displayStatus } from '../status/pod-display.ts'

const test = suite('starts and hooks')

const alone = (containers: readonly ContainerSpec[], seconds = 60, changes: Partial<ClusterSpec> = {}) =>
  cluster([workload(containers)], seconds, changes)

test('a postStart hook holds the next container, probes and the status (S13)', async () => {
  const first = { ...app({ readiness: probe({ period: 2 }) }), postStart: hook(5) }
  const spec = alone([first, container({ name: 'next' })])
  const observed = await observe(spec)
  assert.equal([startTimes(observed), startTimes(observed, 'next')], [[0], [5]])
  assert.is(timesOf(observed, 'readiness')[0], 5)
  assert.is(displayStatus(stateAfter(spec, 4), 0), 'ContainerCreating')
})

test('a container that ends during its hook has PostStartHookError, and waits as after any exit (K8)', async () => {
  const dies: Partial<BehaviorSpec> = { crash: { after: [constant(3)], exitCode: 1 } }
  const spec = alone([{ ...app({}, dies), postStart: hook(5) }])
  assert.equal(startTimes(await observe(spec)), [0, 3, 16, 39])
  assert.is(displayStatus(stateAfter(spec, 3), 0), 'PostStartHookError')
})

test('a hook that only sleeps does not fail with the container (K8)', async () => {
  const dies: Partial<BehaviorSpec> = { crash: { after: [constant(3), never], exitCode: 1 } }
  const spec = alone([{ ...app({}, dies), postStart: hook(5, { endsWithProcess: false }) }])
  assert.equal(startTimes(await observe(spec)), [0, 5])
})

test('a hook that fails stops the container with the grace period of the pod, its preStop hook first (K1, K8)', async () => {
  const stubborn: Partial<BehaviorSpec> = { shutdown: { after: [never], exitCode: 0 } }
  const one = { ...app({}, stubborn), postStart: hook(2, { fails: true }), preStop: hook(1) }
  const spec = cluster([workload([one], { pod: { terminationGraceUs: 5 * second } })], 60)
  // 2 s of hook, 1 s of preStop, the 4 s that are left: the first restart is at once, the second waits for 10 s.
  assert.equal(startTimes(await observe(spec)), [0, 7, 24, 51])
  const state = stateAfter(spec, 8)
  assert.is(eventCount(state, PodEvent.PostStartHookFailed), 1)
  assert.is(eventCount(state, PodEvent.KilledForHook), 1)
  assert.is(displayStatus(stateAfter(spec, 10), 0), 'PostStartHookError')
  assert.is(displayStatus(stateAfter(spec, 25), 0), 'CrashLoopBackOff')
})

test('a pod is never Ready while its hooks fail, and its probes are not called (K8, S13)', async () => {
  const one = { ...app({ readiness: probe({ period: 1 }) }), postStart: hook(3, { fails: true }) }
  const observed = await observe(alone([one]))
  assert.equal(observed.runs, [])
  assert.is(observed.summary[0].values.ready_transitions_total, 0)
})

test('the next container of the pod starts after a hook has failed, in the same sync (K8, S10)', async () => {
  const first = {
    ...app({}, { shutdown: { after: [constant(2)], exitCode: 0 } }, 'a'),
    postStart: hook(1, { fails: true }),
  }
  const observed = await observe(alone([first, app({}, {}, 'b')]))
  assert.equal(startTimes(observed, 'b'), [3])
})

test('a hook that never ends holds the pod until its process ends (K8, S13)', async () => {
  const dies: Partial<BehaviorSpec> = { crash: { after: [constant(12)], exitCode: 1 } }
  const one = { ...app({}, dies), postStart: { ...hook(0), length: never } }
  const next = app({}, {}, 'next')
  const observed = await observe(alone([one, next], 40))
  assert.equal([startTimes(observed), startTimes(observed, 'next')], [[0, 12, 34], [12]])
})

test('a deletion during a hook waits for its end (K6, K8)', () => {
  const one = { ...app({}), postStart: hook(20) }
  const state = stateAfter(alone([one], 60, { faults: [deleteFault(5)] }), 59)
  assert.is(state.container.exitedAtUs[0] / second, 20)
})

test('a new kubelet process knows of no hook, and lets the container run (K8, L8)', async () => {
  const does: Partial<BehaviorSpec> = {
    hang: { after: [constant(35), never], tcpOk: true },
    shutdown: { after: [constant(2)], exitCode: 143 },
  }
  const liveness = probe({ period: 5 }, { failureThreshold: 1 })
  const one = { ...app({ liveness }, does), postStart: hook(20, { fails: true }) }
  const spec = alone([one], 100, { faults: [kubeletRestartFault(10)] })
  // Killed by its probe after the hang at 35, and its next hook fails 20 s after each start.
  const { starts } = await observe(spec)
  assert.ok(starts[1].timeSeconds > 35 && starts[1].cause === 'liveness', `${starts[1].timeSeconds}`)
  assert.is(eventCount(stateAfter(spec, 50), PodEvent.PostStartHookFailed), 0)
})

type Stop = {
  readonly rule: string
  readonly preStop: number
  readonly grace: number
  readonly shutdown: number
  readonly probeGrace?: number
  /** From the decision to the exit. */
  readonly exit: number
}

const stops: readonly Stop[] = [
  { rule: 'the hook, then SIGTERM', preStop: 5, grace: 30, shutdown: 1, exit: 6 },
  {
    rule: 'its whole seconds are taken from the grace period',
    preStop: 5.5,
    grace: 30,
    shutdown: Infinity,
    exit: 30.5,
  },
  {
    rule: 'it is cut where the grace period ends, and 2 s are left',
    preStop: 60,
    grace: 10,
    shutdown: Infinity,
    exit: 12,
  },
  { rule: 'there is none without a grace period', preStop: 5, grace: 0, shutdown: Infinity, exit: 2 },
  {
    rule: "the probe's grace period counts (K1)",
    preStop: 60,
    grace: 30,
    probeGrace: 7,
    shutdown: 1,
    exit: 8,
  },
]

for (const { rule, preStop, grace, shutdown, probeGrace, exit } of stops) {
  test(`a kill by liveness: ${rule} (K2)`, async () => {
    const does: Partial<BehaviorSpec> = {
      hang: { after: [constant(5), never], tcpOk: true },
      shutdown: { after: [constant(shutdown)], exitCode: 143 },
    }
    const liveness = probe(probeGrace === undefined ? {} : { grace: probeGrace }, { failureThreshold: 1 })
    const one = { ...app({ liveness }, does), preStop: hook(preStop) }
    const spec = cluster([workload([one], { pod: { terminationGraceUs: grace * second } })], 60)
    assert.equal(startTimes(await observe(spec)), [0, 11 + exit])
  })
}

test('a container that ends during its preStop hook is gone then (K2)', async () => {
  const does: Partial<BehaviorSpec> = {
    hang: { after: [constant(5), never], tcpOk: true },
    crash: { after: [constant(13), never], exitCode: 1 },
  }
  const one = { ...app({ liveness: probe({}, { failureThreshold: 1 }) }, does), preStop: hook(20) }
  assert.equal(startTimes(await observe(alone([one]))), [0, 13])
})

test('a sleep action goes on when the process has ended, and all waits for it (K2, K5)', async () => {
  const does: Partial<BehaviorSpec> = {
    hang: { after: [constant(5), never], tcpOk: true },
    crash: { after: [constant(13), never], exitCode: 1 },
  }
  const preStop = hook(20, { endsWithProcess: false })
  const killed = { ...app({ liveness: probe({}, { failureThreshold: 1 }) }, does), preStop }
  // Killed at 11, ended of itself at 13, started again when the sleep is over.
  assert.equal(startTimes(await observe(alone([killed]))), [0, 31])
  const deleted = { ...app({}, { crash: { after: [constant(12)], exitCode: 0 } }), preStop }
  const proxy = { ...app({}, {}, 'proxy'), restartPolicy: 'Always' as const }
  const spec = cluster([workload([deleted], { pod: { initContainers: [proxy] } })], 60, {
    faults: [deleteFault(10)],
  })
  const { container: containers, pod } = stateAfter(spec, 29)
  assert.equal([containers.exitedAtUs[1] / second, pod.stage[0]], [12, PodStage.Deleting])
  const after = stateAfter(spec, 31)
  assert.equal([after.container.exitedAtUs[0] / second, after.pod.stage[0]], [30, PodStage.Gone])
})

test('a hook that is cut off by the end of its process is told of (K2)', () => {
  const liveness = probe({}, { failureThreshold: 1 })
  const told = (preStop: HookSpec, crash: number) => {
    const does: Partial<BehaviorSpec> = {
      hang: { after: [constant(5)], tcpOk: true },
      crash: { after: [constant(crash), never], exitCode: 1 },
    }
    const spec = alone([{ ...app({ liveness }, does), preStop }], 50)
    return eventCount(stateAfter(spec, 22), PodEvent.PreStopHookFailed)
  }
  assert.equal(
    [told(hook(20), 13), told(hook(5), 30), told(hook(20, { endsWithProcess: false }), 13)],
    [1, 0, 0],
  )
})

for (const afterSigterm of ['ok', 'refused'] as const) {
  test(`after SIGTERM probes of a process that shuts down are ${afterSigterm}, of one that hangs time out (K2)`, async () => {
    const does: Partial<BehaviorSpec> = { afterSigterm, shutdown: { after: [constant(9)], exitCode: 0 } }
    const one = { ...app({ readiness: probe({ period: 2 }) }, does), preStop: hook(4) }
    const spec = alone([one], 60, { faults: [deleteFault(11)] })
    const runs = (await observe(spec)).runs.filter(({ time }) => time > 11)
    // The hook runs from 11 to 15, the process until 24.
    const expected = afterSigterm === 'ok' ? 'success' : 'failure'
    assert.equal(
      runs.map(({ time, result }) => [time, result]),
      [12, 14, 16, 18, 20, 22, 24]
        .map((time) => [time, time < 15 ? 'success' : expected])
        .slice(0, runs.length),
    )
    assert.ok(runs.length >= 6)
    const hung = { ...one, behavior: { ...one.behavior, hang: { after: [constant(3)], tcpOk: true } } }
    const last = (await observe({ ...spec, workloads: [workload([hung])] })).runs.at(-1)
    assert.is(last?.result, 'timeout')
  })
}

test('the next instance answers again (behavior afterSigterm)', async () => {
  const does: Partial<BehaviorSpec> = {
    afterSigterm: 'refused',
    hang: { after: [constant(5), never], tcpOk: true },
    shutdown: { after: [constant(1)], exitCode: 0 },
  }
  const one = app({ liveness: probe({}, { failureThreshold: 1 }) }, does)
  assert.equal(startTimes(await observe(alone([one]))), [0, 12])
})

test('containers of a pod that is deleted run their hooks side by side (K2, K4)', () => {
  const both = [5, 8].map((length, index) => ({ ...app({}, {}, `c${index}`), preStop: hook(length) }))
  const fault = {
    kind: 'delete' as const,
    atUs: 10 * second,
    workloads: [0],
    share: 'all' as const,
    force: false,
  }
  const state = stateAfter(alone(both, 60, { faults: [fault] }), 59)
  assert.equal(
    Array.from(state.container.exitedAtUs, (us) => us / second),
    [15, 18],
  )
})

test('a forced deletion cuts a hook short (K2, K7)', () => {
  const one = { ...app({}, { shutdown: { after: [never], exitCode: 0 } }), preStop: hook(20) }
  const fault = (at: number, force: boolean) => ({
    kind: 'delete' as const,
    atUs: at * second,
    workloads: [0],
    share: 'all' as const,
    force,
  })
  const state = stateAfter(alone([one], 60, { faults: [fault(10, false), fault(12, true)] }), 59)
  // K4: 1 s at least, which the hook uses up; K2: then 2 s.
  assert.is(state.container.exitedAtUs[0] / second, 15)
})

test('a start that fails counts as an attempt: back-off and restartCount go on (B14, B15)', async () => {
  const one = app({}, { startError: [0, 1, 2] })
  const { starts } = await observe(alone([one]))
  assert.equal(
    starts.map((row) => [
      row.timeSeconds,
      row.restartCount,
      row.previousExitCode,
      row.previousFinishedSeconds,
    ]),
    [[30, 3, 128, 10]],
  )
  const shownAt = (seconds: number) => {
    const state = stateAfter(alone([one]), seconds)
    return [displayStatus(state, 0), state.pod.phase[0]]
  }
  // The first two attempts at 0, the third at 10, the fourth, which goes well, at 30.
  assert.equal(shownAt(10), ['RunContainerError', PodPhase.Running])
  assert.equal(shownAt(31), ['Running', PodPhase.Running])
})

test('a sidecar that fails to start is skipped, a plain init container ends the sync (S12, B14)', async () => {
  const fails: ContainerSpec = { ...app({}, { startError: [0, 1] }, 'a'), restartPolicy: 'Always' }
  const init = app({}, { startError: [0], complete: { after: [constant(1)] } }, 'b')
  const spec = cluster([workload([container()], { pod: { initContainers: [fails, init] } })], 60)
  const observed = await observe(spec)
  assert.equal(
    ['a', 'b', 'app'].map((name) => startTimes(observed, name)),
    [[10], [10], [11]],
  )
})

test('a hypothetical jitter draws each wait around what the rules say, and leaves others as they are (B7)', async () => {
  const dies: Partial<BehaviorSpec> = { crash: { after: [constant(1)], exitCode: 1 } }
  const spec = alone([app({}, dies)], 3000, { hypothetical: { backoffJitter: 0.1 } })
  const starts = startTimes(await observe(spec))
  const waits = starts.slice(1).map((time, index) => time - starts[index] - 1)
  const rules = [0, 10, 20, 40, 80, 160, 300]
  assert.is(waits[0], 0)
  // What is doubled is the wait before, as it was drawn.
  let [low, high] = [1, 1]
  for (let number = 1; rules[number] < 300; number++) {
    low *= 0.9
    high *= 1.1
    const share = waits[number] / rules[number]
    assert.ok(share >= low && share <= high && share !== 1, `${waits[number]} s`)
  }
  const atCap = waits.slice(7)
  assert.ok(atCap.length >= 4)
  for (const wait of atCap) assert.ok(wait >= 270 && wait <= 330 && wait !== 300, `${wait} s`)
  assert.is(new Set(atCap).size, atCap.length)
})

test.run()
