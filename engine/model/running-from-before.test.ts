/** Contract 4, `initialState: running`: what was there before time 0, and how it shows. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  distanceLimit,
  observe,
  startTimes,
  stateAfter,
  summaryOf,
  timesOf,
  uniformDistance,
} from '../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  never,
  node,
  probe,
  second,
  workload,
} from '../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec, ContainerSpec, DistributionSpec } from '../contract/cluster-spec.ts'
import type { ClusterState } from './cluster-state.ts'

const test = suite('running from before')

function running(
  app: ContainerSpec,
  replicas: number,
  durationSeconds: number,
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  return cluster([workload([app], { kind: 'Deployment', replicas })], durationSeconds, {
    initialState: 'running',
    nodes: [node({ podsMax: 10_000 })],
    ...changes,
  })
}

/** The tables as they are built, before anything happens. */
const built = (spec: ClusterSpec): ClusterState => stateAfter({ ...spec, durationUs: 0, intervalUs: 1 }, 0)

test('phases are uniform in the period, and those of one container independent', () => {
  const app = container({ probes: { liveness: probe(), readiness: probe({ period: 20 }) } })
  const { probe: probes, probeTemplate } = built(running(app, 1000, 100))
  const anchors = (type: number): number[] =>
    [...probes.anchorUs].filter((_, row) => probeTemplate.type[probes.template[row]] === type)
  assert.ok(uniformDistance(anchors(2), 0, 10 * second) < distanceLimit(1000))
  assert.ok(uniformDistance(anchors(1), 0, 20 * second) < distanceLimit(1000))
  const sums = anchors(2).map((anchor, index) => (anchor + anchors(1)[index] / 2) % (10 * second))
  assert.ok(uniformDistance(sums, 0, 10 * second) < distanceLimit(1000))
})

test('every worker keeps the phase of its first run', async () => {
  const { runs } = await observe(running(container({ probes: { liveness: probe() } }), 20, 100))
  for (const pod of new Set(runs.map((run) => run.pod))) {
    const times = runs.filter((run) => run.pod === pod).map((run) => run.time)
    assert.is(times.length, 10)
    for (const [index, time] of times.entries()) assert.ok(Math.abs(time - times[0] - 10 * index) < 1e-6)
  }
})

test('pods are Ready at 0, with nothing counted for it', async () => {
  const app = container({
    probes: { liveness: probe({ initialDelay: 50 }), readiness: probe(), startup: probe() },
    behavior: behavior({ startup: [constant(30)] }),
  })
  const observed = await observe(running(app, 5, 60))
  assert.is(summaryOf(observed, 'unready_seconds_total'), 0)
  assert.is(summaryOf(observed, 'ready_transitions_total'), 0)
  assert.is(summaryOf(observed, 'availability_ratio'), 1)
  assert.is(summaryOf(observed, 'container_seconds'), 300)
  assert.equal(observed.starts, [])
  assert.equal(timesOf(observed, 'startup'), [], 'start-up is over')
  assert.is(timesOf(observed, 'liveness').length, 30, 'initial delays are over')
})

const undefinedPorts: readonly { rule: string; probes: ContainerSpec['probes']; ready: boolean }[] = [
  { rule: 'readiness: not Ready', probes: { readiness: probe({}, { portDefined: false }) }, ready: false },
  { rule: 'start-up: not Ready', probes: { startup: probe({}, { portDefined: false }) }, ready: false },
  { rule: 'liveness: Ready', probes: { liveness: probe({}, { portDefined: false }) }, ready: true },
  {
    rule: 'readiness, defined for liveness: not Ready',
    probes: { readiness: probe({}, { portDefined: false }), liveness: probe() },
    ready: false,
  },
]

