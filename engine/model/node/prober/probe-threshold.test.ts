/** P11, P13, P20: from single answers to a published result, and when it comes. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, simulated, startTimes } from '../../../../tests/support/observe.ts'
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
import type {
  BehaviorSpec,
  ProbeSpec,
  ProbeTypeName,
  ScriptEntrySpec,
} from '../../../contract/cluster-spec.ts'

const test = suite('probe thresholds')

function onePod(
  probes: Partial<Record<ProbeTypeName, ProbeSpec>>,
  does: Partial<BehaviorSpec>,
  seconds: number,
) {
  return cluster([workload([container({ probes, behavior: behavior(does) })])], seconds)
}

/** P20: when the Failure is published, from the first failing tick, the period, the threshold and the duration. */
function publishedSeconds(faultSeconds: number, period: number, threshold: number, duration: number): number {
  const firstTick = Math.max(1, Math.ceil(faultSeconds / period)) * period
  return duration < period
    ? firstTick + (threshold - 1) * period + duration
    : firstTick + threshold * duration
}

const parameters = fc.record({
  period: fc.integer({ min: 1, max: 15 }),
  threshold: fc.integer({ min: 1, max: 5 }),
  timeout: fc.integer({ min: 1, max: 20 }),
  faultUs: fc.oneof(
    fc.integer({ min: 1, max: 40_000_000 }),
    fc.integer({ min: 1, max: 40 }).map((s) => s * second),
  ),
  refuses: fc.boolean(),
  type: fc.constantFrom<ProbeTypeName>('liveness', 'startup'),
})

test('kills when the closed form says so, for any period, threshold, timeout and phase (P4, P20)', async () => {
  await fc.assert(
    fc.asyncProperty(parameters, async ({ period, threshold, timeout, faultUs, refuses, type }) => {
      // A start-up probe that succeeded would be on hold: it fails from the start.
      const afterUs = type === 'startup' ? 0 : faultUs
      const does = behavior({
        script: [
          { probe: 'all', afterUs, answer: refuses ? 'refused' : 'hang', incarnations: [0], ill: true },
        ],
      })
      const settings = probe({ period, timeout }, { failureThreshold: threshold })
      const spec = cluster([workload([container({ probes: { [type]: settings }, behavior: does })])], 300)
      const { starts } = await simulated(spec)
      const killed = publishedSeconds(afterUs / second, period, threshold, refuses ? 0 : timeout)
      assert.is(starts[1].previousFinishedSeconds, killed)
      assert.is(starts[1].timeSeconds, killed)
      assert.is(starts[1].cause, type)
      assert.is(starts[1].falseRestart, false)
    }),
    { numRuns: 80 },
  )
})

test('notices a hang after at least (F-1)p + d and less than Fp + d (P20)', async () => {
  const settings = { period: 7, timeout: 2 }
  for (let faultSeconds = 1; faultSeconds < 15; faultSeconds += 0.5) {
    const hang = { after: [constant(faultSeconds), never], tcpOk: true }
    const { detections } = await simulated(onePod({ liveness: probe(settings) }, { hang }, 60))
    const delay = detections[0].noticedSeconds! - faultSeconds
    assert.ok(delay >= 16 && delay < 23, `a hang at ${faultSeconds} s is noticed after ${delay} s`)
  }
})

const script = (sequence: string, incarnation: number): ScriptEntrySpec => ({
  probe: 'all',
  afterUs: 0,
  answer: 'ok',
  sequence,
  incarnations: [incarnation],
  ill: false,
})

const counts: readonly {
  rule: string
  type: ProbeTypeName
  thresholds: { failureThreshold?: number; successThreshold?: number }
  does: Partial<BehaviorSpec>
  /** Time, result run and published result. */
  runs: readonly (readonly [number, number, string])[]
}[] = [
  {
    rule: 'P9.13 two failures, one success, two failures: never three in a row',
    type: 'liveness',
    thresholds: {},
    does: { script: [script('001001', 0)] },
    runs: [
      [10, 1, ''],
      [20, 2, ''],
      [30, 1, ''],
      [40, 1, ''],
      [50, 2, ''],
      [60, 1, ''],
    ],
  },
  {
    rule: 'P11 ready after three successes, but after a crash after one',
    type: 'readiness',
    thresholds: { successThreshold: 3 },
    does: { crash: { after: [constant(25), never], exitCode: 1 } },
    runs: [
      [0, 1, ''],
      [10, 2, ''],
      [20, 3, 'success'],
      [25, 4, 'success'],
      [35, 5, ''],
      [45, 6, ''],
    ],
  },
  {
    rule: 'P9.15 after a kill the next instance has a full count',
    type: 'liveness',
    thresholds: {},
    does: { script: [script('0', 0), script('0', 1)] },
    runs: [
      [10, 1, ''],
      [20, 2, ''],
      [30, 3, 'failure'],
      [40, 1, ''],
      [50, 2, ''],
      [60, 3, 'failure'],
    ],
  },
  {
    rule: 'P11 failures before a crash count for the next instance',
    type: 'liveness',
    thresholds: {},
    does: { crash: { after: [constant(25), never], exitCode: 1 }, script: [script('0', 0), script('01', 1)] },
    runs: [
      [10, 1, ''],
      [20, 2, ''],
      [30, 3, 'failure'],
      [50, 1, ''],
      [60, 2, ''],
    ],
  },
  {
    rule: 'P13 errors neither count nor break a run',
    type: 'liveness',
    thresholds: {},
    does: { script: [script('0eee0eee1', 0)] },
    runs: [
      [10, 1, ''],
      [20, 1, ''],
      [30, 2, ''],
      [40, 2, ''],
      [50, 1, ''],
      [60, 2, ''],
    ],
  },
]

for (const { rule, type, thresholds, does, runs } of counts) {
  test(`counts as the rule says: ${rule}`, async () => {
    const observed = await observe(onePod({ [type]: probe({}, thresholds) }, does, 65))
    assert.equal(
      observed.runs.slice(0, runs.length).map((run) => [run.time, run.resultRun, run.published]),
      runs,
    )
  })
}

test('never restarts a container for a probe that always errs (P13)', async () => {
  const liveness = probe({ period: 1 }, { failureThreshold: 1, portDefined: false })
  const observed = await observe(onePod({ liveness }, {}, 50))
  assert.equal(startTimes(observed), [0])
  assert.is(observed.runs.length, 49)
  assert.ok(observed.runs.every((run) => run.result === 'error' && run.published === ''))
})

test.run()
