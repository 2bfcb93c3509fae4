/** P20: a hang whose onset does not depend on the phase of the probes is noticed uniformly in P20's interval. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../../engine/index.ts'
import { behavior, cluster, constant, container, node, probe, second, workload } from '../support/spec.ts'

type Setting = {
  readonly period: number
  readonly timeout: number
  readonly threshold: number
  /** Seconds that a healthy answer takes. */
  readonly latency?: number
}

/** Detection seconds of so many containers that all hang at one moment, sorted. */
async function detections(
  { period, timeout, threshold, latency = 0 }: Setting,
  containers: number,
): Promise<number[]> {
  const app = container({
    probes: { liveness: probe({ period, timeout }, { failureThreshold: threshold }) },
    behavior: behavior({
      latency: { startup: constant(0), readiness: constant(0), liveness: constant(latency) },
      hang: { after: [constant(100), constant(Infinity)], tcpOk: true },
    }),
  })
  const nodes = [node({ podsMax: containers })]
  const spec = cluster([workload([app], { kind: 'Deployment', replicas: containers })], 400, {
    nodes,
    initialState: 'running',
    intervalUs: 60 * second,
  })
  const { replications } = await simulate(spec)
  const found = replications[0].detections.map(
    ({ noticedSeconds, onsetSeconds }) => noticedSeconds! - onsetSeconds,
  )
  assert.is(found.length, containers)
  return found.sort((a, b) => a - b)
}

/** Kolmogorov-Smirnov distance of sorted samples to the uniform law on [low, high). */
function distanceToUniform(sorted: readonly number[], low: number, high: number): number {
  let distance = 0
  sorted.forEach((value, index) => {
    const law = (value - low) / (high - low)
    distance = Math.max(distance, law - index / sorted.length, (index + 1) / sorted.length - law)
  })
  return distance
}

const test = suite('detection of a hang')

const settings: readonly Setting[] = [
  { period: 10, timeout: 1, threshold: 3 },
  { period: 20, timeout: 5, threshold: 1 },
  { period: 5, timeout: 4, threshold: 6 },
  // A run that is under way when the hang begins is the first that fails.
  { period: 10, timeout: 4, threshold: 2, latency: 3 },
  { period: 5, timeout: 8, threshold: 2, latency: 4 },
]

for (const setting of settings) {
  const { period, timeout, threshold, latency = 0 } = setting
  test(`is uniform in P20's interval for ${period} s / ${timeout} s / ${threshold}, answers after ${latency} s`, async () => {
    const sorted = await detections(setting, 3000)
    const low = (timeout < period ? (threshold - 1) * period + timeout : threshold * timeout) - latency
    const high = low + period
    assert.ok(
      sorted[0] >= low && sorted[sorted.length - 1] < high,
      `${sorted[0]} ... ${sorted[sorted.length - 1]}`,
    )
    const distance = distanceToUniform(sorted, low, high)
    // 1.628 / sqrt(n) is exceeded with probability 1 % under the law.
    assert.ok(distance < 1.628 / Math.sqrt(sorted.length), `Kolmogorov-Smirnov distance ${distance}`)
  })
}

test.run()
