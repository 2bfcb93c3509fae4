import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'uvu'
import { noScheduling, type WorkloadSpec } from '../../engine/contract/cluster-spec.ts'
import { podsByNode } from '../../engine/model/control/placement.ts'
import { container, node, workload } from '../../tests/support/spec.ts'
import { hasAmpleRoom } from './ample-room.ts'

const nodesNamed = (count: number) =>
  Array.from({ length: count }, (_, index) => node({ name: `n${index + 100}`, podsMax: 110 }))

function asking(name: string, replicas: number, cpuMilli: number, memoryBytes: number): WorkloadSpec {
  const scheduling = { ...noScheduling, requests: { cpuMilli, memoryBytes, others: {} } }
  const one = workload([container()], { kind: 'Deployment', name, replicas })
  return { ...one, pod: { ...one.pod, scheduling } }
}

test('where room is ample every pod is placed', () => {
  let ample = 0
  const size = fc.record({ podsMax: fc.nat(8), cpuCores: fc.nat(4), memoryBytes: fc.nat(4000) })
  const ask = fc.tuple(fc.nat(6), fc.nat(2000), fc.nat(2000))
  fc.assert(
    fc.property(
      fc.array(size, { minLength: 1, maxLength: 12 }),
      fc.array(ask, { maxLength: 4 }),
      (sizes, asks) => {
        const nodes = nodesNamed(sizes.length).map((named, index) => ({ ...named, ...sizes[index] }))
        const workloads = asks.map(([replicas, cpu, memory], index) =>
          asking(`w${index}`, replicas, cpu, memory),
        )
        if (!hasAmpleRoom(workloads, nodes)) return
        ample++
        const placed = podsByNode({ nodes, workloads }).map((byNode) =>
          byNode.reduce((sum, pods) => sum + pods, 0),
        )
        assert.deepEqual(
          placed,
          asks.map(([replicas]) => replicas),
        )
      },
    ),
    { numRuns: 500 },
  )
  assert.ok(ample > 10)
})

test('where room is ample beside DaemonSets every pod is placed, theirs too', () => {
  let ample = 0
  const size = fc.record({
    podsMax: fc.integer({ min: 1, max: 12 }),
    cpuCores: fc.integer({ min: 1, max: 6 }),
    memoryBytes: fc.integer({ min: 500, max: 6000 }),
  })
  const ask = fc.tuple(fc.nat(6), fc.nat(1000), fc.nat(1000), fc.boolean())
  fc.assert(
    fc.property(
      fc.array(size, { minLength: 1, maxLength: 12 }),
      fc.array(ask, { maxLength: 4 }),
      (sizes, asks) => {
        const nodes = nodesNamed(sizes.length).map((named, index) => ({ ...named, ...sizes[index] }))
        const workloads = asks.map(([replicas, cpu, memory, isEverywhere], index): WorkloadSpec => {
          const one = asking(`w${index}`, isEverywhere ? nodes.length : replicas, cpu, memory)
          return isEverywhere ? { ...one, kind: 'DaemonSet' } : one
        })
        const others = workloads.filter(({ kind }) => kind !== 'DaemonSet')
        if (others.length === workloads.length || !hasAmpleRoom(workloads, nodes)) return
        ample += others.length
        const placed = podsByNode({ nodes, workloads })
        for (const [index, { replicas }] of workloads.entries())
          assert.equal(
            placed[index]!.reduce((sum, pods) => sum + pods, 0),
            replicas,
          )
      },
    ),
    { numRuns: 2000 },
  )
  assert.ok(ample > 10)
})

test('thirty pods on each of many nodes that take 110 have ample room, and pods that may not go anywhere have not', () => {
  const nodes = nodesNamed(20)
  const web = asking('web', 600, 100, 1)
  assert.equal(hasAmpleRoom([web], nodes), true)
  const agent: WorkloadSpec = { ...asking('agent', 20, 100, 1), kind: 'DaemonSet' }
  assert.equal(hasAmpleRoom([web, agent], nodes), true)
  const small = nodes.map((each) => ({ ...each, podsMax: 31 }))
  assert.equal(hasAmpleRoom([web], [...small, ...small.slice(0, 1)]), true)
  assert.equal(hasAmpleRoom([web, agent], [...small, ...small.slice(0, 1)]), true)
  assert.equal(hasAmpleRoom([web, agent], small), false)
  const scheduling = { ...noScheduling, apart: [{} as never] }
  assert.equal(hasAmpleRoom([web, { ...agent, pod: { ...agent.pod, scheduling } }], nodes), false)
  assert.equal(hasAmpleRoom([{ ...web, staticOn: ['n100'] }], nodes), false)
  assert.equal(hasAmpleRoom([{ ...web, nodes: { admitted: [1] } as never }], nodes), false)
  const taints = [{ key: 'a', value: '', effect: 'NoSchedule' }] as const
  assert.equal(hasAmpleRoom([web], [...nodes, { ...nodes[0]!, taints }]), false)
})

test.run()
