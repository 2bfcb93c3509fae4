/** The objective `robust`: what it leaves alone, what it changes, and how far. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allKnown, noLimits } from '../../../../tests/support/example-recommendation.ts'
import { app, deployed, latency } from '../../../../tests/support/one-workload.ts'
import { constant, node, probe, second } from '../../../../tests/support/spec.ts'
import {
  type BehaviorSpec,
  type ClusterSpec,
  type ContainerSpec,
  noScheduling,
} from '../../../contract/cluster-spec.ts'
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
    says: 'what only opens a connection notices no hang, so no number keeps a limit on detection',
    of: app({ readiness: probe({}, { handler: 'tcpSocket' }) }, calm),
    limits: { 'remove-within': 12 },
    expected: 'none',
    severity: 'broken',
  },
  {
    says: 'nor does one of liveness, though nobody knows how long answers take',
    of: app({ liveness: probe({}, { handler: 'tcpSocket' }) }),
    limits: { 'detect-within': 60 },
    isKnown: false,
    expected: 'none',
    severity: 'broken',
  },
  {
    says: 'without a limit it is left',
    of: app({ liveness: probe({}, { handler: 'tcpSocket' }) }, calm),
    expected: '10/1/3',
    severity: 'leave',
  },
  {
    says: 'but not where it is mistaken too often',
    of: app({ liveness: probe({}, { handler: 'tcpSocket' }) }, { ...calm, errorRate: 0.02 }),
    expected: '5/1/6',
    severity: 'harmful',
  },
  {
    says: 'what gives up within a standstill that was asked for gets more failures, though nobody knows how long answers take',
    of: app({ liveness: probe() }),
    limits: { outlast: 45 },
    isKnown: false,
    // Of runs every 10 s the sixth begins after 50 s at the soonest.
    expected: '10/1/6',
    severity: 'broken',
  },
  {
    says: 'what outlasts it is left',
    of: app({ liveness: probe({}, { failureThreshold: 6 }) }, calm),
    limits: { outlast: 45 },
    expected: '10/1/6',
    severity: 'leave',
  },
  {
    says: 'where no threshold is enough the period is longer too',
    of: app({ liveness: probe({ period: 1 }) }, calm),
    limits: { outlast: 60 },
    // 13 periods of 5 s are longer than 60 s and the timeout.
    expected: '5/1/14',
    severity: 'broken',
  },
  {
    says: 'a time to notice a hang in that is too short for it is a contradiction',
    of: app({ liveness: probe() }, calm),
    limits: { outlast: 45, 'detect-within': 40 },
    expected: 'none',
    severity: 'broken',
  },
  {
    says: 'what notices no hang gives up in none',
    of: app({ liveness: probe({}, { handler: 'tcpSocket' }) }, calm),
    limits: { outlast: 45 },
    expected: '10/1/3',
    severity: 'leave',
  },
  {
    says: 'readiness may take out what stands still',
    of: app({ readiness: probe() }, calm),
    limits: { outlast: 45 },
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

const blink = {
  durationUs: 300 * second,
  faults: [
    {
      kind: 'hang',
      atUs: 60 * second,
      forUs: 30 * second,
      containers: [{ workload: 0, container: 0 }],
      share: 'all',
    },
  ],
} as const

test('an outage of the scenario that passes is outlasted, though a hang is noticed later', async () => {
  for (const isKnown of [true, false]) {
    const spec = { ...running(app({ liveness: probe() }, calm)), ...blink }
    const question = { limits: noLimits, objective: 'robust' as const }
    const { probes, scenarioCheck } = await recommend(spec, question, known(isKnown))
    assert.equal([integers(probes[0]), probes[0].severity], ['10/1/5', 'harmful'])
    assert.equal(probes[0].currentBreaks, ['outlast'])
    assert.equal(probes[0].standstill, { of: 'hang', seconds: 30, atSeconds: 60, failsAtOnce: false })
    const row = scenarioCheck!.metrics.find(
      ({ workload, metric }) => workload === '*' && metric === 'restarts_total',
    )!
    assert.ok(row.base.mean! > 0)
    assert.is(row.head.mean, 0)
  }
})

test('a time to notice a hang in that was named comes before an outage of the scenario', async () => {
  const [found] = await ask(
    { ...running(app({ liveness: probe() }, calm)), ...blink },
    { 'detect-within': 31 },
  )
  // What the user asked for stays, and the harm is said: advice warns of it too.
  assert.equal([integers(found), found.severity, found.calmer], ['10/1/3', 'harmful', null])
  assert.is(found.standstill!.seconds, 30)
})

test('an outage that would make detection more than four times as late changes nothing by itself', async () => {
  const [fault] = blink.faults
  const long = { durationUs: 900 * second, faults: [{ ...fault, forUs: 300 * second }] }
  const [found] = await ask({ ...running(app({ liveness: probe() }, calm)), ...long })
  assert.equal([integers(found), found.severity], ['10/1/3', 'harmful'])
  const { failureThreshold, periodSeconds } = found.calmer!.setting
  assert.ok((failureThreshold - 1) * periodSeconds > 300, 'what --outlast 300s would lead to')
})

test('what makes too many false restarts is offered what only a named limit takes: a shorter timeout', async () => {
  const [found] = await ask(
    running(
      app(
        { liveness: probe({ period: 5, timeout: 5 }, { failureThreshold: 2 }) },
        { ...calm, errorRate: 0.02 },
      ),
    ),
  )
  assert.equal([integers(found), found.severity], ['5/5/2', 'harmful'])
  assert.ok(found.calmer!.detectionSecondsHigh <= 15 && found.calmer!.mistakesPerMonth! <= 1)
})

test('of a setting with other numbers it is said why another failureThreshold alone is no answer', async () => {
  const pause = { every: constant(1800), for: constant(45) }
  const [found] = await ask(running(app({ liveness: probe() }, { ...calm, pause })), { outlast: 45 })
  assert.is(integers(found), '10/1/6')
  assert.is(found.simpler, undefined, 'it is that simple')
  const [other] = await ask(running(app({ liveness: probe() }, { ...calm, pause, errorRate: 0.02 })), {
    'detect-within': 61,
    'false-restarts-per-month': 1,
  })
  const { inTime, enough, detectWithinSeconds } = other.simpler!
  assert.is(detectWithinSeconds, 61)
  assert.equal([inTime!.setting.failureThreshold, inTime!.mistakesPerMonth! > 1], [6, true])
  assert.ok(enough!.detectionSecondsHigh > 61 && enough!.mistakesPerMonth! <= 1)
})

test('a pod that takes a port of its node makes as many mistakes as one that takes none (S15)', async () => {
  const slow = { every: constant(600), for: constant(15), factor: Infinity }
  const spec = running(app({ liveness: probe() }, { ...calm, slow }))
  const scheduling = { ...noScheduling, hostPorts: ['TCP/0.0.0.0/80'] }
  const withPort = spec.workloads.map((workload) => ({ ...workload, pod: { ...workload.pod, scheduling } }))
  assert.equal(await ask({ ...spec, workloads: withPort }), await ask(spec))
})

test('a container with pauses is offered what outlasts them, with the false restarts that are left', async () => {
  const pause = { every: constant(1800), for: constant(45) }
  const [found] = await ask(running(app({ liveness: probe() }, { ...calm, pause })))
  assert.equal(
    [found.severity, found.standstill],
    ['harmful', { of: 'pause', seconds: 45, failsAtOnce: false }],
  )
  const { setting, mistakesPerMonth } = found.calmer!
  assert.ok((setting.failureThreshold - 1) * setting.periodSeconds > 45)
  assert.ok(mistakesPerMonth! <= 1)
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
