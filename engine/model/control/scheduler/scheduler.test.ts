/** The scheduler in a run: its queue, its limits, priorities, gates, and that it leaves others alone (D1, D3, D5, D6, Z28). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, startTimes, stateAfter, summaryOf } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  node,
  nodeChoice,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import {
  type ClusterSpec,
  controlPlaneDefaults,
  type NodeSpec,
  noScheduling,
  type SchedulingSpec,
  type WorkloadSpec,
} from '../../../contract/cluster-spec.ts'
import { ClusterObserver } from '../../../observation/cluster-observer.ts'
import { failureOf, unschedulableText } from '../../../observation/unschedulable-text.ts'
import { horizonUs } from '../../lanes.ts'
import { SchedulingQueue, type Waiting } from './scheduling-queue.ts'

const test = suite('scheduler')

const asks = (cpuMilli: number, more: Partial<SchedulingSpec> = {}): SchedulingSpec => ({
  ...noScheduling,
  requests: { cpuMilli, memoryBytes: 0, others: {} },
  ...more,
})
const pods = (name: string, scheduling: SchedulingSpec, changes: Partial<WorkloadSpec> = {}): WorkloadSpec =>
  workload([container()], { name, ...changes, pod: { scheduling } })
const nodes = (count: number, cpuCores = 4, changes: Partial<NodeSpec> = {}): NodeSpec[] =>
  Array.from({ length: count }, (_, index) => node({ name: `n${index}`, cpuCores, ...changes }))
const startsOf = ({ starts }: Awaited<ReturnType<typeof observe>>, name: string): number[] =>
  starts.filter((row) => row.workload.endsWith(`/${name}`)).map((row) => row.timeSeconds)
const deletion = (atSeconds: number, row: number): ClusterSpec['faults'][number] => ({
  kind: 'delete',
  atUs: atSeconds * second,
  workloads: [row],
  share: 'all',
  force: false,
})

test('binds as many pods as its bucket has tokens, then so many per second (D1)', async () => {
  const spec = cluster([workload([container()], { kind: 'Job', replicas: 20 })], 60, {
    controlPlane: { ...controlPlaneDefaults, scheduler: { qps: 2, burst: 10 } },
  })
  const times = startTimes(await observe(spec)).toSorted((a, b) => a - b)
  assert.equal(
    times,
    Array.from({ length: 20 }, (_, index) => Math.max(0, (index - 9) / 2)),
  )
})

test('what pods request has to fit, whatever they use (D3)', async () => {
  const spec = cluster([pods('web', asks(1500), { kind: 'Deployment', replicas: 5 })], 20, {
    nodes: nodes(2),
  })
  const { pod } = stateAfter(spec, 10)
  assert.equal([...pod.node.subarray(0, 5)].sort(), [-1, 0, 0, 1, 1])
})

test('the pod of most priority is tried first (D5)', async () => {
  const low = pods('a-low', asks(3000))
  const high = pods('b-high', asks(3000, { priority: 10, neverPreempts: true }))
  const first = pods('first', asks(3000), { createdAtUs: 0 })
  const later = { createdAtUs: 5 * second }
  const spec = cluster([{ ...low, ...later }, { ...high, ...later }, first], 60, {
    nodes: nodes(1),
    faults: [deletion(20, 2)],
  })
  const observed = await observe(spec)
  assert.equal([startsOf(observed, 'a-low'), startsOf(observed, 'b-high')], [[], [20]])
})

test('a gated pod is in no queue, and nobody tells of it', async () => {
  const observed = await observe(cluster([pods('web', asks(0, { isGated: true }))], 20, { nodes: nodes(1) }))
  assert.equal(startTimes(observed), [])
  assert.is(summaryOf(observed, 'events_emitted_total'), 0)
})

test('a pod waits for its back-off up to 1.32, from 1.33 on only while others are to be tried (D5)', () => {
  const waiting: Waiting = {
    pod: 7,
    attempts: 3,
    triedAtUs: 100 * second,
    reasons: 0,
    failure: 0,
    repeats: 1,
    nominated: -1,
    preemptingUntilUs: -1,
    lastVictimFromUs: -1,
    lastVictim: -1,
  }
  const popped = (popsFromBackoff: boolean, atSeconds: number): number => {
    const queue = new SchedulingQueue(0, popsFromBackoff)
    queue.waiting.set(7, waiting)
    queue.wake(waiting, 0, 101 * second)
    return queue.pop(atSeconds * second)
  }
  assert.equal([popped(false, 103.9), popped(false, 104), popped(true, 101)], [-1, 7, 7])
  const lengths = [1, 2, 3, 4, 5, 6].map((attempts) => {
    const queue = new SchedulingQueue(0, false)
    queue.wake({ ...waiting, attempts }, 0, waiting.triedAtUs)
    return (queue.nextBackoffUs() - waiting.triedAtUs) / second
  })
  assert.equal(lengths, [1, 2, 4, 8, 10, 10])
})

test('is looked for on its grid when a pod has waited for more than five minutes (D5)', () => {
  const queue = new SchedulingQueue(7 * second, true)
  assert.equal([queue.flushAtUs(0), queue.flushAtUs(7 * second)], [307 * second, 337 * second])
})

test('the same outcome is told of three times, another one anew (D6)', async () => {
  const blocked = pods('blocked', asks(3000), { createdAtUs: second })
  const small = ['p', 'q', 'r', 's'].map((name) => pods(name, asks(1000)))
  const spec = cluster([blocked, ...small], 100, {
    nodes: nodes(1),
    faults: [1, 2].map((row) => deletion(10 * row, row)),
  })
  const observed = await observe(spec)
  // Of the four others one is Scheduled each, and what kubelets tell is left out.
  const failures = stateAfter(spec, 90).pod.schedulingFailures
  assert.is(failures[failures.indexOf(3)], 3)
  assert.is(summaryOf(observed, 'restarts_total'), 0)
})

test('the time counts in which a pod was tried in vain, until it has a node', async () => {
  const spec = cluster([pods('a', asks(3000)), pods('b', asks(3000), { createdAtUs: 5 * second })], 60, {
    nodes: nodes(1),
    faults: [deletion(20, 0)],
  })
  assert.is(summaryOf(await observe(spec), 'unschedulable_seconds_total'), 15)
})

test('a hopeless pod does not end windows, and one that may find room does (D5)', () => {
  const hopeless = cluster([pods('x', asks(0), { nodes: nodeChoice([]) })], 1000, { nodes: nodes(2) })
  const tooLarge = cluster([pods('x', asks(9000))], 1000, { nodes: nodes(2) })
  const waits = cluster([pods('a', asks(3000)), pods('x', asks(3000))], 1000, { nodes: nodes(1) })
  assert.equal(
    [hopeless, tooLarge, waits].map((spec) => horizonUs(stateAfter(spec, 100), 100 * second)),
    [Infinity, Infinity, 100 * second],
  )
})

test('a pod of more priority takes the place of the least important that suffice (Z28)', async () => {
  const others = [
    pods('old', asks(1000)),
    pods('young', asks(1000), { createdAtUs: 2 * second }),
    pods('dear', asks(2000, { priority: 5 })),
  ]
  const high = pods('high', asks(1000, { priority: 10 }), { createdAtUs: 10 * second })
  const spec = cluster([...others, high], 60, { nodes: nodes(1) })
  const { pod, spec: ran } = stateAfter(spec, 50)
  const victims = [...pod.isVictim.subarray(0, pod.count)].flatMap((is, row) =>
    is === 1 ? [ran.workloads[pod.workload[row]].name] : [],
  )
  assert.equal(victims, ['young'])
  assert.equal(startsOf(await observe(spec), 'high'), [10])
})

test('a pod spares those that a budget keeps, on its node and by another node (Z28)', () => {
  const budget = {
    namespace: 'default',
    name: 'kept',
    minAvailable: { pods: 2 },
    alwaysAllowsUnhealthy: false,
  }
  const high = pods('high', asks(1000, { priority: 10 }), { createdAtUs: 10 * second })
  const kept = pods('kept', asks(1000), { kind: 'Deployment', replicas: 2, budgets: [0] })
  const victimsOf = (others: readonly WorkloadSpec[], cores: number, count: number): string[] => {
    const spec = cluster([...others, high], 60, { nodes: nodes(count, cores), budgets: [budget] })
    const { pod, spec: ran } = stateAfter(spec, 50)
    return [...pod.isVictim.subarray(0, pod.count)].flatMap((is, row) =>
      is === 1 ? [ran.workloads[pod.workload[row]].name] : [],
    )
  }
  // Without the budget the one of least priority would go, who is kept; so the dearer one does.
  const dear = pods('dear', asks(1000, { priority: 5 }))
  assert.equal(victimsOf([kept, dear], 3, 1), ['dear'])
  // One node each; a victim of more priority on the third is better than one that a budget keeps.
  assert.equal(victimsOf([kept, dear], 1, 3), ['dear'])
  assert.equal(victimsOf([{ ...kept, budgets: [] }, dear], 1, 3), ['kept'])
})

test('what happens while victims are told to go is lost on the pod, unless the last of them goes already (Z28)', () => {
  const high = pods('high', asks(3000, { priority: 10 }), { createdAtUs: 10 * second })
  const spec = cluster([pods('low', asks(3000)), high], 100, {
    nodes: nodes(1),
    controlPlane: { ...controlPlaneDefaults, scheduler: { qps: 0.1, burst: 1 } },
    // Its victim gets its condition at 10 s and would be deleted at 20 s; somebody else is faster.
    faults: [deletion(12, 0)],
  })
  assert.is(stateAfter(spec, 80).pod.node[1], 0)
})

test('a pod that waits for its victims shows the node that is meant for it (Z28)', () => {
  const slow = container({ behavior: behavior({ shutdown: { after: [constant(8)], exitCode: 0 } }) })
  const low = workload([slow], { name: 'low', pod: { scheduling: asks(3000) } })
  const high = pods('high', asks(3000, { priority: 10 }), { createdAtUs: 10 * second })
  const observer = new ClusterObserver(cluster([low, high], 60, { nodes: nodes(1) }))
  observer.runBefore(15 * second)
  const [shown] = observer.pods().filter(({ name }) => name === 'high')
  assert.equal([shown.node, shown.nominatedNode, shown.status], [null, 'n0', 'Pending'])
})

test('a pod that must not preempt says so, and waits (Z28)', () => {
  const spec = cluster(
    [
      pods('low', asks(3000)),
      pods('x', asks(3000, { priority: 10, neverPreempts: true }), { createdAtUs: second }),
    ],
    60,
    { nodes: nodes(1), kubernetesVersion: '1.33' },
  )
  const state = stateAfter(spec, 50)
  assert.is(
    unschedulableText(state, 1, failureOf(state, 1)),
    '0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.',
  )
})

test('whatever a pod of another workload waits for, with nodes of its own every row stays as it was', async () => {
  const app = container({ probes: { readiness: probe() } })
  const web = workload([app], {
    kind: 'Deployment',
    name: 'web',
    replicas: 6,
    nodes: nodeChoice([0, 1]),
    pod: { scheduling: asks(500) },
  })
  const busy = workload([app], {
    kind: 'Deployment',
    name: 'busy',
    replicas: 9,
    nodes: nodeChoice([2, 3]),
    pod: { scheduling: asks(1500) },
  })
  const faults = [deletion(20, 0)]
  const alone = await observe(cluster([web], 100, { nodes: nodes(4), faults }))
  const together = await observe(
    cluster([busy, web], 100, {
      nodes: nodes(4),
      faults: [{ ...faults[0], workloads: [1] }] as ClusterSpec['faults'],
    }),
  )
  assert.equal(
    together.starts.filter((row) => row.workload.endsWith('/web')),
    alone.starts,
  )
  assert.equal(
    together.summary.find((row) => row.workload.endsWith('/web')),
    alone.summary[1],
  )
})

for (const [templates, active] of [
  [undefined, 3],
  ['other', 3],
  ['same', 6],
] as const)
  test(`on as many nodes as pods a new version finds room beside ${templates ?? 'any'} templates that it keeps apart from, or does not (D3)`, () => {
    const apart = [
      {
        topologyKey: 'kubernetes.io/hostname',
        workloads: [0],
        ...(templates !== undefined && { templates }),
      },
    ]
    const web = pods('web', { ...noScheduling, apart }, { kind: 'Deployment', replicas: 3 })
    const spec = cluster([{ ...web, revisions: [web.pod] }], 120, {
      initialState: 'running',
      nodes: nodes(3),
      faults: [{ kind: 'rollout', atUs: 10 * second, revisions: [{ workload: 0, revision: 1 }] }],
    })
    const { pod } = stateAfter(spec, 100)
    assert.is(pod.node.filter((place) => place >= 0).length, active)
  })

test.run()
