/** Placement: spread over the nodes that take a pod, past full ones (D3, D4), and nothing moves anything else. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, seriesOf, startTimes, stateAfter } from '../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  never,
  node,
  nodeChoice,
  probe,
  second,
  workload,
} from '../../../tests/support/spec.ts'
import type { ClusterSpec, NodeSpec, WorkloadSpec } from '../../contract/cluster-spec.ts'
import { hashName } from '../../kernel/name-hash.ts'

const test = suite('placement')

const nodes = (count: number, podsMax: number, pool = 'node'): NodeSpec[] =>
  Array.from({ length: count }, (_, index) =>
    node({ name: `${pool}-${index}`, pool, labels: { pool }, podsMax }),
  )

const deployment = (
  name: string,
  replicas: number,
  changes: Parameters<typeof workload>[1] = {},
): WorkloadSpec => workload([container()], { kind: 'Deployment', name, replicas, ...changes })

/** Nodes of the pods, in order of their rows. */
function nodesOf(
  workloads: readonly WorkloadSpec[],
  specNodes: readonly NodeSpec[],
  changes: Partial<ClusterSpec> = {},
): number[] {
  return [...stateAfter(cluster(workloads, 10, { nodes: specNodes, ...changes }), 5).pod.node]
}

test('pods from before walk round-robin from the hash of the name, where all nodes are equal', () => {
  for (const name of ['web', 'api', 'a-rather-long-name']) {
    const first = hashName(name) % 5
    assert.equal(
      nodesOf([deployment(name, 7)], nodes(5, 10), { initialState: 'running' }),
      Array.from({ length: 7 }, (_, index) => (first + index) % 5),
      name,
    )
  }
})

for (const [kubernetesVersion, what, orderCount] of [
  ['1.34', 'chance decides between equal ones', 4],
  ['1.35', 'the form of a heap does, which is always the same', 1],
] as const)
  test(`pods that are created are spread over nodes; in ${kubernetesVersion} ${what} (D4)`, () => {
    const orders = new Set<string>()
    for (const masterSeed of ['1', '2', '3', '4']) {
      const placed = nodesOf([deployment('web', 10)], nodes(5, 10), { masterSeed, kubernetesVersion })
      assert.equal([...placed.slice(0, 5)].sort(), [0, 1, 2, 3, 4])
      assert.equal([...placed.slice(5)].sort(), [0, 1, 2, 3, 4])
      orders.add(placed.join())
    }
    assert.is(orders.size, orderCount)
  })

for (const initialState of ['created', 'running'] as const) {
  test(`a full node gets no more pods, initial state ${initialState}`, () => {
    const specNodes = nodes(3, 3).map((one, index) => ({ ...one, podsMax: index === 1 ? 1 : 3 }))
    const placed = nodesOf([deployment('web', 8)], specNodes, { initialState })
    assert.equal([...placed].sort(), [-1, 0, 0, 0, 1, 2, 2, 2])
    assert.is(placed.at(-1), -1)
  })
}

test('places pods on nodes that take them, and on the one that they name', () => {
  const both = [...nodes(2, 10, 'a'), ...nodes(3, 10, 'b')]
  const selected = nodesOf([deployment('web', 6, { nodes: nodeChoice([2, 3, 4]) })], both)
  assert.equal([...new Set(selected)].sort(), [2, 3, 4])
  assert.equal(nodesOf([deployment('web', 2, { pod: { nodeName: 'a-1' } })], both), [1, 1])
  assert.equal(nodesOf([deployment('web', 1, { nodes: nodeChoice([]) })], both), [-1])
})

for (const initialState of ['created', 'running'] as const)
  test(`a pod that names a node that there is not waits for ever, initial state ${initialState} (D3)`, () => {
    const web = deployment('web', 1, { pod: { nodeName: 'gone' } })
    assert.equal(nodesOf([web], nodes(1, 10), { initialState }), [-1])
  })

test('live pods are where they are, before any other looks for a place', () => {
  const livePods = ['x', 'y', 'z'].map((name) => ({ name: `web-${name}`, node: 1, containers: [] }))
  const web = deployment('web', 4, { livePods, nodes: nodeChoice([0]) })
  const placed = nodesOf([deployment('api', 3), web], nodes(2, 2), { initialState: 'running' })
  assert.equal(placed, [0, -1, -1, 1, 1, 1, 0])
  const created = nodesOf([web], nodes(2, 2), { initialState: 'created' })
  assert.equal(created, [1, 1, 1, 0])
})

test('a pod of a DaemonSet beyond the nodes that take it is Pending', () => {
  const daemon = workload([container()], { kind: 'DaemonSet', replicas: 3, nodes: nodeChoice([0, 2]) })
  assert.equal(nodesOf([daemon], nodes(3, 10)), [0, 2, -1])
})