for (const { rule, probes, ready } of undefinedPorts) {
  test(`a port that nothing defines (P13), ${rule}`, async () => {
    const observed = await observe(running(container({ probes }), 2, 200))
    assert.is(summaryOf(observed, 'unready_seconds_total'), ready ? 0 : 400)
    assert.is(summaryOf(observed, 'restarts_total'), 0)
    assert.is(summaryOf(observed, 'ready_transitions_total'), 0)
  })
}

test('failures count from the beginning: the first of three is run 1, not carried over', async () => {
  const app = container({
    probes: { liveness: probe() },
    behavior: behavior({
      script: [{ probe: 'all', afterUs: 0, answer: 'fail', incarnations: [0], ill: true }],
    }),
  })
  const { runs } = await observe(running(app, 1, 60))
  assert.equal(
    runs.slice(0, 3).map((run) => [run.resultRun, run.published]),
    [
      [1, ''],
      [2, ''],
      [3, 'failure'],
    ],
  )
})

const clocks: readonly { rule: string; does: Partial<BehaviorSpec>; starts: readonly number[] }[] = [
  { rule: 'crash', does: { crash: { after: [constant(25), never], exitCode: 1 } }, starts: [25] },
  { rule: 'complete', does: { complete: { after: [constant(25), never] } }, starts: [25] },
  {
    rule: 'the next incarnation takes the next value',
    does: { crash: { after: [constant(25), constant(10), never], exitCode: 1 } },
    starts: [25, 45],
  },
]

for (const { rule, does, starts } of clocks) {
  test(`clocks begin at 0: ${rule}`, async () => {
    const observed = await observe(running(container({ behavior: behavior(does) }), 1, 100))
    assert.equal(startTimes(observed), starts)
    assert.equal(
      observed.starts.map((row) => row.restartCount),
      starts.map((_, index) => index + 1),
    )
    assert.is(observed.starts[0].backoffSeconds, 10, 'X exists, no entry: base (B3)')
  })
}

test('a first kill by liveness leaves no back-off entry: no instance has exited before (B8)', async () => {
  const app = container({
    probes: { liveness: probe() },
    behavior: behavior({ hang: { after: [constant(25), never], tcpOk: true } }),
  })
  const observed = await observe(running(app, 1, 100))
  assert.is(observed.detections[0].onsetSeconds, 25)
  assert.equal(
    [observed.starts[0].backoffSeconds, observed.starts[0].cause, observed.starts[0].restartCount],
    [null, 'liveness', 1],
  )
})

const gapAndPhase: readonly {
  rule: string
  every: DistributionSpec
  for: DistributionSpec
  share: number
}[] = [
  { rule: 'constant', every: constant(60), for: constant(20), share: 0.25 },
  {
    rule: 'exponential',
    every: { kind: 'exponential', mean: 30 * second },
    for: { kind: 'exponential', mean: 20 * second },
    share: 0.4,
  },
]

for (const { rule, every, for: phase, share } of gapAndPhase) {
  test(`slow phases are stationary: ${rule}`, () => {
    const app = container({ behavior: behavior({ slow: { every, for: phase, factor: 3 } }) })
    const { isOn, turnsAtUs } = built(running(app, 2000, 100)).slow
    const slow = isOn.filter((one) => one === 1).length / 2000
    assert.ok(Math.abs(slow - share) < 3.3 * Math.sqrt((share * (1 - share)) / 2000), `${slow} are slow`)
    if (rule !== 'constant') return
    const left = (isSlow: number): number[] => [...turnsAtUs].filter((_, row) => isOn[row] === isSlow)
    assert.ok(uniformDistance(left(1), 0, 20 * second) < distanceLimit(left(1).length))
    assert.ok(uniformDistance(left(0), 0, 60 * second) < distanceLimit(left(0).length))
  })
}

