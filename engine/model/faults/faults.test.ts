/** Contract 2, faults and lists per incarnation: who is hit, for how long, and what that does. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Observed, observe, startTimes, stateAfter, summaryOf } from '../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  never,
  probe,
  second,
  workload,
} from '../../../tests/support/spec.ts'
import type {
  BehaviorSpec,
  ClusterSpec,
  ContainerSpec,
  FaultSpec,
  Share,
  WorkloadKind,
} from '../../contract/cluster-spec.ts'

const test = suite('faults')

const containers = [{ workload: 0, container: 0 }]
const crash = (atSeconds: number, share: Share = 'all', exitCode = 1): FaultSpec => ({
  kind: 'crash',
  atUs: atSeconds * second,
  exitCode,
  containers,
  share,
})
const slow = (atSeconds: number, forSeconds: number, factor: number): FaultSpec => ({
  kind: 'slow',
  atUs: atSeconds * second,
  forUs: forSeconds * second,
  factor,
  containers,
  share: 'all',
})
const hang = (atSeconds: number, forSeconds?: number, share: Share = 'all'): FaultSpec => ({
  kind: 'hang',
  atUs: atSeconds * second,
  containers,
  share,
  ...(forSeconds !== undefined && { forUs: forSeconds * second }),
})
const scale = (atSeconds: number, replicas: number): FaultSpec => ({
  kind: 'scale',
  atUs: atSeconds * second,
  replicas,
  workloads: [0],
})

function replicas(
  count: number,
  app: ContainerSpec,
  faults: readonly FaultSpec[],
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  return cluster([workload([app], { kind: 'Deployment', replicas: count })], 100, { faults, ...changes })
}

const shares: readonly { rule: string; share: Share; hit: number }[] = [
  { rule: 'all', share: 'all', hit: 10 },
  { rule: 'a count', share: { count: 3 }, hit: 3 },
  { rule: 'a count above what there is', share: { count: 20 }, hit: 10 },
  { rule: 'a fraction', share: { fraction: 0.3 }, hit: 3 },
  { rule: 'a fraction rounded down', share: { fraction: 0.24 }, hit: 2 },
  { rule: 'a fraction rounded up', share: { fraction: 0.26 }, hit: 3 },
  { rule: 'a fraction is at least 1', share: { fraction: 0.01 }, hit: 1 },
  { rule: 'the whole', share: { fraction: 1 }, hit: 10 },
]

for (const { rule, share, hit } of shares) {
  test(`hits ${hit} of 10: ${rule}`, async () => {
    const crashed = await observe(replicas(10, container(), [crash(20, share)]))
    assert.is(summaryOf(crashed, 'restarts_total'), hit)
    const hung = await observe(replicas(10, container(), [hang(20, undefined, share)]))
    assert.is(new Set(hung.detections.map((row) => row.pod)).size, hit)
  })
}

test('draws who is hit by the place in the list, whatever else the scenario does', async () => {
  const hitBy = async (spec: ClusterSpec): Promise<string[]> =>
    (await observe(spec)).starts.filter((row) => row.restartCount === 1).map((row) => row.pod)
  const first = await hitBy(replicas(10, container(), [crash(20, { count: 3 })]))
  const probed = container({ probes: { liveness: probe() }, behavior: behavior({ errorRate: 0.1 }) })
  assert.equal(await hitBy(replicas(10, probed, [crash(20, { count: 3 }), slow(30, 10, 2)])), first)
  const otherSeed = await hitBy(replicas(10, container(), [crash(20, { count: 3 })], { masterSeed: '2' }))
  assert.not.equal(otherSeed, first)
})

test('every pod is hit about as often as another', async () => {
  const hits = new Map<string, number>()
  for (let seed = 0; seed < 60; seed++) {
    const spec = replicas(10, container(), [crash(20, { count: 3 })], { masterSeed: `seed ${seed}` })
    for (const row of (await observe(spec)).starts) {
      if (row.restartCount === 1) hits.set(row.pod, (hits.get(row.pod) ?? 0) + 1)
    }
  }
  assert.is(hits.size, 10)
  // 180 hits on 10 pods: 18 each, standard deviation 3.5.
  for (const [pod, count] of hits) assert.ok(count >= 5 && count <= 31, `${pod} was hit ${count} times`)
})

test('a crash shows its exit code and restarts at once', async () => {
  const { starts } = await observe(replicas(1, container(), [crash(20, 'all', 7)]))
  assert.equal([starts[1].timeSeconds, starts[1].previousExitCode, starts[1].cause], [20, 7, 'crash'])
  const completed = await observe(replicas(1, container(), [crash(20, 'all', 0)]))
  assert.is(completed.starts[1].cause, 'completed')
})

test('a crash spares what does not run', async () => {
  const app = container({
    behavior: behavior({ crash: { after: [constant(5), constant(5), never], exitCode: 1 } }),
  })
  // It waits from 10 to 20 s.
  assert.equal(startTimes(await observe(replicas(1, app, [crash(15)]))), [0, 5, 20])
})

const durationsOf = ({ runs }: Observed): [number, number][] => runs.map((run) => [run.time, run.duration])
const steady: Partial<BehaviorSpec> = {
  latency: { startup: constant(0), readiness: constant(0), liveness: constant(0.1) },
}

test('slow faults that overlap multiply, and each ends for itself', async () => {
  const app = container({ probes: { liveness: probe({ timeout: 9 }) }, behavior: behavior(steady) })
  const observed = await observe(replicas(1, app, [slow(15, 40, 3), slow(35, 40, 5)]))
  assert.equal(durationsOf(observed), [
    [10, 0.1],
    [20, 0.3],
    [30, 0.3],
    [40, 1.5],
    [50, 1.5],
    [60, 0.5],
    [70, 0.5],
    [80, 0.1],
    [90, 0.1],
  ])
})

test('an infinite slow fault is a timeout, and leaves nothing behind', async () => {
  const app = container({ probes: { liveness: probe() }, behavior: behavior(steady) })
  const observed = await observe(replicas(1, app, [slow(15, 10, Infinity), slow(5, 50, 2)]))
  assert.equal(
    observed.runs.slice(0, 4).map((run) => [run.result, run.duration]),
    [
      ['success', 0.2],
      ['timeout', 1],
      ['success', 0.2],
      ['success', 0.2],
    ],
  )
})

test('a slow fault begins and ends before the probes of that instant', async () => {
  const app = container({ probes: { liveness: probe() }, behavior: behavior(steady) })
  const observed = await observe(replicas(1, app, [slow(20, 20, 2)]))
  assert.equal(durationsOf(observed).slice(0, 4), [
    [10, 0.1],
    [20, 0.2],
    [30, 0.2],
    [40, 0.1],
  ])
})

test('a slow fault holds the slot: the next incarnation is slow too', async () => {
  const app = container({
    probes: { liveness: probe() },
    behavior: behavior({ ...steady, crash: { after: [constant(25), never], exitCode: 1 } }),
  })
  const observed = await observe(replicas(1, app, [slow(15, 40, 3)]))
  assert.equal(durationsOf(observed).slice(0, 6), [
    [10, 0.1],
    [20, 0.3],
    [30, 0.3],
    [40, 0.3],
    [50, 0.3],
    [60, 0.1],
  ])
})

const quickly = { liveness: probe({}, { failureThreshold: 1 }) }
const onsets = ({ detections }: Observed): [number, number | null][] =>
  detections.map((row) => [row.onsetSeconds, row.killedSeconds])

const hangs: readonly {
  rule: string
  faults: readonly FaultSpec[]
  does?: Partial<BehaviorSpec>
  onsets: readonly [number, number | null][]
  starts: readonly number[]
}[] = [
  {
    rule: 'without an end it ends with its incarnation',
    faults: [hang(12)],
    onsets: [[12, 21]],
    starts: [0, 21],
  },
  { rule: 'with an end it heals', faults: [hang(12, 5)], onsets: [[12, null]], starts: [0] },
  {
    rule: 'with an end it hits each incarnation anew',
    faults: [hang(12, 35)],
    onsets: [
      [12, 21],
      [21, 31],
      [31, 41],
      [41, null],
    ],
    starts: [0, 21, 31, 41],
  },
  {
    rule: 'without an end it spares a slot that does not run',
    faults: [hang(15)],
    does: { crash: { after: [constant(5), constant(5), never], exitCode: 1 } },
    onsets: [],
    starts: [0, 5, 20],
  },
  {
    rule: 'with an end it waits for a slot that does not run',
    faults: [hang(15, 12)],
    does: { crash: { after: [constant(5), constant(5), never], exitCode: 1 } },
    onsets: [[20, null]],
    starts: [0, 5, 20],
  },
  {
    rule: 'two that overlap are one onset',
    faults: [hang(11, 5), hang(13, 5)],
    onsets: [[11, null]],
    starts: [0],
  },
  {
    rule: 'two apart are two',
    faults: [hang(11, 2), hang(15, 2)],
    onsets: [
      [11, null],
      [15, null],
    ],
    starts: [0],
  },
]

for (const { rule, faults, does = {}, onsets: expected, starts } of hangs) {
  test(`a hang fault: ${rule}`, async () => {
    const app = container({ probes: quickly, behavior: behavior(does) })
    const observed = await observe(replicas(1, app, faults))
    assert.equal(onsets(observed), expected)
    assert.equal(startTimes(observed), starts)
  })
}

const lists: readonly { rule: string; does: Partial<BehaviorSpec>; starts: readonly number[] }[] = [
  {
    rule: 'the last value repeats',
    does: { crash: { after: [constant(5), constant(2)], exitCode: 1 } },
    starts: [0, 5, 17, 39, 81],
  },
  {
    rule: 'one value is for all',
    does: { crash: { after: [constant(5)], exitCode: 1 } },
    starts: [0, 5, 20, 45, 90],
  },
  {
    rule: 'start takes its own time for each',
    does: { crash: { after: [constant(5), never], exitCode: 1 }, start: [constant(1), constant(3)] },
    starts: [1, 9],
  },
]

for (const { rule, does, starts } of lists) {
  test(`lists per incarnation: ${rule}`, async () => {
    assert.equal(startTimes(await observe(replicas(1, container({ behavior: behavior(does) }), []))), starts)
  })
}

/** Stages of the five pods that a workload of 3 has had: scaled to 5 after 20 s, to 2 after 40 s. */
const scaledStages = (kind: WorkloadKind, seconds: number): number[] => {
  const spec = cluster([workload([container()], { kind, replicas: 3 })], 100, {
    faults: [scale(20, 5), scale(40, 2)],
  })
  return [...stateAfter(spec, seconds).pod.stage].slice(0, 5)
}

