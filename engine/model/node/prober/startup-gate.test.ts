/** P15, P16, P19, R2, R3: who is started, who is ready, and when the status says so. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, startTimes, stateAfter, summaryOf, timesOf } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  never,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type { KubernetesVersion, ScriptEntrySpec } from '../../../contract/cluster-spec.ts'

const failing = (probeType: ScriptEntrySpec['probe'], afterSeconds: number): ScriptEntrySpec => ({
  probe: probeType,
  afterUs: afterSeconds * second,
  answer: 'fail',
  incarnations: [0],
  ill: true,
})

const test = suite('start-up gate and readiness')

/** Killed by liveness at 24 s and back in the same sync; start-up ticks at 10, 20, 30, 40. */
const killedAt24 = (kubernetesVersion: KubernetesVersion, graceSeconds: number) =>
  cluster(
    [
      workload(
        [
          container({
            probes: { startup: probe(), liveness: probe({ period: 3 }, { failureThreshold: 2 }) },
            behavior: behavior({
              script: [failing('liveness', 20)],
              shutdown: { after: [constant(graceSeconds)], exitCode: 0 },
            }),
          }),
        ],
        { pod: { terminationGraceUs: 30 * second } },
      ),
    ],
    50,
    { kubernetesVersion },
  )

const windows: readonly {
  version: KubernetesVersion
  shutdown: number
  liveness: readonly number[]
  startup: readonly number[]
}[] = [
  { version: '1.34', shutdown: 0, liveness: [12, 15, 18, 21, 24, 33, 36, 39, 42, 45, 48], startup: [10, 30] },
  { version: '1.35', shutdown: 0, liveness: [12, 15, 18, 21, 24, 27, 30, 42, 45, 48], startup: [10, 40] },
  { version: '1.36', shutdown: 0, liveness: [12, 15, 18, 21, 24, 27, 30, 42, 45, 48], startup: [10, 40] },
  { version: '1.35', shutdown: 2, liveness: [12, 15, 18, 21, 24, 27, 30, 42, 45, 48], startup: [10, 40] },
]

for (const { version, shutdown, liveness, startup } of windows) {
  const keeps = version === '1.34' ? 'does not inherit' : 'inherits'
  test(`a killed container ${keeps} started in ${version}, stop takes ${shutdown} s (P15)`, async () => {
    const observed = await observe(killedAt24(version, shutdown))
    assert.equal(startTimes(observed), [0, 24 + shutdown])
    assert.equal(timesOf(observed, 'liveness'), liveness)
    assert.equal(timesOf(observed, 'startup'), startup)
  })
}

test('a crashed container does not inherit started, in any version (P15)', async () => {
  const app = container({
    probes: { startup: probe(), liveness: probe({ period: 3 }) },
    behavior: behavior({ crash: { after: [constant(22), never], exitCode: 1 } }),
  })
  const observed = await observe(cluster([workload([app])], 40))
  assert.equal(timesOf(observed, 'startup'), [10, 30])
  assert.equal(timesOf(observed, 'liveness'), [12, 15, 18, 21, 33, 36, 39])
})

test('start-up probes stop after their success and gate the others (P19)', async () => {
  const app = container({
    probes: { startup: probe(), readiness: probe({ period: 4 }), liveness: probe({ period: 4 }) },
    behavior: behavior({ startup: [constant(15)] }),
  })
  const observed = await observe(cluster([workload([app])], 35))
  assert.equal(timesOf(observed, 'startup'), [10, 20])
  assert.equal(timesOf(observed, 'readiness'), [20, 24, 28, 32])
  assert.equal(timesOf(observed, 'liveness'), [24, 28, 32])
})

test('readiness takes the tick of a period that starts with its trigger (P6, P19)', async () => {
  const app = container({
    probes: {
      startup: probe({ period: 5 }),
      readiness: probe({ period: 4 }),
      liveness: probe({ period: 4 }),
    },
  })
  const observed = await observe(cluster([workload([app])], 20))
  assert.equal(timesOf(observed, 'readiness'), [5, 9, 13, 17])
  assert.equal(timesOf(observed, 'liveness'), [8, 12, 16])
})

