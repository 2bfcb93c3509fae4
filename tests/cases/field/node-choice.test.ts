/** Which nodes take which pods: DaemonSets by nodeShouldRunDaemonPod (W3), all others as the scheduler filters nodes (D3). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadError, loadText } from '../../../scenarios/load-text.test.helper.ts'
import { daemonSet, deployment, listOf, podsOf, podsOnNodes } from './case.ts'

const test = suite('choice of nodes')

type NodeWords = { labels?: string; spec?: string; status?: string; cpu?: string }

function node(name: string, { labels = '', spec = '', status = '', cpu = '4' }: NodeWords = {}): string {
  return `{ apiVersion: v1, kind: Node, metadata: { name: ${name}, labels: { ${labels} } }, spec: { ${spec} }, status: { allocatable: { cpu: "${cpu}", memory: 16Gi, pods: "110" }${status === '' ? '' : `, ${status}`} } }`
}

const taint = (key: string, effect: string, value = ''): string =>
  `taints: [{ key: ${key}, effect: ${effect}${value === '' ? '' : `, value: "${value}"`} }]`
const condition = (type: string, status: string): string =>
  `conditions: [{ type: Ready, status: "True" }, { type: ${type}, status: "${status}" }]`
const ready = (status: string): string => `conditions: [{ type: Ready, status: "${status}" }]`
const affinity = (terms: string): string =>
  `affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [${terms}] } } }`
const expression = (key: string, operator: string, values = ''): string =>
  affinity(
    `{ matchExpressions: [{ key: ${key}, operator: ${operator}${values === '' ? '' : `, values: [${values}]`} }] }`,
  )
const tolerates = (text: string): string => `tolerations: [{ ${text} }]`
const requests = (resource: string, value: string): string =>
  `initContainers: [{ name: i, image: "i:1", resources: { requests: { ${resource}: "${value}" } } }]`

const a = node('a', { labels: 'zone: "1", cores: "8"' })

type Row = readonly [name: string, second: string, pod: string, daemon: boolean, other: boolean]

/** Whether a DaemonSet, and a Deployment, use a second node beside an ordinary one. */
const rows: readonly Row[] = [
  ['like the first', node('b'), '', true, true],
  ['with a taint', node('b', { spec: taint('dedicated', 'NoSchedule') }), '', false, false],
  ['with a taint that evicts', node('b', { spec: taint('dedicated', 'NoExecute') }), '', false, false],
  [
    'with a taint that only warns',
    node('b', { spec: taint('dedicated', 'PreferNoSchedule') }),
    '',
    true,
    // D4: it weighs more than how even pods are spread.
    false,
  ],
  [
    'with a taint that is tolerated by value',
    node('b', { spec: taint('dedicated', 'NoSchedule', 'gpu') }),
    tolerates('key: dedicated, value: gpu, effect: NoSchedule'),
    true,
    true,
  ],
  [
    'with a taint of another value',
    node('b', { spec: taint('dedicated', 'NoSchedule', 'gpu') }),
    tolerates('key: dedicated, operator: Equal, value: cpu'),
    false,
    false,
  ],
  [
    'with a taint of another effect',
    node('b', { spec: taint('dedicated', 'NoExecute', 'gpu') }),
    tolerates('key: dedicated, operator: Exists, effect: NoSchedule'),
    false,
    false,
  ],
  [
    'with any taint, for who tolerates all',
    node('b', { spec: taint('x', 'NoExecute') }),
    tolerates('operator: Exists'),
    true,
    true,
  ],
  ['that is cordoned', node('b', { spec: 'unschedulable: true' }), '', true, false],
  [
    'that is cordoned, with the taint',
    node('b', { spec: `unschedulable: true, ${taint('node.kubernetes.io/unschedulable', 'NoSchedule')}` }),
    '',
    true,
    false,
  ],
  ['that is not ready', node('b', { status: ready('False') }), '', true, false],
  ['that is not heard of', node('b', { status: ready('Unknown') }), '', true, false],
  [
    'that is not heard of, with the taint',
    node('b', { spec: taint('node.kubernetes.io/unreachable', 'NoExecute'), status: ready('Unknown') }),
    '',
    true,
    false,
  ],
  ['with a full disk', node('b', { status: condition('DiskPressure', 'True') }), '', true, false],
  ['without a full disk', node('b', { status: condition('DiskPressure', 'False') }), '', true, true],
  ['without a network', node('b', { status: condition('NetworkUnavailable', 'True') }), '', false, false],
  [
    'without a network, for who brings it',
    node('b', { status: condition('NetworkUnavailable', 'True') }),
    'hostNetwork: true',
    true,
    false,
  ],
  ['without the label of a selector', node('b'), 'nodeSelector: { zone: "1" }', false, false],
  [
    'with the label of a selector',
    node('b', { labels: 'zone: "1"' }),
    'nodeSelector: { zone: "1" }',
    true,
    true,
  ],
  [
    'without the label: In',
    node('b', { labels: 'zone: "2"' }),
    expression('zone', 'In', '"1", "3"'),
    false,
    false,
  ],
  [
    'with the label: In',
    node('b', { labels: 'zone: "3"' }),
    expression('zone', 'In', '"1", "3"'),
    true,
    true,
  ],
  ['without any such label: NotIn', node('b'), expression('zone', 'NotIn', '"2"'), true, true],
  [
    'with the label: NotIn',
    node('b', { labels: 'zone: "2"' }),
    expression('zone', 'NotIn', '"2"'),
    false,
    false,
  ],
  ['without the label: Exists', node('b'), expression('zone', 'Exists'), false, false],
  [
    'with the label: DoesNotExist',
    node('b', { labels: 'other: x' }),
    expression('other', 'DoesNotExist'),
    false,
    false,
  ],
  [
    'with a greater number: Gt',
    node('b', { labels: 'cores: "16"' }),
    expression('cores', 'Gt', '"7"'),
    true,
    true,
  ],
  [
    'with a smaller number: Gt',
    node('b', { labels: 'cores: "4"' }),
    expression('cores', 'Gt', '"7"'),
    false,
    false,
  ],
  [
    'with no number: Lt',
    node('b', { labels: 'cores: many' }),
    expression('cores', 'Lt', '"9"'),
    false,
    false,
  ],
  [
    'of another name: matchFields',
    node('b'),
    affinity('{ matchFields: [{ key: metadata.name, operator: In, values: [a] }] }'),
    false,
    false,
  ],
  [
    'of that name in one of two terms',
    node('b'),
    affinity(
      '{ matchExpressions: [{ key: zone, operator: Exists }] }, { matchFields: [{ key: metadata.name, operator: In, values: [b] }] }',
    ),
    true,
    true,
  ],
  [
    'of another operating system',
    node('b', { labels: 'kubernetes.io/os: windows' }),
    'os: { name: linux }',
    false,
    false,
  ],
  [
    'of another operating system, which nobody asks for',
    node('b', { labels: 'kubernetes.io/os: windows' }),
    '',
    true,
    true,
  ],
  ['that is too small', node('b', { cpu: '1' }), requests('cpu', '2'), false, false],
  ['with enough memory', node('b'), requests('memory', '15Gi'), true, true],
]

