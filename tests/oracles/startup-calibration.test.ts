/** The way back: start-up times are simulated, seen through probes as the API shows them, and calibrated again. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DistributionSpec, simulate } from '../../engine/index.ts'
import type { PodOptions } from '../../scenarios/calibrate/observed.test.helper.ts'
import { fitted, observe, podList, podObject } from '../../scenarios/calibrate/observed.test.helper.ts'
import { behavior, cluster, constant, container, node, probe, second, workload } from '../support/spec.ts'

const workloads = 10
const replicas = 300
const seconds = 400
const law: DistributionSpec = { kind: 'lognormal', median: 30 * second, sigma: 0.5 }

/** Pods as the API shows them when all are ready; every workload starts at another part of a second. */
async function simulatedPods(
  probes: NonNullable<Parameters<typeof container>[0]>['probes'],
): Promise<PodOptions[]> {
  const startOf = (index: number): number => 0.93 * index
  const spec = cluster(
    Array.from({ length: workloads }, (_, index) => {
      const app = container({
        probes: probes!,
        behavior: behavior({ start: [constant(startOf(index))], startup: [law] }),
      })
      return workload([app], { kind: 'Deployment', name: `web-${index}`, replicas })
    }),
    seconds,
    { nodes: [node({ podsMax: workloads * replicas })], intervalUs: second },
  )
  const { timeseries } = (await simulate(spec)).replications[0]
  const ready = timeseries.columns.ready!
  const width = timeseries.workloads.length
  return Array.from({ length: workloads }, (_, index) => {
    const levelAt = (bucket: number): number => (bucket < 0 ? 0 : ready[bucket * width + index + 1])
    return Array.from(timeseries.timeSeconds, (readyAt, bucket) =>
      Array.from({ length: levelAt(bucket) - levelAt(bucket - 1) }, () => ({
        startedAt: startOf(index),
        readyAt,
      })),
    ).flat()
  }).flat()
}

const test = suite('calibration of simulated start-up times')

/** What the container has, in the engine's words and in the API's. */
const cases = [
  ['a readiness probe', { readiness: probe() }, { probe: {} }],
  [
    'a startup probe and a readiness probe',
    { startup: probe({ period: 5 }, { failureThreshold: 100 }), readiness: probe() },
    { probe: {}, startupProbe: { periodSeconds: 5, failureThreshold: 100 } },
  ],
  [
    'a readiness probe that needs two successes',
    { readiness: probe({}, { successThreshold: 2 }) },
    { probe: { successThreshold: 2 } },
  ],
] as const

for (const [what, probes, inApi] of cases) {
  test(`recovers their law behind ${what}`, async () => {
    const pods = await simulatedPods(probes)
    assert.is(pods.length, workloads * replicas)
    const { samples } = await observe({ pods: podList(pods.map((pod) => podObject({ ...pod, ...inApi }))) })
    const { law: found } = fitted(samples[0]).fit.fits.find(({ family }) => family === 'lognormal')!
    assert.ok(found.kind === 'lognormal')
    // Standard errors at n = 3,000: 0.9 % of the median, 1.3 % of sigma, and little more behind the probes.
    assert.ok(Math.abs(found.median / law.median - 1) < 0.04, `median ${found.median}`)
    assert.ok(Math.abs(found.sigma / law.sigma - 1) < 0.06, `sigma ${found.sigma}`)
  })
}

test.run()
