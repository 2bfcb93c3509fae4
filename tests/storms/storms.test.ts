/** Small versions of the storm library keep to what its pages expect. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Simulation } from '../../library/index.ts'
import { repository } from '../support/cli.ts'
import { sweepTables } from '../support/library-sweep.ts'
import { figures } from './figures.ts'
import type { Measured } from './measure.ts'
import { measuredFile, withStormsSection } from './section.ts'
import { mean, simulateStudy } from './study.ts'

const test = suite('storms')

function assertNear(found: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: ${found} instead of ${expected}`)
}

test('crash-loop-load: waits of 10 to 300 s and of 1 to 60 s, restart by restart (B7)', async () => {
  const small = { 'workloads[0].replicas': 2 }
  const short = {
    'featureGates.ReduceDefaultCrashLoopBackOffDecay': true,
    'nodes[0].kubelet.crashLoopBackOff.maxContainerRestartPeriod': '60s',
  }
  for (const [set, restarts] of [
    [{}, 10],
    [{ ...short, 'workloads[0].behavior.crash': '1ms' }, 35],
  ] as const)
    assert.is(
      mean(await simulateStudy('crash-loop-load', { set: { ...small, ...set } }), 'restarts_total'),
      2 * restarts,
    )
})

test('kubelet-restart: unready for as long as a probe takes in 1.34, not at all in 1.36 (P10, Z7)', async () => {
  for (const [kubernetesVersion, unready] of [
    ['1.34', 110],
    ['1.36', 0],
  ] as const) {
    const found = await simulateStudy('kubelet-restart', { kubernetesVersion, replications: 1 })
    assertNear(mean(found, 'unready_seconds_total'), unready, 0.01, kubernetesVersion)
  }
})

test('slow-rollout: three steps of a start-up, a tick and 550 s (Z23)', async () => {
  const { replications } = await simulateStudy('slow-rollout', { replications: 1 })
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
    ['container', 3, 1],
    ['node', 3, 1],
    ['workload', 1, 3],
  ] as const) {
    const set = { 'workloads[0].behavior.slow.scope': scope, 'workloads[0].replicas': replicas }
    const found = await simulateStudy('shared-slow-phases', { set, replications })
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
  const found = await simulateStudy('rack-loss', { set })
  const recovery = mean(found, 'recovery_seconds')
  assert.ok(recovery >= 40 + 30 + 300 + 20 && recovery <= 56 + 30 + 300 + 20 + 15, `${recovery} s`)
  assert.is(mean(found, 'pods_created_total'), 4 * 30)
})

test('peers-first: in order there is never a second pod, at once all are ready (W6)', async () => {
  const { points } = await sweepTables('storms/peers-first', 1)
  const found = points.map((point) => [point['policy'], Number(point['pods_created_total_mean'])])
  assert.equal(found, [
    ['OrderedReady', 1],
    ['Parallel', 3],
  ])
  const [inOrder, atOnce] = points.map((point) => Number(point['availability_ratio_mean']))
  assert.is(inOrder, 0)
  assert.ok(atOnce > 0.99, `${atOnce}`)
})

test('node-reboot: twice as many starts as processors take twice as long, three times as many are killed', async () => {
  const recovery = async (jvms: number, durationSeconds: number): Promise<Simulation> =>
    simulateStudy('node-reboot', { durationSeconds, replications: 1, set: { 'workloads[0].replicas': jvms } })
  for (const [jvms, seconds] of [
    [8, 120],
    [16, 240],
  ] as const) {
    const found = await recovery(jvms, 660)
    assertNear(mean(found, 'recovery_seconds'), seconds + 6, 6, `${jvms} JVMs`)
    assert.is(mean(found, 'false_restarts_total'), 0)
  }
  const crowded = await recovery(24, 660)
  assert.is(mean(crowded, 'recovery_seconds'), Infinity)
  assert.is(mean(crowded, 'false_restarts_total'), 24)
})

test('morning-start: 40 pods at five per minute are safe, all at once are killed', async () => {
  const start = (ramp: string) =>
    simulateStudy('morning-start', { durationSeconds: 720, set: { 'faults[0].ramp': ramp } })
  const [slow, fast] = [await start('8m'), await start('1s')]
  assert.is(mean(slow, 'restarts_total'), 0)
  assertNear(mean(slow, 'unready_seconds_total') / 40, 130, 3, 'seconds until a pod is ready')
  assert.ok(mean(fast, 'restarts_total') >= 40)
})

test('lost-pods: eight of ten pods bear 94 % of what they can do, and not 119 %', async () => {
  const lose = (requestsPerSecond: number) =>
    simulateStudy('lost-pods', {
      durationSeconds: 780,
      replications: 1,
      set: { 'services[0].requestsPerSecond': requestsPerSecond },
    })
  const [calm, wild] = [await lose(1500), await lose(1900)]
  assert.equal([mean(calm, 'restarts_total'), mean(calm, 'ready_min')], [0, 8])
  assert.ok(mean(wild, 'restarts_total') >= 8)
  assert.is(mean(wild, 'ready_min'), 0)
})

test('equal-probes: an overload restarts every replica within two minutes', async () => {
  const found = await simulateStudy('equal-probes', { durationSeconds: 420, replications: 1 })
  assert.ok(mean(found, 'restarts_total') >= 10)
  assert.is(mean(found, 'ready_min'), 0)
})

test('metastable: four tries per request for good without a budget, well soon with one of 10 %', async () => {
  const after = async (budget: number): Promise<number> => {
    const set = { 'services[0].retries.budget': budget }
    return mean(await simulateStudy('metastable', { durationSeconds: 1500, set }), 'failed_requests_total')
  }
  // From the eleventh to the twenty-fifth minute 1,400 first tries per second fail four times each.
  const lost = await after(1000)
  assert.ok(lost >= 0.95 * 14 * 60 * 5600, `${lost}`)
  assert.ok((await after(0.1)) < 0.1 * lost)
})

test('slow-database: 20 workers bear 350 ms of a database that each request asks once, and not 400 ms', async () => {
  for (const [factor, readyMin] of [
    [70, 20],
    [80, 0],
  ] as const) {
    const set = { 'faults[0].factor': factor }
    const found = await simulateStudy('slow-database', { durationSeconds: 360, replications: 1, set })
    assert.is(mean(found, 'ready_min'), readyMin, `${5 * factor} ms`)
  }
})

test('database-blink: a deep probe with threshold 1 loses 5 s per pod, and more requests than the database does', async () => {
  const blink = (effect: string) =>
    simulateStudy('database-blink', {
      replications: 1,
      set: { 'workloads[0].behavior.dependsOn[0].effect': effect },
    })
  const [shallow, deep] = [await blink('crashOnStart'), await blink('failReadiness')]
  assert.equal([mean(shallow, 'unready_seconds_total'), mean(shallow, 'failed_requests_total')], [0, 2500])
  assertNear(mean(deep, 'unready_seconds_total'), 250, 2, 'unready pod-seconds')
  assert.ok(mean(deep, 'failed_requests_total') > 2500)
})

test('outage-waves: the cap of the back-off decides when the pods are back (B2, S7)', async () => {
  for (const [cap, least, most] of [
    ['60s', 30, 95],
    ['300s', 250, 400],
  ] as const) {
    const set = {
      replications: 1,
      'workloads[0].replicas': 20,
      'faults[0].for': '11m',
      'nodes[0].kubelet.crashLoopBackOff.maxContainerRestartPeriod': cap,
    }
    const recovery = mean(await simulateStudy('outage-waves', { set }), 'recovery_seconds')
    assert.ok(recovery >= least && recovery <= most, `${cap}: ${recovery} s`)
  }
})

test('throttled-probes: a quarter of a second of CPU takes more than one with a limit of 200m', async () => {
  const set = { 'nodes[0].count': 1, 'faults[0].replicas': 21, 'workloads[1].replicas': 20 }
  const found = await simulateStudy('throttled-probes', { durationSeconds: 900, replications: 1, set })
  assert.ok(mean(found, 'restarts_total') >= 3)
})

test('exec-cost: 98 exec runs per second of 490 pods', async () => {
  const { replications } = await simulateStudy('exec-cost', { durationSeconds: 60 })
  const moved = replications[0].summary.find(({ workload }) => workload.endsWith('/moved'))!
  assertNear(moved.values.probes_per_second_mean!, 98, 0.5, 'runs per second')
})

test('docs/validation.md shows what was measured', () => {
  const page = readFileSync(join(repository, 'docs/validation.md'), 'utf8')
  assert.is(withStormsSection(page), page)
})

test('what is published, and what was worked out by hand, is met within 25 %, or the figure says why not', () => {
  const measured = JSON.parse(readFileSync(measuredFile, 'utf8')) as Measured
  for (const { study, what, published, byHand, isExplained } of figures) {
    const value = measured[`${study}: ${what}`]
    assert.type(value, 'number', `${study}: ${what} is measured`)
    const hand = byHand === undefined ? [] : [byHand].flat()
    const ranges = [published === undefined ? [] : [published], hand].filter(({ length }) => length > 0)
    const isMet = ranges.every(
      (range) => value >= 0.75 * Math.min(...range) && value <= 1.25 * Math.max(...range),
    )
    assert.is(isMet, isExplained !== true, `${study}: ${what}: ${value}, not ${ranges.join(', nor ')}`)
  }
})

test.run()
