/** Probes that wait with requests for a worker: no formula vouches for their settings, and advice does not warn of what is left as right. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allKnown, noLimits } from '../../../../tests/support/example-recommendation.ts'
import { app, deployed, latency } from '../../../../tests/support/one-workload.ts'
import { probe, second } from '../../../../tests/support/spec.ts'
import type { ContainerSpec } from '../../../contract/cluster-spec.ts'
import { recommend } from './recommend.ts'

const test = suite('probes that wait with requests')

/** One worker of 200 ms, exponential: five requests per second and pod. */
const perPod = {
  concurrency: 1,
  latency: { kind: 'exponential' as const, mean: 0.2 * second },
  timeoutUs: 10 * second,
}

async function found(only: ContainerSpec, requestsPerSecond: number) {
  const spec = deployed(only, 60, {
    replicas: 5,
    initialState: 'running',
    services: [
      {
        namespace: 'default',
        name: 'web',
        hasSelector: true,
        isHeadless: false,
        publishNotReadyAddresses: false,
        traffic: {
          requestsPerSecond,
          perPod,
          retries: { max: 0, backoffUs: second, budget: Infinity },
          connections: 'perRequest',
          calls: [],
        },
      },
    ],
  })
  const [web] = spec.workloads
  const served = { ...spec, workloads: [{ ...web, selectedBy: [{ service: 0, ports: [] }] }] }
  const { probes } = await recommend(served, { limits: noLimits, objective: 'robust' }, allKnown)
  return probes[0]!
}

const calm = { latency: latency(0.01) }
const liveness = { liveness: probe() }

test('what waits too long by chance is unknown: by M/M/1, 0.68 exp(-1.6 x 0.99) of the runs with five pods', async () => {
  const { severity, evidence, queued } = await found(app(liveness, calm), 17)
  assert.equal([severity, evidence.basis, queued!.service], ['unknown', 'queue', 'default/web'])
  assert.ok(Math.abs(queued!.lateRatio - 0.68 * Math.exp(-1.6 * 0.99)) < 1e-3, `${queued!.lateRatio}`)
  assert.ok(Math.abs(queued!.lateRatioThen - 0.85 * Math.exp(-0.75 * 0.99)) < 1e-3)
})

test('a worker of its own, another handler, or hardly any load leaves it as it should be', async () => {
  const cases: readonly (readonly [ContainerSpec, number])[] = [
    [app(liveness, { ...calm, probes: 'apart' }), 17],
    [app({ liveness: probe({}, { handler: 'tcpSocket' }) }, calm), 17],
    [app({ liveness: probe({ timeout: 10 }) }, calm), 1],
  ]
  for (const [container, rate] of cases) {
    const { severity, queued } = await found(container, rate)
    assert.equal([severity, queued], ['leave', undefined])
  }
})

test('a setting that changes for another reason says that its figures are without requests', async () => {
  const { severity, evidence } = await found(app(liveness, { ...calm, errorRate: 0.02 }), 17)
  assert.equal([severity, evidence.basis], ['harmful', 'queue'])
})

test.run()
