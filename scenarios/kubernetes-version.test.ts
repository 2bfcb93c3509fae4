/** Which version's rules hold: the scenario's, that of most Nodes, or the default; and what a newer version gets. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadError, loadText, scenarioWith } from './load-text.test.helper.ts'

const test = suite('Kubernetes version')

const node = (name: string, kubeletVersion: string): string =>
  `apiVersion: v1\nkind: Node\nmetadata: {name: ${name}}\nstatus: {nodeInfo: {kubeletVersion: ${kubeletVersion}}}\n`

function input(versions: readonly string[], ...lines: readonly string[]): string {
  const nodes = versions.map((version, index) => node(`n${index}`, version))
  return [scenarioWith(...lines), ...nodes].join('---\n')
}

const cases: readonly {
  readonly rule: string
  readonly nodes: readonly string[]
  readonly version: string
  /** What the note says, if there is one. */
  readonly note?: RegExp
}[] = [
  { rule: '1.36 without Nodes that say', nodes: [], version: '1.36' },
  { rule: 'what all Nodes report, builds of clouds too', nodes: ['v1.33.5-gke.1162000'], version: '1.33' },
  {
    rule: 'what most Nodes report; a mix gets a note',
    nodes: ['v1.34.1', 'v1.36.0', 'v1.34.9'],
    version: '1.34',
    note: /1\.34 hold for all Nodes, as most report it \(1\.34: 2, 1\.36: 1\)$/,
  },
  { rule: 'the newer on a tie', nodes: ['v1.34.1', 'v1.35.0'], version: '1.35', note: /1\.35 hold/ },
  {
    rule: 'Nodes older than 1.31 are taken as 1.31, with a note',
    nodes: ['v1.28.3', 'v1.30.0+k3s1'],
    version: '1.31',
    note: /\(1\.28: 1, 1\.30: 1\); Nodes older than 1\.31 are taken as 1\.31/,
  },
]

for (const { rule, nodes, version, note } of cases) {
  test(`is ${rule}`, async () => {
    const { spec, notes, warnings } = await loadText(input(nodes))
    assert.is(spec.kubernetesVersion, version)
    const found = notes.filter((line) => line.includes('hold for all Nodes'))
    assert.is(found.length, note === undefined ? 0 : 1)
    if (note !== undefined) assert.match(found[0], note)
    assert.equal(warnings, [])
  })
}

test('of the scenario wins, without a note', async () => {
  const { spec, notes } = await loadText(input(['v1.34.1', 'v1.35.0'], 'kubernetesVersion: "1.37"'))
  assert.is(spec.kubernetesVersion, '1.37')
  assert.not.ok(notes.some((line) => line.includes('Nodes')))
})

test('newer than the newest gets its rules and a warning', async () => {
  const said = await loadText(input([], 'kubernetesVersion: "1.38"'))
  const reported = await loadText(input(['v1.40.0-beta.1', 'v1.40.0']))
  for (const { spec, warnings } of [said, reported]) {
    assert.is(spec.kubernetesVersion, '1.37')
    assert.equal(
      warnings.map(({ rule }) => rule),
      ['kubernetes-version'],
    )
  }
})

test('older than the oldest is an error', async () => {
  const { diagnostics } = await loadError(loadText(input([], 'kubernetesVersion: "1.30"')))
  assert.match(diagnostics[0].message, /expected a version from 1\.31 to 1\.37/)
})

test('PLEGOnDemandRelist is locked on in 1.37 (Z1)', async () => {
  const off = 'featureGates: {PLEGOnDemandRelist: false}'
  assert.is((await loadText(input([], 'kubernetesVersion: "1.36"', off))).warnings.length, 0)
  const { diagnostics } = await loadError(loadText(input([], 'kubernetesVersion: "1.37"', off)))
  assert.is(diagnostics[0].rule, 'feature-gate-locked')
})

for (const [version, qps] of [
  ['1.36', 50],
  ['1.37', Infinity],
] as const) {
  test(`eventRecordQPS 0 means ${qps} with ${version} (Z12)`, async () => {
    const nodes = '[{name: a, count: 1, kubelet: {eventRecordQPS: 0}}]'
    const { spec } = await loadText(input([], `kubernetesVersion: "${version}"`, `nodes: ${nodes}`))
    assert.is(spec.nodes[0].kubelet.eventQps, qps)
  })
}

test.run()
