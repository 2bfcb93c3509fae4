/** L8, P5, P10, B1: what a new kubelet process keeps, and what it has forgotten. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  distanceLimit,
  observe,
  seriesOf,
  startTimes,
  stateAfter,
  summaryOf,
  timesOf,
  uniformDistance,
} from '../../../tests/support/observe.ts'
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
} from '../../../tests/support/spec.ts'
import {
  type ClusterSpec,
  type ContainerSpec,
  type FaultSpec,
  type KubernetesVersion,
  kubeletDefaults,
} from '../../contract/cluster-spec.ts'
import { displayStatus } from './status/pod-display.ts'

const restartAt = (seconds: number): FaultSpec => ({
  kind: 'kubeletRestart',
  atUs: seconds * second,
  nodes: [0],
  share: 'all',
})

function restarted(
  app: ContainerSpec,
  atSeconds: number,
  durationSeconds: number,
  changes: Partial<ClusterSpec> & { readonly replicas?: number } = {},
): ClusterSpec {
  const { replicas = 1, ...rest } = changes
  return cluster([workload([app], { kind: 'Deployment', replicas })], durationSeconds, {
    nodes: [node({ podsMax: 1000 })],
    faults: [restartAt(atSeconds)],
    ...rest,
  })
}

const test = suite('kubelet restart')

/** An answer takes 100 ms, so that a pod whose readiness is forgotten is unready for as long. */
const slowly = (startSeconds: number): ContainerSpec =>
  container({
    probes: { readiness: probe() },
    behavior: behavior({
      start: [constant(startSeconds)],
      latency: { startup: constant(0), liveness: constant(0), readiness: constant(0.1) },
    }),
  })

const flaps: readonly {
  rule: string
  version: KubernetesVersion
  gate?: boolean
  startSeconds: number
  flaps: boolean
}[] = [
  { rule: 'P10 1.34 forgets', version: '1.34', startSeconds: 0, flaps: true },
  { rule: 'P10 1.31 forgets', version: '1.31', startSeconds: 0, flaps: true },
  { rule: 'P10 1.35 keeps', version: '1.35', startSeconds: 0, flaps: false },
  { rule: 'P10 1.36 keeps', version: '1.36', startSeconds: 0, flaps: false },
  {
    rule: 'P10 1.35 with ChangeContainerStatusOnKubeletRestart forgets',
    version: '1.35',
    gate: true,
    startSeconds: 0,
    flaps: true,
  },
  { rule: 'P10 1.35 keeps a container of 11 s', version: '1.35', startSeconds: 89, flaps: false },
  {
    rule: 'P10 1.35 forgets a container of 10 s: it takes more',
    version: '1.35',
    startSeconds: 90,
    flaps: true,
  },
  { rule: 'P10 1.35 forgets a container of 5 s', version: '1.35', startSeconds: 95, flaps: true },
]

for (const { rule, version, gate, startSeconds, flaps: expected } of flaps) {
  test(`readiness over a kubelet restart: ${rule}`, async () => {
    const gates = gate ? { featureGates: { ChangeContainerStatusOnKubeletRestart: true } } : {}
    const spec = restarted(slowly(startSeconds), 100, 150, { kubernetesVersion: version, ...gates })
    const observed = await observe(spec)
    assert.is(summaryOf(observed, 'ready_transitions_total'), expected ? 3 : 1)
    const unready = startSeconds + 0.1 + (expected ? 0.1 : 0)
    assert.ok(Math.abs(summaryOf(observed, 'unready_seconds_total')! - unready) < 1e-6)
    assert.equal(startTimes(observed), [startSeconds], 'the container runs on')
  })
}

test('1.34 keeps a failing pod unready, 1.35 ready until the threshold (P10)', () => {
  const app = container({
    probes: { readiness: probe() },
    behavior: behavior({ script: [{ probe: 'all', afterUs: 99 * second, answer: 'fail', ill: true }] }),
  })
  for (const [version, readyLater] of [
    ['1.34', 0],
    ['1.35', 1],
  ] as const) {
    const spec = restarted(app, 99.5, 200, { kubernetesVersion: version })
    // The first run comes within 10 s; by 119 s there have been at most two.
    assert.is(stateAfter(spec, 119).pod.isReady[0], readyLater, version)
    assert.is(stateAfter(spec, 145).pod.isReady[0], 0, version)
  }
})

/** One that is ready, one that never is. */
const sideBySide = [
  container({ name: 'ready', probes: { readiness: probe() } }),
  container({ name: 'never', probes: { readiness: probe() }, behavior: behavior({ errorRate: 1 }) }),
]

