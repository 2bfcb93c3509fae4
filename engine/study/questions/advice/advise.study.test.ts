/** Each rule of advice by a spec with its finding and a twin without, figures worked out by hand; and against the simulator. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, deployed, latency } from '../../../../tests/support/one-workload.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  hook,
  node,
  nodeChoice,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type { AdviceFinding, AdviceRule, ContainerFacts } from '../../../contract/advice-result.ts'
import type { BehaviorSpec, ContainerSpec, ProbeSpec } from '../../../contract/cluster-spec.ts'
import { simulate } from '../../run/experiment.ts'
import { advise } from './advise.ts'
import { mistakesPerMonth } from './mistake-rate.ts'

const test = suite('advice')

const facts: ContainerFacts = {
  sharesEndpoint: false,
  setsLatency: { startup: true, readiness: true, liveness: true },
  setsExecCpu: true,
}

function adviceOn(one: ContainerSpec, changes: Partial<ContainerFacts> = {}, replicas = 1): AdviceFinding[] {
  return advise(deployed(one, 60, { replicas }), () => ({ ...facts, ...changes }))
}

type Row = {
  readonly rule: AdviceRule
  readonly when: string
  readonly of: ContainerSpec
  readonly facts?: Partial<ContainerFacts>
  readonly replicas?: number
  readonly severity: AdviceFinding['severity']
  readonly figures: Readonly<Record<string, number | string | null>>
  readonly twin: ContainerSpec
}

const starting = (seconds: number): Partial<BehaviorSpec> => ({ startup: [constant(seconds)] })
const startingOn = (cpuSeconds: number) => ({
  startupUs: [constant(cpuSeconds)],
  startupCores: 1,
  idleCores: 0,
  perRequestUs: 0,
})
const exponential = (meanSeconds: number) => ({ kind: 'exponential', mean: meanSeconds * second }) as const
const answering = (meanSeconds: number): Partial<BehaviorSpec> => {
  const law = exponential(meanSeconds)
  return { latency: { startup: law, readiness: law, liveness: law } }
}
const withHandler = (handler: 'exec' | 'httpGet') => ({ liveness: probe({}, { handler }) })

const rows: readonly Row[] = [
  {
    rule: 'startup-budget',
    when: 'start-up outlasts the startup probe',
    of: app({ startup: probe({ initialDelay: 5 }) }, starting(30)),
    severity: 'warning',
    // First run 4 s after the start at the soonest, then 2 periods; 5 + 30 s at the latest. 30 s survives phases beyond 5.5 of 10 s.
    figures: {
      startupSeconds: 30,
      budgetSecondsMin: 24,
      budgetSecondsMax: 35,
      killRatioMax: 1,
      killRatioMean: 0.55,
      failureThresholdNeeded: 4,
      budgetSecondsNeeded: 34,
    },
    twin: app({ startup: probe({ initialDelay: 5 }) }, starting(24)),
  },
  {
    rule: 'startup-budget',
    when: 'the CPU work of a start takes longer at the own limit than liveness grants',
    of: { ...app({ liveness: probe({}) }, { cpu: startingOn(60) }), cpu: { limitMilli: 500 } },
    severity: 'warning',
    figures: { startupSeconds: 120, budgetSecondsMin: 20, killRatioMax: 1, failureThresholdNeeded: 13 },
    twin: { ...app({ liveness: probe({}) }, { cpu: startingOn(10) }), cpu: { limitMilli: 500 } },
  },
  {
    rule: 'startup-budget',
    when: 'start-up outlasts liveness, and there is no startup probe',
    of: app({ liveness: probe({ initialDelay: 31 }) }, starting(60)),
    severity: 'warning',
    figures: {
      budgetSecondsMin: 50,
      budgetSecondsMax: 61,
      killRatioMax: 1,
      failureThresholdNeeded: 7,
      budgetSecondsNeeded: 60,
    },
    twin: app({ liveness: probe({ initialDelay: 41 }) }, starting(60)),
  },
  {
    rule: 'late-answers',
    when: 'one liveness answer in a hundred is late',
    of: app({ liveness: probe() }, answering(1 / Math.log(100))),
    replicas: 100,
    severity: 'warning',
    // 259,200 runs a month; 1 + 100 + 10,000 hundreds until three in a row are late.
    figures: {
      lateRatio: 0.01,
      slowLateRatio: null,
      mistakesPerMonth: 259_200 / 1_010_100,
      containers: 100,
      timeoutSecondsNeeded: 2,
      failureThresholdNeeded: null,
      mistakesPerMonthThen: 259_200 / (1e4 + 1e8 + 1e12),
      noticedSecondsMaxThen: 32,
    },
    twin: app({ liveness: probe({ timeout: 2 }) }, answering(1 / Math.log(100))),
  },
  {
    rule: 'late-answers',
    when: 'readiness answers are late in slow phases only, which outlast the threshold',
    of: app(
      { readiness: probe() },
      { latency: latency(0.5), slow: { every: constant(3540), for: constant(60), factor: 100 } },
    ),
    severity: 'warning',
    // Each phase of 60 s holds 6 runs, which all fail: 720 phases a month.
    figures: {
      lateRatio: 0,
      slowLateRatio: 1,
      slowTimeRatio: 1 / 60,
      pauseLateRatio: null,
      mistakesPerMonth: 720,
      timeoutSecondsNeeded: null,
      failureThresholdNeeded: 7,
      mistakesPerMonthThen: 0,
    },
    twin: app(
      { readiness: probe() },
      { latency: latency(0.5), slow: { every: constant(3540), for: constant(60), factor: 1.9 } },
    ),
  },
  {
    rule: 'late-answers',
    when: 'answers that take no time do not come in slow phases',
    of: app(
      { liveness: probe() },
      { slow: { every: constant(3540), for: constant(60), factor: Number.POSITIVE_INFINITY } },
    ),
    severity: 'warning',
    figures: {
      slowLateRatio: 1,
      slowLatencySeconds: Infinity,
      timeoutSecondsNeeded: null,
      failureThresholdNeeded: 7,
    },
    twin: app(
      { liveness: probe({}, { failureThreshold: 7 }) },
      { slow: { every: constant(3540), for: constant(60), factor: Number.POSITIVE_INFINITY } },
    ),
  },
  {
    rule: 'late-answers',
    when: 'no answer is late, but one in fifty is a failure',
    of: app({ liveness: probe() }, { latency: latency(0.01), errorRate: 0.02 }),
    severity: 'warning',
    // 259,200 runs a month; 50 + 2,500 + 125,000 of them until three in a row fail, 50 times as many until four do.
    figures: {
      lateRatio: 0,
      errorRatio: 0.02,
      mistakesPerMonth: 259_200 / 127_550,
      timeoutSecondsNeeded: null,
      failureThresholdNeeded: 4,
      mistakesPerMonthThen: 259_200 / 6_377_550,
    },
    twin: app({ liveness: probe({}, { failureThreshold: 4 }) }, { latency: latency(0.01), errorRate: 0.02 }),
  },
  {
    rule: 'late-answers',
    when: 'few answers are late, and one is enough for a restart',
    of: app({ liveness: probe({}, { failureThreshold: 1 }) }, answering(0.1)),
    severity: 'warning',
    figures: {
      lateRatio: Math.exp(-10),
      mistakesPerMonth: 259_200 * Math.exp(-10),
      failureThresholdNeeded: 2,
    },
    twin: app({ readiness: probe({}, { failureThreshold: 1 }) }, answering(0.1)),
  },
  {
    rule: 'liveness-before-readiness',
    when: 'liveness is quicker',
    of: app({ liveness: probe({ period: 5 }), readiness: probe() }),
    severity: 'warning',
    // P20: [2 x 5 + 1, 16) and [21, 31); (F - 1) x 5 + 1 >= 31.
    figures: {
      livenessSecondsMin: 11,
      livenessSecondsMax: 16,
      readinessSecondsMin: 21,
      readinessSecondsMax: 31,
      failureThresholdNeeded: 7,
      livenessSecondsMinThen: 31,
      livenessSecondsMaxThen: 36,
    },
    twin: app({ liveness: probe({ period: 5 }, { failureThreshold: 7 }), readiness: probe() }),
  },
  {
    rule: 'liveness-like-readiness',
    when: 'both are the same',
    of: app({ liveness: probe(), readiness: probe() }),
    facts: { sharesEndpoint: true },
    severity: 'warning',
    figures: { livenessSecondsMin: 21, livenessSecondsMax: 31, failureThresholdNeeded: 4 },
    twin: app({ liveness: probe({}, { failureThreshold: 4 }), readiness: probe() }),
  },
  {
    rule: 'liveness-like-readiness',
    when: 'a hang refuses connections; else liveness only connects, and overload does not fail it',
    of: app(
      { liveness: probe({}, { handler: 'tcpSocket' }), readiness: probe({}, { handler: 'tcpSocket' }) },
      { hang: { ...app({}).behavior.hang, tcpOk: false } },
    ),
    facts: { sharesEndpoint: true },
    severity: 'warning',
    figures: { livenessSecondsMin: 21, livenessSecondsMax: 31, failureThresholdNeeded: 4 },
    twin: app({
      liveness: probe({}, { handler: 'tcpSocket' }),
      readiness: probe({}, { handler: 'tcpSocket' }),
    }),
  },
  {
    rule: 'timeout-beyond-period',
    when: 'a period would do as the timeout',
    of: app({ liveness: probe({ period: 1, timeout: 5 }) }),
    severity: 'warning',
    // E8: three runs of 5 s, after up to 1 s.
    figures: {
      noticedSecondsMax: 16,
      timeoutSecondsNeeded: 1,
      periodSecondsNeeded: null,
      noticedSecondsMaxThen: 4,
      lateRatioAtPeriod: 0,
    },
    twin: app({ liveness: probe({ period: 5, timeout: 5 }) }),
  },
  {
    rule: 'timeout-beyond-period',
    when: 'answers are slower than the period',
    of: app({ liveness: probe({ period: 1, timeout: 5 }) }, { latency: latency(2) }),
    severity: 'warning',
    figures: { timeoutSecondsNeeded: null, periodSecondsNeeded: 5, noticedSecondsMaxThen: 20 },
    twin: app({ liveness: probe({ period: 5, timeout: 5 }) }, { latency: latency(2) }),
  },
  {
    rule: 'removal-after-drain',
    when: 'the grace period of the liveness probe is shorter than removal',
    of: {
      ...app({ liveness: probe({ grace: 20 }), readiness: probe() }),
      preStop: hook(5),
    },
    severity: 'info',
    figures: { removalSecondsMax: 30, graceSeconds: 20, periodSecondsNeeded: 6, graceSecondsNeeded: 30 },
    twin: {
      ...app({ liveness: probe({ grace: 30 }), readiness: probe() }),
      preStop: hook(5),
    },
  },
  {
    rule: 'exec-cost',
    when: 'a hundred pods run a command every ten seconds',
    of: app(withHandler('exec')),
    replicas: 100,
    severity: 'warning',
    // 10 runs/s of 50 ms, or of 300 us.
    figures: {
      node: 'node-0',
      pods: 100,
      runsPerSecond: 10,
      cores: 0.5,
      coresOfNode: 0.5,
      coresOfHttpGet: 0.003,
    },
    twin: app(withHandler('httpGet')),
  },
]

for (const row of rows) {
  test(`${row.rule}: ${row.when}`, () => {
    const found = adviceOn(row.of, row.facts, row.replicas)
    assert.equal(
      found.map(({ rule }) => rule),
      [row.rule],
    )
    assert.is(found[0].severity, row.severity)
    const figures = found[0].figures as Readonly<Record<string, unknown>>
    for (const [name, expected] of Object.entries(row.figures)) {
      const value = figures[name]
      if (typeof expected !== 'number') assert.is(value, expected, name)
      else assert.ok(isNear(value as number, expected), `${name}: ${value}, expected ${expected}`)
    }
    assert.equal(adviceOn(row.twin, row.facts, row.replicas), [])
  })
}

/** Half a microsecond of a timeout is a matter of rounding. */
function isNear(value: number, expected: number): boolean {
  return value === expected || Math.abs(value - expected) <= 1e-4 * Math.abs(expected)
}

