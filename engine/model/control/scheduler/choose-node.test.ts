/** D2, D3, D4: which nodes take a pod, and which of them are liked best, against a second implementation. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { container, node, nodeChoice, workload } from '../../../../tests/support/spec.ts'
import {
  type NodeSpec,
  noScheduling,
  type SchedulingSpec,
  type WorkloadSpec,
} from '../../../contract/cluster-spec.ts'
import { enoughNodes, NodeChooser, noNode } from './choose-node.ts'
import { bestNodes, type PlacedPod } from './naive-scheduler.test.helper.ts'
import { NodeCache } from './node-cache.ts'
import { StartPlacement } from './start-placement.ts'

const test = suite('choice of a node')

const zone = 'topology.kubernetes.io/zone'
const mi = 1024 * 1024

const anyTaint = fc.record({
  key: fc.constantFrom('a', 'node.kubernetes.io/unschedulable'),
  value: fc.constant(''),
  effect: fc.constantFrom('NoSchedule' as const, 'PreferNoSchedule' as const, 'NoExecute' as const),
})
const anyNode = fc.record({
  zone: fc.constantFrom(undefined, 'x', 'y', 'z'),
  taints: fc.oneof(fc.constant([]), fc.array(anyTaint, { maxLength: 2 })),
  cpuCores: fc.constantFrom(undefined, 2, 4, 16),
  memoryBytes: fc.constantFrom(undefined, 4096 * mi, 65_536 * mi),
  podsMax: fc.integer({ min: 2, max: 8 }),
})
const anyNodes = fc.array(anyNode, { minLength: 1, maxLength: 7 }).map((all) =>
  all.map(({ zone: value, ...rest }, index): NodeSpec => {
    const { cpuCores, memoryBytes, ...more } = rest
    return node({
      name: `n${index}`,
      labels: value === undefined ? {} : { [zone]: value },
      ...more,
      ...(cpuCores === undefined ? {} : { cpuCores }),
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
    })
  }),
)
const anyKey = fc.constantFrom('kubernetes.io/hostname', zone)
const anyTerm = fc.record({ topologyKey: anyKey, workloads: fc.subarray([0, 1, 2]) })
const few = <T>(any: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<T[]>([]) },
    { weight: 1, arbitrary: fc.array(any, { maxLength: 2 }) },
  )
const anySpread = fc.record({
  topologyKey: anyKey,
  maxSkew: fc.integer({ min: 1, max: 2 }),
  isHard: fc.boolean(),
  minDomains: fc.integer({ min: 1, max: 3 }),
  workloads: fc.subarray([0, 1, 2]),
  sameTemplate: fc.constant(false),
  honorsAffinity: fc.boolean(),
  honorsTaints: fc.constant(false),
})
const anyRoom = fc.record({
  cpuMilli: fc.constantFrom(0, 100, 900),
  memoryBytes: fc.constantFrom(0, 128 * mi, 3000 * mi),
})
const anyScheduling = fc
  .record({
    room: anyRoom,
    tolerates: fc.constantFrom('', 'a', 'all'),
    port: few(fc.constant('TCP/0.0.0.0/80')),
    preferred: few(fc.record({ weight: fc.integer({ min: 1, max: 100 }), nodes: fc.subarray([0, 1, 2, 3]) })),
    spread: fc.oneof(fc.constant(undefined), fc.array(anySpread, { minLength: 1, maxLength: 2 })),
    near: few(anyTerm),
    apart: few(anyTerm),
    preferredPods: few(
      fc.record({
        topologyKey: anyKey,
        workloads: fc.subarray([0, 1, 2]),
        weight: fc.integer({ min: -9, max: 9 }),
      }),
    ),
  })
  .map(
    ({ room, tolerates, port, preferred, spread, ...rest }): SchedulingSpec => ({
      ...noScheduling,
      requests: { ...room, others: {} },
      scored: { cpuMilli: room.cpuMilli || 100, memoryBytes: room.memoryBytes || 200 * mi },
      tolerations:
        tolerates === '' ? [] : [{ key: tolerates === 'a' ? 'a' : '', exists: true, value: '', effect: '' }],
      hostPorts: port.slice(0, 1),
      preferredNodes: preferred,
      ...(spread === undefined ? {} : { spread }),
      ...rest,
    }),
  )
const anyWorkload = fc.record({
  kind: fc.constantFrom('Deployment' as const, 'Pod' as const),
  scheduling: anyScheduling,
  admitted: fc.oneof(fc.constant(undefined), fc.subarray([0, 1, 2, 3, 4, 5, 6])),
})
const anyWorkloads = fc.array(anyWorkload, { minLength: 3, maxLength: 3 }).map((all) =>
  all.map(
    ({ kind, scheduling, admitted }, index): WorkloadSpec =>
      workload([container()], {
        kind,
        name: `w${index}`,
        replicas: 9,
        pod: { scheduling },
        ...(admitted === undefined ? {} : { nodes: nodeChoice(admitted) }),
      }),
  ),
)

const within = (workloads: readonly WorkloadSpec[], count: number): WorkloadSpec[] =>
  workloads.map((one) => ({
    ...one,
    ...(one.nodes === undefined
      ? {}
      : { nodes: nodeChoice(one.nodes.admitted.filter((index) => index < count)) }),
  }))

test('is a best one by the second implementation, pod by pod, and none exactly if that finds none (D3, D4)', () => {
  fc.assert(
    fc.property(
      anyNodes,
      anyWorkloads,
      fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 14 }),
      fc.boolean(),
      (nodes, all, order, scoresChange) => {
        const workloads = within(all, nodes.length)
        const pods: PlacedPod[] = []
        const cache = new NodeCache({ nodes, workloads }, (row, tell) => {
          for (const pod of pods) if (pod.workload === row) tell(pod.node, false)
        })
        const chooser = new NodeChooser(cache, scoresChange)
        for (const row of order) {
          const expected = bestNodes({ nodes, workloads, pods, scoresChange }, row)
          let equal = 1
          const found = chooser.choose(cache.connected(row), (_nodes, _places, count) => {
            equal = count
            return pods.length % count
          })
          assert.is(found === noNode ? 0 : equal, expected.length)
          if (found === noNode) continue
          assert.ok(expected.includes(found), `${found} of ${expected}`)
          cache.add(row, found)
          pods.push({ workload: row, node: found })
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('pods from before are placed as one after the other would be, in cells as pod by pod', () => {
  fc.assert(
    fc.property(
      anyNodes,
      anyRoom,
      fc.integer({ min: 1, max: 30 }),
      fc.nat(9),
      fc.array(fc.nat(6), { maxLength: 3 }),
      (nodes, room, count, startAt, given) => {
        const scheduling = { ...noScheduling, requests: { ...room, others: {} } }
        const web = workload([container()], { kind: 'Deployment', replicas: count, pod: { scheduling } })
        // Nobody has such a pod, but whoever might is a reason to look at pods one by one.
        const apart = { ...noScheduling, apart: [{ topologyKey: zone, workloads: [0] }] }
        const other = workload([container()], { name: 'other', replicas: 0, pod: { scheduling: apart } })
        const before = given.filter((index) => index < nodes.length)
        const placed = (isOneByOne: boolean): number[] => {
          const found: number[] = [...before]
          const cache = new NodeCache(
            { nodes, workloads: isOneByOne ? [web, other] : [web] },
            (row, tell) => {
              if (row === 0) for (const index of found) tell(index, false)
            },
          )
          for (const index of before) cache.add(0, index)
          new StartPlacement(cache, true).place(0, count, startAt, before, (index) => found.push(index))
          return found
        }
        assert.equal(placed(false), placed(true))
      },
    ),
    { numRuns: 200 },
  )
})

test('looks at all nodes below 100, then at a share that takes the pod (D2)', () => {
  const table: readonly (readonly [nodes: number, enough: number])[] = [
    [99, 99],
    [100, 100],
    [250, 120],
    [1000, 420],
    [5000, 500],
    [5625, 281],
    [20_000, 1000],
  ]
  for (const [nodes, enough] of table) assert.is(enoughNodes(nodes), enough, String(nodes))
})

test('nodes are looked at one of each zone in turn, whichever label names the zone (D2)', () => {
  const older = 'failure-domain.beta.kubernetes.io/zone'
  const nodes = [{ [zone]: 'x' }, { [older]: 'x' }, { [zone]: 'y' }, { [older]: 'y' }].map((labels, index) =>
    node({ name: `n${index}`, labels }),
  )
  const { order } = new NodeCache({ nodes, workloads: [] }, () => {})
  assert.equal([...order], [0, 2, 1, 3])
})

test.run()
