import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadText, scenarioWith } from '../scenarios/load-text.test.helper.ts'
import { settingsOf } from './settings-text.ts'

const test = suite('settings that compare names')

async function faultsOf(...lines: readonly string[]): Promise<string> {
  const { spec } = await loadText(scenarioWith('duration: 10m', ...lines))
  return settingsOf(spec)['faults']!
}

const cases: readonly (readonly [fault: string, text: string])[] = [
  [
    '{ kind: slow, at: 1m, for: 30s, factor: 60, match: { name: web } }',
    ' from 1m to 1m30s, answers 60 times as slow',
  ],
  ['{ kind: crash, at: 1m, exitCode: 3, match: { name: web } }', ' at 1m, exit code 3'],
  ['{ kind: delete, at: 1m, match: { name: web }, force: true }', ' at 1m, by force'],
  ['{ kind: hang, at: 1m, match: { name: web } }', ' at 1m, until the processes that it hits are gone'],
]

for (const [fault, text] of cases)
  test(`a fault differs by all that it does: ${fault}`, async () => {
    assert.ok((await faultsOf(`faults: [${fault}]`)).endsWith(text), await faultsOf(`faults: [${fault}]`))
  })

test('a rollout differs by what its revision changes, and one that goes back says so', async () => {
  const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: app, image: "app:1", livenessProbe: { tcpSocket: { port: 80 } } }] }
`
  const scenario = scenarioWith(
    'duration: 10m',
    'faults:',
    '  - { kind: rollout, at: 1m, match: { name: shop }, to: { image: "app:2", livenessProbe: { periodSeconds: 2 }, behavior: { startup: 9s } } }',
    '  - { kind: rollout, at: 4m, match: { name: shop }, image: "app:1" }',
  )
  const { spec } = await loadText(`${manifest}---\n${scenario}`)
  const text = settingsOf(spec)['faults']!
  assert.ok(
    text.includes(
      ', default/deployment/shop with container app: image app:2, liveness probe tcpSocket every 2 s, timeout 1 s, failures 3, startup 9s',
    ),
    text,
  )
})

test('a container differs by what its behavior says, part by part', async () => {
  const settings = async (behavior: string): Promise<Record<string, string>> => {
    const { spec } = await loadText(scenarioWith('duration: 10m', `workloads: [{ behavior: ${behavior} }]`))
    return settingsOf(spec)
  }
  const of = 'default/pod/web, container app, '
  const some = await settings(
    '{ errorRate: 0.02, latency: 7ms, hang: { after: { exponential: 2h } }, slow: { every: { exponential: 10m }, for: 30s, factor: 50 } }',
  )
  assert.is(some[`${of}errors`], '2 %')
  assert.is(some[`${of}latency`], '7ms')
  assert.is(some[`${of}hang`], '{ exponential: 2h }')
  assert.is(some[`${of}slow`], 'every { exponential: 600s } for 30s, factor 50')
  assert.not.ok(`${of}crash` in some)
  assert.is(
    (await settings('{ latency: { normal: { mean: 10ms, sd: 2ms } } }'))[`${of}latency`],
    '{ normal: { mean: 10ms, sd: 2ms } }',
  )
})

test('a study without faults says so', async () => assert.is(await faultsOf(), 'none'))

test('requests, and those whom containers need, differ part by part', async () => {
  const { spec } = await loadText(
    scenarioWith(
      'duration: 10m',
      'external: [{ name: db, latency: 5ms, errorRate: 0.1, concurrency: 8 }]',
      'services: [{ match: { name: web }, requestsPerSecond: 500, perPod: { concurrency: 4, latency: 20ms }, retries: { max: 2, budget: 0.1 }, calls: [{ service: db }] }]',
      'workloads: [{ behavior: { probes: apart, dependsOn: [{ service: db, effect: [crash, crashOnStart] }] } }]',
      'faults: [{ kind: traffic, at: 1m, factor: 3 }, { kind: outage, at: 2m, service: db, mode: hang, for: 1m }]',
    ),
  )
  const settings = settingsOf(spec)
  assert.equal(
    [
      'service default/web, requests',
      'service default/web, requests of a pod',
      'service default/web, retries',
      'service default/web, calls',
      'outside db, latency',
      'outside db, errors',
      'outside db, calls',
      'default/pod/web, container app, probes',
      'default/pod/web, container app, needs',
    ].map((key) => settings[key]),
    [
      '500 per second',
      '4 at a time, latency 20ms, timeout 15s',
      '2, each after 25ms, at most 10 % of first tries',
      '1 of db',
      '5ms',
      '10 %',
      '8 at a time',
      'apart',
      'db: crash, crashOnStart, timeout 15s',
    ],
  )
  assert.match(settings['faults']!, /3 times the requests of default\/web.*db, which does not answer/)
})

test('studies differ by where they run, and by how they are counted', async () => {
  const of = async (...lines: readonly string[]): Promise<Record<string, string>> =>
    settingsOf((await loadText(scenarioWith('duration: 10m', ...lines))).spec)
  const base = await of()
  const changed = async (...lines: readonly string[]): Promise<string[]> => {
    const other = await of(...lines)
    return Object.keys({ ...base, ...other }).filter((key) => base[key] !== other[key])
  }
  assert.equal(await changed('warmUp: 1m'), ['warm-up'])
  assert.equal(await changed('interval: 20s'), ['interval'])
  assert.equal(await changed('initialState: created'), ['initial state'])
  assert.equal(await changed('nodes: [{ name: n, count: 3 }]'), ['nodes'])
  assert.equal(await changed('overheads: { stop: 3s }'), ['overheads'])
  assert.equal(await changed('controlPlane: { controllers: { qps: 5 } }'), ['control plane'])
  assert.equal(await changed('featureGates: { KubeletCrashLoopBackOffMax: true }'), ['feature gates'])
  assert.equal(await changed('workloads: [{ behavior: { cpu: { idle: 10m } } }]'), [
    'default/pod/web, container app, processors',
  ])
})

test.run()