/** Settings in whole seconds, as manifests have them. */
const anyProbe = fc
  .record({
    period: fc.integer({ min: 1, max: 30 }),
    timeout: fc.integer({ min: 1, max: 40 }),
    initialDelay: fc.integer({ min: 0, max: 40 }),
    failureThreshold: fc.integer({ min: 1, max: 8 }),
    handler: fc.constantFrom('exec' as const, 'httpGet' as const),
  })
  .map(({ failureThreshold, handler, ...seconds }) => probe(seconds, { failureThreshold, handler }))
const anyLaw = (maxSeconds: number) =>
  fc
    .record({
      median: fc.double({ min: 0.01, max: maxSeconds, noNaN: true }),
      sigma: fc.constantFrom(0.1, 0.5, 1),
    })
    .map(({ median, sigma }) => ({ kind: 'lognormal', median: median * second, sigma }) as const)
const anySlow = fc.record({
  every: anyLaw(1000),
  for: anyLaw(100),
  factor: fc.constantFrom(2, 50, Infinity),
})
const anyAdvised = fc
  .record({
    probes: fc.record({ startup: anyProbe, readiness: anyProbe, liveness: anyProbe }, { requiredKeys: [] }),
    startup: anyLaw(60),
    law: anyLaw(3),
    slow: fc.option(anySlow, { nil: undefined }),
    preStop: fc.boolean(),
  })
  .map(({ probes, startup, law, slow, preStop }) => ({
    ...app(probes, {
      startup: [startup],
      latency: { startup: law, readiness: law, liveness: law },
      ...(slow && { slow }),
    }),
    ...(preStop && { preStop: hook(1) }),
  }))