test('scaling up adds pods, scaling down takes the newest first', () => {
  assert.equal(scaledStages('StatefulSet', 19), [2, 2, 2, 0, 0])
  assert.equal(scaledStages('StatefulSet', 20), [2, 2, 2, 2, 2])
  assert.equal(scaledStages('StatefulSet', 40), [2, 2, 4, 4, 4])
})

test('scaling down a Deployment takes those that have been ready for the shorter time (W1)', () => {
  assert.equal(scaledStages('Deployment', 20), [2, 2, 2, 2, 2])
  const [, , , ...newest] = scaledStages('Deployment', 40)
  assert.equal(newest, [4, 4])
  assert.is(scaledStages('Deployment', 40).filter((stage) => stage === 2).length, 2)
})

test('an ordinal is never used twice', async () => {
  const observed = await observe(replicas(2, container(), [scale(20, 1), scale(40, 2)]))
  assert.equal(
    observed.starts.map((row) => row.pod),
    ['web-0', 'web-1', 'web-2'],
  )
})

test('a deletion takes its share', async () => {
  const observed = await observe(
    replicas(10, container(), [
      { kind: 'delete', atUs: 20 * second, workloads: [0], share: { count: 4 }, force: false },
    ]),
  )
  // W8: each is replaced at once.
  assert.is(summaryOf(observed, 'container_seconds'), 6 * 100 + 4 * 20 + 4 * 80)
  assert.equal(
    observed.starts.slice(10).map((row) => [row.pod, row.timeSeconds]),
    [
      ['web-10', 20],
      ['web-11', 20],
      ['web-12', 20],
      ['web-13', 20],
    ],
  )
})

test('a deleted bare pod stays deleted (W8)', async () => {
  const fault: FaultSpec = { kind: 'delete', atUs: 20 * second, workloads: [0], share: 'all', force: false }
  const observed = await observe(cluster([workload([container()])], 100, { faults: [fault] }))
  assert.is(summaryOf(observed, 'container_seconds'), 20)
})

test('a crash fault that ends a kill is its cause, and then nothing is false', async () => {
  const does = {
    script: [{ probe: 'all', afterUs: 5 * second, answer: 'fail', incarnations: [0], ill: false }],
    shutdown: { after: [never], exitCode: 0 },
  } as const
  const { starts } = await observe(
    replicas(1, container({ probes: quickly, behavior: behavior(does) }), [crash(20)]),
  )
  assert.equal(
    [starts[1].previousFinishedSeconds, starts[1].cause, starts[1].falseRestart],
    [20, 'crash', false],
  )
})

test.run()
