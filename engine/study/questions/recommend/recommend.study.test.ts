/** Recommended settings against an exhaustive search that shares no code with them, and the limits one by one. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allKnown, noLimits } from '../../../../tests/support/example-recommendation.ts'
import { app, deployed, latency } from '../../../../tests/support/one-workload.ts'
import { cluster, constant, node, probe, second, workload } from '../../../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec, ContainerSpec } from '../../../contract/cluster-spec.ts'
import type {
  Limits,
  Objective,
  ProbeRecommendation,
  Recommendation,
} from '../../../contract/recommendation.ts'
import { studyCostMax } from './mistake-study.ts'
import { recommend } from './recommend.ts'
import { withRecommended } from './scenario-check.ts'

const test = suite('recommend')

function ask(
  spec: ClusterSpec,
  limits: Partial<Limits> = {},
  objective: Objective = 'probe-load',
): Promise<Recommendation> {
  return recommend(spec, { limits: { ...noLimits, ...limits }, objective }, allKnown)
}

function running(
  container: ContainerSpec,
  replicas: number,
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  return deployed(container, 600, {
    replicas,
    initialState: 'running',
    nodes: [node({ podsMax: 10_000 })],
    ...changes,
  })
}

/** Period, timeout and failure threshold. */
type Integers = readonly [period: number, timeout: number, failures: number]

function integersOf({ recommended }: ProbeRecommendation): Integers | null {
  if (recommended === null) return null
  const { periodSeconds, timeoutSeconds, failureThreshold } = recommended.setting
  return [periodSeconds, timeoutSeconds, failureThreshold]
}

type Truth = {
  /** Probability that a run fails with this timeout. */
  readonly failure: (timeoutSeconds: number) => number
  readonly containers: number
  readonly within: number
  readonly perMonth: number
}

/** Every one of 20,475 settings; the least load, then the fewest false restarts, then the soonest. */
function exhaustive({ failure, containers, within, perMonth }: Truth): Integers | null {
  let best: { integers: Integers; mistakes: number; single: number; high: number } | undefined
  let looked = 0
  for (let period = 1; period <= 60; period++)
    for (let timeout = 1; timeout <= Math.min(30, period); timeout++)
      for (let failures = 1; failures <= 15; failures++) {
        looked++
        const q = failure(timeout)
        const runs = q === 1 ? failures : (1 - q ** failures) / ((1 - q) * q ** failures)
        const found = (containers * 30 * 86_400) / (period * runs)
        const mistakes = found < 1e-6 ? 0 : found
        const high = timeout < period ? failures * period + timeout : failures * timeout + period
        if (high > within || found > perMonth) continue
        const single = failures === 1 ? 1 : 0
        const isBetter =
          best === undefined ||
          single < best.single ||
          (single === best.single &&
            (period > best.integers[0] ||
              (period === best.integers[0] &&
                (mistakes < best.mistakes * (1 - 1e-9) ||
                  (Math.abs(mistakes - best.mistakes) <= 1e-9 * best.mistakes && high < best.high)))))
        if (isBetter) best = { integers: [period, timeout, failures], mistakes, single, high }
      }
  assert.is(looked, 20_475)
  return best?.integers ?? null
}

type Case = {
  readonly errorRate: number
  readonly meanMs: number
  readonly slowdown: number
  readonly containers: number
  readonly within: number
  readonly perMonth: number
}

const cases: fc.Arbitrary<Case> = fc.record({
  errorRate: fc.constantFrom(0, 0.001, 0.01, 0.05, 0.2),
  meanMs: fc.integer({ min: 5, max: 600 }),
  slowdown: fc.constantFrom(1, 2, 5),
  containers: fc.integer({ min: 1, max: 2000 }),
  within: fc.integer({ min: 10, max: 60 }),
  perMonth: fc.constantFrom(0.1, 1, 10, 1000),
})

test('finds what an exhaustive search finds where runs fail independently, slowed down or not', async () => {
  let settings = 0
  await fc.assert(
    fc.asyncProperty(cases, async ({ errorRate, meanMs, slowdown, containers, within, perMonth }) => {
      const mean: BehaviorSpec['latency']['liveness'] = { kind: 'exponential', mean: meanMs * 1000 }
      const does: Partial<BehaviorSpec> = {
        errorRate,
        latency: { ...latency(0), liveness: mean },
        slow: { every: constant(0), for: { kind: 'never' }, factor: slowdown },
      }
      const spec = running(app({ liveness: probe() }, does), containers, { durationUs: second })
      const { probes } = await ask(spec, {
        'detect-within': within,
        'false-restarts-per-month': perMonth,
      })
      const failure = (timeout: number): number => {
        const late = Math.exp(-(timeout * 1e6 - 0.5) / (meanMs * 1000 * slowdown))
        return late + (1 - late) * errorRate
      }
      const expected = exhaustive({ failure, containers, within, perMonth })
      assert.equal(integersOf(probes[0]), expected)
      if (expected !== null) settings++
    }),
    { numRuns: 30, seed: 6 },
  )
  assert.ok(settings >= 15, `${settings} of 30 cases have a setting`)
})

