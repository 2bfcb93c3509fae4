/** P9: with independent failures, the ticks until the threshold is met follow the law of runs of failures. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../../engine/index.ts'
import { Tally } from '../../engine/kernel/statistics.ts'
import { behavior, cluster, container, node, probe, workload } from '../support/spec.ts'

/** Two-sided 99 % quantile of the normal distribution. */
const z99 = 2.5758

/** Ticks from the first eligible one to the published failure, of each container's first instance. */
async function ticksToFailure(
  q: number,
  threshold: number,
  containers: number,
  seconds: number,
): Promise<number[]> {
  const app = container({
    probes: { liveness: probe({ period: 1 }, { failureThreshold: threshold }) },
    behavior: behavior({ errorRate: q }),
  })
  // A ReplicaSet would replace them.
  const pods = workload([app], { kind: 'Job', replicas: containers, pod: { restartPolicy: 'Never' } })
  const nodes = [node({ podsMax: containers })]
  const ticks = new Map<number, number>()
  const finished: number[] = []
  await simulate(cluster([pods], seconds, { nodes }), {
    probeTrace: () => ({
      begin() {},
      row(_timeUs, _durationUs, probeRow, _incarnation, _result, _resultRun, published) {
        const count = (ticks.get(probeRow) ?? 0) + 1
        ticks.set(probeRow, count)
        if (published === 2) finished.push(count)
      },
    }),
  })
  assert.is(finished.length, containers, 'every container must have been killed: no sample is cut off')
  return finished
}

const test = suite('runs of failures')

const cases = [
  { q: 0.5, threshold: 2, containers: 3000, seconds: 200 },
  { q: 0.3, threshold: 3, containers: 2000, seconds: 900 },
  { q: 0.2, threshold: 2, containers: 2000, seconds: 600 },
]

for (const { q, threshold, containers, seconds } of cases) {
  test(`mean ticks to ${threshold} failures in a row at q = ${q} agree with the closed form (P9, P20)`, async () => {
    const tally = new Tally()
    for (const ticks of await ticksToFailure(q, threshold, containers, seconds)) tally.record(ticks)
    const expected = (1 - q ** threshold) / ((1 - q) * q ** threshold)
    const halfWidth = (z99 * Math.sqrt(tally.variance)) / Math.sqrt(tally.count)
    assert.ok(
      Math.abs(tally.mean - expected) < halfWidth,
      `mean ${tally.mean} +- ${halfWidth} of ${tally.count} samples, closed form ${expected}`,
    )
  })
}

test.run()