/** The container with what a finding asks for. */
function mended(one: ContainerSpec, { rule, probe: type, figures }: AdviceFinding): ContainerSpec {
  const of = (changes: Partial<ProbeSpec>, changed = type): ContainerSpec => ({
    ...one,
    probes: { ...one.probes, [changed]: { ...(one.probes[changed] ?? probe()), ...changes } },
  })
  const needed: Readonly<Record<string, number | string | null>> = figures
  const us = (name: string): number | undefined =>
    typeof needed[name] === 'number' ? needed[name] * second : undefined
  switch (rule) {
    case 'startup-budget': {
      const { periodSeconds, failureThresholdNeeded } = figures
      return of({ periodUs: periodSeconds * second, failureThreshold: failureThresholdNeeded }, 'startup')
    }
    case 'exec-cost':
      return of({ handler: 'httpGet' })
    default: {
      const { timeoutUs, periodUs, failureThreshold } = one.probes[type]!
      return of({
        timeoutUs: us('timeoutSecondsNeeded') ?? timeoutUs,
        periodUs: us('periodSecondsNeeded') ?? periodUs,
        failureThreshold: (needed['failureThresholdNeeded'] ?? failureThreshold) as number,
      })
    }
  }
}

/** Where no threshold makes false restarts rare, the finding says what is left of them. */
function saysItIsNotEnough({ rule, probe: type, figures }: AdviceFinding): boolean {
  return (
    rule === 'late-answers' && type === 'liveness' && figures.mistakesPerMonthThen * figures.containers > 1
  )
}

