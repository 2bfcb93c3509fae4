/** Mistakes in pauses: the formula, the engine and a naive simulation, which shares no code with either, agree. */
import seedrandom from 'seedrandom'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { behavior, cluster, container, probe, second, workload } from '../../../tests/support/spec.ts'
import type { DistributionSpec } from '../../contract/cluster-spec.ts'
import { simulate } from '../run/experiment.ts'
import { ProbeAnswers } from './failure-detector.ts'
import { type Count, naive, type PausedProbe } from './naive-pauses.test.helper.ts'

const test = suite('mistakes in pauses')

type Setting = PausedProbe & { readonly name: string }

const exponential = (seconds: number): DistributionSpec => ({ kind: 'exponential', mean: seconds * second })
const constant = (seconds: number): DistributionSpec => ({ kind: 'constant', value: seconds * second })
const uniform = (low: number, high: number): DistributionSpec => ({
  kind: 'uniform',
  low: low * second,
  high: high * second,
})
const lognormal = (median: number, sigma: number): DistributionSpec => ({
  kind: 'lognormal',
  median: median * second,
  sigma,
})
const gap = exponential(900)
/** Container days of the engine, in which a setting makes at least so many mistakes. */
const engineDays = 60
const mistakesLeast = 30

const settings: readonly Setting[] = [
  {
    name: 'far longer than the threshold waits',
    every: gap,
    for: constant(45),
    latency: lognormal(0.02, 1.3),
    period: 10,
    timeout: 1,
    failures: 3,
  },
  {
    name: 'as long as the threshold waits',
    every: gap,
    for: constant(45),
    latency: lognormal(0.02, 1.3),
    period: 10,
    timeout: 1,
    failures: 5,
  },
  {
    name: 'a timeout longer than the pause',
    every: exponential(600),
    for: constant(3),
    latency: lognormal(0.9, 0.6),
    period: 10,
    timeout: 5,
    failures: 1,
  },
  {
    name: 'a period shorter than the timeout',
    every: gap,
    for: uniform(5, 25),
    latency: lognormal(0.1, 0.7),
    period: 2,
    timeout: 5,
    failures: 3,
  },
  {
    name: 'a pause shorter than the latency',
    every: exponential(600),
    for: exponential(0.4),
    latency: lognormal(1.2, 0.3),
    period: 6,
    timeout: 3,
    failures: 1,
  },
  {
    name: 'exponential lengths and errors',
    every: gap,
    for: exponential(20),
    latency: lognormal(0.05, 1),
    period: 5,
    timeout: 4,
    failures: 4,
    errorRate: 0.02,
  },
  ...anySettings('pauses', 6),
]

/** Any settings whose answers, outside pauses, come before the next tick, and that make mistakes enough to compare. */
function anySettings(seed: string, count: number): Setting[] {
  const random = seedrandom.alea(seed)
  const between = (low: number, high: number): number => low + random() * (high - low)
  const drawn: Setting[] = []
  for (let index = 0; drawn.length < count; index++) {
    const period = Math.round(between(2, 15))
    const length = between(1, 40)
    const setting = {
      name: `any ${index}`,
      every: exponential(between(600, 2000)),
      for: [constant(length), exponential(length), uniform(0, 2 * length)][index % 3],
      latency: lognormal(between(0.01, 0.05) * period, between(0.2, 0.9)),
      period,
      timeout: Math.round(between(1, 1.5 * period)),
      failures: Math.round(between(1, 1 + length / period)),
    }
    const { answers, asked } = formulaOf(setting)
    if (answers.restarts(asked).ratePerSecond * engineDays * 86_400 >= mistakesLeast) drawn.push(setting)
  }
  return drawn
}

function formulaOf({ every, for: length, latency, errorRate = 0, period, timeout, failures }: Setting) {
  const answers = new ProbeAnswers(
    behavior({
      latency: { startup: latency, readiness: latency, liveness: latency },
      errorRate,
      pause: { every, for: length },
    }),
    'liveness',
  )
  const asked = {
    initialDelaySeconds: 0,
    periodSeconds: period,
    timeoutSeconds: timeout,
    failureThreshold: failures,
    successThreshold: 1,
  }
  return { answers, asked }
}

async function simulated(setting: Setting, isReadiness: boolean, days: number): Promise<Count> {
  const { every, for: length, latency, errorRate = 0 } = setting
  const one = probe(
    { period: setting.period, timeout: setting.timeout },
    { failureThreshold: setting.failures },
  )
  const app = container({
    probes: isReadiness ? { readiness: one } : { liveness: one },
    behavior: behavior({
      latency: { startup: latency, readiness: latency, liveness: latency },
      errorRate,
      pause: { every, for: length },
    }),
  })
  const web = workload([app], {
    kind: 'Deployment',
    replicas: days,
    pod: { terminationGraceUs: 0 },
  })
  const spec = cluster([web], 86_400, {
    initialState: 'running',
    masterSeed: setting.name,
    intervalUs: 86_400 * second,
    nodes: [{ ...cluster([web], 1).nodes[0], podsMax: days }],
  })
  const [{ summary }] = (await simulate(spec)).replications
  const { values } = summary[0]
  return {
    mistakes: isReadiness ? values.ready_transitions_total! / 2 : values.false_restarts_total!,
    seconds: values.container_seconds!,
    failedSeconds: values.unready_seconds_total!,
  }
}

/** What the formula may be off by, beside chance. */
const tolerance = 0.02

function assertNear(what: string, found: Count, ratePerSecond: number): void {
  const expected = ratePerSecond * found.seconds
  const chance = 4 * Math.sqrt(expected) + 1
  assert.ok(
    Math.abs(found.mistakes - expected) < chance + tolerance * expected,
    `${what}: ${found.mistakes} mistakes, ${expected.toFixed(1)} by formula`,
  )
}

for (const setting of settings) {
  const { name } = setting
  const { answers, asked } = formulaOf(setting)

  test(`false restarts, formula and engine and naive simulation: ${name}`, async () => {
    const { ratePerSecond } = answers.restarts(asked)
    assertNear('naive', naive(setting, false, 300 * 86_400, name), ratePerSecond)
    assertNear('engine', await simulated(setting, false, engineDays), ratePerSecond)
  })

  test(`false removals and how long they last: ${name}`, async () => {
    const { ratePerSecond, share } = answers.removals(asked)
    const found = {
      naive: naive(setting, true, 300 * 86_400, name),
      engine: await simulated(setting, true, engineDays),
    }
    for (const [what, count] of Object.entries(found)) {
      assertNear(what, count, ratePerSecond)
      const expected = share * count.seconds
      const spread = (5 * expected) / Math.sqrt(Math.max(1, count.mistakes))
      assert.ok(
        Math.abs(count.failedSeconds - expected) < spread + 0.03 * expected,
        `${what}: failed for ${count.failedSeconds} s, ${expected.toFixed(1)} by formula`,
      )
    }
  })
}

test.run()
