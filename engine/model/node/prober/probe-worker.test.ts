/** P1-P9: when a worker is made, on which grid it ticks, what it does with late answers and triggers. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFault } from '../../../../tests/support/faults.ts'
import {
  distanceLimit,
  observe,
  stateAfter,
  timesOf,
  uniformDistance,
} from '../../../../tests/support/observe.ts'
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
  ProbeTypeName,
  ScriptEntrySpec,
} from '../../../contract/cluster-spec.ts'

const okAfter = (afterSeconds: number, latencySeconds: number): ScriptEntrySpec => ({
  probe: 'all',
  afterUs: afterSeconds * second,
  answer: 'ok',
  latencyUs: constant(latencySeconds),
  ill: false,
})
const answerAfter = (afterSeconds: number, answer: ScriptEntrySpec['answer']): ScriptEntrySpec => ({
  probe: 'all',
  afterUs: afterSeconds * second,
  answer,
  ill: false,
})

type Seconds = { period?: number; timeout?: number; initialDelay?: number }

/** One pod with one probe. */
function one(
  type: ProbeTypeName,
  seconds: Seconds,
  does: Partial<BehaviorSpec>,
  durationSeconds: number,
  changes: Partial<ClusterSpec> & { readonly createdAt?: number; readonly hasVolumes?: boolean } = {},
): ClusterSpec {
  const { createdAt = 0, hasVolumes = false, ...rest } = changes
  const app = container({ probes: { [type]: probe(seconds) }, behavior: behavior(does) })
  return cluster(
    [workload([app], { createdAtUs: createdAt * second, pod: { hasVolumes } })],
    durationSeconds,
    rest,
  )
}

const volumes = { ...idealOverheads, ideal: false, volumesUs: constant(0.5) }

const test = suite('probe worker')