for (const [name, second, pod, daemon, other] of rows) {
  test(`a node ${name} ${daemon ? 'has' : 'has no'} pod of a DaemonSet, ${other ? 'and others' : 'and no others'}`, async () => {
    const agents = await loadText(listOf(a, second, daemonSet('agent', pod)))
    assert.equal(podsOnNodes(agents), daemon ? { a: 1, b: 1 } : { a: 1 })
    const webs = await loadText(listOf(a, second, deployment('web', 2, pod)))
    assert.equal(podsOnNodes(webs), other ? { a: 1, b: 1 } : { a: 2 })
  })
}

test('a pod of a DaemonSet that does not fit its node is Pending', async () => {
  const loaded = await loadText(listOf(a, node('b', { cpu: '1' }), daemonSet('agent', requests('cpu', '2'))))
  assert.equal(podsOf(loaded), { 'default/daemonset/agent': 2 })
  assert.equal(podsOnNodes(loaded), { a: 1 })
  assert.match(
    loaded.warnings[0]!.message,
    /^1 of 2 nodes that are to have a pod of default\/daemonset\/agent/,
  )
})

test('nodes that take a workload and have too little room for it are named', async () => {
  const second = node('b', { labels: 'zone: "2"' })
  const loaded = await loadText(listOf(a, second, deployment('web', 111, 'nodeSelector: { zone: "2" }')))
  assert.equal(podsOnNodes(loaded), { b: 110 })
  assert.match(
    loaded.warnings[0]!.message,
    /^the 1 of 2 nodes that takes default\/deployment\/web has room for 110 pods, but 111 are to go there/,
  )
})

test('other pods on nodes that take a workload leave it less room (D3)', async () => {
  const second = node('b', { labels: 'zone: "2"' })
  const loaded = await loadText(
    listOf(a, second, deployment('any', 150), deployment('web', 40, 'nodeSelector: { zone: "2" }')),
  )
  assert.equal(podsOnNodes(loaded), { a: 75, b: 110 })
  assert.match(
    loaded.warnings[0]!.message,
    /^the 1 of 2 nodes that takes .* has room for 110 pods, but 40 are to go there, and other pods, requests or constraints take some of it; 5 stay Pending$/,
  )
})