test('the share of slow answers stays what it was at 0', async () => {
  const slow = { every: constant(60), for: constant(20), factor: Infinity }
  const app = container({
    probes: { readiness: probe({ period: 7 }, { failureThreshold: 1000 }) },
    behavior: behavior({ slow }),
  })
  const { runs } = await observe(running(app, 300, 200))
  for (const [low, high] of [
    [0, 50],
    [50, 100],
    [100, 190],
  ]) {
    const some = runs.filter(({ time }) => time >= low && time < high)
    const share = some.filter((run) => run.result === 'timeout').length / some.length
    assert.ok(Math.abs(share - 0.25) < 0.06, `${share} between ${low} and ${high} s`)
  }
})

test('Jobs are created at 0, beside what runs from before', async () => {
  const job = workload(
    [container({ name: 'job', behavior: behavior({ complete: { after: [constant(10)] } }) })],
    { kind: 'Job', name: 'a-job', pod: { restartPolicy: 'OnFailure' } },
  )
  const observed = await observe(
    cluster([job, workload([container()], { kind: 'Deployment' })], 60, { initialState: 'running' }),
  )
  assert.equal(
    observed.starts.map((row) => [row.container, row.timeSeconds]),
    [['job', 0]],
  )
  assert.is(summaryOf(observed, 'container_seconds'), 70)
})

test('init containers have ended, and do not run again after a restart', async () => {
  const app = container({ behavior: behavior({ crash: { after: [constant(10), never], exitCode: 1 } }) })
  const spec = cluster([workload([app], { pod: { initContainers: [container({ name: 'init' })] } })], 60, {
    initialState: 'running',
  })
  const observed = await observe(spec)
  assert.equal(startTimes(observed, 'init'), [])
  assert.equal(startTimes(observed), [10])
})

test('start-up that never ends leaves the pod not Ready only after a restart', async () => {
  const app = container({
    probes: { startup: probe() },
    behavior: behavior({
      startup: [constant(0), never],
      crash: { after: [constant(10), never], exitCode: 1 },
    }),
  })
  const spec = running(app, 1, 60)
  assert.is(stateAfter(spec, 9).pod.isReady[0], 1)
  assert.is(stateAfter(spec, 10).pod.isReady[0], 0)
})

test('a pod from before is as one that was created and has become ready, but for its times', () => {
  const probes = { startup: probe(), readiness: probe(), liveness: probe() }
  const init = container({ name: 'init', behavior: behavior({ complete: { after: [constant(1)] } }) })
  const sidecar = container({ name: 'side', restartPolicy: 'Always', probes })
  const pods = workload([container({ probes })], {
    kind: 'Deployment',
    pod: { initContainers: [init, sidecar] },
  })
  const spec = cluster([pods], 1000)
  const before = built({ ...spec, initialState: 'running' })
  const created = stateAfter(spec, 500)
  // Cursors belong to the last sync; why an init container ended says nothing any more.
  // A controller hears of what changes: nothing has of pods from before.
  const differ = ['killCursor', 'startCursor', 'exitCause', 'exitNextCause', 'apiMark', 'seenMark']
  const columnsOf = (state: ClusterState, table: 'pod' | 'container') =>
    Object.entries(state[table])
      .filter(
        ([name, column]) => ArrayBuffer.isView(column) && !/Us$|Stamp$/.test(name) && !differ.includes(name),
      )
      .map(([name, column]) => [name, ...(column as Uint8Array)])
  for (const table of ['pod', 'container'] as const)
    assert.equal(columnsOf(before, table), columnsOf(created, table), table)
  const kept = [
    'exists',
    'known',
    'result',
    'resultFor',
    'lastResult',
    'onHold',
    'isTriggered',
    'isRunning',
  ] as const
  const workersOf = ({ probe: rows }: ClusterState) =>
    kept.map((name) => [name, ...Array.from(rows.rowAt, (row) => rows[name][row])])
  assert.equal(workersOf(before), workersOf(created))
})

test('any initial delay is over at 0 (P9 step 8)', async () => {
  const liveness = probe({ initialDelay: 2_147_483_647 })
  const spec = running(container({ probes: { liveness } }), 1, 100)
  assert.is(summaryOf(await observe(spec), 'probes_total'), 10)
})

test.run()
