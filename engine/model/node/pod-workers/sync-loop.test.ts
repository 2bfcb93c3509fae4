/** Z2: a container that has ended for good, beside others, keeps its pod's syncs going: its probe workers are made anew by each. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, timesOf } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  probe,
  workload,
} from '../../../../tests/support/spec.ts'
import type {
  ClusterSpec,
  ContainerSpec,
  KubernetesVersion,
  RestartPolicy,
} from '../../../contract/cluster-spec.ts'
import { kubernetesVersions } from '../../../contract/cluster-spec.ts'

const test = suite('sync loop of a pod with an ended container')

const durationSeconds = 125
const overheads: ClusterSpec['overheads'] = {
  ...idealOverheads,
  ideal: false,
  relistCostUs: constant(0.005),
  syncUs: constant(0.001),
}

const ends = (probes: ContainerSpec['probes']): ContainerSpec =>
  container({ name: 'ends', probes, behavior: behavior({ complete: { after: [constant(5)] } }) })
/** Its calls tell of the syncs: each triggers it (P6). */
const unready = container({
  name: 'unready',
  probes: { readiness: probe() },
  behavior: behavior({ errorRate: 1 }),
})

function spec(
  version: KubernetesVersion,
  restartPolicy: RestartPolicy,
  containers: readonly ContainerSpec[],
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  return cluster([workload(containers, { pod: { restartPolicy } })], durationSeconds, {
    kubernetesVersion: version,
    overheads,
    ...changes,
  })
}

type Case = {
  readonly rule: string
  readonly policy: RestartPolicy
  readonly containers: readonly ContainerSpec[]
  /** Versions with the loop. */
  readonly from: KubernetesVersion | undefined
}

const readiness = ends({ readiness: probe() })
const cases: readonly Case[] = [
  {
    rule: 'OnFailure, exit 0: where workers heed the exit code',
    policy: 'OnFailure',
    containers: [readiness, unready],
    from: '1.35',
  },
  { rule: 'Never: everywhere', policy: 'Never', containers: [readiness, unready], from: '1.31' },
  {
    rule: 'liveness does it too',
    policy: 'Never',
    containers: [ends({ liveness: probe({ period: 2 }) }), unready],
    from: '1.31',
  },
  {
    rule: 'behind a container with a living worker: only in any order',
    policy: 'Never',
    containers: [unready, readiness],
    from: '1.37',
  },
  {
    rule: 'a startup probe that has succeeded is on hold, and its worker never ends',
    policy: 'Never',
    containers: [ends({ startup: probe({ period: 1 }) }), unready],
    from: undefined,
  },
  {
    rule: 'nor do the workers behind it, in any version',
    policy: 'Never',
    containers: [ends({ startup: probe({ period: 1 }), readiness: probe() }), unready],
    from: undefined,
  },
  { rule: 'Always: it starts again', policy: 'Always', containers: [readiness, unready], from: undefined },
]

for (const { rule, policy, containers, from } of cases) {
  test(`Z2: ${rule}`, async () => {
    for (const version of kubernetesVersions) {
      const calls = timesOf(await observe(spec(version, policy, containers)), 'readiness', 'unready')
      const late = calls.filter((time) => time > 25)
      const loops =
        from !== undefined && kubernetesVersions.indexOf(version) >= kubernetesVersions.indexOf(from)
      // One per relist, or one per period and a few by resyncs.
      if (loops) assert.ok(late.length >= 97 && late.length <= 101, `${version}: ${late.length}`)
      else assert.ok(late.length <= 25, `${version}: ${late.length}`)
    }
  })
}

test('Z2: with ideal overheads, too, once per second', async () => {
  const ideal = spec('1.36', 'OnFailure', [readiness, unready], { overheads: idealOverheads })
  const calls = timesOf(await observe(ideal), 'readiness', 'unready').filter((time) => time > 25)
  assert.equal(calls.slice(0, 3), [26, 27, 28])
})

test('Z2: a worker that ends without news begins it with the next resync', async () => {
  const neverReady = container({
    name: 'ends',
    probes: { readiness: probe() },
    behavior: behavior({ errorRate: 1, complete: { after: [constant(5)] } }),
  })
  const lone = container({ name: 'lone' })
  const sync = async (durationSeconds: number): Promise<number> => {
    const changed = spec('1.36', 'OnFailure', [neverReady, lone], { durationUs: durationSeconds * 1e6 })
    return (await observe(changed)).counters.syncsTotal
  }
  const [before, after] = [await sync(60), await sync(125)]
  assert.ok(before < 8 && after > before + 30, `${before} ${after}`)
})

test.run()
