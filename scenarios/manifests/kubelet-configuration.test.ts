/** KubeletConfiguration: where it stands, which nodes it holds for, what it may say. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { kubeletDefaults } from '../../engine/contract/cluster-spec.ts'
import { loadScenario } from '../load-scenario.ts'
import { inDirectory, loadError, loadText, podWith, scenarioWith } from '../load-text.test.helper.ts'

const test = suite('kubelet configuration')
const s = 1_000_000

const configuration = (...lines: readonly string[]): string =>
  ['apiVersion: kubelet.config.k8s.io/v1beta1', 'kind: KubeletConfiguration', ...lines, ''].join('\n')

test('a pool has its own, inline, and all other nodes have that of the input', async () => {
  const { spec, notes } = await loadText(
    [
      configuration('maxPods: 250', 'cgroupDriver: systemd', 'featureGates: {EventedPLEG: true}'),
      scenarioWith(
        'nodes:',
        '  - {name: plain, count: 2}',
        '  - name: quick',
        '    count: 1',
        '    allocatable: {pods: "300"}',
        '    kubelet:',
        '      maxPods: 20',
        '      syncFrequency: 30s',
        '      crashLoopBackOff: {maxContainerRestartPeriod: 10s}',
        '      featureGates: {ReduceDefaultCrashLoopBackOffDecay: true}',
      ),
      'apiVersion: v1\nkind: Node\nmetadata: {name: solo}\nstatus: {allocatable: {pods: "100"}}\n',
    ].join('---\n'),
  )
  assert.equal(
    spec.nodes.map(({ name, podsMax }) => [name, podsMax]),
    [
      ['plain-0', 250],
      ['plain-1', 250],
      ['quick-0', 20],
      ['solo', 100],
    ],
  )
  const [plain, other, quick, solo] = spec.nodes.map(({ kubelet }) => kubelet)
  assert.equal(plain, kubeletDefaults)
  assert.ok(plain === other && plain === solo, 'nodes of a class share one object')
  assert.equal(quick, {
    ...kubeletDefaults,
    featureGates: { ReduceDefaultCrashLoopBackOffDecay: true },
    maxContainerRestartPeriodUs: 10 * s,
    syncFrequencyUs: 30 * s,
  })
  assert.ok(
    notes.includes(
      'fields of KubeletConfiguration read but not simulated: cgroupDriver, featureGates.EventedPLEG',
    ),
    notes.join('\n'),
  )
})

test('default nodes follow the configuration of the input', async () => {
  const { spec, notes } = await loadText(`${configuration('maxPods: 30')}---\n${podWith()}`)
  assert.is(spec.nodes[0].podsMax, 30)
  assert.ok(notes.some((note) => note.endsWith('1 default node of 16 CPU, 64Gi, 30 pods each')))
})

test('a node takes no more pods than maxPods has room for, whatever it claims', async () => {
  const node =
    'apiVersion: v1\nkind: Node\nmetadata: {name: a}\nstatus: {allocatable: {pods: "2147483648"}}\n---\n'
  const { spec } = await loadText(node + podWith())
  assert.is(spec.nodes[0].podsMax, 2_147_483_647)
})

test('pools name files, which hold for them alone, and sharing a file is sharing a class', async () => {
  const files = {
    'scenario.yaml': scenarioWith(
      'manifests: [./kubelets/]',
      'nodes:',
      '  - {name: a, count: 1, kubelet: ./kubelets/slow.yaml}',
      '  - {name: b, count: 1, kubelet: kubelets/slow.yaml}',
      '  - {name: c, count: 1}',
    ),
    'kubelets/slow.yaml': configuration('syncFrequency: 2m'),
    'kubelets/common.json':
      '{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", "syncFrequency": "0s"}',
  }
  await inDirectory(files, async (directory) => {
    const { spec, inputs } = await loadScenario({ files: [`${directory}/scenario.yaml`] })
    const [a, b, c] = spec.nodes.map(({ kubelet }) => kubelet)
    assert.equal([a.syncFrequencyUs, c.syncFrequencyUs], [120 * s, 60 * s])
    assert.equal(a, b)
    assert.ok(inputs.some(({ path }) => path.endsWith('slow.yaml')))
  })
})

const pulls: readonly (readonly [string, number])[] = [
  ['{}', 1],
  ['{serializeImagePulls: false}', Infinity],
  ['{serializeImagePulls: false, maxParallelImagePulls: 3}', 3],
  ['{maxParallelImagePulls: 3}', 3],
  ['{maxParallelImagePulls: 1}', 1],
  ['{serializeImagePulls: true, maxParallelImagePulls: 1}', 1],
]

for (const [fields, max] of pulls) {
  test(`${fields} allows ${max} pulls at a time (I5)`, async () => {
    const { spec } = await loadText(scenarioWith('nodes:', `  - {name: a, count: 1, kubelet: ${fields}}`))
    assert.is(spec.nodes[0].kubelet.parallelImagePullsMax, max)
  })
}

test('a rate of 0 lifts the limit of pulls, a burst of 0 is the default (I4)', async () => {
  const fields = '{registryPullQPS: 0, registryBurst: 0}'
  const { spec } = await loadText(scenarioWith('nodes:', `  - {name: a, count: 1, kubelet: ${fields}}`))
  assert.equal(spec.nodes[0].kubelet, { ...kubeletDefaults, registryPullQps: Infinity })
})

const wrong: readonly {
  readonly does: string
  readonly text: string
  readonly rule: string
  readonly message: RegExp
}[] = [
  {
    does: 'a second configuration for all nodes',
    text: `${configuration('maxPods: 10')}---\n▸${configuration('maxPods: 20')}---\n${podWith()}`,
    rule: 'kubelet-configuration',
    message: /a second KubeletConfiguration; expected one for all nodes, and <stdin>:1 has it already/,
  },
  {
    does: 'a negative number',
    text: scenarioWith('nodes:', '  - {name: a, count: 1, kubelet: {maxPods: ▸-1}}'),
    rule: 'number-range',
    message: /spec\.nodes\[0\]\.kubelet\.maxPods: Invalid value: -1: must be greater than or equal to 0/,
  },
  {
    does: 'a duration without a unit',
    text: scenarioWith('nodes:', '  - {name: a, count: 1, kubelet: {syncFrequency: ▸"30"}}'),
    rule: 'duration-format',
    message: /syncFrequency: Invalid value: "30" is not a duration/,
  },
  {
    does: 'a restart period outside its range (B2)',
    text: scenarioWith(
      'nodes:',
      '  - {name: a, count: 1, kubelet: {crashLoopBackOff: {maxContainerRestartPeriod: ▸10m}}}',
    ),
    rule: 'number-range',
    message: /must be set between 1s and 300s/,
  },
  {
    does: 'a restart period whose gate is off (B2)',
    text: scenarioWith(
      'kubernetesVersion: "1.34"',
      'nodes:',
      '  - {name: a, count: 1, kubelet: {crashLoopBackOff: {▸maxContainerRestartPeriod: 1m}}}',
    ),
    rule: 'kubelet-configuration',
    message: /FeatureGate KubeletCrashLoopBackOffMax not enabled/,
  },
  {
    does: 'parallel pulls that are serial (I5)',
    text: scenarioWith(
      'nodes:',
      '  - {name: a, count: 1, kubelet: {serializeImagePulls: true, maxParallelImagePulls: ▸2}}',
    ),
    rule: 'kubelet-configuration',
    message: /cannot be larger than 1 unless SerializeImagePulls set to false/,
  },
  {
    does: 'a kubelet that is neither path nor map',
    text: scenarioWith('nodes:', '  - {name: a, count: 1, kubelet: ▸3}'),
    rule: 'wrong-type',
    message: /kubelet is 3; expected a path or a map/,
  },
  {
    does: 'a file that is not there',
    text: scenarioWith('nodes:', '  - {name: a, count: 1, kubelet: ▸./nowhere.yaml}'),
    rule: 'file-unreadable',
    message: /nowhere\.yaml: there is no such file/,
  },
]

for (const { does, text, rule, message } of wrong) {
  test(`reports ${does}`, async () => {
    const offset = text.indexOf('▸')
    const before = text.slice(0, offset).split('\n')
    const { diagnostics } = await loadError(loadText(text.replace('▸', '')))
    const [found] = diagnostics
    assert.is(found.rule, rule)
    assert.match(found.message, message)
    assert.equal([found.line, found.column], [before.length, before.at(-1)!.length + 1])
    assert.is(diagnostics.length, 1)
  })
}

test('a gate of the configuration wins over that of the scenario', async () => {
  const pool = (gate: boolean): string =>
    `  - {name: a, count: 1, kubelet: {featureGates: {KubeletCrashLoopBackOffMax: ${gate}}, crashLoopBackOff: {maxContainerRestartPeriod: 1m}}}`
  const scenario = [
    'kubernetesVersion: "1.32"',
    'featureGates: {KubeletCrashLoopBackOffMax: false}',
    'nodes:',
  ]
  assert.is(
    (await loadText(scenarioWith(...scenario, pool(true)))).spec.nodes[0].kubelet.maxContainerRestartPeriodUs,
    60 * s,
  )
  const { diagnostics } = await loadError(loadText(scenarioWith(...scenario, pool(false))))
  assert.is(diagnostics[0].rule, 'kubelet-configuration')
})

test('reports a file without a configuration', async () => {
  const files = {
    'scenario.yaml': scenarioWith('nodes:', '  - {name: a, count: 1, kubelet: pod.yaml}'),
    'pod.yaml': podWith(),
  }
  await inDirectory(files, async (directory) => {
    const { diagnostics } = await loadError(loadScenario({ files: [`${directory}/scenario.yaml`] }))
    assert.match(diagnostics[0].message, /"pod.yaml" holds 0 objects of kind KubeletConfiguration/)
  })
})

test.run()
