import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, deployed, latency } from '../../../tests/support/one-workload.ts'
import { served, traffic, website } from '../../../tests/support/requests.ts'
import { behavior, constant, probe } from '../../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec } from '../../contract/cluster-spec.ts'
import { simulate } from '../run/experiment.ts'
import { daysPerFalseRestart } from './closed-form.ts'
import { runsUntil } from './runs-until.ts'

const test = suite('closed form')

type NeedSpec = NonNullable<BehaviorSpec['dependsOn']>[number]

const label = 'default/deployment/web'

test('knows how many trials pass until so many in a row have failed', () => {
  assert.is(runsUntil(1, 0.5), 2)
  assert.is(runsUntil(2, 0.5), 6)
  assert.is(runsUntil(3, 0.5), 14)
  assert.is(runsUntil(3, 1), 3)
  assert.is(runsUntil(3, 0), Infinity)
})

test('agrees with what is simulated where restarts are frequent enough to be seen', async () => {
  const web = app({ liveness: probe() }, { errorRate: 0.05 })
  const spec = deployed(web, 86_400, { replicas: 50, replications: 4 })
  const days = daysPerFalseRestart(spec).get('*')!
  const { mean, ci95Low, ci95High } = (await simulate(spec)).estimates[0].metrics
    .false_restarts_per_container_day
  assert.ok(ci95Low! <= 1 / days && ci95High! >= 1 / days, `${1 / days}: ${mean}`)
})

test('knows restarts that no study would see', () => {
  const rare = behavior({
    latency: { ...latency(0), liveness: { kind: 'exponential', mean: 50_000 } },
  })
  const spec = deployed({ ...app({ liveness: probe() }), behavior: rare }, 60)
  // exp(-20) three times in a row, 8640 probes a day.
  const expected = Math.exp(60) / 8640
  assert.ok(Math.abs(daysPerFalseRestart(spec).get(label)! / expected - 1) < 1e-3)
})

test('says that they cannot happen', () => {
  assert.is(daysPerFalseRestart(deployed(app({ liveness: probe() }), 60)).get('*'), Infinity)
  assert.is(
    daysPerFalseRestart(deployed(app({ readiness: probe() }, { errorRate: 1 }), 60)).get('*'),
    Infinity,
  )
})

test('agrees with what is simulated in slow phases too', async () => {
  const slow = { every: { kind: 'exponential' as const, mean: 600e6 }, for: constant(25), factor: 100 }
  const web = app({ liveness: probe() }, { slow, latency: latency(0.02) })
  const spec = deployed(web, 86_400, { replicas: 50, replications: 8, initialState: 'running' })
  const days = daysPerFalseRestart(spec).get('*')!
  const { mean, ci95Low, ci95High } = (await simulate(spec)).estimates[0].metrics
    .false_restarts_per_container_day
  assert.ok(ci95Low! <= 1 / days && ci95High! >= 1 / days, `${1 / days}: ${mean}`)
})

const idle = { startupUs: [constant(0)], startupCores: 1, idleCores: 0.01, perRequestUs: 0 }

function needing(effects: NeedSpec['effects'], probes: NeedSpec['probes']): ClusterSpec {
  const need: NeedSpec = { to: { kind: 'external', index: 0 }, effects, probes, timeoutUs: 1e6 }
  return deployed(app({ liveness: probe() }, { dependsOn: [need] }), 60)
}

/** Behind requests that keep one worker busy. */
function busy(probes: 'shared' | 'apart'): ClusterSpec {
  const web = app({ liveness: probe() }, { probes })
  return website(traffic(), 60, {}, served(web))
}

const withoutFormula: readonly (readonly [what: string, spec: ClusterSpec])[] = [
  [
    'slow phases of which one does not forget the other',
    deployed(app({ liveness: probe() }, { slow: { every: constant(60), for: constant(5), factor: 10 } }), 60),
  ],
  ['a startup probe', deployed(app({ liveness: probe(), startup: probe() }), 60)],
  ['starts that are cut short', deployed(app({ liveness: probe() }, { startup: [constant(21)] }), 60)],
  ['containers that contend for processors', deployed(app({ liveness: probe() }, { cpu: idle }), 60)],
  ['probes that leave something behind', deployed(app({ liveness: probe() }, { leaks: { httpGet: 1 } }), 60)],
  ['a probe that needs a service', needing(['failLiveness'], [])],
  ['a probe that waits for a service', needing(['latency'], ['liveness'])],
  ['a probe that waits with requests', busy('shared')],
  ['a timeout beyond the period', deployed(app({ liveness: probe({ period: 1, timeout: 2 }) }), 60)],
]
for (const [what, spec] of withoutFormula) {
  test(`has no formula for ${what}`, () => assert.is(daysPerFalseRestart(spec).size, 0))
}

test('requests and services that the liveness probe has nothing to do with leave the formula', () => {
  assert.is(daysPerFalseRestart(busy('apart')).size, 2)
  assert.is(daysPerFalseRestart(needing(['failReadiness'], ['readiness'])).size, 2)
})

test.run()