const readyAt: readonly {
  rule: string
  probes: Parameters<typeof container>[0] & object
  seconds: number
}[] = [
  { rule: 'P16 no probes: when it runs', probes: {}, seconds: 3 },
  { rule: 'P16 liveness only: when it runs', probes: { probes: { liveness: probe() } }, seconds: 3 },
  { rule: 'P16 start-up only: when that succeeds', probes: { probes: { startup: probe() } }, seconds: 10 },
  { rule: 'P16 readiness only: when that succeeds', probes: { probes: { readiness: probe() } }, seconds: 3 },
  {
    rule: 'P16 a readiness probe that errs: never',
    probes: { probes: { readiness: probe({}, { portDefined: false }) } },
    seconds: 100,
  },
  {
    rule: 'P16 a start-up probe that errs: never',
    probes: { probes: { startup: probe({}, { portDefined: false }) } },
    seconds: 100,
  },
]

for (const { rule, probes, seconds } of readyAt) {
  test(`is Ready at the time of the rule: ${rule}`, async () => {
    const app = container({ ...probes, behavior: behavior({ start: [constant(3)] }) })
    const observed = await observe(cluster([workload([app])], 100))
    assert.is(summaryOf(observed, 'unready_seconds_total'), seconds)
    assert.is(summaryOf(observed, 'ready_transitions_total'), seconds === 100 ? 0 : 1)
  })
}

/** Liveness hangs at 5 s and kills at 11 s; the process ignores SIGTERM until 41 s. */
function killedSlowly(readiness: boolean) {
  const probes = { liveness: probe({}, { failureThreshold: 1 }) }
  const app = container({
    probes: readiness ? { ...probes, readiness: probe({ period: 20 }, { failureThreshold: 1 }) } : probes,
    behavior: behavior({
      hang: { after: [constant(5), never], tcpOk: true },
      shutdown: { after: [never], exitCode: 0 },
      start: [constant(0), constant(4)],
    }),
  })
  return cluster([workload([app])], 60)
}

test('a liveness failure removes nothing until the container has stopped (R3)', async () => {
  assert.is(stateAfter(killedSlowly(false), 40.9).pod.isReady[0], 1)
  const { detections } = await observe(killedSlowly(false))
  assert.is(detections[0].killedSeconds, 11)
})

test('a readiness failure removes at once, also while the pod worker is blocked in a kill (R2, S13)', async () => {
  assert.is(stateAfter(killedSlowly(true), 20.9).pod.isReady[0], 1)
  assert.is(stateAfter(killedSlowly(true), 21).pod.isReady[0], 0)
  const { detections } = await observe(killedSlowly(true))
  assert.is(detections[0].removedSeconds, 21)
})

test('a new instance with a readiness probe is unready until its probe succeeds (R3)', async () => {
  const app = container({
    probes: { liveness: probe({}, { failureThreshold: 1 }), readiness: probe({ initialDelay: 5 }) },
    behavior: behavior({ script: [failing('liveness', 15)] }),
  })
  const spec = cluster([workload([app])], 60)
  assert.is(stateAfter(spec, 19.9).pod.isReady[0], 1)
  assert.is(stateAfter(spec, 20).pod.isReady[0], 0)
  assert.is(stateAfter(spec, 29.9).pod.isReady[0], 0)
  assert.is(stateAfter(spec, 30).pod.isReady[0], 1)
})

test('a new instance without a readiness probe is ready as soon as it is seen (P16)', async () => {
  const app = container({
    probes: { liveness: probe({}, { failureThreshold: 1 }) },
    behavior: behavior({ script: [failing('liveness', 15)] }),
  })
  const observed = await observe(cluster([workload([app])], 60))
  assert.is(summaryOf(observed, 'unready_seconds_total'), 0)
})

test.run()
