import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, deployed, latency } from '../../../tests/support/one-workload.ts'
import { behavior, constant, probe } from '../../../tests/support/spec.ts'
import type { BehaviorSpec, DistributionSpec, ProbeSpec, ProbeTypeName } from '../../contract/cluster-spec.ts'
import type { SummaryRow } from '../../contract/run-result.ts'
import { lawOf } from '../../kernel/law.ts'
import { simulate } from '../run/experiment.ts'
import {
  detectionBounds,
  type Mistakes,
  ProbeAnswers,
  type ProbeSetting,
  settingOf,
  startKillProbability,
} from './failure-detector.ts'

const test = suite('failure detector')

const exponential = (seconds: number): DistributionSpec => ({ kind: 'exponential', mean: seconds * 1e6 })
const allOf = (law: DistributionSpec) => ({ startup: law, readiness: law, liveness: law })
const exponentialLatency = allOf(exponential(0.1))

const setting = (periodSeconds: number, timeoutSeconds: number, failureThreshold: number): ProbeSetting => ({
  initialDelaySeconds: 0,
  periodSeconds,
  timeoutSeconds,
  successThreshold: 1,
  failureThreshold,
})

/** P20: period, timeout, threshold; the soonest and the latest detection. */
const bounds: readonly (readonly [...ProbeNumbers, low: number, high: number])[] = [
  [10, 1, 3, 21, 31],
  [10, 6, 5, 46, 56],
  [20, 1, 3, 41, 61],
  [10, 10, 3, 30, 40],
  [1, 5, 3, 15, 16],
  [5, 1, 1, 1, 6],
]
type ProbeNumbers = readonly [period: number, timeout: number, threshold: number]
for (const [period, timeout, threshold, low, high] of bounds) {
  test(`P20: ${period}/${timeout}/${threshold} notices a hang after ${low} to ${high} s`, () => {
    const { lowSeconds, highSeconds } = detectionBounds(setting(period, timeout, threshold))
    assert.equal([lowSeconds, highSeconds], [low, high])
  })
}

/** What a day of 100 containers shows. */
async function seen(
  type: ProbeTypeName,
  does: Partial<BehaviorSpec>,
  own: ProbeSpec,
): Promise<SummaryRow['values']> {
  const spec = deployed(app({ [type]: own }, does), 86_400, { replicas: 100, initialState: 'running' })
  return (await simulate(spec)).replications[0].summary[0].values
}

type MistakeRow = {
  readonly what: string
  readonly does: Partial<BehaviorSpec>
  readonly period: number
  readonly timeout: number
  readonly failures: number
  readonly successes?: number
  readonly delay?: number
  /** What the formula may be off by, as a share; chance comes on top. */
  readonly within: number
}

