/** A setting that is right for a container alone, and starts a storm where pods share the requests. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allKnown, noLimits } from '../../../../tests/support/example-recommendation.ts'
import { app, latency } from '../../../../tests/support/one-workload.ts'
import { served, traffic, website } from '../../../../tests/support/requests.ts'
import { constant, probe, second } from '../../../../tests/support/spec.ts'
import type { ClusterSpec } from '../../../contract/cluster-spec.ts'
import type { Recommendation } from '../../../contract/recommendation.ts'
import { recommend } from './recommend.ts'
import { feelsLoad } from './storms.ts'

const test = suite('storms of recommendations')

/** Four pods that do 100 requests a second each get twice as many for five minutes. A liveness probe waits with them. */
function busy(probes: 'shared' | 'apart', changes: Partial<ClusterSpec> = {}): ClusterSpec {
  const container = app(
    { liveness: probe({ period: 60, timeout: 50 }, { failureThreshold: 3 }) },
    { latency: latency(0.01), startup: [constant(30)], probes },
  )
  const gets = traffic({ requestsPerSecond: 380, perPod: { timeoutUs: 60 * second } })
  return website(
    gets,
    420,
    {
      faults: [
        { kind: 'traffic', atUs: 60 * second, services: [0], factor: 1.5, rampUs: 0, forUs: 120 * second },
      ],
      ...changes,
    },
    served(container, { replicas: 4 }),
  )
}

const ask = (spec: ClusterSpec): Promise<Recommendation> =>
  recommend(spec, { limits: { ...noLimits, 'detect-within': 30 }, objective: 'robust' }, allKnown)

test('is withheld with the figures of the scenario, and the limit stays broken', async () => {
  const { probes, scenarioCheck, feelsLoad } = await ask(busy('shared'))
  const [liveness] = probes
  assert.ok(liveness.withheld)
  assert.equal(liveness.recommended, liveness.current)
  assert.is(liveness.severity, 'broken')
  assert.ok(liveness.withheld.setting.detectionSecondsHigh <= 30)
  const restarts = liveness.withheld.storms.find(({ metric }) => metric === 'false_restarts_total')!
  assert.is(restarts.workload, 'default/deployment/web')
  assert.is(restarts.base, 0)
  assert.ok(restarts.head >= 4 && restarts.differenceLow > 0, JSON.stringify(restarts))
  assert.is(scenarioCheck, null)
  assert.ok(feelsLoad)
})

test('is given where the probe has a worker of its own', async () => {
  const { probes, scenarioCheck } = await ask(busy('apart'))
  assert.not(probes[0].withheld)
  assert.ok(probes[0].recommended!.detectionSecondsHigh <= 30)
  assert.ok(scenarioCheck)
})

test('a storm that the present setting is in is told of, whatever changes', async () => {
  const spec = busy('shared')
  const quick = app(
    { liveness: probe() },
    { latency: latency(0.01), startup: [constant(30)], probes: 'shared' },
  )
  const workloads = [served(quick, { replicas: 4 })]
  const asked = { limits: noLimits, objective: 'robust' as const }
  const { probes, stormy, scenarioCheck } = await recommend({ ...spec, workloads }, asked, allKnown)
  assert.equal(probes[0].recommended, probes[0].current)
  assert.is(scenarioCheck, null)
  assert.is(probes[0].evidence.basis, 'storm')
  assert.not.equal(probes[0].severity, 'leave')
  assert.equal(
    stormy?.map(({ workload, falseRestarts }) => [workload, falseRestarts >= 4]),
    [['default/deployment/web', true]],
  )
})

test('containers feel each other where a scenario has requests, processors, leaks or dependencies', () => {
  const spec = busy('shared')
  assert.ok(feelsLoad(spec))
  const alone = { ...spec, services: [] }
  assert.not(feelsLoad(alone))
  const feels = (behavior: Parameters<typeof app>[1]): boolean =>
    feelsLoad({ ...alone, workloads: [served(app({ liveness: probe() }, behavior))] })
  assert.ok(feels({ leaks: { exec: 0.01 } }))
  assert.ok(feels({ cpu: { startupUs: [constant(1)], startupCores: 1, idleCores: 0, perRequestUs: 0 } }))
  const to = { kind: 'external', index: 0 } as const
  assert.ok(feels({ dependsOn: [{ to, effects: ['crash'], probes: [], timeoutUs: second }] }))
})

test.run()
