/** Nodes of an input that has none: pods find the labels and the room that they ask for. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoadedScenario } from '../load-scenario.ts'
import { loadText, podWith, stream, workload } from '../load-text.test.helper.ts'

const test = suite('nodes that the input does not have')

const requests = (text: string, cpu: string): string =>
  text.replace('image: app:1', `image: app:1, resources: {requests: {cpu: "${cpu}"}}`)
const affinity = (...terms: readonly string[]): string =>
  `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [${terms.join(', ')}]}}}`
const wish = (key: string, operator: string, ...values: readonly string[]): string =>
  `{matchExpressions: [{key: ${key}, operator: ${operator}, values: [${values.join(', ')}]}]}`
const rules = ({ warnings }: LoadedScenario): string[] => warnings.map(({ rule }) => rule)
const labelNotes = ({ notes }: LoadedScenario): string[] =>
  notes.flatMap((note) => /^labels that default nodes have .* name them: (.*)$/.exec(note)?.[1] ?? [])
/** Nodes that take each workload; undefined = all do. */
const taking = ({ spec }: LoadedScenario): (string[] | undefined)[] =>
  spec.workloads.map(({ nodes }) => nodes?.admitted.map((index) => spec.nodes[index]!.name))

const web = (...more: readonly string[]): string => workload('Deployment', 'web', 3, ...more)

for (const [what, more, asked] of [
  ['a label', 'nodeSelector: {role: worker}', ['role=worker']],
  [
    'a label of masters',
    'nodeSelector: {node-role.kubernetes.io/control-plane: ""}',
    ['node-role.kubernetes.io/control-plane='],
  ],
  ['an old name of a label', 'nodeSelector: {beta.kubernetes.io/os: windows}', ['kubernetes.io/os=windows']],
  ['an operating system', 'os: {name: windows}', ['kubernetes.io/os=windows']],
  ['what each node has', 'nodeSelector: {kubernetes.io/os: linux}', []],
  ['one of some zones', affinity(wish('zone', 'In', 'a', 'b')), ['zone=a']],
  ['any value', affinity(wish('gpu', 'Exists')), ['gpu=true']],
  ['no value', affinity(wish('gpu', 'DoesNotExist')), []],
  ['more than so many', affinity(wish('cores', 'Gt', '"7"')), ['cores=8']],
  ['less than so many', affinity(wish('cores', 'Lt', '"7"')), ['cores=6']],
  ['one of two terms', affinity(wish('x', 'Gt', 'z'), wish('zone', 'In', 'b')), ['zone=b']],
] as const)
  test(`default nodes have labels for pods that ask for ${what} (D3)`, async () => {
    const loaded = await loadText(web(more))
    assert.equal(rules(loaded), [])
    assert.equal(labelNotes(loaded), asked.length === 0 ? [] : [asked.join(', ')])
    assert.equal(taking(loaded), [undefined])
  })

test('pods that ask for labels which no node has together go to different nodes (D3)', async () => {
  const loaded = await loadText(
    stream(
      web('nodeSelector: {zone: a}'),
      workload('Deployment', 'db', 2, 'nodeSelector: {zone: b}'),
      workload('Deployment', 'any', 2),
      workload('DaemonSet', 'agent', 0, 'nodeSelector: {zone: b}'),
      workload('DaemonSet', 'all', 0),
    ),
  )
  assert.equal(rules(loaded), [])
  assert.equal(
    loaded.spec.nodes.map(({ name, labels }) => [name, labels.zone]),
    [
      ['node-0', 'b'],
      ['node-1', 'a'],
    ],
  )
  assert.equal(
    loaded.spec.workloads.map(({ name, replicas }) => [name, replicas]),
    [
      ['agent', 1],
      ['all', 2],
      ['any', 2],
      ['db', 2],
      ['web', 3],
    ],
  )
  assert.equal(labelNotes(loaded), ['zone=a, zone=b'])
})

test('a node that pods ask for by its name has this name (D3)', async () => {
  const byField = '{matchFields: [{key: metadata.name, operator: In, values: [store-2]}]}'
  const loaded = await loadText(
    stream(
      web('nodeSelector: {kubernetes.io/hostname: store-1}'),
      workload('Deployment', 'db', 1, affinity(byField)),
      workload('Deployment', 'any', 1),
    ),
  )
  assert.equal(rules(loaded), [])
  assert.equal(taking(loaded), [undefined, ['store-2'], ['store-1']])
  assert.equal(
    loaded.spec.nodes.map(({ name }) => name),
    ['node-0', 'store-1', 'store-2'],
  )
  assert.equal(labelNotes(loaded), ['kubernetes.io/hostname=store-1, kubernetes.io/hostname=store-2'])
})

