/** Random histories of one workload whose every time is certain. */
import * as fc from 'fast-check'
import {
  type ClusterSpec,
  type CountOrPercent,
  type FaultSpec,
  kubeletDefaults,
  type PodSpec,
  type WorkloadSpec,
} from '../../engine/contract/cluster-spec.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  image,
  node,
  probe,
  second,
  workload,
} from '../support/spec.ts'

const durationSeconds = 240
const revisionsMax = 3

const often = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })

/** Of a revision: how long a start takes, whether it crashes, ends slowly, or has no image. */
const revision = fc.record({
  readyAfter: fc.integer({ min: 0, max: 8 }),
  crashAfter: fc.oneof({ weight: 5, arbitrary: fc.constant(Infinity) }, fc.integer({ min: 2, max: 25 })),
  shutdown: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 70 }).map((tenths) => tenths / 10),
  ),
  grace: often(30, fc.integer({ min: 1, max: 5 })),
  hasNoImage: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, fc.constant(true)),
})
type Revision = typeof revision extends fc.Arbitrary<infer T> ? T : never

function podOf({ readyAfter, crashAfter, shutdown, grace, hasNoImage }: Revision, number: number): PodSpec {
  // Revisions keep out of each other's instants: what comes first in one is chance.
  const period = Math.round(1000 + 13 * number) / 1000
  const does = behavior({
    startup: [constant(Math.max(0, readyAfter - 0.5) * period)],
    crash: { after: [constant(crashAfter + 0.0017 * (number + 1))], exitCode: 1 },
    shutdown: { after: [constant(shutdown)], exitCode: 143 },
    image: image(hasNoImage ? { present: false, fails: true } : {}),
  })
  const only = container({
    image: `app:${number}`,
    behavior: does,
    probes: readyAfter > 0 ? { readiness: probe({}, { periodUs: Math.round(period * second) }) } : {},
  })
  return workload([only], { pod: { terminationGraceUs: grace * second } }).pod
}

const amount = (countMax: number, percentMax: number): fc.Arbitrary<CountOrPercent> =>
  fc.oneof(
    fc.integer({ min: 0, max: countMax }).map((count) => ({ count })),
    fc.integer({ min: 0, max: percentMax }).map((percent) => ({ percent })),
  )

const minReady = often(0, fc.integer({ min: 1, max: 12 })).map((seconds) => seconds * second)

const deploymentParts: fc.Arbitrary<Partial<WorkloadSpec>> = fc
  .record({
    strategy: fc.oneof(
      { weight: 1, arbitrary: fc.constant({ kind: 'Recreate' as const }) },
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('RollingUpdate' as const),
          maxSurge: amount(4, 120),
          maxUnavailable: amount(4, 100),
        }),
      },
    ),
    progressDeadlineUs: fc.oneof(
      fc.constant(600 * second),
      fc.constant(Infinity),
      fc.integer({ min: 13, max: 60 }).map((seconds) => seconds * second),
    ),
    revisionHistoryLimit: fc.oneof(fc.constant(10), fc.integer({ min: 0, max: 2 })),
  })
  .chain((deployment) =>
    minReady.map((minReadyUs) => ({
      kind: 'Deployment' as const,
      minReadyUs,
      deployment: { ...deployment, isPaused: false },
    })),
  )

const replicaSetParts: fc.Arbitrary<Partial<WorkloadSpec>> = minReady.map((minReadyUs) => ({
  kind: 'ReplicaSet' as const,
  minReadyUs,
}))

const statefulSetParts: fc.Arbitrary<Partial<WorkloadSpec>> = fc
  .record({
    isOrdered: fc.boolean(),
    firstOrdinal: fc.constantFrom(0, 0, 3),
    minReadyUs: minReady,
    update: fc.oneof(
      { weight: 1, arbitrary: fc.constant('OnDelete' as const) },
      {
        weight: 5,
        arbitrary: fc.record({
          partition: often(0, fc.integer({ min: 1, max: 4 })),
          maxUnavailable: amount(4, 100),
        }),
      },
    ),
  })
  .map((statefulSet) => ({ kind: 'StatefulSet' as const, statefulSet }))

type FaultSeed = { readonly gap: number; readonly what: number; readonly number: number }

const faultSeeds: fc.Arbitrary<FaultSeed[]> = fc.array(
  fc.record({
    gap: fc.oneof(fc.integer({ min: 1300, max: 9_000 }), fc.integer({ min: 9_000, max: 60_000 })),
    what: fc.integer({ min: 0, max: 99 }),
    number: fc.integer({ min: 0, max: 8 }),
  }),
  { maxLength: 7 },
)

/** Faults at times that nothing else has: no two within a second, with odd thousandths. */
function faultsOf(seeds: readonly FaultSeed[], kind: string | undefined, revisions: number): FaultSpec[] {
  let atMs = 3_000
  let next = 1
  return seeds.flatMap(({ gap, what, number }, index): FaultSpec[] => {
    atMs += gap
    const atUs = atMs * 1000 + 10 * index + 3
    if (atUs >= durationSeconds * second) return []
    const containers = [{ workload: 0, container: 0 }]
    if (kind !== 'ReplicaSet' && what < 35) {
      if (next > revisions) return []
      return [{ kind: 'rollout', atUs, revisions: [{ workload: 0, revision: next++ }] }]
    }
    if (kind !== 'ReplicaSet' && what < 50) return [{ kind: 'rollback', atUs, workloads: [0] }]
    if (what < 70) return [{ kind: 'scale', atUs, replicas: number, workloads: [0] }]
    const share = number === 0 ? ('all' as const) : number < 5 ? { count: number } : { fraction: number / 10 }
    if (what < 85) return [{ kind: 'delete', atUs, workloads: [0], share, force: what < 73 }]
    return [{ kind: 'crash', atUs, exitCode: 1, containers, share }]
  })
}

export const randomHistory: fc.Arbitrary<ClusterSpec> = fc
  .record({
    parts: fc.oneof(
      { weight: 5, arbitrary: deploymentParts },
      { weight: 2, arbitrary: replicaSetParts },
      { weight: 4, arbitrary: statefulSetParts },
    ),
    replicas: fc.integer({ min: 0, max: 9 }),
    createdAtMs: fc.integer({ min: 0, max: 2000 }),
    templates: fc.array(revision, { minLength: 1, maxLength: 1 + revisionsMax }),
    seeds: faultSeeds,
    nodes: fc.integer({ min: 1, max: 3 }),
    version: fc.constantFrom('1.35', '1.36', '1.37'),
    masterSeed: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ parts, replicas, createdAtMs, templates, seeds, nodes, version, masterSeed }) => {
    const [pod, ...revisions] = templates.map(podOf)
    const faults = faultsOf(seeds, parts.kind, revisions.length)
    const only: WorkloadSpec = {
      ...workload([], { replicas, createdAtUs: createdAtMs * 1000 }),
      ...parts,
      pod,
      revisions,
    }
    return cluster([only], durationSeconds, {
      kubernetesVersion: version,
      faults,
      masterSeed: `${masterSeed}`,
      nodes: Array.from({ length: nodes }, (_, at) =>
        node({ name: `n${at}`, kubelet: { ...kubeletDefaults, apiQps: 1e6, apiBurst: 1e6 } }),
      ),
    })
  })