for (const [version, keeps] of [
  ['1.34', false],
  ['1.35', true],
  ['1.37', true],
] as const) {
  test(`Z7: ${version}: beside an unready container a ready one loses its readiness until its own first call`, async () => {
    const spec = cluster([workload(sideBySide)], 150, {
      kubernetesVersion: version,
      faults: [restartAt(100)],
    })
    assert.is(stateAfter(spec, 99).container.isReady[0], 1)
    const { runs } = await observe(spec)
    const first = runs.find((run) => run.container === 'ready' && run.time >= 100)!
    assert.ok(first.time > 100 && first.time <= 110)
    const between = stateAfter(spec, (100 + first.time) / 2)
    // 1.34 calls everything ready until its worker runs.
    assert.is(between.container.isReady[0], keeps ? 0 : 1)
    assert.is(between.container.isReady[1], keeps ? 0 : 1)
    assert.is(stateAfter(spec, first.time).container.isReady[0], 1)
  })
}

test('Z7: a container older than 10 s is started from then on, even if its startup probe never succeeded', async () => {
  const app = container({
    probes: { startup: probe({}, { failureThreshold: 90 }), readiness: probe() },
    behavior: behavior({ script: [{ probe: 'startup', afterUs: 0, answer: 'fail', ill: false }] }),
  })
  for (const [version, startsAt, isReady] of [
    ['1.34', 0, 0],
    ['1.35', 0, 1],
    ['1.36', 0, 1],
    ['1.36', 95, 0],
  ] as const) {
    const late = { ...app, behavior: { ...app.behavior, start: [constant(startsAt)] } }
    const spec = restarted(late, 100, 200, { kubernetesVersion: version })
    assert.is(stateAfter(spec, 130).pod.isReady[0], isReady, `${version}, started at ${startsAt}`)
    const { runs } = await observe(spec)
    const isCalled = runs.some((run) => run.probe === 'startup' && run.time > 101)
    assert.is(isCalled, isReady === 0)
  }
})

test('Z7: of a sidecar that has started the startup probe has succeeded, so the others start again', async () => {
  const sidecar = container({ name: 'sidecar', restartPolicy: 'Always', probes: { startup: probe() } })
  const once = container({ behavior: behavior({ crash: { after: [constant(120), never], exitCode: 1 } }) })
  const spec = cluster([workload([once], { pod: { initContainers: [sidecar] } })], 200, {
    kubernetesVersion: '1.36',
    faults: [restartAt(100)],
  })
  const { starts } = await observe(spec)
  assert.equal(startTimes({ starts }).length, 2)
})

test('the counts of failures are forgotten (L8)', async () => {
  const app = container({
    probes: { liveness: probe() },
    behavior: behavior({
      script: [{ probe: 'all', afterUs: 75 * second, answer: 'fail', incarnations: [0], ill: true }],
    }),
  })
  const observed = await observe(restarted(app, 95, 160))
  const failures = observed.runs.filter((run) => run.result === 'failure')
  assert.equal(
    failures.map((run) => run.resultRun),
    [1, 2, 1, 2, 3],
  )
  const first = failures[2].time
  assert.ok(first >= 95 && first < 105, `first run of the new worker at ${first}`)
  assert.is(startTimes(observed).length, 2)
  assert.ok(Math.abs(startTimes(observed)[1] - (first + 20)) < 1e-6)
})

test('the workers of a new kubelet are spread over the period, and keep that grid (P5, L8)', async () => {
  const observed = await observe(
    restarted(container({ probes: { liveness: probe() } }), 95, 120, { replicas: 500 }),
  )
  const before = timesOf(observed, 'liveness').filter((time) => time < 95)
  assert.ok(before.every((time) => time % 10 === 0))
  const after = observed.runs.filter(({ time }) => time >= 95 && time < 105)
  assert.is(after.length, 500)
  assert.ok(
    uniformDistance(
      after.map(({ time }) => time),
      95,
      105,
    ) < distanceLimit(500),
  )
  const next = observed.runs.filter(({ time }) => time >= 105 && time < 115)
  const sum = (runs: readonly { time: number }[]): number => runs.reduce((total, { time }) => total + time, 0)
  assert.ok(Math.abs(sum(next) - sum(after) - 5000) < 1e-3)
})

test('a period shorter than the age of the new kubelet is not spread: workers begin at once (P5)', async () => {
  const app = container({
    probes: { readiness: probe() },
    behavior: behavior({ start: [constant(0)], crash: { after: [never], exitCode: 1 } }),
  })
  const late = cluster([workload([app], { createdAtUs: 40 * second })], 75, { faults: [restartAt(20)] })
  assert.equal(timesOf(await observe(late), 'readiness'), [40, 50, 60, 70])
})