test('a DaemonSet has one pod on each node', () => {
  assert.equal(
    nodesOf([workload([container()], { kind: 'DaemonSet', replicas: 4 })], nodes(4, 10)),
    [0, 1, 2, 3],
  )
})

test('a workload on nodes of its own leaves every row of the others alone', async () => {
  const app = container({
    probes: { liveness: probe(), readiness: probe() },
    behavior: behavior({
      errorRate: 0.3,
      crash: { after: [{ kind: 'exponential', mean: 60 * second }], exitCode: 1 },
    }),
  })
  const web = workload([app], {
    kind: 'Deployment',
    name: 'web',
    replicas: 6,
    nodes: nodeChoice([0, 1]),
  })
  const extra = workload([app], {
    kind: 'Deployment',
    name: 'another',
    replicas: 9,
    nodes: nodeChoice([2, 3, 4]),
  })
  const both = [...nodes(2, 10, 'a'), ...nodes(3, 10, 'b')]
  const alone = await observe(cluster([web], 300, { nodes: both }))
  const together = await observe(cluster([extra, web], 300, { nodes: both }))
  assert.ok(alone.starts.length > 10)
  assert.equal(
    together.starts.filter((row) => row.workload.endsWith('/web')),
    alone.starts,
  )
  assert.equal(
    together.runs.filter((run) => run.pod.startsWith('web')),
    alone.runs,
  )
  assert.equal(
    together.summary.find((row) => row.workload.endsWith('/web')),
    alone.summary[1],
  )
})

test('one replica more leaves the others alone', async () => {
  const app = container({ probes: { liveness: probe() }, behavior: behavior({ errorRate: 0.3 }) })
  const runs = async (replicas: number) =>
    (await observe(cluster([workload([app], { kind: 'Deployment', replicas })], 200))).runs.filter(
      (run) => run.pod !== 'web-4',
    )
  assert.equal(await runs(5), await runs(4))
})

test('a pod without a place is Pending until one is free, first come first served', async () => {
  const first = workload([container()], { name: 'a' })
  const second_ = workload([container({ name: 'b' })], { name: 'b' })
  const third = workload([container({ name: 'c' })], { name: 'c' })
  const spec = cluster([first, second_, third], 60, {
    nodes: nodes(1, 1),
    faults: [
      { kind: 'delete', atUs: 25 * second, workloads: [0], share: 'all', force: false },
      { kind: 'delete', atUs: 45 * second, workloads: [1], share: 'all', force: false },
    ],
  })
  const observed = await observe(spec)
  assert.equal(
    [startTimes(observed), startTimes(observed, 'b'), startTimes(observed, 'c')],
    [[0], [25], [45]],
  )
  assert.equal(seriesOf(observed, 'pending'), [2, 2, 1, 1, 0, 0])
})

test('a place that is free goes to the first that its node takes, and those that wait on are told of once more', () => {
  const spec = cluster(
    [
      workload([container()], { name: 'first', nodes: nodeChoice([0]) }),
      workload([container()], { name: 'second', nodes: nodeChoice([1]) }),
      workload([container()], { name: 'picky', createdAtUs: second, nodes: nodeChoice([1]) }),
      workload([container()], { name: 'any', createdAtUs: 2 * second }),
      workload([container()], { name: 'late', createdAtUs: 3 * second }),
    ],
    60,
    {
      nodes: nodes(2, 1),
      faults: [{ kind: 'delete', atUs: 20 * second, workloads: [0], share: 'all', force: false }],
    },
  )
  const { pod: pods } = stateAfter(spec, 50)
  assert.equal([...pods.node.subarray(2, 5)], [-1, 0, -1])
  assert.equal([...pods.schedulingFailures.subarray(2, 5)], [2, 1, 2])
})

test('a pod that runs from before and has no place is Pending', async () => {
  const spec = cluster([deployment('web', 3)], 20, { nodes: nodes(1, 2), initialState: 'running' })
  const observed = await observe(spec)
  assert.equal(seriesOf(observed, 'pending'), [1, 1])
  assert.equal(seriesOf(observed, 'ready'), [2, 2])
})

test('a place is free when the object is gone, whatever still runs (Z24, K7)', async () => {
  const app = container({
    behavior: behavior({ shutdown: { after: [never], exitCode: 0 }, start: [constant(0)] }),
  })
  const spec = cluster(
    [workload([app], { name: 'a' }), workload([container({ name: 'b' })], { name: 'b' })],
    60,
    {
      nodes: nodes(1, 1),
      faults: [{ kind: 'delete', atUs: 20 * second, workloads: [0], share: 'all', force: true }],
    },
  )
  assert.equal(startTimes(await observe(spec), 'b'), [20])
})

test.run()
