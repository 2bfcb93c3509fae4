/** A8, D6: events as the API holds them, in the words of kubelet and scheduler. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateAfter } from '../../tests/support/observe.ts'
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
} from '../../tests/support/spec.ts'
import type { ClusterSpec, ContainerSpec, ProbeHandler, ScriptAnswer } from '../contract/cluster-spec.ts'
import type { EventView } from '../contract/cluster-view.ts'
import { PodEvent, podEvents } from '../model/codes.ts'
import { simulate } from '../study/run/experiment.ts'
import type { EngineName } from '../study/run/replication.ts'
import { eventMessage } from './event-message.ts'

const test = suite('events that are read')

/** The events of all replications, which are the same from both engines. */
async function eventsOf(spec: ClusterSpec): Promise<EventView[]> {
  const [quiet, exact] = await Promise.all((['quiet', 'exact'] as const).map((each) => eventsBy(spec, each)))
  assert.equal(quiet, exact, 'the exact engine agrees')
  return quiet
}

async function eventsBy(spec: ClusterSpec, engine: EngineName): Promise<EventView[]> {
  const all: EventView[] = []
  await simulate(spec, { engine, onKubernetesEvents: (_, events) => all.push(...events) })
  return all
}

const crashing = container({ behavior: behavior({ crash: { after: [constant(1)], exitCode: 1 } }) })
const line = ({ firstSeconds, lastSeconds, count, type, reason, source, message }: EventView): string =>
  `${firstSeconds}-${lastSeconds} x${count} ${type} ${reason} ${source}: ${message}`

test('a crash loop is told of in five events', async () => {
  const spec = cluster([workload([crashing])], 100)
  assert.equal((await eventsOf(spec)).map(line), [
    '0-0 x1 Normal Scheduled default-scheduler: Successfully assigned default/web to node-0',
    '0-74 x5 Normal Pulled kubelet: Container image "app:1" already present on machine and can be accessed by the pod',
    '0-74 x5 Normal Created kubelet: Container created',
    '0-74 x5 Normal Started kubelet: Container started',
    '2-75 x4 Warning BackOff kubelet: Back-off restarting failed container app in pod web_default',
  ])
})

test('hooks and deadlines are told of (K2, K8, L9)', async () => {
  const one = {
    ...container({ behavior: behavior({ shutdown: { after: [constant(2)], exitCode: 0 } }) }),
    postStart: hook(3, { fails: true }),
    preStop: hook(60),
  }
  const pod = { terminationGraceUs: 5 * second, activeDeadlineUs: 15 * second }
  const events = await eventsOf(cluster([workload([one], { pod })], 30))
  assert.equal(events.map(line).slice(4), [
    '3-13 x2 Warning FailedPostStartHook kubelet: PostStartHook failed',
    '3-13 x2 Normal Killing kubelet: FailedPostStartHook',
    // The hook is cut after the grace period of 5 s, and ends with its process.
    '10-20 x2 Warning FailedPreStopHook kubelet: PreStopHook failed',
    '20-20 x2 Normal DeadlineExceeded kubelet: Pod was active on the node longer than the specified deadline',
  ])
})

test('errors and warnings of HTTP have words of their own (H2, H3, P13)', async () => {
  const told = async (answer: ScriptAnswer) => {
    const script = [{ probe: 'all', afterUs: 0, answer, ill: false } as const]
    const one = container({ probes: { liveness: probe() }, behavior: behavior({ script }) })
    return (await eventsOf(cluster([workload([one])], 25))).map(({ message }) => message).at(-1)
  }
  assert.is(await told('redirect'), 'Liveness probe warning: Probe terminated redirects')
  assert.is(
    await told('slowBody'),
    'Liveness probe errored and resulted in failure state: context deadline exceeded (Client.Timeout or context cancellation while reading body)',
  )
})

test('older kubelets name the container', async () => {
  const spec = cluster([workload([container()])], 10, { kubernetesVersion: '1.34' })
  assert.equal(
    (await eventsOf(spec)).slice(1).map(({ message }) => message),
    ['Container image "app:1" already present on machine', 'Created container: app', 'Started container app'],
  )
})

test('a pod that finds no place is told of with the reasons', async () => {
  const nodes = ['a', 'b', 'c'].map((name) => ({
    ...cluster([], 1).nodes[0],
    name,
    podsMax: 1,
  }))
  const spec = cluster(
    [
      workload([container()], {
        kind: 'Deployment',
        replicas: 2,
        nodes: nodeChoice([0], { "node(s) didn't match Pod's node affinity/selector": 2 }),
      }),
    ],
    10,
    { nodes },
  )
  const failed = (await eventsOf(spec)).filter(({ reason }) => reason === 'FailedScheduling')
  assert.equal(failed.map(line), [
    "0-0 x1 Warning FailedScheduling default-scheduler: 0/3 nodes are available: 1 Too many pods, 2 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
  ])
})

