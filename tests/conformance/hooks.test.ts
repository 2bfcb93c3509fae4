/**
 * K2, K8: what kubelets 1.34.4, 1.35.4, 1.36.3 and 1.37.2 did with lifecycle hooks, measured with a scripted runtime (least and
 * most of all occurrences, in seconds), beside what is simulated. The machine was up to 0.16 s late.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ClusterSpec, ContainerSpec } from '../../engine/contract/cluster-spec.ts'
import { PodPhase, ProcessState } from '../../engine/model/codes.ts'
import { overheadsOf } from '../../scenarios/scenario/overheads.ts'
import { deleteFault } from '../support/faults.ts'
import { observe, simulated, startTimes, stateAfter } from '../support/observe.ts'
import { app } from '../support/one-workload.ts'
import { cluster, constant, hook, never, probe, second, workload } from '../support/spec.ts'

const test = suite('hooks as measured')

type Measured = {
  readonly pod: string
  readonly what: string
  readonly least: number
  readonly most: number
  readonly simulated: () => number | Promise<number>
}

/** The pod is stopped with this grace period, and its process takes so long to end. */
function podOf(one: ContainerSpec, grace: number, changes: Partial<ClusterSpec> = {}): ClusterSpec {
  return cluster([workload([one], { pod: { terminationGraceUs: grace * second } })], 100, changes)
}

const ends = (seconds: number) => ({
  shutdown: { after: [seconds === Infinity ? never : constant(seconds)], exitCode: 143 },
})
/** Fails from an age of 10 s on, asked every 2 s: killed at 12 s with a start between two ticks. */
const failing = {
  start: [constant(1)],
  script: [{ probe: 'all', afterUs: 10 * second, answer: 'fail', ill: true } as const],
}
const liveness = probe({ period: 2 }, { failureThreshold: 1, handler: 'exec' })
const killedAt = 12

const exitOf = (spec: ClusterSpec, at = 99): number => stateAfter(spec, at).container.exitedAtUs[0] / second
const failed = (length: number, shutdown: number): ContainerSpec => ({
  ...app({}, ends(shutdown)),
  postStart: hook(length, { fails: true }),
})
const preStopped = (length: number, shutdown: number, crash = Infinity): ContainerSpec => ({
  ...app(
    { liveness },
    {
      ...failing,
      ...ends(shutdown),
      crash: { after: [crash === Infinity ? never : constant(crash)], exitCode: 3 },
    },
  ),
  preStop: hook(length),
})
const deleted: ContainerSpec = { ...app({}, ends(3)), preStop: hook(4) }

const table: readonly Measured[] = [
  {
    pod: 'post-fail',
    what: 'start to exit: stopped at once, with a process that takes 0.1 s',
    least: 0.1,
    most: 0.21,
    simulated: () => exitOf(podOf(failed(0, 0.1), 5), 0.5),
  },
  {
    pod: 'post-fail-slow',
    what: 'start to exit: 3 s of the hook, 2 s of the process',
    least: 5,
    most: 5.06,
    simulated: () => exitOf(podOf(failed(3, 2), 5), 5),
  },
  {
    pod: 'post-hang-exit',
    what: 'start to exit: the hook is cut off by the exit of its process',
    least: 12,
    most: 12.02,
    simulated: () =>
      exitOf(
        podOf(
          {
            ...app({}, { crash: { after: [constant(12)], exitCode: 1 } }),
            postStart: { ...hook(0), length: never },
          },
          30,
        ),
        12,
      ),
  },
  {
    pod: 'post-two',
    what: 'start of a to start of b: the hook of a',
    least: 6,
    most: 6.02,
    simulated: async () => {
      const both = [{ ...app({}, {}, 'a'), postStart: hook(6) }, app({}, {}, 'b')]
      return startTimes(await observe(cluster([workload(both)], 60)), 'b')[0]
    },
  },
  {
    pod: 'pre-exec',
    what: 'kill to exit: hook 4.5 s, of a grace period of 10 s 6 s are left',
    least: 10.5,
    most: 10.66,
    simulated: () => exitOf(podOf(preStopped(4.5, Infinity), 10), killedAt + 10.6) - killedAt,
  },
  {
    pod: 'pre-hang',
    what: 'kill to exit: the hook is cut at the end of the grace period of 5 s, and 2 s are left',
    least: 7,
    most: 7.03,
    simulated: () => exitOf(podOf(preStopped(300, Infinity), 5), killedAt + 8) - killedAt,
  },
  {
    pod: 'pre-del',
    what: 'deletion to exit: hook 4 s, then 3 s of the process',
    least: 7,
    most: 7.01,
    simulated: () => exitOf(podOf(deleted, 15, { faults: [deleteFault(60)] })) - 60,
  },
  {
    pod: 'pre-self-exit',
    what: 'start to exit: the process ends during its hook, and is gone then',
    least: 13,
    most: 13.03,
    simulated: () => exitOf(podOf(preStopped(6, 1, 13), 20), 15) - 1,
  },
]

for (const { pod, what, least, most, simulated } of table) {
  test(`${pod}: ${what} (K2, K8)`, async () => {
    const found = await simulated()
    assert.ok(found >= least && found <= most, `${found} s; measured ${least} to ${most} s`)
  })
}

test('after a failed hook the first restart comes with a relist, 0.01 to 1.05 s after the exit, then the back-off (K8)', async () => {
  const overheads = overheadsOf('typical').spec
  const pods = workload([failed(0, 0.1)], { kind: 'ReplicaSet', replicas: 60 })
  const { starts } = await simulated(cluster([pods], 200, { overheads }))
  const waits = (restart: number) =>
    starts.flatMap((row) => (row.restartCount === restart ? [row.waitedSeconds!] : []))
  assert.is(waits(1).length, 60)
  assert.ok(
    waits(1).every((wait) => wait >= 0 && wait <= 1.2),
    `${Math.max(...waits(1))}`,
  )
  // Measured with a nominal back-off of 10 s: 10.5 to 15 s and a tick; of 20 s up to 30 s and a tick.
  for (const [restart, base] of [
    [2, 10],
    [3, 20],
  ] as const)
    assert.ok(waits(restart).every((wait) => wait >= base && wait <= 1.5 * base + 1.1))
})

test('post-kill: under Never a failed hook fails the pod (K8, L1)', () => {
  const spec = cluster(
    [workload([failed(2, 0.1)], { pod: { restartPolicy: 'Never', terminationGraceUs: 5 * second } })],
    60,
  )
  const { container, pod } = stateAfter(spec, 59)
  assert.equal(
    [container.state[0], container.exitedAtUs[0] / second, container.exitCode[0], pod.phase[0]],
    [ProcessState.Exited, 2.1, 143, PodPhase.Failed],
  )
})

test.run()