const independent = 0.005
const phased = 0.01
const lognormal = (median: number, sigma: number): DistributionSpec => ({
  kind: 'lognormal',
  median: median * 1e6,
  sigma,
})
const rows: readonly MistakeRow[] = [
  {
    what: 'independent errors',
    does: { errorRate: 0.2, latency: latency(0.01) },
    period: 10,
    timeout: 1,
    failures: 2,
    successes: 2,
    within: independent,
  },
  {
    what: 'late answers',
    does: { latency: allOf(exponential(0.45)) },
    period: 10,
    timeout: 1,
    failures: 3,
    within: independent,
  },
  {
    what: 'phases without answers',
    does: {
      latency: latency(0.01),
      slow: { every: exponential(300), for: constant(60), factor: Infinity },
    },
    period: 10,
    timeout: 1,
    failures: 3,
    within: phased,
  },
  {
    what: 'phases of late answers and errors besides',
    does: {
      errorRate: 0.05,
      latency: exponentialLatency,
      slow: { every: exponential(300), for: exponential(60), factor: 20 },
    },
    period: 10,
    timeout: 2,
    failures: 2,
    successes: 3,
    within: phased,
  },
  {
    what: 'phases that follow each other within a period',
    does: { latency: latency(0.01), slow: { every: exponential(646), for: constant(24), factor: Infinity } },
    period: 54,
    timeout: 1,
    failures: 2,
    within: phased,
  },
  {
    what: 'phases shorter than a period',
    does: { latency: latency(0.01), slow: { every: exponential(100), for: exponential(4), factor: 500 } },
    period: 5,
    timeout: 1,
    failures: 2,
    within: phased,
  },
  {
    what: 'short sharp phases, of which a mistake needs two',
    does: { latency: latency(0.02), slow: { every: exponential(300), for: constant(15), factor: 1000 } },
    period: 22,
    timeout: 1,
    failures: 2,
    within: phased,
  },
  {
    what: 'phases in which one failed run is enough',
    does: {
      latency: allOf(lognormal(0.02, 1)),
      slow: { every: exponential(600), for: constant(7), factor: 50 },
    },
    period: 10,
    timeout: 1,
    failures: 1,
    within: phased,
  },
  {
    what: 'long phases of a high threshold, errors besides',
    does: {
      errorRate: 0.01,
      latency: allOf(lognormal(0.1, 1)),
      slow: { every: exponential(1800), for: exponential(300), factor: 8 },
    },
    period: 10,
    timeout: 1,
    failures: 5,
    successes: 2,
    within: phased,
  },
  {
    what: 'slow answers near the timeout, lengths with a long tail',
    does: {
      latency: allOf(lognormal(0.05, 0.8)),
      slow: { every: exponential(600), for: lognormal(40, 1), factor: 25 },
    },
    period: 10,
    timeout: 1,
    failures: 3,
    within: phased,
  },
  {
    what: 'phases of many short lengths',
    does: {
      latency: allOf(lognormal(0.02, 1)),
      slow: { every: exponential(300), for: { kind: 'weibull', scale: 20e6, shape: 0.7 }, factor: 100 },
    },
    period: 7,
    timeout: 2,
    failures: 4,
    within: phased,
  },
  {
    what: 'phases of uniform length, two successes',
    does: {
      latency: allOf(lognormal(0.02, 1)),
      slow: { every: exponential(600), for: { kind: 'uniform', low: 5e6, high: 50e6 }, factor: 50 },
    },
    period: 15,
    timeout: 1,
    failures: 2,
    successes: 2,
    within: phased,
  },
  {
    what: 'a long timeout near the slow answers',
    does: {
      latency: allOf(lognormal(0.1, 0.5)),
      slow: { every: exponential(600), for: constant(120), factor: 60 },
    },
    period: 20,
    timeout: 6,
    failures: 3,
    within: phased,
  },
  {
    what: 'gaps of many lengths, for which the formula is close',
    does: { latency: latency(0.02), slow: { every: lognormal(400, 1), for: constant(30), factor: 1000 } },
    period: 10,
    timeout: 1,
    failures: 2,
    within: phased,
  },
  {
    what: 'an initial delay, in which phases pass unseen',
    does: { latency: latency(0.02), slow: { every: exponential(300), for: exponential(60), factor: 1000 } },
    period: 10,
    timeout: 1,
    failures: 3,
    delay: 60,
    within: phased,
  },
]

