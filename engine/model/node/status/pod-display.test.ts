/** L3, L4: READY, STATUS and RESTARTS of kubectl, moment by moment. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateAfter } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  hook,
  never,
  nodeChoice,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type { ClusterSpec, ContainerSpec } from '../../../contract/cluster-spec.ts'
import { EventTrace } from '../../../kernel/event-trace.ts'
import { buildState } from '../../build-state.ts'
import { dispatch } from '../../dispatch.ts'
import { displayPod } from './pod-display.ts'

/** READY, STATUS and RESTARTS just before each of these seconds, of a pod between two others like it. */
function statusesAt(spec: ClusterSpec, seconds: readonly number[]): string[] {
  const workloads = spec.workloads.flatMap((one) => [
    one,
    { ...one, name: 'again' },
    { ...one, name: 'more' },
  ])
  const faults = spec.faults.map((fault) =>
    'workloads' in fault ? { ...fault, workloads: [0, 1, 2] } : fault,
  )
  const state = buildState(
    { ...spec, workloads, faults },
    {
      replication: 1,
      trace: new EventTrace(),
      sink: undefined,
      keepsStarts: false,
      isQuiet: true,
    },
  )
  return seconds.map((at) => {
    state.events.runUntil(
      at * second,
      (kind, entity, stamp, timeUs, eventClass) => dispatch(state, kind, entity, stamp, timeUs, eventClass),
      Infinity,
    )
    const { readyCount, containerCount, status, restarts } = displayPod(state, 1)
    return `${readyCount}/${containerCount} ${status} ${restarts}`
  })
}

const crashing = container({ behavior: behavior({ crash: { after: [constant(1)], exitCode: 1 } }) })
const done = container({ behavior: behavior({ complete: { after: [constant(3)] } }) })
const init = container({
  name: 'init',
  behavior: behavior({ start: [constant(1)], complete: { after: [constant(4)] } }),
})

const sidecar: ContainerSpec = { ...container({ name: 'sidecar' }), restartPolicy: 'Always' }
const crashingSidecar: ContainerSpec = {
  ...container({
    name: 'sidecar',
    probes: { startup: probe() },
    behavior: behavior({
      crash: { after: [constant(25), never], exitCode: 1 },
      start: [constant(0), constant(20)],
    }),
  }),
  restartPolicy: 'Always',
}

type Case = {
  readonly name: string
  readonly spec: ClusterSpec
  readonly at: readonly number[]
  readonly shows: readonly string[]
}