const grids: readonly { rule: string; spec: ClusterSpec; times: readonly number[] }[] = [
  {
    rule: 'P3 ticks from the first sync, not the first probe at 0',
    spec: one('liveness', {}, {}, 31),
    times: [10, 20, 30],
  },
  {
    rule: 'P3 a pod created at 3 s ticks from there',
    spec: one('liveness', {}, {}, 34, { createdAt: 3 }),
    times: [13, 23, 33],
  },
  {
    rule: 'P3 the grid does not wait for the container',
    spec: one('liveness', {}, { start: [constant(25)] }, 41),
    times: [30, 40],
  },
  {
    rule: 'P2 after the volumes of the first sync',
    spec: one('liveness', {}, {}, 31, { overheads: volumes, hasVolumes: true }),
    times: [10.5, 20.5, 30.5],
  },
  {
    rule: 'P2 a pod without volumes does not wait',
    spec: one('liveness', {}, {}, 31, { overheads: volumes }),
    times: [10, 20, 30],
  },
  {
    rule: 'P3 the grid survives a restart',
    spec: one('liveness', {}, { crash: { after: [constant(14.5), never], exitCode: 1 } }, 31),
    times: [10, 20, 30],
  },
  {
    rule: 'P4 an answer of 12 s with period 10: the kept tick fires at once',
    spec: one('liveness', { timeout: 60 }, { script: [okAfter(0, 12)] }, 50),
    times: [10, 22, 34],
  },
  {
    rule: 'P4 of the ticks during 25 s one is kept',
    spec: one('liveness', { timeout: 60 }, { script: [okAfter(0, 25)] }, 90),
    times: [10, 35, 60],
  },
  {
    rule: 'P4 after the catch-up the old grid goes on',
    spec: one('liveness', { timeout: 60 }, { script: [okAfter(0, 25), okAfter(30, 0)] }, 61),
    times: [10, 35, 40, 50, 60],
  },
  {
    rule: 'P4 a late answer does not shift the grid',
    spec: one('liveness', { timeout: 60 }, { script: [okAfter(0, 12), okAfter(15, 0)] }, 41),
    times: [10, 22, 30, 40],
  },
  {
    rule: 'P4 an answer of one period stays on the grid',
    spec: one('liveness', { timeout: 60 }, { script: [okAfter(0, 10)] }, 41),
    times: [10, 20, 30],
  },
  {
    rule: 'P4 a tick at the end of the run is outside of it',
    spec: one('liveness', {}, {}, 40),
    times: [10, 20, 30],
  },
  {
    rule: 'P4 a tick just before the end is inside',
    spec: one('liveness', {}, {}, 40.000001),
    times: [10, 20, 30, 40],
  },
  {
    rule: 'P8 without an offset StartedAt 0.3 counts as 0',
    spec: one('liveness', { period: 1, initialDelay: 2 }, { start: [constant(0.3)] }, 3.5),
    times: [2, 3],
  },
  {
    rule: 'P8 StartedAt 1.2 on the wall clock counts as 1.0',
    spec: one('liveness', { period: 1, initialDelay: 2 }, { start: [constant(0.3)] }, 3.5, {
      clockOffsetUs: 900_000,
    }),
    times: [3],
  },
  {
    rule: 'P8 StartedAt 1.0 on the wall clock is not cut',
    spec: one('liveness', { period: 1, initialDelay: 2 }, { start: [constant(0.3)] }, 3.5, {
      clockOffsetUs: 700_000,
    }),
    times: [3],
  },
  {
    rule: 'P8 StartedAt 0.99 on the wall clock counts as 0.0',
    spec: one('liveness', { period: 1, initialDelay: 2 }, { start: [constant(0.3)] }, 3.5, {
      clockOffsetUs: 690_000,
    }),
    times: [2, 3],
  },
  {
    rule: 'P6 readiness runs when the running container is seen',
    spec: one('readiness', {}, {}, 31),
    times: [0, 10, 20, 30],
  },
  {
    rule: 'P6 and moves its grid there',
    spec: one('readiness', {}, { start: [constant(2.5)] }, 31),
    times: [2.5, 12.5, 22.5],
  },
  {
    rule: 'P6, P9.8 the trigger does not bypass the initial delay but moves the grid',
    spec: one('readiness', { initialDelay: 5 }, { start: [constant(2.5)] }, 31),
    times: [12.5, 22.5],
  },
  {
    rule: 'P6, S7 a resync every 60 s while unready triggers and moves the grid',
    spec: one('readiness', { period: 7 }, { script: [answerAfter(0, 'refused')] }, 130),
    times: [0, 7, 14, 21, 28, 35, 42, 49, 56, 60, 67, 74, 81, 88, 95, 102, 109, 116, 120, 127],
  },
  {
    rule: 'P6 the published failure causes one run more',
    spec: one('readiness', {}, { script: [answerAfter(12, 'hang')] }, 75),
    times: [0, 10, 20, 30, 40, 41, 51, 61, 71],
  },
]

for (const { rule, spec, times } of grids) {
  test(`runs at the times of the rule: ${rule}`, async () => {
    const observed = await observe(spec)
    const [{ probe: type }] = observed.runs
    assert.equal(timesOf(observed, type), times)
  })
}

test('drops a probe that is under way at the end of the run', async () => {
  const observed = await observe(one('liveness', { timeout: 5 }, { script: [okAfter(0, 2)] }, 21))
  assert.equal(timesOf(observed, 'liveness'), [10])
})

test('makes the workers in the first sync, before init containers have run (P2, P3)', async () => {
  const init = container({ name: 'init', behavior: behavior({ complete: { after: [constant(12)] } }) })
  const app = container({ probes: { liveness: probe() } })
  const observed = await observe(cluster([workload([app], { pod: { initContainers: [init] } })], 35))
  assert.equal(timesOf(observed, 'liveness'), [20, 30])
})

/** Container `app` beside one that crashes once. */
function beside(does: Partial<BehaviorSpec>, crashSeconds: number, seconds: Seconds = {}): ClusterSpec {
  const app = container({
    probes: {
      readiness: probe(seconds),
      liveness: probe({ ...seconds, timeout: 1 }, { failureThreshold: 99 }),
    },
    behavior: behavior(does),
  })
  const other = container({
    name: 'other',
    behavior: behavior({ crash: { after: [constant(crashSeconds), never], exitCode: 1 } }),
  })
  return cluster([workload([app, other])], 42)
}