test('what mends a finding mends it', () => {
  fc.assert(
    fc.property(anyAdvised, fc.boolean(), (one, sharesEndpoint) => {
      for (const finding of adviceOn(one, { sharesEndpoint }, 100)) {
        const isAboutGrace =
          finding.rule === 'removal-after-drain' && finding.figures.periodSecondsNeeded === null
        if (isAboutGrace || saysItIsNotEnough(finding)) continue
        const again = adviceOn(mended(one, finding), { sharesEndpoint }, 100)
        const left = again.filter(({ rule, probe }) => rule === finding.rule && probe === finding.probe)
        assert.equal(left, [])
      }
    }),
    { numRuns: 300 },
  )
})

test('judges nothing by a probe that always errs, or whose answers a script gives', () => {
  const slow = { ...starting(100), ...answering(10) }
  assert.equal(adviceOn(app({ liveness: probe({}, { portDefined: false }) }, slow)), [])
  const script = [{ probe: 'all', afterUs: 0, answer: 'ok', ill: false }] as const
  assert.equal(adviceOn(app({ liveness: probe() }, { ...slow, script })), [])
})

test('is silent where nothing mends it: a container that never starts up', () => {
  assert.equal(adviceOn(app({ startup: probe() }, { startup: [{ kind: 'never' }] })), [])
})

