import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { controlPlaneDefaults, kubeletDefaults } from '../engine/contract/cluster-spec.ts'
import { loadScenario } from './load-scenario.ts'
import {
  inDirectory,
  loadError,
  loadText,
  podWith,
  scenario,
  scenarioWith,
  stream,
  workload,
} from './load-text.test.helper.ts'

const test = suite('load scenario')
const s = 1_000_000

test('runs manifests alone with the defaults', async () => {
  const { spec, scenarioName, counts, inputs, notes } = await loadText(workload('Deployment', 'web', 3))
  assert.is(scenarioName, 'stdin')
  const { nodes, workloads, overheads, ...rest } = spec
  assert.equal(rest, {
    scenario: 'stdin',
    durationUs: 3600 * s,
    warmUpUs: 0,
    intervalUs: 10 * s,
    masterSeed: '1',
    replications: 1,
    podsMax: 4_000_000,
    kubernetesVersion: '1.36',
    featureGates: {},
    initialState: 'running',
    kubeletUptimeUs: 86_400 * s,
    clockOffsetUs: 0,
    controlPlane: controlPlaneDefaults,
    services: [],
    faults: [],
  })
  assert.is(overheads.ideal, false)
  assert.equal(nodes, [
    {
      name: 'node-0',
      pool: 'node',
      podsMax: 110,
      cpuCores: 16,
      memoryBytes: 64 * 1024 * 1024 * 1024,
      labels: {
        'kubernetes.io/hostname': 'node-0',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'beta.kubernetes.io/arch': 'amd64',
      },
      kubelet: kubeletDefaults,
    },
  ])
  const [{ pod, ...web }] = workloads
  assert.equal(web, { namespace: 'shop', kind: 'Deployment', name: 'web', replicas: 3, createdAtUs: 0 })
  assert.equal([pod.restartPolicy, pod.terminationGraceUs, pod.hasVolumes], ['Always', 30 * s, true])
  assert.equal(pod.containers[0].behavior, {
    start: [{ kind: 'constant', value: 200_000 }],
    startup: [{ kind: 'constant', value: 0 }],
    latency: pod.containers[0].behavior.latency,
    errorRate: 0,
    hang: { after: [{ kind: 'never' }], tcpOk: true },
    crash: { after: [{ kind: 'never' }], exitCode: 1 },
    complete: { after: [{ kind: 'never' }] },
    shutdown: { after: [{ kind: 'constant', value: 0 }], exitCode: 143 },
    afterSigterm: 'ok',
    script: [],
    image: {
      pull: { kind: 'constant', value: 2_000_000 },
      check: { kind: 'constant', value: 300_000 },
      present: true,
      fails: false,
    },
    probeCpuUs: { exec: 50_000, httpGet: 300, tcpSocket: 150, grpc: 700 },
    startError: [],
  })
  assert.equal(counts, {
    workloads: 1,
    pods: 3,
    containers: 1,
    initContainers: 0,
    probes: 1,
    probesByType: { startup: 0, readiness: 1, liveness: 0 },
    probesByHandler: { exec: 0, httpGet: 0, tcpSocket: 1, grpc: 0 },
    nodes: 1,
    instances: { containers: 3, probes: 3 },
  })
  assert.equal(
    inputs.map(({ path, bytes }) => [path, bytes]),
    [['<stdin>', workload('Deployment', 'web', 3).length]],
  )
  assert.is(inputs[0].sha256.length, 64)
  assert.ok(notes.some((note) => note.startsWith('no Scenario in the input: 1h simulated')))
})

test('takes options without a scenario that they could stand in', async () => {
  const { spec } = await loadText(workload('Deployment', 'web', 2), {
    overrides: {
      durationText: '5m',
      seed: '7',
      replications: 3,
      kubernetesVersion: '1.34',
      sets: ['interval=1m'],
    },
  })
  assert.is(spec.durationUs, 300 * s)
  assert.is(spec.masterSeed, '7')
  assert.is(spec.replications, 3)
  assert.is(spec.kubernetesVersion, '1.34')
  assert.is(spec.intervalUs, 60 * s)
})

