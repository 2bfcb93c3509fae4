import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, deployed } from '../../../tests/support/one-workload.ts'
import { probe } from '../../../tests/support/spec.ts'
import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import type { StoppingRule } from '../../contract/run-result.ts'
import { simulate } from './experiment.ts'
import { ruleWidth, simulateUntil } from './sequential.ts'

const test = suite('sequential stopping')

const rule: StoppingRule = {
  text: 'ci(probe_failures_total) < 5%',
  metric: 'probe_failures_total',
  workload: '*',
  operator: '<',
  isRelative: true,
  limit: 0.05,
}

/** About 30 failures with a standard deviation of 4.6: some forty replications for 5 %. */
function study(replications: number, errorRate = 0.3): ClusterSpec {
  const web = app({ readiness: probe({ period: 1 }, { failureThreshold: 1000 }) }, { errorRate })
  return deployed(web, 100, { replications })
}

test('goes on until the interval is narrow, and not one replication further', async () => {
  const { result, estimate, isReached } = await simulateUntil(study(500), rule, 5)
  const count = result.replications.length
  assert.ok(isReached)
  assert.ok(count > 15 && count < 100, `${count}`)
  assert.ok(ruleWidth(rule, estimate)! < 0.05)
  const whole = await simulate(study(count))
  assert.equal(result.replications, whole.replications)
  assert.equal(result.estimates, whole.estimates)
  const shorter = await simulate(study(count - 1))
  assert.ok(ruleWidth(rule, shorter.estimates[0].metrics.probe_failures_total)! >= 0.05)
})

test('ends alike whatever the workers, and row by row as in batches', async () => {
  const counts = await Promise.all(
    [{}, { workers: 7 }, { onKubernetesEvents: () => {} }].map(
      async (options) => (await simulateUntil(study(500), rule, 5, options)).result.replications.length,
    ),
  )
  assert.is(new Set(counts).size, 1, String(counts))
})

test('runs the minimum, and gives up at the maximum', async () => {
  const wide = { ...rule, limit: 10 }
  assert.is((await simulateUntil(study(500), wide, 12)).result.replications.length, 12)
  const narrow = await simulateUntil(study(9), { ...rule, limit: 1e-6 }, 5)
  assert.equal([narrow.result.replications.length, narrow.isReached], [9, false])
})

test('is never sure of a share of nothing; in units, the rule of three says when none is few enough', async () => {
  const { result, isReached } = await simulateUntil(study(8, 0), rule, 5)
  assert.equal([result.replications.length, isReached], [8, false])
  // Half of -ln 0.05 / n is below 0.05 from 30 on.
  const absolute = await simulateUntil(study(40, 0), { ...rule, isRelative: false }, 5)
  assert.equal([absolute.result.replications.length, absolute.isReached], [30, true])
})

test('keeps what was finished when it is stopped', async () => {
  const { result, isReached } = await simulateUntil(study(50), { ...rule, limit: 1e-6 }, 5, {
    signal: AbortSignal.abort(),
  })
  assert.equal([result.replications.length, isReached], [0, false])
})

test.run()
