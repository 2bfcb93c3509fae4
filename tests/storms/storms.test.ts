/** Small versions of the storm library keep to what its pages expect. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario, type ScenarioSource, type Simulation, simulate } from '../../library/index.ts'
import { repository } from '../support/cli.ts'
import { withStormsSection } from './section.ts'

const test = suite('storms')

async function storm(study: string, small: Omit<ScenarioSource, 'files'>): Promise<Simulation> {
  const files = join(repository, 'scenarios/library/storms', study, 'scenario.yaml')
  return simulate(await loadScenario({ files, ...small }), { workers: 1 })
}

/** Mean of a metric over replications and all workloads. */
function mean(
  { replications }: Simulation,
  metric: keyof Simulation['replications'][number]['summary'][number]['values'],
): number {
  const values = replications.map(
    ({ summary }) => summary.find(({ workload }) => workload === '*')!.values[metric]!,
  )
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function assertNear(found: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: ${found} instead of ${expected}`)
}

test('crash-loop-load: waits of 10 to 300 s and of 1 to 60 s, restart by restart (B7)', async () => {
  const small = { 'workloads[0].replicas': 3 }
  const short = {
    'featureGates.ReduceDefaultCrashLoopBackOffDecay': true,
    'nodes[0].kubelet.crashLoopBackOff.maxContainerRestartPeriod': '60s',
  }
  for (const [set, restarts] of [
    [{}, 10],
    [{ 'workloads[0].behavior.crash': '1ms' }, 10],
    [short, 30],
    [{ ...short, 'workloads[0].behavior.crash': '1ms' }, 35],
  ] as const)
    assert.is(
      mean(await storm('crash-loop-load', { set: { ...small, ...set } }), 'restarts_total'),
      3 * restarts,
    )
})

test('kubelet-restart: unready for as long as a probe takes in 1.34, not at all in 1.36 (P10, Z7)', async () => {
  for (const [kubernetesVersion, unready] of [
    ['1.34', 110],
    ['1.36', 0],
  ] as const) {
    const found = await storm('kubelet-restart', { kubernetesVersion, replications: 1 })
    assertNear(mean(found, 'unready_seconds_total'), unready, 0.01, kubernetesVersion)
  }
})

test('slow-rollout: three steps of a start-up, a tick and 550 s (Z23)', async () => {
  const { replications } = await storm('slow-rollout', { replications: 1 })
  for (const [name, low, high] of [
    ['quick', 1650 + 30, 1650 + 66],
    ['lazy', 1650 + 180, 1650 + 186],
    ['slow', 1650 + 900, 1650 + 936],
  ] as const) {
    const row = replications[0].rollouts.find(({ workload }) => workload.endsWith(`/${name}`))!
    const seconds = row.values.complete_seconds! - row.values.began_seconds!
    assert.ok(seconds >= low && seconds <= high, `${name}: ${seconds} s`)
  }
})

test('shared-slow-phases: as many restarts whatever the scope, and only shared ones leave no pod ready', async () => {
  for (const [scope, replicas, replications] of [
    ['container', 8, 1],
    ['node', 8, 1],
    ['workload', 2, 6],
  ] as const) {
    const set = { 'workloads[0].behavior.slow.scope': scope, 'workloads[0].replicas': replicas }
    const found = await storm('shared-slow-phases', { set, replications })
    // Two restarts per slow minute, 14.4 of them in the time, a Poisson number: within four standard deviations.
    const minutes = 14.4 * (scope === 'workload' ? replications : replicas)
    const share = mean(found, 'restarts_total') / (2 * 14.4 * replicas)
    assert.ok(Math.abs(share - 1) <= 4 / Math.sqrt(minutes), `${scope}: ${share} of the restarts`)
    if (scope !== 'node')
      assert.is(mean(found, 'zero_ready_seconds') > 14.4 * 20, scope === 'workload', scope)
  }
})

test('rack-loss: a node every 10 s, after 50 s and a pass, and 300 s more (N2, N6, N7)', async () => {
  const set = { 'nodes[0].count': 12, 'nodes[1].count': 4, 'workloads[0].replicas': 480 }
  const found = await storm('rack-loss', { set })
  const recovery = mean(found, 'recovery_seconds')
  assert.ok(recovery >= 40 + 30 + 300 + 20 && recovery <= 56 + 30 + 300 + 20 + 15, `${recovery} s`)
  assert.is(mean(found, 'pods_created_total'), 4 * 30)
})

test('docs/validation.md shows what was measured', () => {
  const page = readFileSync(join(repository, 'docs/validation.md'), 'utf8')
  assert.is(withStormsSection(page), page)
})

test.run()