/** Within five standard deviations of a count, and what the formula may be off by. */
function assertClose(found: number, expected: number, within: number, what: string): void {
  const tolerance = 5 * Math.sqrt(expected) + within * expected
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: ${found} instead of ${expected}`)
}

for (const { what, does, period, timeout, failures, successes = 1, delay = 0, within } of rows) {
  const own = (successThreshold: number): ProbeSpec =>
    probe({ period, timeout, initialDelay: delay }, { failureThreshold: failures, successThreshold })
  const mistakes = (type: ProbeTypeName, successThreshold: number): Mistakes => {
    const answers = new ProbeAnswers(behavior(does), type)
    const numbers = settingOf(own(successThreshold))
    return type === 'liveness' ? answers.restarts(numbers) : answers.removals(numbers)
  }

  test(`counts the false restarts of ${what}`, async () => {
    const values = await seen('liveness', does, own(1))
    const expected = mistakes('liveness', 1).ratePerSecond * values.container_seconds!
    assertClose(values.false_restarts_total!, expected, within, what)
  })

  test(`counts the false removals of ${what}`, async () => {
    const values = await seen('readiness', does, own(successes))
    const { ratePerSecond, share } = mistakes('readiness', successes)
    const expected = ratePerSecond * values.container_seconds!
    assertClose(values.ready_transitions_total! / 2, expected, within, what)
    // How long a mistake lasts is rougher: answers that come late move the grid (P6).
    const unready = values.unready_seconds_total!
    const expectedUnready = share * values.container_seconds!
    assertClose(unready / period, expectedUnready / period, 2 * within, `${what}, unready`)
  })
}

test('a container that is slow for ever fails as often as within a phase', () => {
  const slow = { every: constant(10), for: { kind: 'never' as const }, factor: 20 }
  const forEver = new ProbeAnswers(behavior({ latency: exponentialLatency, slow }), 'liveness')
  const slower = new ProbeAnswers(behavior({ latency: exponentialLatency }), 'liveness', 20)
  assert.ok(forEver.isIndependent)
  assert.is(
    forEver.restarts(setting(10, 1, 2)).ratePerSecond,
    slower.restarts(setting(10, 1, 2)).ratePerSecond,
  )
})

test('phases that never come are none', () => {
  const slow = { every: { kind: 'never' as const }, for: constant(60), factor: Infinity }
  const answers = new ProbeAnswers(behavior({ slow, errorRate: 0.1 }), 'liveness')
  assert.ok(answers.isIndependent)
  assert.is(answers.failure(1), 0.1)
})

/**
 * P8, P9.8, P19: delay, period, threshold, start-up of certain length, failures of a container that answers, and the
 * probability that a start-up probe, or a liveness probe, ends the start.
 */
const starts: readonly (readonly number[])[] = [
  [0, 10, 3, 15, 0, 0, 0],
  [0, 10, 3, 20, 0, 0, 0],
  [0, 10, 3, 21, 0, 1, 1],
  [10, 10, 3, 28, 0, 0, 0],
  [10, 10, 3, 30, 0, 1, 1],
  [0, 10, 3, 15, 0.1, 0.1, 0.1],
  [0, 10, 3, 0, 0.1, 0.001, 0],
]
for (const [delay, period, threshold, startup, failure, gated, alone] of starts) {
  test(`a start of ${startup} s against ${delay}+${period} x ${threshold}, ${failure} failures`, () => {
    const own = { ...setting(period, 1, threshold), initialDelaySeconds: delay }
    const law = lawOf(constant(startup))
    const kill = (isGate: boolean): number =>
      Number(startKillProbability(own, law, failure, isGate).toFixed(9))
    assert.equal([kill(true), kill(false)], [gated, alone])
  })
}

/** Starts that never end are as ill as hangs, and the largest threshold that a manifest can hold takes no longer. */
const startKills: readonly [
  string,
  DistributionSpec,
  threshold: number,
  failure: number,
  expected: number,
][] = [
  ['never', { kind: 'never' }, 3, 0.5, 0],
  [
    'mostly never',
    {
      kind: 'mixture',
      parts: [
        { weight: 0.9, of: { kind: 'never' } },
        { weight: 0.1, of: constant(60) },
      ],
    },
    3,
    0,
    0.1,
  ],
  ['in time for the largest threshold', exponential(60), 2 ** 31 - 1, 0.5, 0],
  ['but no run succeeds', exponential(60), 2 ** 31 - 1, 1, 1],
  ['nor hardly one', exponential(60), 20_000, 1 - 1e-12, 1],
]

for (const [title, law, threshold, failure, expected] of startKills) {
  test(`a start that takes ${title}: cut short with probability ${expected}`, () => {
    const killed = startKillProbability(setting(10, 1, threshold), lawOf(law), failure, false)
    assert.ok(Math.abs(killed - expected) < 1e-6, `${killed}`)
  })
}

/** Runs until an exponential start-up is over, or until so many failures in a row are, by the geometric sum of their races. */
function killOfExponential(runs: number, meanPeriods: number, failure: number): number {
  const goesOn = Math.exp(-1 / meanPeriods)
  const last = runs - 1
  const sum = (failure * (goesOn ** last - failure ** last)) / (goesOn - failure)
  return goesOn ** last + (1 - goesOn) * sum
}

const longStarts: readonly (readonly [runs: number, meanPeriods: number, failure: number])[] = [
  [1_000, 100, 0.5],
  [100_000, 20_000, 0.999],
  [1_000_000, 100_000, 0.99999],
  [2_147_483_647, 1e9, 0.5],
  [2_147_483_647, 1e9, 0.999999],
]
for (const [runs, meanPeriods, failure] of longStarts) {
  test(`${runs} runs against a start of ${meanPeriods} periods, ${failure} failures: no longer than it need be`, () => {
    const law = lawOf({ kind: 'exponential', mean: meanPeriods * 1e6 })
    const found = startKillProbability(setting(1, 1, runs), law, failure, false)
    const expected = killOfExponential(runs, meanPeriods, failure)
    assert.ok(found >= expected * (1 - 1e-6) && found <= expected * 1.01, `${found} instead of ${expected}`)
  })
}

test('a container that never answers well fails any number of runs', () => {
  const law = lawOf({ kind: 'exponential', mean: 1e6 })
  assert.is(startKillProbability(setting(1, 1, 2_147_483_647), law, 1, true), 1)
  assert.is(startKillProbability(setting(1, 1, 2_147_483_647), law, 0, true), 0)
})

test.run()