const cases: readonly Case[] = [
  {
    name: 'a container that takes 2 s to start',
    spec: cluster([workload([container({ behavior: behavior({ start: [constant(2)] }) })])], 60),
    at: [1, 3],
    shows: ['0/1 ContainerCreating 0', '1/1 Running 0'],
  },
  {
    name: 'a crash loop: Error until a sync knows of the back-off',
    spec: cluster([workload([crashing])], 60),
    at: [0.5, 1.5, 3, 12.5],
    shows: ['1/1 Running 0', '1/1 Running 1', '0/1 Error 1', '1/1 Running 2'],
  },
  {
    name: 'a crash loop, once the retry was refused again',
    spec: cluster([workload([crashing])], 600),
    at: [150, 160, 220],
    shows: ['0/1 CrashLoopBackOff 4', '0/1 Error 5', '0/1 CrashLoopBackOff 5'],
  },
  {
    name: 'a postStart hook that fails, once the retry was refused again',
    spec: cluster([workload([container({ postStart: hook(0, { fails: true }) })])], 600),
    at: [160, 220],
    shows: ['0/1 PostStartHookError 5', '0/1 CrashLoopBackOff 5'],
  },
  {
    name: 'two containers, the first of which crashes',
    spec: cluster([workload([crashing, container({ name: 'side' })])], 60),
    at: [3],
    shows: ['1/2 Error 1'],
  },
  {
    name: 'init containers one after another',
    spec: cluster(
      [
        workload([container({ behavior: behavior({ start: [constant(2)] }) })], {
          pod: { initContainers: [init, { ...init, name: 'two' }] },
        }),
      ],
      60,
    ),
    at: [0.5, 2, 7, 11, 13],
    shows: ['0/1 Init:0/2 0', '0/1 Init:0/2 0', '0/1 Init:1/2 0', '0/1 PodInitializing 0', '1/1 Running 0'],
  },
  {
    name: 'one init container before a container that takes 2 s to start',
    spec: cluster(
      [
        workload([container({ behavior: behavior({ start: [constant(2)] }) })], {
          pod: { initContainers: [init] },
        }),
      ],
      60,
    ),
    at: [2, 6, 8],
    shows: ['0/1 Init:0/1 0', '0/1 PodInitializing 0', '1/1 Running 0'],
  },
  {
    name: 'an init container that fails, and waits',
    spec: cluster(
      [workload([container()], { pod: { initContainers: [{ ...crashing, name: 'init' }] } })],
      600,
    ),
    at: [0.5, 1.5, 3, 150],
    shows: ['0/1 Init:0/1 0', '0/1 Init:0/1 1', '0/1 Init:Error 1', '0/1 Init:CrashLoopBackOff 4'],
  },
  {
    name: 'an init container behind a sidecar',
    spec: cluster([workload([container()], { pod: { initContainers: [sidecar, init] } })], 60),
    at: [3, 7],
    shows: ['1/2 Init:1/2 0', '2/2 Running 0'],
  },
  {
    name: 'a sidecar that is not started yet, and one that has ended beside a regular container',
    spec: cluster([workload([container()], { pod: { initContainers: [crashingSidecar] } })], 60),
    at: [5, 15, 35, 58],
    shows: ['0/2 Init:0/1 0', '2/2 Running 0', '1/2 Init:Error 0', '2/2 Running 1'],
  },
  {
    name: 'a pod that succeeds',
    spec: cluster([workload([done], { pod: { restartPolicy: 'Never' } })], 60),
    at: [2, 4],
    shows: ['1/1 Running 0', '0/1 Completed 0'],
  },
  {
    name: 'a pod that fails',
    spec: cluster([workload([crashing], { pod: { restartPolicy: 'Never' } })], 60),
    at: [2],
    shows: ['0/1 Error 0'],
  },
  {
    name: 'one container completed beside one that runs and is not ready',
    spec: cluster(
      [
        workload(
          [
            done,
            container({ name: 'side', probes: { readiness: probe() }, behavior: behavior({ errorRate: 1 }) }),
          ],
          { pod: { restartPolicy: 'Never' } },
        ),
      ],
      60,
    ),
    at: [5],
    shows: ['0/2 Completed 0'],
  },
  {
    name: 'one container completed beside one that is ready and one that is not',
    spec: cluster(
      [
        workload(
          [
            done,
            container({ name: 'side' }),
            container({ name: 'sick', probes: { readiness: probe() }, behavior: behavior({ errorRate: 1 }) }),
          ],
          { pod: { restartPolicy: 'Never' } },
        ),
      ],
      60,
    ),
    at: [5],
    shows: ['1/3 NotReady 0'],
  },
  {
    name: 'one container completed, one failed, one ready',
    spec: cluster(
      [
        workload([done, { ...crashing, name: 'broken' }, container({ name: 'side' })], {
          pod: { restartPolicy: 'Never' },
        }),
      ],
      60,
    ),
    at: [5],
    shows: ['1/3 Error 0'],
  },
  {
    name: 'an init container that fails and is held',
    spec: cluster(
      [
        workload([container()], {
          pod: { initContainers: [container({ name: 'init', behavior: crashing.behavior })] },
        }),
      ],
      600,
    ),
    at: [0.5, 150, 160],
    shows: ['0/1 Init:0/1 0', '0/1 Init:CrashLoopBackOff 4', '0/1 Init:Error 5'],
  },
  {
    name: 'a deletion that waits for the grace period',
    spec: cluster(
      [workload([container({ behavior: behavior({ shutdown: { after: [never], exitCode: 143 } }) })])],
      60,
      {
        faults: [{ kind: 'delete', atUs: 10 * second, workloads: [0], share: 'all', force: false }],
      },
    ),
    at: [9, 11],
    shows: ['1/1 Running 0', '1/1 Terminating 0'],
  },
  {
    name: 'a deletion of a pod that has succeeded',
    spec: cluster([workload([done], { pod: { restartPolicy: 'Never' } })], 60, {
      faults: [{ kind: 'delete', atUs: 10 * second, workloads: [0], share: 'all', force: false }],
    }),
    at: [9, 11],
    shows: ['0/1 Completed 0', '0/1 Completed 0'],
  },
  {
    name: 'a pod that no node admits',
    spec: cluster([workload([container()], { nodes: nodeChoice([]) })], 60),
    at: [5],
    shows: ['0/1 Pending 0'],
  },
]

const test = suite('status of a pod as kubectl shows it')

for (const { name, spec, at, shows } of cases) {
  test(`is as printPod computes it: ${name} (L3, L4)`, () => assert.equal(statusesAt(spec, at), shows))
}

test('READY and RESTARTS count sidecars, and init containers while the pod initialises (L4)', () => {
  const inits = [
    sidecar,
    {
      ...crashing,
      name: 'init',
      behavior: behavior({
        crash: { after: [constant(1), never], exitCode: 1 },
        complete: { after: [never, constant(3)] },
      }),
    },
  ]
  const spec = cluster([workload([container(), crashing], { pod: { initContainers: inits } })], 60)
  const at = (seconds: number) => {
    const state = stateAfter(spec, seconds)
    const { readyCount, containerCount, restarts } = displayPod(state, 0)
    return [`${readyCount}/${containerCount}`, restarts]
  }
  assert.equal(
    [at(2), at(4), at(5)],
    [
      ['1/3', 1],
      ['3/3', 0],
      ['3/3', 1],
    ],
  )
})

test.run()
