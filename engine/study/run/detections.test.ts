/** Contract 4: onsets of hangs and how they were noticed; kills that were wrong. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crashFault, hangFault, slowFault } from '../../../tests/support/faults.ts'
import { observe, summaryOf } from '../../../tests/support/observe.ts'
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
  ScriptEntrySpec,
} from '../../contract/cluster-spec.ts'

const test = suite('detections and false restarts')

const script = (afterSeconds: number, changes: Partial<ScriptEntrySpec> = {}): ScriptEntrySpec => ({
  probe: 'liveness',
  afterUs: afterSeconds * second,
  answer: 'fail',
  incarnations: [0],
  ill: false,
  ...changes,
})
const hangsAt = (seconds: number): Partial<BehaviorSpec> => ({
  hang: { after: [constant(seconds), never], tcpOk: true },
})

function one(
  probes: ContainerSpec['probes'],
  does: Partial<BehaviorSpec>,
  faults: readonly FaultSpec[] = [],
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  return cluster([workload([container({ probes, behavior: behavior(does) })])], 100, { faults, ...changes })
}

const quick = probe({}, { failureThreshold: 1 })
const answerAfter = (seconds: number): BehaviorSpec['latency'] => ({
  startup: constant(seconds),
  readiness: constant(seconds),
  liveness: constant(seconds),
})

type Row = readonly [
  onset: number,
  noticed: number | null,
  removed: number | null,
  killed: number | null,
  readyAgain: number | null,
]
type Case = { rule: string; spec: ClusterSpec; rows: readonly Row[]; missed: number }

const cases: readonly Case[] = [
  {
    rule: 'noticed when the threshold is reached, killed in that sync, ready again at once',
    spec: one({ liveness: probe() }, hangsAt(12)),
    rows: [[12, 41, null, 41, 41]],
    missed: 0,
  },
  {
    rule: 'under Never the whole pod is killed for it (K4)',
    spec: cluster(
      [
        workload([container({ probes: { liveness: probe() }, behavior: behavior(hangsAt(12)) })], {
          pod: { restartPolicy: 'Never' },
        }),
      ],
      100,
    ),
    rows: [[12, 41, 41, 41, null]],
    missed: 0,
  },
  {
    rule: 'readiness removes but does not notice',
    spec: one({ readiness: probe({}, { failureThreshold: 2 }) }, hangsAt(12)),
    rows: [[12, null, 31, null, null]],
    missed: 0,
  },
  {
    rule: 'removed by readiness, noticed later, ready again after the restart',
    spec: one({ readiness: probe({ period: 7 }, { failureThreshold: 1 }), liveness: probe() }, hangsAt(12)),
    rows: [[12, 41, 15, 41, 41]],
    missed: 0,
  },
  {
    rule: 'the trigger for a new instance outlives a run of the old one from the same instant (P6: it is dropped, found 51)',
    spec: one({ readiness: quick, liveness: probe() }, hangsAt(12)),
    rows: [[12, 41, 21, 41, 42]],
    missed: 0,
  },
  {
    rule: 'without a readiness probe not removed, if it starts again before a sync has seen it stopped (R3, S13)',
    spec: one(
      { liveness: quick },
      { ...hangsAt(12), shutdown: { after: [constant(5)], exitCode: 0 }, start: [constant(0), constant(4)] },
    ),
    rows: [[12, 21, null, 21, 30]],
    missed: 0,
  },
  {
    rule: 'healed before anything noticed: missed',
    spec: one({ liveness: probe() }, {}, [hangFault(12, 15)]),
    rows: [[12, null, null, null, null]],
    missed: 1,
  },
  {
    rule: 'removed by readiness, then healed: missed, and ready again',
    spec: one({ readiness: quick, liveness: probe() }, {}, [hangFault(12, 15)]),
    rows: [[12, null, 21, null, 31]],
    missed: 1,
  },
  {
    rule: 'the container crashes first: missed, and closed',
    spec: one({ liveness: probe() }, hangsAt(12), [crashFault(25)]),
    rows: [[12, null, null, null, null]],
    missed: 1,
  },
  {
    rule: 'a port that still opens: open to the end, not missed',
    spec: one({ liveness: probe({}, { handler: 'tcpSocket', failureThreshold: 1 }) }, hangsAt(12)),
    rows: [[12, null, null, null, null]],
    missed: 0,
  },
  {
    rule: 'no probe: open to the end, not missed',
    spec: one({}, hangsAt(12)),
    rows: [[12, null, null, null, null]],
    missed: 0,
  },
  {
    rule: 'each incarnation under a fault has an onset of its own, and the one before is ready again',
    spec: one({ liveness: quick }, {}, [hangFault(12, 35)]),
    rows: [
      [12, 21, null, 21, 21],
      [21, 31, null, 31, 31],
      [31, 41, null, 41, 41],
      [41, null, null, null, null],
    ],
    missed: 1,
  },
  {
    rule: 'a run that is under way when it begins times out and is the first that notices it',
    spec: one(
      { liveness: probe({ timeout: 6 }, { failureThreshold: 2 }) },
      { ...hangsAt(12), latency: answerAfter(4) },
    ),
    rows: [[12, 26, null, 26, 26]],
    missed: 0,
  },
  {
    rule: 'so with a fault, for a readiness probe, and if it is over before the timeout',
    spec: one({ readiness: probe({ timeout: 6 }, { failureThreshold: 1 }) }, { latency: answerAfter(4) }, [
      hangFault(12, 1),
    ]),
    rows: [[12, null, null, null, null]],
    missed: 1,
  },
  {
    rule: 'a run that is answered in that instant is lost, one that was answered before is not',
    spec: one(
      { liveness: probe({ timeout: 6 }, { failureThreshold: 1 }), readiness: probe({ timeout: 6 }) },
      {
        ...hangsAt(12),
        latency: { startup: constant(0), readiness: constant(1.999999), liveness: constant(2) },
      },
    ),
    rows: [[12, 16, 16, 16, 17.999999]],
    missed: 0,
  },
  {
    rule: 'a port that opens keeps none back',
    spec: one(
      { liveness: probe({ timeout: 6 }, { handler: 'tcpSocket', failureThreshold: 1 }) },
      { ...hangsAt(12), latency: answerAfter(4) },
    ),
    rows: [[12, null, null, null, null]],
    missed: 0,
  },
  {
    rule: 'a failure published by a run that a script answers, and that began before the onset, does not notice',
    spec: one(
      { liveness: probe({ timeout: 8 }, { failureThreshold: 1 }) },
      { ...hangsAt(12), script: [script(5, { latencyUs: constant(5) })] },
    ),
    rows: [[12, null, null, 15, 15]],
    missed: 1,
  },
  {
    rule: 'a failed start-up of a hung container notices, and its successor is ready',
    spec: one(
      { startup: probe({}, { failureThreshold: 1 }) },
      { hang: { after: [constant(5), never], tcpOk: true } },
    ),
    rows: [[5, 11, null, 11, 20]],
    missed: 0,
  },
  {
    rule: 'a missed row is closed: a later crash does not remove',
    spec: one({ liveness: probe() }, { start: [constant(0), constant(4)] }, [
      hangFault(12, 3),
      crashFault(50),
    ]),
    rows: [[12, null, null, null, null]],
    missed: 1,
  },
  {
    rule: 'a missed row is closed: a later kill is not of this hang',
    spec: one({ liveness: quick }, { script: [script(55)] }, [hangFault(12, 3)]),
    rows: [[12, null, null, null, null]],
    missed: 1,
  },
]

for (const { rule, spec, rows, missed } of cases) {
  test(`a hang: ${rule}`, async () => {
    const observed = await observe(spec)
    assert.equal(
      observed.detections.map((row) => [
        row.onsetSeconds,
        row.noticedSeconds,
        row.removedSeconds,
        row.killedSeconds,
        row.readyAgainSeconds,
      ]),
      rows,
    )
    assert.is(summaryOf(observed, 'detections_missed_total'), missed)
  })
}

test('a hang whose container crashes first is missed', async () => {
  const observed = await observe(one({ liveness: probe() }, hangsAt(12), [crashFault(25)]))
  assert.is(observed.detections[0].noticedSeconds, null)
  assert.is(summaryOf(observed, 'detections_missed_total'), 1)
  assert.is(summaryOf(observed, 'detection_seconds_max'), null)
})

test('a failed start-up of a hung container notices the hang', async () => {
  const observed = await observe(one({ startup: quick }, hangsAt(5)))
  assert.is(observed.detections[0].noticedSeconds, 11)
  assert.is(summaryOf(observed, 'detection_seconds_max'), 6)
})

test('each incarnation under a hang fault is noticed for itself', async () => {
  const observed = await observe(one({ liveness: quick }, {}, [hangFault(12, 35)]))
  const rows = observed.detections.map((row) => [row.onsetSeconds, row.noticedSeconds, row.killedSeconds])
  assert.equal(rows, [
    [12, 21, 21],
    [21, 31, 31],
    [31, 41, 41],
    [41, null, null],
  ])
  assert.is(summaryOf(observed, 'detections_missed_total'), 1)
})

test('the summary takes onsets after the warm-up; the rows take all', async () => {
  const observed = await observe(
    one({ liveness: quick }, {}, [hangFault(12), hangFault(55)], { warmUpUs: 30 * second }),
  )
  assert.equal(
    observed.detections.map((row) => row.onsetSeconds),
    [12, 55],
  )
  assert.is(summaryOf(observed, 'detection_seconds_max'), 6)
  assert.is(summaryOf(observed, 'detection_seconds_p50'), 6)
})

test('percentiles are nearest ranks over onsets', async () => {
  const observed = await observe(
    one({ liveness: quick }, {}, [hangFault(12), hangFault(35), hangFault(57)], { warmUpUs: 0 }),
  )
  // Noticed at 21, 41 and 61: after 9, 6 and 4 s.
  assert.equal(
    ['p50', 'p99', 'max'].map((rank) => summaryOf(observed, `detection_seconds_${rank as 'p50'}`)),
    [6, 9, 9],
  )
})

test('removal is measured from the onset, over those that were removed', async () => {
  const observed = await observe(one({ readiness: quick }, {}, [hangFault(12, 12), hangFault(37, 2)]))
  assert.equal(
    observed.detections.map((row) => row.removedSeconds),
    [21, null],
  )
  assert.is(summaryOf(observed, 'removal_seconds_p50'), 9)
  assert.is(summaryOf(observed, 'removal_seconds_p99'), 9)
})

test('without hangs there is nothing to measure', async () => {
  const observed = await observe(one({ liveness: quick }, {}))
  for (const metric of ['detection_seconds_p50', 'detection_seconds_max', 'removal_seconds_p99'] as const)
    assert.is(summaryOf(observed, metric), null)
  assert.is(summaryOf(observed, 'detections_missed_total'), 0)
})

const late = { startup: constant(0), readiness: constant(0), liveness: constant(2) }

const kills: readonly { rule: string; spec: ClusterSpec; isFalse: boolean }[] = [
  { rule: 'behavior hang', spec: one({ liveness: quick }, hangsAt(12)), isFalse: false },
  {
    rule: 'a hang fault without an end',
    spec: one({ liveness: quick }, {}, [hangFault(12)]),
    isFalse: false,
  },
  {
    rule: 'a hang fault while it lasts',
    spec: one({ liveness: quick }, {}, [hangFault(12, 10)]),
    isFalse: false,
  },
  {
    rule: 'a hang that ends during the deciding probe',
    spec: one({ liveness: quick }, {}, [hangFault(12, 8.5)]),
    isFalse: false,
  },
  {
    rule: 'a hang that begins during the deciding probe',
    spec: one(
      { liveness: probe({ timeout: 6 }, { failureThreshold: 1 }) },
      { ...hangsAt(12), latency: answerAfter(4) },
    ),
    isFalse: false,
  },
  {
    rule: 'a hang that begins during a run that times out anyway',
    spec: one(
      { liveness: probe({ timeout: 6 }, { failureThreshold: 1 }) },
      { ...hangsAt(12), latency: answerAfter(9) },
    ),
    isFalse: false,
  },
  {
    rule: 'a hang that has healed before the deciding probe',
    spec: one({ liveness: probe({}, { failureThreshold: 2 }) }, { script: [script(25)] }, [hangFault(12, 9)]),
    isFalse: true,
  },
  {
    rule: 'a start-up that never ends, by liveness',
    spec: one({ liveness: quick }, { startup: [never] }),
    isFalse: false,
  },
  {
    rule: 'a start-up that never ends, by the startup probe',
    spec: one({ startup: quick }, { startup: [never] }),
    isFalse: false,
  },
  { rule: 'a long start-up', spec: one({ startup: quick }, { startup: [constant(50)] }), isFalse: true },
  {
    rule: 'a script that says ill',
    spec: one({ liveness: quick }, { script: [script(5, { ill: true })] }),
    isFalse: false,
  },
  { rule: 'a script that does not', spec: one({ liveness: quick }, { script: [script(5)] }), isFalse: true },
  {
    rule: 'a script of a timeout that does not',
    spec: one({ liveness: quick }, { script: [script(5, { answer: 'hang' })] }),
    isFalse: true,
  },
  { rule: 'latency', spec: one({ liveness: quick }, { latency: late }), isFalse: true },
  { rule: 'errors', spec: one({ liveness: quick }, { errorRate: 1 }), isFalse: true },
  { rule: 'a slow fault', spec: one({ liveness: quick }, {}, [slowFault(15, 50, Infinity)]), isFalse: true },
  {
    rule: 'a slow phase',
    spec: one({ liveness: quick }, { slow: { every: constant(15), for: constant(50), factor: Infinity } }),
    isFalse: true,
  },
  {
    rule: 'errors of a hung container whose port opens',
    spec: one(
      { liveness: probe({}, { failureThreshold: 1, handler: 'tcpSocket' }) },
      { ...hangsAt(5), errorRate: 1 },
    ),
    isFalse: false,
  },
]

for (const { rule, spec, isFalse } of kills) {
  test(`a kill is ${isFalse ? 'false' : 'right'}: ${rule}`, async () => {
    const observed = await observe(spec)
    const [, restart] = observed.starts
    assert.ok(restart.cause === 'liveness' || restart.cause === 'startup', restart.cause)
    assert.is(restart.falseRestart, isFalse)
    const falseRows = observed.starts.filter((row) => row.falseRestart).length
    assert.is(summaryOf(observed, 'false_restarts_total'), falseRows)
    const days = summaryOf(observed, 'container_seconds')! / 86_400
    assert.is(summaryOf(observed, 'false_restarts_per_container_day'), falseRows / days)
  })
}

test('a crash is never a false restart', async () => {
  const observed = await observe(
    one({ liveness: quick }, { crash: { after: [constant(15), never], exitCode: 1 } }),
  )
  assert.equal(
    observed.starts.map((row) => row.falseRestart),
    [false, false],
  )
})

test.run()
