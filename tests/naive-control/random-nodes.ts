/** Random histories of nodes that fall silent and come back, with pods of a ReplicaSet or a Deployment on them. */
import * as fc from 'fast-check'
import { type ClusterSpec, type FaultSpec, kubeletDefaults } from '../../engine/contract/cluster-spec.ts'
import { behavior, cluster, constant, container, node, second, workload } from '../support/spec.ts'

const durationSeconds = 420

const silence = fc.record({
  gap: fc.oneof(fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: 40_000, max: 150_000 })),
  isDown: fc.boolean(),
  lasts: fc.oneof(
    fc.constant(undefined),
    fc.integer({ min: 1000, max: 60_000 }),
    fc.integer({ min: 60_000, max: 200_000 }),
  ),
  /** Nodes, modulo how many there are. */
  nodes: fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 5 }),
})

export const randomNodes: fc.Arbitrary<ClusterSpec> = fc
  .record({
    zones: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 9 }),
    kind: fc.constantFrom('ReplicaSet', 'Deployment'),
    replicas: fc.integer({ min: 1, max: 10 }),
    stays: fc.constantFrom(0, 20, 63, 300, Infinity),
    shutdown: fc.integer({ min: 0, max: 40 }).map((tenths) => tenths / 10),
    silences: fc.array(silence, { minLength: 1, maxLength: 4 }),
    masterSeed: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ zones, kind, replicas, stays, shutdown, silences, masterSeed }) => {
    const staysUs = stays === Infinity ? Infinity : stays * second
    const app = container({
      image: 'app:0',
      behavior: behavior({ shutdown: { after: [constant(shutdown)], exitCode: 143 } }),
    })
    const pods = workload([app], {
      kind,
      replicas,
      createdAtUs: 1.3 * second,
      pod: {
        tolerations: {
          staysUs: { notReady: staysUs, unreachable: staysUs, outOfService: 0 },
          placedDespite: [],
        },
      },
    })
    return cluster([pods], durationSeconds, {
      kubernetesVersion: '1.36',
      masterSeed: `${masterSeed}`,
      faults: faultsOf(silences, zones.length),
      nodes: zones.map((zone, at) =>
        node({
          name: `n${at}`,
          labels: { 'topology.kubernetes.io/zone': `z${zone}` },
          kubelet: { ...kubeletDefaults, apiQps: 1e6, apiBurst: 1e6 },
        }),
      ),
    })
  })

/** No node is in two of them at once. */
function faultsOf(
  silences: readonly (typeof silence extends fc.Arbitrary<infer T> ? T : never)[],
  count: number,
): FaultSpec[] {
  const freeFromMs = new Map<number, number>()
  let atMs = 20_000
  return silences.flatMap(({ gap, isDown, lasts, nodes }, index): FaultSpec[] => {
    atMs += gap
    const all = [...new Set(nodes.map((one) => one % count))].sort((a, b) => a - b)
    const free = all.filter((one) => (freeFromMs.get(one) ?? 0) < atMs)
    if (free.length === 0 || atMs * 1000 >= durationSeconds * second) return []
    for (const one of free) freeFromMs.set(one, atMs + (lasts ?? Infinity) + 20_000)
    return [
      {
        kind: isDown ? 'nodeDown' : 'partition',
        atUs: atMs * 1000 + 7 + index,
        nodes: free,
        share: 'all',
        ...(lasts !== undefined && { forUs: lasts * 1000 + 11 }),
      },
    ]
  })
}