const web = (does: Partial<BehaviorSpec> = {}) => app({ liveness: probe() }, { errorRate: 0.01, ...does })

test('says which limit is in the way, and what comes closest', async () => {
  const { probes } = await ask(running(web({ errorRate: 0.3 }), 100), { 'detect-within': 20 })
  assert.is(probes[0].recommended, null)
  const { binding, calmest, soonest } = probes[0].infeasibility!
  assert.equal([...binding].sort(), ['detect-within', 'false-restarts-per-month'])
  assert.ok(calmest!.detectionSecondsHigh <= 20)
  assert.ok(calmest!.mistakesPerMonth! > 1)
  assert.ok(soonest === null || soonest.mistakesPerMonth! <= 1)
})

test('takes a single failed run for a hang only where nothing else is possible', async () => {
  const calm = running(web({ errorRate: 0 }), 10)
  const threshold = async (within: number): Promise<number | undefined> =>
    (await ask(calm, { 'detect-within': within })).probes[0].recommended?.setting.failureThreshold
  assert.is(await threshold(3), 2)
  assert.is(await threshold(2), 1)
  assert.is(await threshold(1.5), undefined)
})

test('without a limit on detection nothing gets slower than it is', async () => {
  const { probes } = await ask(running(web(), 10))
  assert.ok(probes[0].recommended!.detectionSecondsHigh <= 31)
})

test('the soonest detection that the nodes allow', async () => {
  const both = cluster(
    [
      workload([app({ liveness: probe() }, { errorRate: 0 }, 'fast')], { replicas: 20, name: 'a' }),
      workload([app({ liveness: probe({ period: 30 }) }, { errorRate: 0.05 }, 'slow')], {
        replicas: 20,
        name: 'b',
      }),
    ],
    600,
    { initialState: 'running' },
  )
  const free = await ask(both, { 'detect-within': 60, 'false-restarts-per-month': 100 }, 'detection')
  const tight = await ask(
    both,
    { 'detect-within': 60, 'false-restarts-per-month': 100, 'max-probes-per-node': 10 },
    'detection',
  )
  assert.ok(free.load.recommended.probesPerSecond > 10)
  assert.ok(tight.load.recommended.probesPerSecond <= 10)
  assert.equal(tight.nodeLimitsBroken, [])
  const slowest = (of: Recommendation): number =>
    Math.max(...of.probes.map(({ recommended }) => recommended!.detectionSecondsHigh))
  assert.ok(slowest(tight) >= slowest(free))
  const second = await ask(both, {
    'detect-within': slowest(tight) - 1,
    'false-restarts-per-month': 100,
    'max-probes-per-node': 10,
  })
  assert.equal(second.nodeLimitsBroken, ['max-probes-per-node'], 'one second sooner does not fit')
})

test('limits of nodes that nothing can keep leave every setting as it is', async () => {
  const { probes, nodeLimitsBroken, load } = await ask(running(web(), 100), {
    'detect-within': 30,
    'max-probes-per-node': 1,
  })
  assert.equal(nodeLimitsBroken, ['max-probes-per-node'])
  assert.is(probes[0].recommended, null)
  assert.equal(probes[0].infeasibility!.binding, ['max-probes-per-node'])
  assert.is(load.recommended.probesPerSecond, load.current.probesPerSecond)
})

test('H9: processor time of probes counts against the processors of the node', async () => {
  const spec = running(app({ liveness: probe({}, { handler: 'exec' }) }), 100, {
    nodes: [node({ podsMax: 1000, cpuCores: 4 })],
  })
  // 100 x 1/10 x 50 ms of 4 processors.
  const { load } = await ask(spec, { 'max-probe-cpu': 0.5 })
  assert.ok(Math.abs(load.current.cpuRatio! - 0.125) < 1e-12)
  const { nodeLimitsBroken } = await ask(spec, { 'detect-within': 10, 'max-probe-cpu': 0.1 })
  assert.equal(nodeLimitsBroken, ['max-probe-cpu'])
})

