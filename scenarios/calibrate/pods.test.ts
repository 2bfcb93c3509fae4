import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { blurredOf, drawn } from '../../engine/fit/drawn.test.helper.ts'
import type { DistributionSpec } from '../../engine/index.ts'
import type { CrashCount, Observations, Subject } from './observations.ts'
import { apiTimeOf, fitted, observe, type PodOptions, podList, podObject } from './observed.test.helper.ts'

const test = suite('observations of pods')

async function ofPods(pods: readonly PodOptions[], podsAt: number | null = null): Promise<Observations> {
  return observe({ pods: podList(pods.map(podObject)) }, { podsAt })
}

const owners: readonly (readonly [string, PodOptions, Subject])[] = [
  [
    'a ReplicaSet of a Deployment: its hash is stripped',
    { owner: { kind: 'ReplicaSet', name: 'web-7d9f' }, labels: { 'pod-template-hash': '7d9f' } },
    { kind: 'Deployment', name: 'web' },
  ],
  [
    'a ReplicaSet alone',
    { owner: { kind: 'ReplicaSet', name: 'web-7d9f' } },
    { kind: 'ReplicaSet', name: 'web-7d9f' },
  ],
  ['a StatefulSet', {}, { kind: 'StatefulSet', name: 'web' }],
  ['a DaemonSet', { owner: { kind: 'DaemonSet', name: 'log' } }, { kind: 'DaemonSet', name: 'log' }],
  ['a Job', { owner: { kind: 'Job', name: 'load' } }, { kind: 'Job', name: 'load' }],
  ['a Job of a CronJob', { owner: { kind: 'Job', name: 'load-29123456' } }, { kind: 'Job', name: 'load-*' }],
  [
    'a kind that is not simulated',
    { owner: { kind: 'Rollout', name: 'web' } },
    { kind: 'Pod', name: 'web-0' },
  ],
  ['nobody', { owner: null }, { kind: 'Pod', name: 'web-0' }],
]
for (const [what, pod, subject] of owners) {
  test(`belong to ${what}`, async () => {
    const { samples } = await ofPods([pod])
    assert.equal(samples[0].subject, { namespace: 'shop', container: 'app', ...subject })
  })
}

test('say how long a start took: Ready less startedAt, less the lateness of the probe', async () => {
  const { samples } = await ofPods([
    { startedAt: 1, readyAt: 31, probe: { periodSeconds: 10, successThreshold: 2 } },
  ])
  const { low, high } = samples[0].spans
  assert.is(samples[0].quantity, 'startup')
  // 30 s, less one period of the second success, less half a period: 15 s in the middle.
  assert.ok(Math.abs((low[0] + high[0]) / 2 - 15e6) < 1)
  assert.ok(Math.abs(high[0] - low[0] - Math.sqrt(102) * 1e6) < 2)
})

/** Pods of which the start is not what Ready - startedAt says, and those of which it is an upper limit. */
const unclear: readonly (readonly [string, readonly PodOptions[], number, RegExp?])[] = [
  ['are left out without a probe', [{ probe: null }], 0],
  ['are left out while not ready', [{ readyAt: null }], 0],
  ['are left out if it became ready before this run', [{ startedAt: 50, readyAt: 20, restarts: 1 }], 0],
  ['count after a restart if Ready came later', [{ startedAt: 50, readyAt: 70, restarts: 1 }], 1],
  [
    'are an upper limit far above the others, late in the life of the container: readiness dipped later',
    [{}, {}, {}, { readyAt: 80_000 }],
    4,
    /1 of 4 became ready so late \(more than 250 s after the start\) .* only that those starts took no longer/,
  ],
  [
    'count far above the others early in the life of the container: a slow start',
    [{}, {}, {}, { readyAt: 400 }, { startedAt: 80_000, readyAt: 80_019 }],
    5,
    /1 of 5 .* counted as slow starts/,
  ],
  [
    'are an upper limit where a startup probe would have killed them',
    [{}, { readyAt: 130 }].map((pod) => ({
      ...pod,
      startupProbe: { periodSeconds: 10, failureThreshold: 6 },
    })),
    2,
    /1 of 2 became ready later than their startup probe lets a start take/,
  ],
  [
    'are an upper limit within the initial delay',
    [{ probe: { initialDelaySeconds: 15 }, readyAt: 22 }],
    1,
    /within the initial delay/,
  ],
  [
    'are an upper limit beside another container with a probe',
    [{ moreContainers: [{ name: 'proxy', readinessProbe: {} }] }],
    1,
    /the slowest of them decides/,
  ],
]
for (const [what, pods, count, note] of unclear) {
  test(`starts ${what}`, async () => {
    const { samples } = await ofPods(pods)
    const [first] = samples.filter(({ subject }) => subject.container === 'app')
    assert.is(first?.spans.low.length ?? 0, count)
    if (note !== undefined) assert.match(first.notes.join('\n'), note)
  })
}