test('what no labels meet stays Pending, and is named', async () => {
  const never = affinity(
    '{matchExpressions: [{key: a, operator: In, values: [b]}, {key: a, operator: DoesNotExist}]}',
  )
  const loaded = await loadText(web(never))
  assert.equal(rules(loaded), ['nodes-too-few'])
  assert.is(loaded.spec.nodes.length, 1)
})

test('DaemonSets that fill a default node leave other pods Pending, and are no error', async () => {
  const large = await loadText(stream(requests(workload('DaemonSet', 'big', 0), '17'), web()))
  assert.equal(
    large.warnings.map(({ message }) => message),
    ['no node of 1 meets requests of 17 CPU, which shop/daemonset/big asks for; these pods stay Pending'],
  )
  const full = await loadText(stream(requests(workload('DaemonSet', 'big', 0), '16'), requests(web(), '1')))
  assert.equal(rules(full), ['nodes-too-few'])
  assert.match(full.warnings[0]!.message, /3 stay Pending$/)
  const both = await loadText(
    stream(requests(workload('DaemonSet', 'a', 0), '10'), requests(workload('DaemonSet', 'b', 0), '10')),
  )
  assert.is(both.spec.nodes.length, 1)
  assert.equal(
    both.warnings.map(({ message }) => message),
    [
      'the node that is to have a pod of shop/daemonset/b has no room for it beside other pods, requests or constraints; 1 stays Pending',
    ],
  )
})

test('default nodes are enough for large pods, of which few share a node', async () => {
  const nodesOf = async (...documents: readonly string[]): Promise<[nodes: number, rules: string[]]> => {
    const loaded = await loadText(stream(...documents))
    return [loaded.spec.nodes.length, rules(loaded)]
  }
  const large = (name: string, cpu: string, replicas: number): string =>
    requests(workload('Deployment', name, replicas), cpu)
  assert.equal(await nodesOf(large('web', '9', 10)), [10, []])
  assert.equal(await nodesOf(large('web', '6', 10)), [5, []])
  assert.equal(await nodesOf(large('web', '9', 3), large('db', '10', 3)), [6, []])
  assert.equal(await nodesOf(large('web', '9', 3), large('small', '1', 3)), [3, []])
  assert.equal(await nodesOf(large('web', '8', 4), requests(workload('DaemonSet', 'agent', 0), '100m')), [
    4,
    [],
  ])
})

test('nodes that pods name have the labels that those pods ask for', async () => {
  const bound = (name: string, ...more: readonly string[]): string =>
    podWith()
      .replace('name: web', `name: ${name}`)
      .concat(...more.map((line) => `  ${line}\n`))
  const { spec } = await loadText(
    stream(
      bound('a', 'nodeName: n1', 'nodeSelector: {disk: ssd}'),
      bound('b', 'nodeName: n1', affinity(wish('zone', 'In', 'x'))),
      bound('c', 'nodeName: n2', 'nodeSelector: {disk: hdd}'),
      bound('d', 'nodeName: n2', 'nodeSelector: {disk: ssd}'),
    ),
  )
  assert.equal(
    spec.nodes.map(({ name, labels }) => [name, labels.disk, labels.zone]),
    [
      ['n1', 'ssd', 'x'],
      ['n2', 'hdd', undefined],
    ],
  )
})

test('nodes that pods name do not stand for zones that others are spread over', async () => {
  const spread =
    'topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, minDomains: 3, labelSelector: {matchLabels: {app: web}}}]'
  const loaded = await loadText(stream(podWith().concat('  nodeName: n7\n'), web(spread)))
  assert.equal(
    loaded.spec.nodes.map(({ name, labels }) => [name, labels.zone]),
    [
      ['n7', undefined],
      ['node-0', 'default-0'],
      ['node-1', 'default-1'],
      ['node-2', 'default-2'],
    ],
  )
  assert.equal(rules(loaded), [])
  const near =
    'affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: web}}}]}, podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}}'
  const zoned = await loadText(stream(podWith().concat('  nodeName: n7\n'), web(near)))
  assert.is(zoned.spec.nodes.length, 4)
  assert.equal(rules(zoned), [])
  const selected = await loadText(
    stream(podWith().concat('  nodeName: n7\n'), web('nodeSelector: {disk: ssd}')),
  )
  assert.equal(
    selected.spec.nodes.map(({ name, labels }) => [name, labels.disk]),
    [
      ['n7', undefined],
      ['node-0', 'ssd'],
    ],
  )
})

test.run()