const pending: readonly [name: string, items: readonly string[], message: RegExp][] = [
  [
    'taints',
    [node('b', { spec: taint('x', 'NoSchedule') }), deployment('web')],
    /no node of 1 meets no toleration/,
  ],
  ['labels', [a, deployment('web', 1, 'nodeSelector: { zone: "9" }')], /meets nodeSelector zone=9, which/],
  [
    'affinity',
    [a, deployment('web', 1, expression('zone', 'In', '"9"'))],
    /meets node affinity zone In \(9\), which/,
  ],
  ['size', [a, deployment('web', 1, requests('cpu', '5'))], /meets requests of 5 CPU, which/],
  ['memory', [a, deployment('web', 1, requests('memory', '17Gi'))], /meets requests of 17408Mi, which/],
  [
    'size of default nodes',
    [deployment('web', 1, requests('memory', '65Gi'))],
    /meets requests of 66560Mi, which/,
  ],
]

for (const [name, items, message] of pending) {
  test(`pods that no node takes stay Pending and are named: ${name}`, async () => {
    const loaded = await loadText(listOf(...items))
    assert.equal(podsOnNodes(loaded), {})
    assert.equal(
      loaded.warnings.map(({ rule }) => rule),
      ['nodes-too-few'],
    )
    assert.match(loaded.warnings[0]!.message, message)
    assert.match(loaded.warnings[0]!.message, /default\/deployment\/web/)
  })
}

test('pods that ask for a device go where one is', async () => {
  const gpu = node('b').replace('pods: "110"', 'pods: "110", nvidia.com/gpu: "2"')
  const asks = (count: number): string =>
    `initContainers: [{ name: i, image: "i:1", resources: { limits: { nvidia.com/gpu: "${count}" } } }]`
  const loaded = await loadText(listOf(a, gpu, deployment('web', 3, asks(1)), deployment('big', 1, asks(3))))
  assert.equal(podsOnNodes(loaded), { b: 2 })
  const warned = /meets requests of 3 nvidia.com\/gpu, which default\/deployment\/big/
  assert.ok(loaded.warnings.some(({ message }) => warned.test(message)))
  const unknown = await loadText(deployment('web', 3, asks(1)))
  assert.equal(podsOnNodes(unknown), { 'node-0': 3 })
})

test('what pods request fills nodes, and what keeps pods apart leaves some without one (D3)', async () => {
  const container = 'containers: [{ name: a, image: "a:1", resources: { requests: { cpu: "1500m" } } }]'
  const web = deployment('web', 5).replace(/containers: \[[^\]]*\]/, container)
  const loaded = await loadText(listOf(a, node('b'), web))
  assert.equal(podsOnNodes(loaded), { a: 2, b: 2 })
  assert.match(
    loaded.warnings[0]!.message,
    /^the 2 nodes that take default\/deployment\/web have room for 220 pods, but 5 .* 1 stays Pending$/,
  )
  const apart =
    'affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: db } } }] } }'
  const spread = await loadText(listOf(a, node('b'), deployment('db', 3, apart)))
  assert.equal(podsOnNodes(spread), { a: 1, b: 1 })
  assert.match(spread.warnings[0]!.message, /1 stays Pending$/)
})

test('one node is said as one', async () => {
  const large = deployment('web', 3).replace(
    /containers: \[[^\]]*\]/,
    'containers: [{ name: a, image: "a:1", resources: { requests: { cpu: "1500m" } } }]',
  )
  const { warnings } = await loadText(listOf(a, large))
  assert.match(
    warnings[0]!.message,
    /^the node that takes default\/deployment\/web has room for 110 pods, .* 1 stays Pending$/,
  )
})

test('a DaemonSet that names its node has one pod', async () => {
  const loaded = await loadText(listOf(a, node('b'), daemonSet('agent', 'nodeName: b')))
  assert.equal(podsOf(loaded), { 'default/daemonset/agent': 1 })
  assert.equal(podsOnNodes(loaded), { b: 1 })
})

test('pools of a scenario have taints, too', async () => {
  const study = `
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: s }
spec:
  nodes:
    - { name: a, count: 2 }
    - { name: b, count: 3, taints: [{ key: dedicated, value: gpu, effect: NoSchedule }] }
`
  const loaded = await loadText(daemonSet('agent') + study)
  assert.equal(podsOnNodes(loaded), { 'a-0': 1, 'a-1': 1 })
  const tolerant = await loadText(daemonSet('agent', tolerates('key: dedicated, operator: Exists')) + study)
  assert.equal(podsOf(tolerant), { 'default/daemonset/agent': 5 })
})

test('more default nodes than may be declared are refused', async () => {
  const error = await loadError(
    loadText(
      deployment('web', 1_000_000, requests('cpu', '16')) +
        '\n---\n' +
        deployment('api', 10, requests('cpu', '16')),
    ),
  )
  assert.equal(
    error.diagnostics.map(({ rule }) => rule),
    ['number-range'],
  )
  assert.match(error.diagnostics[0]!.message, /need 1000010 default nodes; expected at most 1000000/)
})

test.run()