test('takes nothing for granted with ideal overheads', async () => {
  const { spec } = await loadText(scenarioWith('overheads: ideal'))
  const { behavior } = spec.workloads[0].pod.containers[0]
  assert.equal(
    [behavior.start[0], behavior.latency.liveness],
    [
      { kind: 'constant', value: 0 },
      { kind: 'constant', value: 0 },
    ],
  )
  const { ideal, lostTrigger, ...lengths } = spec.overheads
  assert.equal([ideal, lostTrigger], [true, 0])
  assert.is(new Set(Object.values(lengths).map((length) => JSON.stringify(length))).size, 1)
})

test('replaces single overheads over typical', async () => {
  const { spec } = await loadText(scenarioWith('overheads: {start: 1s, sync: 5ms}'))
  assert.equal(spec.overheads.syncUs, { kind: 'constant', value: 5000 })
  assert.equal(spec.overheads.volumesUs, { kind: 'uniform', low: 100_000, high: 600_000 })
  assert.equal(spec.workloads[0].pod.containers[0].behavior.start, [{ kind: 'constant', value: s }])
})

test('gives an equal spec for another order of documents', async () => {
  const documents = [
    scenario(
      'nodes: [{name: b, count: 3}, {name: a, count: 11}]',
      'faults:',
      '  - {kind: hang, at: 1m, match: {name: "*b"}}',
    ),
    workload('Deployment', 'web', 3),
    workload('StatefulSet', 'db', 2),
    workload('Deployment', 'api', 1),
    podWith(),
    workload('DaemonSet', 'web', 0),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n',
    'apiVersion: v1\nkind: Node\nmetadata: {name: a10}\n',
  ]
  const expected = await loadText(stream(...documents))
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(documents, { minLength: documents.length }), async (shuffled) => {
      const found = await loadText(stream(...shuffled))
      assert.equal(found.spec, expected.spec)
      assert.equal(found.notes, expected.notes)
    }),
    { numRuns: 20 },
  )
  assert.equal(
    expected.spec.workloads.map((w) => `${w.namespace}/${w.kind}/${w.name}`),
    [
      'default/Pod/web',
      'shop/DaemonSet/web',
      'shop/Deployment/api',
      'shop/Deployment/web',
      'shop/StatefulSet/db',
    ],
  )
  assert.equal(
    expected.spec.nodes.slice(0, 4).map((n) => n.name),
    ['a-0', 'a-1', 'a-10', 'a-2'],
  )
})

test('takes only what --namespace and --selector leave', async () => {
  const text = stream(
    workload('Deployment', 'web', 1),
    podWith(),
    workload('Deployment', 'api', 1).replace('team: a', 'team: b'),
  )
  const names = async (options: { namespace?: string; selector?: string }): Promise<string[]> =>
    (await loadText(text, options)).spec.workloads.map((w) => `${w.namespace}/${w.name}`)
  assert.equal(await names({ selector: 'team in (a)' }), ['shop/web'])
  assert.equal(await names({ selector: '!team' }), ['default/web'])
  assert.equal(await names({ namespace: 'shop', selector: 'team=b' }), ['shop/api'])
  // As with kubectl, an object that names no namespace belongs to the one that is asked for.
  assert.equal(await names({ namespace: 'shop' }), ['shop/api', 'shop/web', 'shop/web'])
  const { notes } = await loadText(text, { selector: 'team=b' })
  assert.ok(notes.includes('left out by namespace or selector, as asked: 2 objects (Deployment 1, Pod 1)'))
  const none = await loadError(names({ namespace: 'other', selector: 'team' }))
  assert.is(none.diagnostics[0].rule, 'nothing-to-simulate')
  assert.is((await loadError(names({ selector: 'a in' }))).diagnostics[0].file, '--selector')
})