const triggers: readonly { rule: string; spec: ClusterSpec; readiness: readonly number[] }[] = [
  {
    rule: 'P6 a sync for another container triggers an unready worker',
    spec: beside({ script: [answerAfter(0, 'fail')] }, 13),
    readiness: [0, 10, 13, 23, 33],
  },
  { rule: 'P6 a ready worker is left alone', spec: beside({}, 13), readiness: [0, 10, 20, 30, 40] },
  {
    rule: 'P6 a trigger during a probe waits for its end',
    spec: beside({ script: [answerAfter(0, 'hang')] }, 12, { timeout: 5 }),
    readiness: [0, 10, 15, 25, 35],
  },
]

for (const { rule, spec, readiness } of triggers) {
  test(`triggers by hand as the rule says: ${rule}`, async () => {
    const observed = await observe(spec)
    assert.equal(timesOf(observed, 'readiness'), readiness)
    assert.equal(timesOf(observed, 'liveness'), [10, 20, 30, 40], 'liveness is never triggered')
  })
}

const crashed = { crash: { after: [constant(31), never], exitCode: 1 } }
const late = { startup: constant(0), readiness: constant(3), liveness: constant(3) }

test('the trigger for a new instance waits for the probe of the old one (P4, P6), by script', async () => {
  const observed = await observe(
    one('readiness', { timeout: 5 }, { script: [okAfter(0, 3)], ...crashed }, 60),
  )
  assert.equal(timesOf(observed, 'readiness'), [0, 10, 20, 30, 33, 43, 53])
})

test('the trigger for a new instance waits for the probe of the old one, by latency (P4, P6)', async () => {
  const observed = await observe(one('readiness', { timeout: 5 }, { latency: late, ...crashed }, 60))
  assert.equal(timesOf(observed, 'readiness'), [0, 10, 20, 30, 33, 43, 53])
})

test('a tick that falls due as a probe ends comes after the trigger that waits, and is lost with the old grid (P4, P6)', async () => {
  const slow = container({
    probes: { readiness: probe({ period: 2, timeout: 2 }) },
    behavior: behavior({ script: [answerAfter(0, 'hang'), answerAfter(4, 'fail')] }),
  })
  const other = container({
    name: 'other',
    behavior: behavior({ crash: { after: [constant(3), never], exitCode: 1 } }),
  })
  const { runs } = await observe(cluster([workload([slow, other], { kind: 'ReplicaSet', replicas: 16 })], 9))
  for (let ordinal = 0; ordinal < 16; ordinal++) {
    const own = runs.filter((run) => run.pod === `web-${ordinal}`)
    assert.equal(timesOf({ runs: own }, 'readiness'), [0, 2, 4, 6, 8])
  }
})

const ages: readonly { rule: string; period: number; uptime: number; createdAt: number; jitters: boolean }[] =
  [
    { rule: 'P5 a kubelet of no age', period: 10, uptime: 0, createdAt: 0, jitters: true },
    {
      rule: 'P5 a kubelet just younger than the period',
      period: 10,
      uptime: 9.999999,
      createdAt: 0,
      jitters: true,
    },
    { rule: 'P5 a kubelet as old as the period', period: 10, uptime: 10, createdAt: 0, jitters: false },
    {
      rule: 'P5 the age counts at the creation of the worker',
      period: 30,
      uptime: 10,
      createdAt: 15,
      jitters: true,
    },
    {
      rule: 'P5 a pod that comes later is not spread',
      period: 30,
      uptime: 10,
      createdAt: 20,
      jitters: false,
    },
  ]