const slowStarts = { startup: [{ kind: 'exponential' as const, mean: 20 * second }] }

test('a startup probe that cuts starts short gets the smallest budget that lets enough come through', async () => {
  const liveness = probe({ initialDelay: 60 })
  const { probes } = await ask(
    running(app({ startup: probe({}, { failureThreshold: 3 }), liveness }, slowStarts), 5),
  )
  const [gate, held] = probes
  // exp(-(F - 1) / 2) is at most 0.001 from F = 15 on.
  assert.is(gate.recommended!.setting.failureThreshold, 15)
  assert.equal(gate.currentBreaks, ['startup-kill-probability'])
  assert.is(gate.severity, 'harmful')
  assert.is(held.recommended!.setting.initialDelaySeconds, 60, 'P19: it does not matter, so it stays')
})

test('a budget gets smaller only where a probability was named: it costs nothing', async () => {
  const spec = running(app({ startup: probe({}, { failureThreshold: 40 }) }, slowStarts), 5)
  const thresholdWith = async (limits: Partial<Limits>): Promise<number> =>
    (await ask(spec, limits, 'robust')).probes[0].recommended!.setting.failureThreshold
  assert.is(await thresholdWith({}), 40)
  assert.is(await thresholdWith({ 'startup-kill-probability': 0.001 }), 15)
})

test('a liveness probe that cuts starts short gets a startup probe beside it, and no delay', async () => {
  const { probes } = await ask(running(app({ liveness: probe() }, { startup: [constant(90)] }), 5))
  const { recommended, addedStartup, current } = probes[0]
  assert.is(current.startKillProbability, 1)
  assert.is(recommended!.setting.initialDelaySeconds, 0)
  // Starts may take twice as long: 180 s after the first run at once.
  const { periodSeconds, failureThreshold } = addedStartup!.setting
  assert.equal([periodSeconds, failureThreshold], [10, 19])
})

test('where nothing is known of starts, delays and budgets stay', async () => {
  const { probes } = await ask(
    running(app({ startup: probe({}, { failureThreshold: 30 }), readiness: probe({ initialDelay: 7 }) }), 5),
  )
  assert.is(probes[0].recommended!.setting.failureThreshold, 30)
  assert.is(probes[1].recommended!.setting.initialDelaySeconds, 7)
  const alone = await ask(running(app({ liveness: probe({ initialDelay: 45 }) }), 5))
  assert.is(alone.probes[0].recommended!.setting.initialDelaySeconds, 45)
})

test('without a limit on false removals there are no more of them than now', async () => {
  const spec = running(app({ readiness: probe() }, { errorRate: 0.05, latency: latency(0.01) }), 50)
  const [{ current, recommended, mistakesPerMonthMax }] = (await ask(spec, { 'remove-within': 60 })).probes
  assert.is(mistakesPerMonthMax, current.mistakesPerMonth)
  assert.ok(recommended!.mistakesPerMonth! <= current.mistakesPerMonth!)
  assert.ok(recommended!.probesPerSecond < current.probesPerSecond)
  const calm = await ask(running(app({ readiness: probe() }, { errorRate: 0.0001 }), 1), {
    'remove-within': 30,
  })
  assert.is(calm.probes[0].mistakesPerMonthMax, 1)
})

test('a limit on false removals asks more of a readiness probe', async () => {
  const spec = running(app({ readiness: probe() }, { errorRate: 0.05, latency: latency(0.01) }), 50)
  const free = (await ask(spec, { 'remove-within': 20 })).probes[0].recommended!
  const calm = (await ask(spec, { 'remove-within': 20, 'false-removals-per-month': 10 })).probes[0]
    .recommended!
  assert.ok(free.mistakesPerMonth! > 10)
  assert.ok(calm.mistakesPerMonth! <= 10)
  assert.ok(calm.probesPerSecond > free.probesPerSecond)
})

test('tells what a liveness probe is good for', async () => {
  const hang = { after: [{ kind: 'exponential' as const, mean: 30 * 86_400 * second }], tcpOk: true }
  const http = await ask(running(web({ hang }), 30))
  assert.is(Math.round(http.probes[0].worth!.hangsPerMonth!), 30)
  assert.ok(http.probes[0].noticesHangs)
  const tcp = await ask(running(app({ liveness: probe({}, { handler: 'tcpSocket' }) }, { hang }), 30))
  assert.not.ok(tcp.probes[0].noticesHangs)
})