test('reads directories, patterns and the manifests of a scenario, each file once', async () => {
  const files = {
    'study/scenario.yaml': scenario('manifests: [../base, ./web.yaml]'),
    'study/web.yaml': workload('Deployment', 'web', 1),
    'study/notes.md': '# not a manifest',
    'study/empty.yaml': '# nothing yet\n',
    'base/deep/db.yml': workload('StatefulSet', 'db', 1),
    'base/api.json': JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'api' },
      spec: { containers: [{ name: 'a', image: 'a:1' }] },
    }),
  }
  await inDirectory(files, async (directory) => {
    const read = async (recursive: boolean, paths: readonly string[]): Promise<string[]> => {
      const files = paths.map((path) => `${directory}/${path}`)
      const { spec, inputs } = await loadScenario({ files, recursive })
      assert.is(new Set(inputs.map((input) => input.path)).size, inputs.length)
      return spec.workloads.map((w) => w.name)
    }
    const load = (...paths: readonly string[]): Promise<string[]> => read(false, paths)
    assert.equal(await load('study'), ['api', 'web'])
    assert.equal(await read(true, ['study']), ['api', 'web', 'db'])
    assert.equal(await read(true, ['study/scenario.yaml', 'base', 'study/web.yaml']), ['api', 'web', 'db'])
    assert.equal(await load('*/*.yaml'), ['api', 'web'])
    assert.equal(await load('base/**/*.{yml,json}'), ['api', 'db'])
  })
})

test('a sweep beside what can be simulated is left out with a warning, and alone it is an error', async () => {
  const sweep = 'apiVersion: probestorm.dev/v1alpha1\nkind: Sweep\nspec: {}\n'
  await inDirectory(
    { 'scenario.yaml': scenarioWith('duration: 1m'), 'sweep.yaml': sweep },
    async (directory) => {
      const { spec, warnings } = await loadScenario({ files: [directory] })
      assert.is(spec.durationUs, 60e6)
      assert.equal(
        warnings.map(({ rule, file, line }) => [rule, file, line]),
        [['sweep-left-out', `${directory}/sweep.yaml`, 2]],
      )
      const { diagnostics } = await loadError(loadScenario({ files: [`${directory}/sweep.yaml`] }))
      assert.equal(
        diagnostics.map(({ rule, fix }) => [rule, fix]),
        [['scenario-kind', 'simulate it with the command sweep']],
      )
    },
  )
})

test('names a scenario by itself, or by its input', async () => {
  const files = {
    'shop/app.yaml': podWith(),
    'x/s.yaml': stream(scenario(), podWith()).replace('spec:\n---', '---'),
  }
  await inDirectory(files, async (directory) => {
    const name = async (path: string): Promise<string> =>
      (await loadScenario({ files: [`${directory}/${path}`] })).scenarioName
    assert.equal(
      [
        await name('shop'),
        await name('shop/'),
        await name('shop/app.yaml'),
        await name('shop/*.yaml'),
        await name('x'),
      ],
      ['shop', 'shop', 'app', 'shop', 'study'],
    )
  })
})

test('says which file of several is wrong, all at once', async () => {
  await inDirectory(
    { 'b.yaml': podWith('livenessProbe: {}'), 'a.yaml': 'kind: [', 'c.json': '{"kind": "Pod"}' },
    async (directory) => {
      const error = await loadError(loadScenario({ files: [directory] }))
      assert.equal(
        error.diagnostics.map((d) => [d.file.slice(directory.length + 1), d.rule]),
        [
          ['a.yaml', 'yaml-syntax'],
          ['b.yaml', 'probe-handler'],
          ['c.json', 'object-kind'],
        ],
      )
    },
  )
})

test('accepts what the API server ignores or sets itself', async () => {
  const text = podWith('terminationMessagePath: /dev/log')
    .replace('{name: web}', '{name: web, managedFields: [{manager: x}], creationTimestamp: null, uid: a}')
    .concat('status: {phase: Running, futureField: {a: 1}}\n')
  const { warnings } = await loadText(text)
  assert.is(warnings.length, 0)
})

test('reads a dump of thousands of objects in little time', async () => {
  const pod = (i: number): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `p-${i}`, managedFields: [{ manager: 'x'.repeat(1000) }] },
    spec: {
      containers: [
        {
          name: 'a',
          image: 'a:1',
          livenessProbe: { exec: { command: ['ls'] }, periodSeconds: i === 1999 ? -1 : 10 },
        },
      ],
    },
  })
  const text = JSON.stringify(
    { apiVersion: 'v1', kind: 'List', items: Array.from({ length: 2000 }, (_, i) => pod(i)) },
    null,
    4,
  )
  const began = performance.now()
  const error = await loadError(loadText(text))
  assert.ok(performance.now() - began < 5000)
  assert.is(error.diagnostics[0].line, text.slice(0, text.indexOf(': -1')).split('\n').length)
})

test.run()