for (const { rule, period, uptime, createdAt, jitters } of ages) {
  test(`${jitters ? 'spreads' : 'does not spread'} workers: ${rule}`, async () => {
    const spec = one('liveness', { period }, {}, 100, { kubeletUptimeUs: uptime * second, createdAt })
    const [first, next] = timesOf(await observe(spec), 'liveness')
    if (jitters) assert.ok(first > createdAt && first < createdAt + period, `first run at ${first}`)
    else assert.is(first, createdAt + period)
    assert.ok(Math.abs(next - first - period) < 1e-6)
  })
}

test('spreads the workers of a young kubelet uniformly over the period (P5)', () => {
  const app = container({ probes: { liveness: probe() } })
  const spec = cluster([workload([app], { kind: 'Deployment', replicas: 500 })], 100, {
    kubeletUptimeUs: 0,
    nodes: [node({ podsMax: 500 })],
  })
  const anchors = [...stateAfter({ ...spec, durationUs: 1 }, 0).probe.anchorUs]
  assert.is(anchors.length, 500)
  assert.ok(uniformDistance(anchors, 0, 10 * second) < distanceLimit(500))
})

test('a trigger that comes while a worker of a young kubelet sleeps waits, and follows its first run at once (P5, P6)', async () => {
  const observed = await observe(one('readiness', {}, {}, 60, { kubeletUptimeUs: 0 }))
  const [first, ...others] = timesOf(observed, 'readiness')
  assert.ok(first > 0 && first < 10, `first run at ${first}`)
  assert.equal(
    others.slice(0, 3).map((time) => Math.round((time - first) * 1e6) / 1e6),
    [0, 10, 20],
  )
})

test('a worker that is told to stop while it sleeps runs once and ends (P5, P18)', async () => {
  const app = container({
    probes: { liveness: probe({ period: 30 }) },
    behavior: behavior({ shutdown: { after: [constant(29)], exitCode: 0 } }),
  })
  const spec = cluster([workload([app])], 100, { kubeletUptimeUs: 0, faults: [deleteFault(1)] })
  assert.is(timesOf(await observe(spec), 'liveness').length, 1)
})

test('a trigger that waits behind a tick has its turn after that run, though the result is a Success by then (P4, P6)', async () => {
  // The first run lasts 1.5 s: meanwhile a tick falls due, and the sync after an exit of the other container triggers.
  const app = container({
    probes: { readiness: probe({ period: 1, timeout: 2 }) },
    behavior: behavior({ script: [okAfter(0, 1.5), okAfter(1, 0.1)] }),
  })
  const other = container({
    name: 'other',
    behavior: behavior({ crash: { after: [constant(0.7), never], exitCode: 1 } }),
  })
  const replicas = 40
  const spec = cluster([workload([app, other], { kind: 'Deployment', replicas })], 10)
  const runs = (await observe(spec)).runs.filter(({ time }) => time < 2.4)
  const timesOfPods = Array.from(new Set(runs.map(({ pod }) => pod)), (pod) =>
    runs.filter((run) => run.pod === pod).map(({ time }) => time),
  )
  const count = (times: readonly number[]): number =>
    timesOfPods.filter((found) => found.join() === times.join()).length
  const [tickFirst, triggerFirst] = [count([0, 1.5, 1.6]), count([0, 1.5])]
  assert.is(tickFirst + triggerFirst, replicas)
  assert.ok(tickFirst > 10 && triggerFirst > 10, `${tickFirst} and ${triggerFirst}`)
})

test('a kill is false whatever a probe of another container has just met (quiet engine)', async () => {
  const sick = container({
    name: 'sick',
    probes: { readiness: probe({ period: 1 }) },
    behavior: behavior({ script: [{ ...answerAfter(0, 'fail'), ill: true }] }),
  })
  const flaky = container({
    name: 'flaky',
    probes: { liveness: probe({ period: 1 }, { failureThreshold: 1 }) },
    behavior: behavior({ errorRate: 0.1 }),
  })
  const { starts } = await observe(cluster([workload([sick, flaky])], 300))
  const restarts = starts.filter(({ restartCount }) => restartCount > 0)
  assert.ok(restarts.length > 5)
  assert.ok(restarts.every(({ falseRestart }) => falseRestart))
})

test.run()