test('leaves alone what no formula speaks of, and says why', async () => {
  const { probes, skipped } = await ask(
    running(app({ liveness: probe({}, { portDefined: false }), readiness: probe() }), 1),
  )
  assert.equal(
    probes.map(({ probe: type }) => type),
    ['readiness'],
  )
  assert.match(skipped[0].reason, /P13/)
})

test('the front holds no setting that another beats in load, detection and mistakes', async () => {
  const { probes } = await ask(running(web(), 10))
  const { front } = probes[0]
  assert.ok(front.length > 10)
  for (const a of front)
    for (const b of front)
      assert.not.ok(
        a !== b &&
          a.probesPerSecond <= b.probesPerSecond &&
          a.detectionSecondsHigh <= b.detectionSecondsHigh &&
          Math.max(a.mistakesPerMonth!, 1e-6) <= Math.max(b.mistakesPerMonth!, 1e-6),
        `${JSON.stringify(a.setting)} beats ${JSON.stringify(b.setting)}`,
      )
})

test('slow phases: the setting keeps its limit in a simulation, and what is cheaper does not', async () => {
  const slow = {
    every: { kind: 'exponential' as const, mean: 1200 * second },
    for: constant(60),
    factor: 300,
  }
  const lognormal = { kind: 'lognormal' as const, median: 5000, sigma: 1 }
  const spec = running(
    app({ liveness: probe() }, { latency: { ...latency(0), liveness: lognormal }, slow }),
    100,
  )
  const { probes, scenarioCheck } = await ask(spec, {
    'detect-within': 40,
    'false-restarts-per-month': 500,
  })
  const { recommended, evidence, neighbours } = probes[0]
  assert.is(evidence.basis, 'simulated')
  assert.ok(evidence.simulation!.perMonthHigh <= 500)
  const perMonth = recommended!.mistakesPerMonth!
  assert.ok(perMonth >= evidence.simulation!.perMonthLow * 0.9)
  assert.ok(perMonth <= evidence.simulation!.perMonthHigh * 1.1, 'formula and simulation agree')
  assert.ok(neighbours.length > 0)
  for (const { breaks, isWithinNoise } of neighbours) assert.ok(breaks.length > 0 || isWithinNoise)
  assert.ok(scenarioCheck?.isPaired)
})

test('the same question has the same answer with more threads', async () => {
  const slow = { every: constant(600), for: constant(30), factor: Infinity }
  const spec = running(app({ liveness: probe() }, { slow }), 50)
  const question = {
    limits: { ...noLimits, 'false-restarts-per-month': 150 },
    objective: 'probe-load' as const,
  }
  assert.equal(
    await recommend(spec, question, allKnown, { workers: 2 }),
    await recommend(spec, question, allKnown),
  )
})

test('recommended integers find their places', async () => {
  const spec = running(app({ liveness: probe(), readiness: probe() }), 3)
  const { probes } = await ask(spec, { 'detect-within': 60, 'remove-within': 5 })
  const { liveness, readiness } = withRecommended(spec, probes).workloads[0].pod.containers[0].probes
  assert.is(liveness!.periodUs, probes[1].recommended!.setting.periodSeconds * second)
  assert.is(readiness!.periodUs, probes[0].recommended!.setting.periodSeconds * second)
  assert.is(liveness!.handler, 'httpGet')
})

test('a present setting beyond the search space is among the settings, and nothing else costs more', async () => {
  const [rare] = (await ask(running(app({ liveness: probe({ period: 3600 }) }), 1))).probes
  assert.is(rare.recommended!.setting.periodSeconds, 3600)
  const [patient] = (
    await ask(running(app({ liveness: probe({}, { failureThreshold: 200 }) }, { errorRate: 0.93 }), 1), {
      'false-restarts-per-month': 1000,
    })
  ).probes
  assert.ok(patient.recommended!.mistakesPerMonth! <= 1000)
})

test('the largest numbers that a manifest can hold', async () => {
  const largest = 2 ** 31 - 1
  const extremes = [
    probe({}, { failureThreshold: largest }),
    probe({ initialDelay: largest }),
    probe({ period: largest, timeout: largest }),
  ]
  for (const liveness of extremes) {
    const { probes } = await ask(running(app({ liveness }, { startup: [constant(5)] }), 1))
    const { current, recommended } = probes[0]
    assert.ok(recommended!.detectionSecondsHigh <= current.detectionSecondsHigh)
    assert.ok(recommended!.probesPerSecond <= current.probesPerSecond)
  }
  const { probes } = await ask(running(web(), 1), { 'detect-within': 1e12 }, 'detection')
  assert.ok(probes[0].recommended !== null)
})

