/** L9, W5: deadlines of pods and of Jobs. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFault, kubeletRestartFault } from '../../../../tests/support/faults.ts'
import { eventCount, observe, startTimes, stateAfter } from '../../../../tests/support/observe.ts'
import { app } from '../../../../tests/support/one-workload.ts'
import {
  cluster,
  constant,
  hook,
  idealOverheads,
  never,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec, ContainerSpec } from '../../../contract/cluster-spec.ts'
import { PodEvent, PodPhase, PodStage } from '../../codes.ts'
import { displayStatus, failsByDeadline } from '../status/pod-display.ts'

const test = suite('deadlines')

const podOf = (
  one: ContainerSpec,
  deadline: number,
  changes: Partial<ClusterSpec> = {},
  grace = 30,
): ClusterSpec =>
  cluster(
    [workload([one], { pod: { activeDeadlineUs: deadline * second, terminationGraceUs: grace * second } })],
    300,
    changes,
  )

const ends = (seconds: number): Partial<BehaviorSpec> => ({
  shutdown: { after: [seconds === Infinity ? never : constant(seconds)], exitCode: 0 },
})

test('a pod is stopped when its deadline is over, and has failed when its last process has ended (L9)', () => {
  const spec = podOf(app({ readiness: probe() }, ends(7)), 60)
  const before = stateAfter(spec, 59.9)
  assert.equal([before.pod.phase[0], before.pod.isReady[0]], [PodPhase.Running, 1])
  const stopping = stateAfter(spec, 61)
  assert.equal([stopping.pod.phase[0], stopping.pod.isReady[0]], [PodPhase.Running, 0])
  const after = stateAfter(spec, 68)
  assert.equal([after.pod.phase[0], after.container.exitedAtUs[0] / second], [PodPhase.Failed, 67])
  // L4: a container that has ended shows its own reason.
  assert.equal([displayStatus(after, 0), after.container.exitCode[0]], ['Completed', 0])
  assert.ok(eventCount(after, PodEvent.DeadlineExceeded) >= 1)
  assert.equal(
    [before, stopping, after].map((state) => failsByDeadline(state, 0)),
    [false, false, true],
  )
})

test('a pod that fails before its deadline does not fail by it (L9)', () => {
  const crashing = app({}, { crash: { after: [constant(1)], exitCode: 1 } })
  const spec = cluster(
    [workload([crashing], { pod: { restartPolicy: 'Never', activeDeadlineUs: 60 * second } })],
    300,
  )
  const state = stateAfter(spec, 10)
  assert.equal([state.pod.phase[0], failsByDeadline(state, 0)], [PodPhase.Failed, false])
})

test('the pod gets its grace period and its hooks, and is not started again (K2, K4, L9)', async () => {
  const one = { ...app({ liveness: probe() }, ends(Infinity)), preStop: hook(3) }
  const spec = podOf(one, 60, {}, 10)
  assert.is(stateAfter(spec, 200).container.exitedAtUs[0] / second, 70)
  assert.equal(startTimes(await observe(spec)), [0])
})

test('it counts from the first status, in whole seconds of the wall clock (L6, L9)', () => {
  const spec = podOf(app({}, ends(0)), 60, { clockOffsetUs: 400_000 })
  const [web] = spec.workloads
  const later = { ...spec, workloads: [{ ...web, createdAtUs: 10.5 * second }] }
  // 10.5 s is 10.9 s on the wall clock, cut to 10.
  assert.is(stateAfter(later, 299).container.exitedAtUs[0] / second, 69.6)
})

test('a back-off does not hold it, nor does a start that fails (L9, B3)', () => {
  const crashing = podOf(app({}, { crash: { after: [constant(1)], exitCode: 1 } }), 100)
  const state = stateAfter(crashing, 100)
  assert.equal([state.pod.phase[0], state.pod.isPastDeadline[0]], [PodPhase.Failed, 1])
})

test('a kill or a hook that holds the sync goes first (S13, L9)', () => {
  const hooked = podOf({ ...app({}, ends(0)), postStart: hook(70) }, 60)
  assert.is(stateAfter(hooked, 299).container.exitedAtUs[0] / second, 70)
  const killed = podOf(
    app(
      { liveness: probe({}, { failureThreshold: 1 }) },
      { ...ends(Infinity), hang: { after: [constant(45)], tcpOk: true } },
    ),
    60,
  )
  // Killed from 51 s on, with 30 s of grace; started again, and stopped with its pod.
  const state = stateAfter(killed, 299)
  assert.equal([state.container.incarnation[0], state.container.exitedAtUs[0] / second], [1, 111])
})

test('it survives a restart of the kubelet (L8, L9)', () => {
  const spec = podOf(app({}, ends(0)), 60, { faults: [kubeletRestartFault(50)] })
  assert.is(stateAfter(spec, 299).container.exitedAtUs[0] / second, 60)
})

test('a pod that is deleted before stays deleted (K6, L9)', () => {
  const spec = podOf(app({}, ends(Infinity)), 60, { faults: [deleteFault(50)] })
  const state = stateAfter(spec, 299)
  assert.equal([state.container.exitedAtUs[0] / second, state.pod.stage[0]], [80, PodStage.Gone])
})

test('the kubelet notices it at a tick of its sync loop, within a second (L9, S2)', () => {
  const overheads = { ...idealOverheads, ideal: false }
  const pods = workload([app({}, ends(0))], {
    kind: 'Job',
    replicas: 50,
    pod: { activeDeadlineUs: 60 * second },
  })
  const { container, pod } = stateAfter(cluster([pods], 100, { overheads }), 99)
  const late = Array.from(container.exitedAtUs, (us, row) => (us - pod.activeSinceUs[row]) / second - 60)
  // The tick, the freshness wait (S6), and the stop.
  assert.ok(
    late.every((seconds) => seconds >= 0 && seconds < 2.3),
    `${Math.max(...late)}`,
  )
  assert.ok(late.some((seconds) => seconds > 0.5))
})

test('a pod that ran before time 0 counts from 0 (L9)', () => {
  const spec = podOf(app({ readiness: probe() }, ends(0)), 60, { initialState: 'running' })
  assert.is(stateAfter(spec, 299).container.exitedAtUs[0] / second, 60)
})

test('a Job deletes what runs when its deadline is over, and makes no pod after (W5)', () => {
  const job = { parallelism: 2, completions: 4, backoffLimit: 6, activeDeadlineUs: 100 * second }
  const run = app({}, { complete: { after: [constant(70)] }, ...ends(5) })
  const spec = cluster(
    [workload([run], { kind: 'Job', name: 'job', replicas: 2, job, pod: { restartPolicy: 'Never' } })],
    300,
  )
  const state = stateAfter(spec, 299)
  assert.is(state.job.live, 0)
  assert.equal(
    Array.from(state.container.exitedAtUs.subarray(0, 4), (us) => us / second),
    [70, 70, 105, 105],
  )
})

test('a Job that completes in time does not fail by its deadline (W5)', () => {
  const job = { parallelism: 1, completions: 1, backoffLimit: 6, activeDeadlineUs: 100 * second }
  const run = app({}, { complete: { after: [constant(70)] } })
  const spec = cluster(
    [workload([run], { kind: 'Job', name: 'job', replicas: 1, job, pod: { restartPolicy: 'Never' } })],
    300,
  )
  assert.is(stateAfter(spec, 299).pod.phase[0], PodPhase.Succeeded)
})

test.run()