test('say of a dip only that the start took no longer, of a slow start how long it took', async () => {
  const ends = async (pods: readonly PodOptions[]): Promise<number[]> => {
    const { spans } = (await ofPods(pods)).samples[0]
    return [spans.low[3], spans.high[3]].map((us) => Math.round(us / 1e6))
  }
  assert.equal(await ends([{}, {}, {}, { readyAt: 80_000 }]), [0, 79_999])
  assert.equal(await ends([{}, {}, {}, { readyAt: 400 }, { startedAt: 80_000, readyAt: 80_019 }]), [389, 399])
})

test('are late by no more than the time between two syncs, however long the period of readiness (P6)', async () => {
  const { spans } = (await ofPods([{ readyAt: 501, probe: { periodSeconds: 300 } }])).samples[0]
  assert.is(Math.round((spans.high[0] - spans.low[0]) / 1e6), 75)
})

test('recover the law of start-up times behind probes every 10 s and times of whole seconds', async () => {
  const law: DistributionSpec = { kind: 'lognormal', median: 20e6, sigma: 0.6 }
  const seen = blurredOf(drawn(law, 4000, 1), 10e6, 1)
  const pods = Array.from(seen.high).flatMap((readyUs, index) =>
    Array.from({ length: seen.count[index] }, (_, nth) => {
      const startedAt = 100 + ((index + nth / 7) % 1000) / 3
      return { startedAt, readyAt: startedAt + readyUs / 1e6 }
    }),
  )
  const { samples } = await ofPods(pods)
  const { chosen } = fitted(samples[0]).fit
  assert.ok(chosen.law.kind === 'lognormal', chosen.family)
  assert.ok(Math.abs(chosen.law.median / law.median - 1) < 0.05, `${chosen.law.median}`)
  assert.ok(Math.abs(chosen.law.sigma / law.sigma - 1) < 0.07, `${chosen.law.sigma}`)
})

const day = 86_400
const crashes: readonly (readonly [string, readonly PodOptions[], Partial<CrashCount>])[] = [
  ['none', [{}, {}], { restarts: 0, crashAfterUs: null, exposureUs: 2 * 10 * day * 1e6 }],
  [
    'restarts over the age of all containers',
    [{}, { startedAt: day, restarts: 4, lastEnd: { exitCode: 3, ranSeconds: 900 } }],
    { restarts: 4, crashAfterUs: 5 * day * 1e6, exitCode: 3 },
  ],
  [
    'kills by a probe are not counted',
    [
      { startedAt: day, restarts: 1, lastEnd: { exitCode: 137, ranSeconds: 900 } },
      { startedAt: day, restarts: 1, lastEnd: { exitCode: 137, reason: 'OOMKilled', ranSeconds: 900 } },
    ],
    { restarts: 2, crashAfterUs: 20 * day * 1e6, exitCode: 137 },
  ],
  [
    'nothing but kills is no crash',
    [{ startedAt: day, restarts: 2, lastEnd: { exitCode: 143, ranSeconds: 900 } }],
    { restarts: 2, crashAfterUs: null },
  ],
  [
    'a crash loop: time in back-off is no running time',
    [{ startedAt: 10 * day - 30, readyAt: null, restarts: 2000, lastEnd: { exitCode: 1, ranSeconds: 20 } }],
    { restarts: 2000, crashAfterUs: 50e6 },
  ],
]
for (const [what, pods, expected] of crashes) {
  test(`count crashes: ${what}`, async () => {
    const found = await ofPods(pods, Date.parse(apiTimeOf(10 * day)) / 1000)
    const [crash] = found.crashes
    for (const [key, value] of Object.entries(expected)) assert.is(crash[key as keyof CrashCount], value, key)
  })
}

test('come as List, PodList or a single Pod, and as YAML', async () => {
  const pod = podObject()
  const { apiVersion: _, kind: __, ...bare } = pod as Record<string, unknown>
  for (const pods of [
    JSON.stringify(pod),
    JSON.stringify({ apiVersion: 'v1', kind: 'PodList', items: [bare] }),
    `apiVersion: v1\nkind: List\nitems:\n  - ${JSON.stringify(pod)}\n`,
  ])
    assert.is((await observe({ pods })).samples.length, 1)
})

test.run()