const failures: readonly [ProbeHandler, ScriptAnswer, string][] = [
  ['httpGet', 'refused', 'connect: connection refused'],
  ['httpGet', 'hang', 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'],
  ['httpGet', 'fail', 'HTTP probe failed with statuscode: 500'],
  ['tcpSocket', 'refused', 'connect: connection refused'],
  ['tcpSocket', 'hang', 'i/o timeout'],
  ['grpc', 'hang', 'timeout: health rpc did not complete within 1s'],
  ['grpc', 'fail', 'service unhealthy (responded with "NOT_SERVING")'],
  ['exec', 'hang', 'command timed out after 1s'],
]

for (const [handler, answer, words] of failures) {
  test(`says what a ${handler} probe meets: ${answer}`, async () => {
    const app = container({
      probes: { readiness: probe({}, { handler }) },
      behavior: behavior({ script: [{ probe: 'all', afterUs: 5 * second, answer, ill: false }] }),
    })
    const events = await eventsOf(cluster([workload([app])], 15))
    assert.equal(
      events.filter(({ reason }) => reason === 'Unhealthy').map(({ message }) => message),
      [`Readiness probe failed: ${words}`],
    )
  })
}

for (const handler of ['httpGet', 'tcpSocket'] as const)
  test(`says what a ${handler} probe meets: no port left on its node`, async () => {
    // 28,232 ports last for less than 2 s.
    const app = container({
      probes: { readiness: probe({ period: 0.01 }, { handler }) },
      behavior: behavior({ leaks: { [handler]: 200 } }),
    })
    const events = await eventsOf(cluster([workload([app])], 8, { initialState: 'running' }))
    assert.equal(
      [...new Set(events.filter(({ reason }) => reason === 'Unhealthy').map(({ message }) => message))],
      ['Readiness probe failed: connect: cannot assign requested address'],
    )
  })

test('every event has its words', async () => {
  const behaviors: ContainerSpec[] = [
    container({ name: 'odd', probes: { readiness: probe({}, { portDefined: false }) } }),
    container({
      name: 'hangs',
      probes: { liveness: probe() },
      behavior: behavior({ hang: { after: [constant(5), never], tcpOk: false } }),
    }),
    container({
      name: 'late',
      probes: { startup: probe() },
      behavior: behavior({ startup: [never, constant(0)] }),
    }),
  ]
  const faults: ClusterSpec['faults'] = [
    { kind: 'delete', atUs: 80 * second, workloads: [0], share: 'all', force: false },
  ]
  const events = await eventsOf(cluster([workload(behaviors)], 100, { faults }))
  assert.equal(
    new Set(events.map(({ reason }) => reason)),
    new Set(['Scheduled', 'Pulled', 'Created', 'Started', 'Unhealthy', 'Killing']),
  )
  for (const message of [
    'Readiness probe errored and resulted in unknown state',
    'Container hangs failed liveness probe, will be restarted',
    'Container late failed startup probe, will be restarted',
    'Stopping container odd',
  ])
    assert.ok(
      events.some((event) => event.message === message),
      message,
    )
  assert.is(podEvents.length, Object.keys(PodEvent).length)
  const full = workload([container()], { name: 'x', nodes: nodeChoice([]) })
  const state = stateAfter(cluster([workload([container({ probes: { startup: probe() } })]), full], 10), 5)
  for (const event of Object.values(PodEvent)) assert.ok(eventMessage(state, 0, 0, event, 0).length > 0)
})

test('comes in order of time, namespace and pod, the same each time', async () => {
  const spec = cluster(
    ['b', 'a'].map((namespace) => workload([crashing], { namespace, kind: 'Deployment', replicas: 11 })),
    60,
    { replications: 2 },
  )
  const events = await eventsOf(spec)
  const firstOfReplication = events.slice(0, events.length / 2)
  assert.equal(
    firstOfReplication
      .slice(0, 3)
      .map(({ namespace, pod, reason, sequence }) => [namespace, pod, reason, sequence]),
    [
      ['a', 'web-0', 'Scheduled', 0],
      ['a', 'web-0', 'Pulled', 1],
      ['a', 'web-0', 'Created', 2],
    ],
  )
  const times = firstOfReplication.map(({ firstSeconds }) => firstSeconds)
  assert.equal(
    times,
    [...times].sort((a, b) => a - b),
  )
})

test.run()