test('a container that never answers is ill, so no setting cuts its start short', async () => {
  const { probes } = await ask(running(web({ startup: [constant(20), { kind: 'never' }] }), 1))
  assert.ok(probes[0].recommended!.startKillProbability! <= 0.001)
})

const inPhases: Partial<BehaviorSpec> = {
  slow: { every: constant(600), for: constant(15), factor: Infinity },
}

test('probes that are alike share one search, one simulation and one answer', async () => {
  const alike = (name: string, does = inPhases) =>
    workload([app({ liveness: probe() }, does, `in ${name}`)], { name, replicas: 20 })
  const other = alike('c', { ...inPhases, errorRate: 0.001 })
  const spec = cluster([alike('a'), alike('b'), other], 600, { initialState: 'running' })
  const steps: string[] = []
  const { probes } = await recommend(
    spec,
    {
      limits: { ...noLimits, 'detect-within': 31, 'false-restarts-per-month': 2000 },
      objective: 'probe-load',
    },
    allKnown,
    { onStep: (text) => steps.push(text) },
  )
  const { workload: _, workloadIndex: __, container: ___, ...first } = probes[0]
  const { workload: ____, workloadIndex: _____, container: ______, ...second } = probes[1]
  assert.equal(second, first)
  assert.is(probes[1].front, probes[0].front)
  assert.is.not(probes[2].front, probes[0].front)
  const studied = steps.filter((text) => text.startsWith('simulating liveness'))
  assert.ok(studied.length > 0)
  assert.not.ok(studied.some((text) => text.includes(' in b')))
})

test('a Job is simulated as if it went on: what it would be mistaken for takes longer than it', async () => {
  const container = app({ liveness: probe() }, { ...inPhases, complete: { after: [constant(1)] } })
  const job = workload([container], { kind: 'Job', replicas: 5, pod: { restartPolicy: 'Never' } })
  const { probes } = await ask(cluster([job], 600), {
    'detect-within': 31,
    'false-restarts-per-month': 1000,
  })
  const { evidence, recommended } = probes[0]
  assert.ok(evidence.simulation!.containerDays > 20)
  assert.ok(recommended!.mistakesPerMonth! <= 1000)
})

test('stops between two searches', async () => {
  const stop = new AbortController()
  const asked = recommend(running(web(), 10), { limits: noLimits, objective: 'probe-load' }, allKnown, {
    signal: stop.signal,
  })
  stop.abort(new Error('stopped'))
  try {
    await asked
  } catch (error) {
    assert.is((error as Error).message, 'stopped')
    return
  }
  assert.unreachable()
})

test('a formula is said to be exact only where runs fail independently', async () => {
  const basisOf = async (does: Partial<BehaviorSpec>): Promise<string> =>
    (
      await ask(running(app({ readiness: probe() }, does), 1), {
        'remove-within': 15,
        'false-removals-per-month': 1000,
      })
    ).probes[0].evidence.basis
  assert.is(await basisOf({}), 'formula')
  assert.not.equal(await basisOf(inPhases), 'formula')
})

test('the more probes there are to simulate, the less each can have', () => {
  const events = [1, 2, 40, 1_000_000].map(studyCostMax)
  assert.equal(events, [20_000_000, 20_000_000, 1_000_000, 250_000])
})

test('an autoscaler of the workload changes no count of its mistakes', async () => {
  const slow = { every: constant(3600 * second), for: constant(40 * second), factor: 30 }
  const alone = running(app({ liveness: probe() }, { slow, latency: latency(0.1) }), 2)
  const [web] = alone.workloads
  const scaled: ClusterSpec = {
    ...alone,
    workloads: [{ ...web, cpuLoad: [{ fromUs: 0, millicores: 3000 }] }],
    autoscalers: [
      {
        namespace: 'default',
        name: 'web',
        workload: 0,
        minReplicas: 1,
        maxReplicas: 10,
        target: { kind: 'utilization', percent: 50, requestMillicores: 500 },
        tolerance: { up: 0.1, down: 0.1 },
      },
    ],
  }
  const limits = { 'false-restarts-per-month': 5 }
  const [{ probes }, { probes: expected }] = [await ask(scaled, limits), await ask(alone, limits)]
  assert.ok(expected[0].evidence.simulation)
  assert.equal(probes, expected)
})

test.run()
