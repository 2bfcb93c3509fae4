/** S3, S6, S7, B9: what the loops of a kubelet add to the rules, when overheads are not ideal. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { distanceLimit, simulated, stateAfter, uniformDistance } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  never,
  node,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type {
  BehaviorSpec,
  ClusterSpec,
  DistributionSpec,
  OverheadsSpec,
} from '../../../contract/cluster-spec.ts'

const test = suite('relist and requeue')

const loops: OverheadsSpec = { ...idealOverheads, ideal: false }
const spread: DistributionSpec = { kind: 'uniform', low: 100 * second, high: 200 * second }

/** Pods that have run for long; the first exits come at random times. */
function many(
  does: Partial<BehaviorSpec>,
  replicas: number,
  durationSeconds: number,
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  return cluster(
    [workload([container({ behavior: behavior(does) })], { kind: 'Deployment', replicas })],
    durationSeconds,
    {
      overheads: loops,
      initialState: 'running',
      nodes: [node({ podsMax: replicas })],
      ...changes,
    },
  )
}

/** Waits from the exit to the start decision, of one restart count. */
async function waitsOf(spec: ClusterSpec, restartCount: number): Promise<number[]> {
  const { starts } = await simulated(spec)
  return starts.filter((row) => row.restartCount === restartCount).map((row) => row.waitedSeconds!)
}

const crashes = (...seconds: readonly number[]): Partial<BehaviorSpec> => ({
  crash: { after: [spread, ...seconds.map(constant), never], exitCode: 1 },
})

function within(values: readonly number[], low: number, high: number): void {
  for (const value of values) assert.ok(value >= low && value <= high, `${value} is not in [${low}, ${high}]`)
}

for (const cost of [0, 0.2]) {
  test(`an exit is seen after U(0, period) plus the cost of a relist of ${cost} s (S3)`, async () => {
    const overheads = { ...loops, relistCostUs: constant(cost) }
    const waits = await waitsOf(many(crashes(), 1000, 250, { overheads }), 1)
    assert.is(waits.length, 1000)
    within(waits, cost, cost + 1 + cost)
    assert.ok(uniformDistance(waits, cost, cost + 1 + cost) < distanceLimit(1000))
  })
}

test('the work of a sync comes on top (S9)', async () => {
  const overheads = { ...loops, syncUs: constant(0.3) }
  const waits = await waitsOf(many(crashes(), 200, 250, { overheads }), 1)
  within(waits, 0.3, 1.3)
})

test('the runtime takes its time to stop, after the process has ended (K2)', async () => {
  const app = container({
    probes: { liveness: probe({}, { failureThreshold: 1 }) },
    behavior: behavior({
      script: [{ probe: 'all', afterUs: 5 * second, answer: 'fail', incarnations: [0], ill: true }],
    }),
  })
  const { starts } = await simulated(
    cluster([workload([app])], 60, { overheads: { ...loops, stopUs: constant(0.25) } }),
  )
  assert.is(starts[1].previousFinishedSeconds, starts[0].timeSeconds + 10.25)
})

const bounds: readonly {
  rule: string
  version: '1.34' | '1.35'
  reduced: boolean
  low: number
  high: number
  reaches: number
}[] = [
  {
    rule: 'S7, B9 1.35: 10 s become at most 15 s and a tick',
    version: '1.35',
    reduced: false,
    low: 10,
    high: 16,
    reaches: 14,
  },
  {
    rule: 'S7, B9 1.34: looked at 10 to 15 s after the sync that saw the exit',
    version: '1.34',
    reduced: false,
    low: 10,
    high: 17,
    reaches: 15,
  },
  {
    rule: 'B9 1.35: 1 s becomes at most 1.5 s and a tick',
    version: '1.35',
    reduced: true,
    low: 1,
    high: 2.5,
    reaches: 1.8,
  },
  {
    rule: 'B9 1.34: 1 s is really 10 to 15 s (issue 123602)',
    version: '1.34',
    reduced: true,
    low: 10,
    high: 17,
    reaches: 15,
  },
]

for (const { rule, version, reduced, low, high, reaches } of bounds) {
  test(`a second crash waits as the rule says: ${rule}`, async () => {
    const featureGates = reduced ? { ReduceDefaultCrashLoopBackOffDecay: true } : {}
    const spec = many(crashes(5), 400, 300, { kubernetesVersion: version, featureGates })
    const waits = await waitsOf(spec, 2)
    assert.is(waits.length, 400)
    within(waits, low, high)
    assert.ok(Math.max(...waits) > reaches, 'the bound is used')
    assert.ok(Math.min(...waits) < low + 1, 'and the other too')
  })
}

