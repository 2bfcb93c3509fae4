import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FaultSpec } from '../engine/contract/cluster-spec.ts'
import { simulate } from '../engine/index.ts'
import { specOf } from './example-spec.test.helper.ts'
import { scaled } from './scaled-law.ts'
import { settingsOf, withSettings } from './settings.ts'

const test = suite('settings of the playground')

const web = 'shop/deployment/web'

test('are the faults, replicas, the integers of each probe and how containers behave, as the scenario has them', async () => {
  const settings = settingsOf(await specOf())
  const values = Object.fromEntries(settings.map(({ key, value }) => [key, value]))
  assert.equal(values, {
    'fault 1|at': 120,
    'fault 1|for': 60,
    'fault 1|count': 1,
    [`${web}|replicas`]: 3,
    [`${web}|app|readiness.periodSeconds`]: 5,
    [`${web}|app|readiness.timeoutSeconds`]: 1,
    [`${web}|app|readiness.failureThreshold`]: 3,
    [`${web}|app|readiness.successThreshold`]: 1,
    [`${web}|app|readiness.initialDelaySeconds`]: 0,
    [`${web}|app|liveness.periodSeconds`]: 10,
    [`${web}|app|liveness.timeoutSeconds`]: 1,
    [`${web}|app|liveness.failureThreshold`]: 2,
    [`${web}|app|liveness.initialDelaySeconds`]: 0,
    [`${web}|app|latency`]: 1,
    [`${web}|app|start-up`]: -1,
    [`${web}|app|errors`]: 10,
    [`${web}|app|hang every`]: -1,
    [`${web}|app|crash every`]: -1,
  })
  for (const { min, max, value, key } of settings) assert.ok(min <= value && value <= max, key)
})

test('change nothing as they are, and what they name alone', async () => {
  const spec = await specOf()
  const before = Object.fromEntries(settingsOf(spec).map(({ key, value }) => [key, value]))
  assert.equal(withSettings(spec, before), spec)
  assert.equal(withSettings(spec, { 'elsewhere|replicas': 9, [`${web}|replicas`]: Number.NaN }), spec)
  const changed = withSettings(spec, {
    [`${web}|replicas`]: 4,
    [`${web}|app|liveness.periodSeconds`]: 7,
    [`${web}|app|start-up`]: 20,
    [`${web}|app|errors`]: 2.5,
    [`${web}|app|hang every`]: 3,
    [`${web}|app|crash every`]: 0,
    'fault 1|at': 30,
    'fault 1|count': 2,
  })
  const [workload] = changed.workloads
  const [container] = workload!.pod.containers
  assert.is(workload!.replicas, 4)
  assert.is(container!.probes.liveness!.periodUs, 7e6)
  assert.is(container!.probes.readiness!.periodUs, 5e6)
  assert.equal(container!.behavior.startup, [{ kind: 'constant', value: 20e6 }])
  assert.is(container!.behavior.errorRate, 0.025)
  assert.equal(container!.behavior.hang.after, [{ kind: 'exponential', mean: 180e6 }])
  assert.equal(container!.behavior.crash.after, [{ kind: 'never' }])
  const { containers, ...fault } = changed.faults[0] as Extract<FaultSpec, { kind: 'hang' }>
  assert.equal(fault, { kind: 'hang', atUs: 30e6, forUs: 60e6, share: { count: 2 } })
  assert.is(containers.length, 1)
  assert.is(spec.workloads[0]!.replicas, 3)
})

test('lead to a study that runs, wherever a slider stands', async () => {
  const spec = { ...(await specOf()), durationUs: 200e6, replications: 1 }
  for (const { key, min, max } of settingsOf(spec)) {
    for (const value of [min, max]) {
      const { replications } = await simulate(withSettings(spec, { [key]: value }), { verify: true })
      assert.is(replications.length, 1, key)
    }
  }
})

test('come back into their range', async () => {
  const changed = withSettings(await specOf(), { [`${web}|app|liveness.periodSeconds`]: 1e9 })
  assert.is(changed.workloads[0]!.pod.containers[0]!.probes.liveness!.periodUs, 60e6)
})

test('scale every law', () => {
  const laws = [
    { kind: 'constant', value: 3 },
    { kind: 'uniform', low: 1, high: 2 },
    { kind: 'lognormal', median: 5, sigma: 1 },
    { kind: 'empirical', values: [1, 2] },
    { kind: 'mixture', parts: [{ weight: 1, of: { kind: 'exponential', mean: 4 } }] },
    { kind: 'never' },
  ] as const
  assert.equal(
    laws.map((law) => scaled(law, 2)),
    [
      { kind: 'constant', value: 6 },
      { kind: 'uniform', low: 2, high: 4 },
      { kind: 'lognormal', median: 10, sigma: 1 },
      { kind: 'empirical', values: [2, 4] },
      { kind: 'mixture', parts: [{ weight: 1, of: { kind: 'exponential', mean: 8 } }] },
      { kind: 'never' },
    ],
  )
})

test.run()