test('says which figures rest on a default', () => {
  const late = app({ liveness: probe() }, answering(1))
  assert.is(adviceOn(late)[0].restsOnDefault, false)
  const unset = { setsLatency: { startup: false, readiness: false, liveness: false } }
  assert.is(adviceOn(late, unset)[0].restsOnDefault, true)
})

test('names the exec probes that cost most, on the node that pays most', () => {
  const exec = (name: string, period: number, replicas: number) =>
    workload([container({ probes: { liveness: probe({ period }, { handler: 'exec' }) } })], {
      kind: 'Deployment',
      name,
      replicas,
      nodes: nodeChoice([name === 'light' ? 0 : 1]),
    })
  const nodes = ['a', 'b'].map((name) => node({ name }))
  const spec = cluster([exec('heavy', 1, 4), exec('light', 1, 3), exec('small', 10, 4)], 60, { nodes })
  const found = advise(spec, () => facts)
  assert.equal(
    found.map(({ container: { workload: place }, figures }) => [place, 'node' in figures && figures.node]),
    [[0, 'b']],
  )
})

/** Where the process stands between two ticks is drawn; so is the fraction of a second at which the run begins (P8). */
test('the budget is sharp: below its least none is killed in any phase, beyond its most all are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 9_999 }),
      fc.integer({ min: 0, max: 999 }),
      async (initialDelay, period, failureThreshold, startMs, offsetMs) => {
        const settings = probe({ initialDelay, period }, { failureThreshold })
        const [found] = adviceOn(app({ startup: settings }, starting(1000)))
        assert.ok(found.rule === 'startup-budget')
        const { budgetSecondsMin: min, budgetSecondsMax: max } = found.figures
        const restartsWith = async (seconds: number): Promise<number | null> => {
          const one = app({ startup: settings }, { ...starting(seconds), start: [constant(startMs / 1000)] })
          const spec = deployed(one, 2 * (startMs / 1000) + max + 1, {
            initialState: 'created',
            clockOffsetUs: offsetMs * 1000,
          })
          const { replications } = await simulate(spec)
          return replications[0].summary[0].values.restarts_total
        }
        assert.is(await restartsWith(min), 0, `${min} s`)
        assert.ok((await restartsWith(max + 0.001))! >= 1, `${max} s`)
      },
    ),
    { numRuns: 40 },
  )
})

for (const lasts of [constant(100), exponential(100)]) {
  test(`false restarts in slow phases of ${lasts.kind} length are as frequent as the simulator finds them`, async () => {
    const slow = { every: exponential(2000), for: lasts, factor: 4 }
    const does = { ...answering(1 / Math.log(50)), slow }
    const settings = probe()
    const spec = deployed(app({ liveness: settings }, does), 86_400, { replicas: 40, replications: 5 })
    const found = (await simulate(spec)).estimates[0].metrics.false_restarts_per_container_day
    const expected = mistakesPerMonth(behavior(does), 'liveness', settings) / 30
    assert.ok(
      found.ci95Low! <= expected && expected <= found.ci95High!,
      `${expected}: ${found.ci95Low} to ${found.ci95High}`,
    )
  })
}

test.run()