test('the back-off is forgotten: a waiting container starts at once, and its entry is the base (B1, B3)', async () => {
  const app = container({ behavior: behavior({ crash: { after: [constant(1)], exitCode: 1 } }) })
  const { starts } = await observe(restarted(app, 100, 112))
  assert.equal(
    starts.map((row) => [row.timeSeconds, row.backoffSeconds]),
    [
      [0, null],
      [1, 10],
      [12, 20],
      [33, 40],
      [74, 80],
      [100, 10],
      [111, 20],
    ],
  )
})

test('a kill that is under way goes on, and the container comes back (L8)', async () => {
  const app = container({
    probes: { liveness: probe({}, { failureThreshold: 1 }) },
    behavior: behavior({
      hang: { after: [constant(5), never], tcpOk: true },
      shutdown: { after: [never], exitCode: 0 },
    }),
  })
  const { starts } = await observe(restarted(app, 20, 100))
  assert.is(starts[1].previousFinishedSeconds, 41)
  assert.is(starts[1].previousExitCode, 137)
  assert.is(starts.length, 2)
})

test('an init container that has ended is not run again (L8)', async () => {
  const init = container({ name: 'init', behavior: behavior({ complete: { after: [constant(1)] } }) })
  const spec = cluster([workload([container()], { pod: { initContainers: [init] } })], 60, {
    faults: [restartAt(30)],
  })
  const observed = await observe(spec)
  assert.equal(startTimes(observed, 'init'), [0])
  assert.equal(startTimes(observed), [1])
})

test('the counts of successes are forgotten (L8)', async () => {
  const app = container({ probes: { readiness: probe({ period: 10 }, { successThreshold: 5 }) } })
  for (const atSeconds of [15, 25, 35]) {
    const spec = restarted(app, atSeconds, atSeconds + 60, { kubernetesVersion: '1.34' })
    const after = (await observe(spec)).runs.filter(({ time }) => time >= atSeconds)
    assert.equal(
      after.slice(0, 5).map(({ resultRun, published }) => [resultRun, published]),
      [
        [1, ''],
        [2, ''],
        [3, ''],
        [4, ''],
        [5, 'success'],
      ],
    )
  }
})

test('the reasons why containers wait are forgotten (L8, L3)', () => {
  const app = container({ image: 'My Image', isImageValid: false })
  const spec = restarted(app, 45, 100)
  assert.equal(
    [44, 45, 70].map((at) => displayStatus(stateAfter(spec, at), 0)),
    ['InvalidImageName', 'ContainerCreating', 'InvalidImageName'],
  )
})

test('each sync asks a ready container anew until the new worker has a result (P6, P10, 1.35)', async () => {
  const app = container({
    probes: { readiness: probe({ period: 200 }) },
    behavior: behavior({ script: [{ probe: 'all', afterUs: 99 * second, answer: 'fail', ill: true }] }),
  })
  const observed = await observe(restarted(app, 100, 600, { kubernetesVersion: '1.35' }))
  const [first, next, third] = observed.runs.filter(({ time }) => time >= 100)
  assert.equal([first.resultRun, next.resultRun, third.resultRun], [1, 2, 3])
  // The resync of every 60 s triggers it, and the Failure is published 200 s or more before its own ticks would do so.
  assert.ok(next.time - first.time <= 60 && third.time - next.time <= 60)
  assert.is(third.published, 'failure')
})

test('a new kubelet process has all tokens of its API clients (L8, R1, A8 iv)', async () => {
  // 40 pods crash at 10 s and at 20 s, each with a status and three events; the clients get next to no new tokens meanwhile.
  const kubelet = { ...kubeletDefaults, eventQps: 1e-4, eventBurst: 7, apiQps: 2e-4, apiBurst: 10 }
  const crashAt = (seconds: number): FaultSpec => ({
    kind: 'crash',
    atUs: seconds * second,
    exitCode: 1,
    containers: [{ workload: 0, container: 0 }],
    share: 'all',
  })
  const written = async (faults: readonly FaultSpec[]) => {
    const spec = cluster([workload([container()], { kind: 'Deployment', replicas: 40 })], 30, {
      initialState: 'running',
      intervalUs: 10 * second,
      nodes: [node({ podsMax: 1000, kubelet })],
      faults,
    })
    const result = await observe(spec)
    const events = seriesOf(result, 'events')
    return { events, statuses: seriesOf(result, 'api_writes').map((count, at) => count - events[at]!) }
  }
  assert.equal(await written([crashAt(10), crashAt(20)]), { events: [0, 7, 0], statuses: [0, 5, 0] })
  assert.equal(await written([crashAt(10), restartAt(15), crashAt(20)]), {
    events: [0, 7, 7],
    statuses: [0, 5, 5],
  })
})

test.run()
