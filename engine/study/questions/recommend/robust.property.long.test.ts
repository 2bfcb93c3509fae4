/** What holds of every recommendation of the objective `robust`, over random containers, probes and limits. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allKnown, noLimits } from '../../../../tests/support/example-recommendation.ts'
import { app, deployed } from '../../../../tests/support/one-workload.ts'
import { constant, node, probe } from '../../../../tests/support/spec.ts'
import type { ContainerFacts } from '../../../contract/advice-result.ts'
import type { ClusterSpec, ContainerRef, DistributionSpec } from '../../../contract/cluster-spec.ts'
import type { ProbeRecommendation } from '../../../contract/recommendation.ts'
import { advise } from '../advice/advise.ts'
import { recommend } from './recommend.ts'
import { withRecommended } from './scenario-check.ts'

const test = suite('robust settings of random containers')

const setting = fc.record({
  period: fc.integer({ min: 2, max: 30 }),
  timeout: fc.integer({ min: 1, max: 5 }),
  failureThreshold: fc.integer({ min: 1, max: 5 }),
})
const lognormal = (median: number, sigma: number): DistributionSpec => ({ kind: 'lognormal', median, sigma })
const latency = fc
  .record({
    median: fc.integer({ min: 2000, max: 800_000 }),
    sigma: fc.double({ min: 0.1, max: 1.2, noNaN: true }),
  })
  .map(({ median, sigma }) => lognormal(median, sigma))

const anyCase = fc.record({
  liveness: setting,
  readiness: setting,
  law: latency,
  errorRate: fc.constantFrom(0, 0.001, 0.02, 0.2),
  startup: fc.constantFrom(0, 8, 90),
  replicas: fc.integer({ min: 1, max: 40 }),
  detectWithin: fc.option(fc.integer({ min: 5, max: 90 }), { nil: null }),
  restarts: fc.option(fc.constantFrom(0.1, 1, 50), { nil: null }),
  all: fc.boolean(),
})
type Case = typeof anyCase extends fc.Arbitrary<infer T> ? T : never

function specOf({ liveness, readiness, law, errorRate, startup, replicas }: Case): ClusterSpec {
  const of = ({ failureThreshold, ...times }: Case['liveness']) => probe(times, { failureThreshold })
  const probes = { liveness: of(liveness), readiness: of(readiness) }
  const latencies = { startup: law, readiness: law, liveness: law }
  return deployed(app(probes, { latency: latencies, errorRate, startup: [constant(startup)] }), 60, {
    replicas,
    initialState: 'running',
    nodes: [node({ podsMax: 1000, cpuCores: 16 })],
  })
}

async function ask(
  { detectWithin, restarts, all }: Case,
  spec: ClusterSpec,
): Promise<readonly ProbeRecommendation[]> {
  const limits = { ...noLimits, 'detect-within': detectWithin, 'false-restarts-per-month': restarts }
  return (await recommend(spec, { limits, objective: 'robust', all }, allKnown)).probes
}

const facts = (_: ContainerRef): ContainerFacts => ({
  sharesEndpoint: true,
  setsLatency: { startup: true, readiness: true, liveness: true },
  setsExecCpu: true,
})

const latest = ({ recommended, current }: ProbeRecommendation): number =>
  (recommended ?? current).detectionSecondsHigh

const casesCount = 36
/** So many of them must reach what a test asserts. */
const reachedLeast = 5
/** Each is a search that takes a second. */
const answers = new Map<string, Promise<readonly ProbeRecommendation[]>>()

const isChanged = ({ addedStartup, recommended, current }: ProbeRecommendation): boolean =>
  addedStartup !== null ||
  (recommended !== null && JSON.stringify(recommended.setting) !== JSON.stringify(current.setting))

/** Checks over the same cases, which are worked out once. */
async function eachCase(check: (each: Case, probes: readonly ProbeRecommendation[]) => Promise<void> | void) {
  await fc.assert(
    fc.asyncProperty(anyCase, async (each) => {
      const key = JSON.stringify(each)
      if (!answers.has(key)) answers.set(key, ask(each, specOf(each)))
      await check(each, await answers.get(key)!)
    }),
    // The first that fails is shown as it is.
    { numRuns: casesCount, seed: 13, endOnFailure: true },
  )
}

test('a liveness probe that changes stays more patient than its readiness probe, where the limits allow it', async () => {
  let reached = 0
  await eachCase((_, probes) => {
    const [readiness, liveness] = ['readiness', 'liveness'].map(
      (type) => probes.find((each) => each.probe === type)!,
    )
    const wasPatient = liveness.current.detectionSecondsHigh >= readiness.current.detectionSecondsHigh
    if (liveness.recommended === null || !wasPatient || liveness.severity === 'broken') return
    if (isChanged(liveness) || isChanged(readiness)) reached++
    assert.ok(latest(liveness) >= latest(readiness))
  })
  assert.ok(reached >= reachedLeast, `${reached} cases in which one of the two changes`)
})

test('neither timeout nor threshold falls unless a named limit asks for it', async () => {
  let reached = 0
  await eachCase((_, probes) => {
    for (const probe of probes) {
      const { current, recommended, severity } = probe
      if (recommended === null || severity === 'broken') continue
      if (isChanged(probe)) reached++
      const { timeoutSeconds, failureThreshold } = recommended.setting
      const isGapless = current.setting.timeoutSeconds > current.setting.periodSeconds
      assert.ok(isGapless || timeoutSeconds >= current.setting.timeoutSeconds)
      assert.ok(failureThreshold >= current.setting.failureThreshold)
    }
  })
  assert.ok(reached >= reachedLeast, `${reached} changes`)
})

test('applied twice it changes nothing, and advice finds nothing that was not there before', async () => {
  let reached = 0
  await eachCase(async (each, probes) => {
    if (probes.some(isChanged)) reached++
    const found = (spec: ClusterSpec): string[] =>
      advise(spec, facts).map(({ rule, probe: type }) => JSON.stringify([rule, type]))
    const spec = specOf(each)
    const patched = withRecommended(spec, probes)
    const before = found(spec)
    // A limit that was named may ask for a liveness probe that is less patient than the readiness probe; the output then says so.
    const isAsked = probes.some(({ probe: type, severity }) => type === 'liveness' && severity === 'broken')
    const caused = found(patched).filter(
      (finding) => !before.includes(finding) && !(isAsked && finding.includes('liveness-before-readiness')),
    )
    assert.equal(caused, [])
    for (const again of await ask(each, patched)) {
      assert.is(again.addedStartup, null)
      if (again.recommended !== null) assert.equal(again.recommended.setting, again.current.setting)
    }
  })
  assert.ok(reached >= reachedLeast, `${reached} cases with a patch`)
})

test.run()
