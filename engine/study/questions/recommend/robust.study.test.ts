/** The objective `robust`: what it leaves alone, what it changes, and how far. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allKnown, noLimits } from '../../../../tests/support/example-recommendation.ts'
import { app, deployed, latency } from '../../../../tests/support/one-workload.ts'
import { constant, node, probe } from '../../../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec, ContainerSpec } from '../../../contract/cluster-spec.ts'
import type { KnownOf, Limits, ProbeRecommendation } from '../../../contract/recommendation.ts'
import { recommend } from './recommend.ts'
import { withRecommended } from './scenario-check.ts'

const test = suite('robust settings')

const running = (container: ContainerSpec, replicas = 10): ClusterSpec =>
  deployed(container, 60, {
    replicas,
    initialState: 'running',
    nodes: [node({ podsMax: 10_000, cpuCores: 16 })],
  })

const known = (isKnown: boolean): KnownOf =>
  isKnown ? allKnown : () => ({ setsLatency: { startup: false, readiness: false, liveness: false } })

async function ask(
  spec: ClusterSpec,
  limits: Partial<Limits> = {},
  { all = false, isKnown = true } = {},
): Promise<readonly ProbeRecommendation[]> {
  const question = { limits: { ...noLimits, ...limits }, objective: 'robust' as const, all }
  return (await recommend(spec, question, known(isKnown))).probes
}

function integers({ recommended, addedStartup }: ProbeRecommendation): string {
  if (recommended === null) return 'none'
  const { periodSeconds, timeoutSeconds, failureThreshold } = recommended.setting
  const added = addedStartup === null ? '' : ` + startup ${addedStartup.setting.failureThreshold}`
  return `${[periodSeconds, timeoutSeconds, failureThreshold].join('/')}${added}`
}

const calm: Partial<BehaviorSpec> = { latency: latency(0.05) }

type Row = {
  readonly says: string
  readonly of: ContainerSpec
  readonly limits?: Partial<Limits>
  readonly isKnown?: boolean
  readonly all?: boolean
  readonly expected: string
  readonly severity: ProbeRecommendation['severity']
}

const rows: readonly Row[] = [
  {
    says: 'a healthy probe is left',
    of: app({ liveness: probe() }, calm),
    expected: '10/1/3',
    severity: 'leave',
  },
  {
    says: 'room in a limit is no reason for a change',
    of: app({ liveness: probe() }, calm),
    limits: { 'detect-within': 60 },
    expected: '10/1/3',
    severity: 'leave',
  },
  {
    says: 'where a period is enough, timeout and threshold stay',
    of: app({ liveness: probe() }, calm),
    limits: { 'detect-within': 30 },
    expected: '9/1/3',
    severity: 'broken',
  },
  {
    says: 'of what nobody knows the period may change',
    of: app({ liveness: probe() }),
    limits: { 'detect-within': 30 },
    isKnown: false,
    expected: '9/1/3',
    severity: 'broken',
  },
  {
    says: 'of what nobody knows nothing else changes, though a limit fails',
    of: app({ liveness: probe({ timeout: 8 }) }),
    limits: { 'detect-within': 12 },
    isKnown: false,
    expected: '10/8/3',
    severity: 'unknown',
  },
  {
    says: 'a start that is known to be cut short is harmful, though nobody knows how long answers take',
    of: app({ liveness: probe() }, { startup: [constant(60)] }),
    isKnown: false,
    expected: '10/1/3 + startup 13',
    severity: 'harmful',
  },
  {
    says: 'what only opens a connection notices no hang, so no limit on detection changes it',
    of: app({ readiness: probe({}, { handler: 'tcpSocket' }) }, calm),
    limits: { 'remove-within': 12 },
    expected: '10/1/3',
    severity: 'leave',
  },
  {
    says: 'readiness that could be better stays',
    of: app({ readiness: probe() }, { ...calm, errorRate: 0.02 }),
    expected: '10/1/3',
    severity: 'better',
  },
]

for (const { says, of, limits, isKnown, all, expected, severity } of rows)
  test(says, async () => {
    const [found] = await ask(running(of), limits, { isKnown: isKnown ?? true, all: all ?? false })
    assert.is(integers(found), expected)
    assert.is(found.severity, severity)
  })

test('more than one false restart a month is harmful, and threshold and timeout do not fall', async () => {
  const [found] = await ask(running(app({ liveness: probe() }, { ...calm, errorRate: 0.05 })))
  assert.is(found.severity, 'harmful')
  const { setting, mistakesPerMonth, detectionSecondsHigh } = found.recommended!
  assert.ok(setting.failureThreshold >= 3 && setting.timeoutSeconds >= 1)
  assert.ok(mistakesPerMonth! <= found.current.mistakesPerMonth! / 2)
  assert.ok(detectionSecondsHigh <= 31)
})

test('--all takes what is better, and the row says it either way', async () => {
  const spec = running(app({ readiness: probe() }, { ...calm, errorRate: 0.02 }))
  const [left] = await ask(spec)
  const [taken] = await ask(spec, {}, { all: true })
  assert.equal(taken.recommended, left.better)
  assert.is(taken.better, null)
})

test('applied twice it changes nothing', async () => {
  const does = { ...calm, errorRate: 0.02, startup: [constant(60)] }
  const spec = running(app({ liveness: probe(), readiness: probe({}, { failureThreshold: 2 }) }, does))
  const limits = { 'detect-within': 45, 'remove-within': 20, 'false-removals-per-month': 10 }
  const first = await ask(spec, limits, { all: true })
  assert.ok(first.some(({ addedStartup }) => addedStartup !== null))
  const again = await ask(withRecommended(spec, first), limits, { all: true })
  for (const { current, recommended, addedStartup } of again) {
    assert.equal(recommended!.setting, current.setting)
    assert.is(addedStartup, null)
  }
})

test('a liveness probe that changes is as patient as its readiness probe', async () => {
  const both = app({ liveness: probe(), readiness: probe({ period: 12 }) }, { ...calm, errorRate: 0.05 })
  const [readiness, liveness] = await ask(running(both), { 'detect-within': 50 })
  assert.is(liveness.severity, 'harmful')
  assert.ok(liveness.recommended!.detectionSecondsHigh >= readiness.recommended!.detectionSecondsHigh)
})

test('a readiness probe that is only better stays, and a liveness probe that changes is as patient as that', async () => {
  const both = app({ liveness: probe(), readiness: probe() }, { ...calm, errorRate: 0.05 })
  const [readiness, liveness] = await ask(running(both))
  assert.equal([readiness.severity, liveness.severity], ['better', 'harmful'])
  assert.is(readiness.recommended!.detectionSecondsHigh, 31)
  assert.ok(liveness.recommended!.detectionSecondsHigh >= 31)
  assert.ok(liveness.recommended!.mistakesPerMonth! <= liveness.current.mistakesPerMonth! / 2)
})

test('where runs cost processors, no period gets shorter for robustness alone', async () => {
  const exec = app({ liveness: probe({}, { handler: 'exec' }) }, { ...calm, errorRate: 0.2 })
  const spec = deployed(exec, 60, {
    replicas: 100,
    initialState: 'running',
    nodes: [node({ podsMax: 1000, cpuCores: 2 })],
  })
  const [found] = await ask(spec, { 'detect-within': 60 })
  assert.ok(found.recommended!.setting.periodSeconds >= 10)
  assert.ok(found.recommended!.mistakesPerMonth! <= found.current.mistakesPerMonth! / 2)
})

test.run()