test('a retry runs at a 1 s tick of its node, the same for all pods (S7)', async () => {
  const { starts } = await simulated(many(crashes(5), 100, 300))
  const fractions = starts
    .filter((row) => row.restartCount === 2)
    .map((row) => Math.round((row.timeSeconds % 1) * second))
  assert.is(new Set(fractions).size, 1)
})

test('a retry comes after the remaining wait times U(1, 1.5) (S7)', async () => {
  const { starts } = await simulated(many(crashes(5), 1000, 300))
  // Relists and ticks of this node are at fixed phases: what the tick adds is taken off, up to 1 s.
  const stretch = starts.filter((row) => row.restartCount === 2).map((row) => (row.waitedSeconds! - 1) / 9.5)
  const mean = stretch.reduce((sum, value) => sum + value, 0) / stretch.length
  assert.ok(mean > 1.2 && mean < 1.3, `mean stretch ${mean}`)
})

const longWaits = [5, 5, 5, 5, 5, 5, 5]

for (const version of ['1.34', '1.35'] as const) {
  test(`longer waits end late by a bounded time in ${version} (B9)`, async () => {
    const { starts } = await simulated(many(crashes(...longWaits), 60, 1400, { kubernetesVersion: version }))
    const nominal = [0, 0, 10, 20, 40, 80, 160, 300]
    const late: number[] = []
    for (const row of starts) {
      const wait = nominal[row.restartCount]
      if (row.restartCount < 2 || wait === undefined) continue
      const overshoot = row.waitedSeconds! - wait
      const limit = version === '1.34' ? 17 : Math.min(wait, 60) / 2 + 1
      assert.ok(overshoot >= 0 && overshoot <= limit, `${wait} s end ${overshoot} s late`)
      late.push(overshoot)
    }
    assert.ok(late.length > 300)
    assert.ok(Math.max(...late) > (version === '1.34' ? 12 : 20))
  })
}

test('two syncs of a pod have a relist between them (S6)', async () => {
  const failing = (latency: number) =>
    ({
      probe: 'all',
      afterUs: 5 * second,
      answer: 'fail',
      latencyUs: constant(latency),
      incarnations: [0],
      ill: true,
    }) as const
  const containers = [0, 0.05].map((latency, index) =>
    container({
      name: `c${index}`,
      probes: { liveness: probe({}, { failureThreshold: 1 }) },
      behavior: behavior({ script: [failing(latency)] }),
    }),
  )
  const spec = cluster([workload(containers)], 60, { overheads: loops })
  const phaseUs = stateAfter({ ...spec, durationUs: 1 }, 0).node.relistPhaseUs[0]
  const { starts } = await simulated(spec)
  const [first, next] = starts.filter((row) => row.restartCount === 1)
  assert.is(first.timeSeconds, 10)
  assert.is(next.previousFinishedSeconds, 10 + phaseUs / second, 'the first relist after 10 s')
})

test('a first sync waits for nothing, whatever the relists do (S6)', async () => {
  const overheads = { ...loops, podStartDelayUs: constant(0.123) }
  const { starts } = await simulated(cluster([workload([container()])], 60, { overheads }))
  assert.is(starts[0].timeSeconds, 0.123)
})

test('the resync of an unready pod comes after 60 to 90 s and a tick (S7, P6)', async () => {
  const readiness = probe({ period: 1000 })
  const app = container({ probes: { readiness }, behavior: behavior({ startup: [never] }) })
  const pods = workload([app], { kind: 'Deployment', replicas: 100 })
  const spec = cluster([pods], 400, { overheads: loops, intervalUs: second })
  const { timeseries } = await simulated(spec)
  const probes = timeseries.columns.probes!.filter((_, index) => index % 2 === 0)
  const between = (low: number, high: number): number =>
    probes.slice(low, high).reduce((sum, value) => sum + value, 0)
  // One run when the container is seen and one in the sync after it (P6), then one per resync.
  assert.is(between(0, 4), 200)
  assert.is(between(4, 60), 0)
  assert.is(between(60, 94), 100)
})

test('an unready pod does not have its neighbors synced again (S7)', () => {
  const unready = container({ probes: { readiness: probe() }, behavior: behavior({ errorRate: 1 }) })
  const pods = ['a', 'b', 'c'].map((name) => workload([name === 'b' ? unready : container()], { name }))
  const ends = stateAfter(cluster(pods, 400, { overheads: loops }), 300).pod.lastSyncEndUs
  assert.ok(ends[1] > 200 * second)
  assert.ok(Math.max(ends[0], ends[2]) < 5 * second)
})

test.run()
