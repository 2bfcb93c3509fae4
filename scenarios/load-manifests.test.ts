/** What loading makes of pods, controllers, lists and nodes. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadText, podWith, scenario, stream, workload } from './load-text.test.helper.ts'

const test = suite('load manifests')
const s = 1_000_000

test('reads JSON, Lists and lists of the API itself like documents of their own', async () => {
  const pod = { metadata: { name: 'web' }, spec: { containers: [{ name: 'app', image: 'app:1' }] } }
  const typed = { apiVersion: 'v1', kind: 'Pod', ...pod }
  const expected = (await loadText(podWith())).spec
  for (const value of [
    typed,
    { apiVersion: 'v1', kind: 'List', items: [typed] },
    { apiVersion: 'v1', kind: 'PodList', items: [pod] },
  ]) {
    assert.equal((await loadText(JSON.stringify(value))).spec, expected)
  }
})

test('reads a byte-order mark and CRLF line ends', async () => {
  assert.equal(
    (await loadText(`\ufeff${podWith().replaceAll('\n', '\r\n')}`)).spec,
    (await loadText(podWith())).spec,
  )
})

test('leaves out objects whose controller is in the input, over several steps', async () => {
  const owned = (kind: string, name: string, owner: string): string => {
    const [ownerKind, ownerName] = owner.split('/')
    const text =
      kind === 'Pod'
        ? podWith().replace('{name: web}', `{name: ${name}, namespace: shop}`)
        : workload(kind, name, 1)
    return text.replace(
      'metadata: {',
      `metadata: {ownerReferences: [{apiVersion: apps/v1, kind: ${ownerKind}, name: ${ownerName}, uid: u, controller: true}], `,
    )
  }
  const { counts, notes } = await loadText(
    stream(
      workload('Deployment', 'web', 2),
      owned('ReplicaSet', 'web-1', 'Deployment/web'),
      owned('Pod', 'web-1-a', 'ReplicaSet/web-1'),
      owned('Pod', 'web-1-b', 'ReplicaSet/web-1'),
      owned('Job', 'nightly-1', 'CronJob/nightly'),
      owned('Pod', 'other', 'ReplicaSet/gone'),
    ),
  )
  assert.is(counts.workloads, 3)
  assert.ok(notes.includes('skipped 3 objects whose controller is in the input: Pod 2, ReplicaSet 1'))
})

test('counts what it does not simulate in one line', async () => {
  const other = (apiVersion: string, kind: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`
  const { notes, counts } = await loadText(
    stream(
      podWith(),
      other('v1', 'Secret'),
      other('v1', 'Secret'),
      other('example.com/v1', 'Service'),
      other('example.com/v1', 'Backup'),
    ),
  )
  assert.ok(
    notes.includes(
      'skipped 4 objects of kinds that are not simulated: Backup 1, Secret 2, Service.example.com 1',
    ),
  )
  assert.is(counts.workloads, 1)
})

test('reads sidecars with their probes, beside init containers that complete', async () => {
  const { spec, counts } = await loadText(
    podWith().concat(
      '  initContainers:\n    - {name: setup, image: a:1}\n    - {name: proxy, image: b:1, restartPolicy: Always, livenessProbe: {tcpSocket: {port: 1}}}\n',
    ),
  )
  assert.equal(
    spec.workloads[0].pod.initContainers.map((c) => [c.name, c.restartPolicy, c.behavior.complete.after]),
    [
      ['setup', undefined, [{ kind: 'constant', value: s }]],
      ['proxy', 'Always', [{ kind: 'never' }]],
    ],
  )
  assert.equal([counts.initContainers, counts.containers, counts.probes], [1, 2, 1])
})

test('a fault hits sidecars that match, too', async () => {
  const { spec } = await loadText(
    stream(
      scenario('faults: [{kind: hang, at: 1m, match: {container: proxy}}]'),
      podWith().concat('  initContainers: [{name: proxy, image: b:1, restartPolicy: Always}]\n'),
    ),
  )
  const [fault] = spec.faults
  assert.equal('containers' in fault && fault.containers, [{ workload: 0, container: 0, isInit: true }])
})

test('reads restart policies and rules of single containers, and says when they do not count', async () => {
  const rules = 'restartPolicyRules: [{action: Restart, exitCodes: {operator: NotIn, values: [0, 42]}}]'
  const pod = podWith('restartPolicy: Never', rules)
  const { spec, notes } = await loadText(pod)
  const [one] = spec.workloads[0].pod.containers
  assert.is(one.restartPolicy, 'Never')
  assert.equal(one.restartRules, [{ action: 'Restart', operator: 'NotIn', exitCodes: [0, 42] }])
  assert.not.ok(notes.some((note) => note.startsWith('restart policies')))
  const old = await loadText(stream(scenario('kubernetesVersion: "1.34"'), pod))
  assert.ok(old.notes.some((note) => note.startsWith('restart policies of single containers do not count')))
})

test('knows whether the first sync waits for volumes', async () => {
  const hasVolumes = async (...lines: readonly string[]): Promise<boolean> =>
    (await loadText(podWith().concat(...lines.map((line) => `  ${line}\n`)))).spec.workloads[0].pod.hasVolumes
  assert.is(await hasVolumes(), true)
  assert.is(await hasVolumes('automountServiceAccountToken: false'), false)
  assert.is(
    await hasVolumes('automountServiceAccountToken: false', 'volumes: [{name: a, emptyDir: {}}]'),
    true,
  )
})

test('adds default nodes until pods, requests and the peak of a scale fault fit', async () => {
  const nodes = async (...documents: readonly string[]): Promise<number> =>
    (await loadText(stream(...documents))).spec.nodes.length
  const requests = (cpu: string, memory: string): string =>
    workload('Deployment', 'web', 10).replace(
      'image: app:1',
      `image: app:1, resources: {requests: {cpu: ${cpu}, memory: ${memory}}}`,
    )
  assert.is(await nodes(workload('Deployment', 'web', 110)), 1)
  assert.is(await nodes(workload('Deployment', 'web', 111)), 2)
  assert.is(await nodes(requests('"4"', '1Mi')), 3)
  assert.is(await nodes(requests('1m', '32Gi')), 5)
  assert.is(await nodes(requests('1600m', '1Mi')), 1)
  assert.is(await nodes(workload('Deployment', 'web', 110), workload('DaemonSet', 'agent', 0)), 2)
  assert.is(
    await nodes(
      scenario('faults: [{kind: scale, at: 1m, match: {name: web}, replicas: 221}]'),
      workload('Deployment', 'web', 1),
    ),
    3,
  )
  const init = workload(
    'Deployment',
    'web',
    10,
    'initContainers: [{name: i, image: a:1, resources: {limits: {cpu: "8"}}}]',
  )
  assert.is(await nodes(init), 5)
})

test('puts one pod of a DaemonSet on each node that its selector admits', async () => {
  const { spec, warnings } = await loadText(
    stream(
      scenario(
        'nodes: [{name: big, count: 3, labels: {disk: ssd}, allocatable: {pods: "10", cpu: "4", memory: 8Gi}}]',
      ),
      'apiVersion: v1\nkind: Node\nmetadata: {name: solo, labels: {disk: hdd}}\nstatus: {allocatable: {pods: "20"}}\n',
      workload('DaemonSet', 'all', 0),
      workload('DaemonSet', 'fast', 0, 'nodeSelector: {disk: ssd}'),
      workload('DaemonSet', 'linux', 0, 'nodeSelector: {kubernetes.io/os: linux}'),
      workload('DaemonSet', 'none', 0, 'nodeSelector: {disk: tape}'),
      workload('Deployment', 'web', 1, 'nodeSelector: {disk: tape}'),
    ),
  )
  assert.equal(
    spec.nodes.map((n) => [n.name, n.pool, n.podsMax]),
    [
      ['big-0', 'big', 10],
      ['big-1', 'big', 10],
      ['big-2', 'big', 10],
      ['solo', '', 20],
    ],
  )
  assert.equal(
    spec.workloads.map((w) => w.replicas),
    [4, 3, 4, 0, 1],
  )
  assert.is(warnings.length, 1)
  assert.match(
    warnings[0].message,
    /no node of 4 meets nodeSelector disk=tape, which shop\/daemonset\/none, shop\/deployment\/web ask for/,
  )
})

test('makes nodes of the names that pods are bound to, and keeps bindings to nodes of the input', async () => {
  const bound = podWith().concat('  nodeName: worker-7\n')
  const alone = await loadText(bound)
  assert.is(alone.spec.workloads[0].pod.nodeName, 'worker-7')
  assert.equal(
    alone.spec.nodes.map(({ name, pool, cpuCores }) => [name, pool, cpuCores]),
    [['worker-7', 'named', undefined]],
  )
  assert.ok(alone.notes.includes('no Node objects in the input: 1 node as pods name them, of unknown size'))
  const known = await loadText(stream(bound, 'apiVersion: v1\nkind: Node\nmetadata: {name: worker-7}\n'))
  assert.is(known.spec.workloads[0].pod.nodeName, 'worker-7')
  assert.is(known.warnings.length, 0)
})

const apartBy = (key: string, app = 'web'): string =>
  `affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: ${key}, labelSelector: {matchLabels: {app: ${app}}}}]}}`
const spreadBy = (key: string, more = ''): string =>
  `topologySpreadConstraints: [{maxSkew: 1, topologyKey: ${key}, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}${more}}]`
const zone = 'topology.kubernetes.io/zone'

for (const [what, more, nodes, zones] of [
  ['that keep away from each other', apartBy('kubernetes.io/hostname'), 3, 0],
  ['that keep away from others', apartBy('kubernetes.io/hostname', 'db'), 1, 0],
  ['with a port of their node', 'hostNetwork: true', 1, 0],
  ['that are spread over zones', spreadBy(zone), 1, 1],
  ['that are spread over a number of zones', spreadBy(zone, ', minDomains: 2'), 2, 2],
  ['that keep away from zones of each other', apartBy(zone), 1, 0],
  ['that are spread over zones, and keep away from each other', `${spreadBy(zone)}, ${apartBy(zone)}`, 3, 3],
] as const)
  test(`default nodes are enough for pods ${what} (D3)`, async () => {
    const text = workload('Deployment', 'web', 3, ...more.split(/, (?=affinity)/))
    const { spec, notes, warnings } = await loadText(text)
    assert.is(spec.nodes.length, nodes)
    assert.is(new Set(spec.nodes.flatMap(({ labels }) => labels[zone] ?? [])).size, zones)
    assert.is(
      notes.filter((note) => note.includes(`constraints of pods name them: ${zone}`)).length,
      zones > 0 ? 1 : 0,
    )
    assert.equal(warnings, [])
  })

test('default nodes are enough for pods with the same port of their nodes (D3)', async () => {
  const text = workload('Deployment', 'web', 3).replace(
    'image: app:1',
    'image: app:1, ports: [{containerPort: 80, hostPort: 80}]',
  )
  const { spec, warnings } = await loadText(text)
  assert.is(spec.nodes.length, 3)
  assert.equal(warnings, [])
})

test('nodes have the old names of their labels, too', async () => {
  const { warnings } = await loadText(
    workload(
      'Deployment',
      'web',
      1,
      'nodeSelector: {beta.kubernetes.io/os: linux, beta.kubernetes.io/arch: amd64}',
    ),
  )
  assert.equal(warnings, [])
})

const smallNode =
  'apiVersion: v1\nkind: Node\nmetadata: {name: small}\nstatus: {allocatable: {cpu: 4, memory: 8Gi, pods: 110, ephemeral-storage: 10Gi}}\n'

for (const [what, more, wish] of [
  ['the overhead of its runtime', 'overhead: {cpu: 5}', /requests of 5 CPU/],
  ['what it asks for as a whole', 'resources: {requests: {cpu: 5}}', /requests of 5 CPU/],
  ['a limit of the whole pod', 'resources: {limits: {memory: 9Gi}}', /requests of 9216Mi/],
  [
    'the storage of an init container',
    'initContainers: [{name: i, image: i, resources: {limits: {ephemeral-storage: 11Gi}}}]',
    /requests of 11264Mi of ephemeral-storage/,
  ],
] as const)
  test(`a pod stays Pending where no node has room for ${what} (D3)`, async () => {
    const { warnings } = await loadText(stream(smallNode, workload('Deployment', 'web', 1, more)))
    assert.equal(
      warnings.map(({ rule }) => rule),
      ['nodes-too-few'],
    )
    assert.match(warnings[0].message, wish)
  })

test('a node that says nothing of its storage has enough (D3)', async () => {
  const node = smallNode.replace(', ephemeral-storage: 10Gi', '')
  const more = 'initContainers: [{name: i, image: i, resources: {limits: {ephemeral-storage: 11Gi}}}]'
  const { warnings } = await loadText(stream(node, workload('Deployment', 'web', 1, more)))
  assert.is(warnings.length, 0)
})

test('says that volumes are where their pods are (N8)', async () => {
  const claim = 'volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]'
  const text = stream(workload('Deployment', 'web', 2, claim), workload('Deployment', 'plain', 2))
  const { notes } = await loadText(text)
  assert.is(
    notes.filter((note) => note.startsWith('pod templates and StatefulSets with claims of volumes: 1;'))
      .length,
    1,
  )
})

test('says what becomes of paused Deployments and of pods of other schedulers', async () => {
  const paused = workload('Deployment', 'web', 1, 'schedulerName: volcano').replace(
    'spec:',
    'spec:\n  paused: true',
  )
  const plain = workload('Deployment', 'db', 1, 'schedulerName: default-scheduler')
  const { notes } = await loadText(stream(paused, plain))
  const said = notes.filter((note) => /paused|scheduler/.test(note))
  assert.equal(
    said.map((note) => /: (\d+)(;|$)/.exec(note)?.[1]),
    ['1', '1'],
    notes.join('\n'),
  )
})

for (const [what, text, count] of [
  ['a template that asks for a proxy', ['sidecar.istio.io/inject: "true"', ''], 1],
  ['a template that refuses it', ['linkerd.io/inject: disabled', ''], 0],
  ['a template that has it already', ['linkerd.io/inject: enabled', 'linkerd-proxy'], 0],
  ['a template that asks for nothing', ['team: a', ''], 0],
] as const)
  test(`says what is injected into pods: ${what}`, async () => {
    const [annotation, init] = text
    const more = init === '' ? [] : [`initContainers: [{name: ${init}, image: i}]`]
    const web = workload('Deployment', 'web', 1, ...more).replace(
      '    metadata: {labels',
      `    metadata: {annotations: {${annotation}}, labels`,
    )
    const namespace =
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n'
    const said = async (...documents: readonly string[]): Promise<number> => {
      const { notes } = await loadText(stream(...documents))
      const note = notes.find((one) => one.includes('injected containers'))
      return Number(/: (\d+);/.exec(note ?? '')?.[1] ?? 0)
    }
    assert.equal([await said(web), await said(web, namespace)], [count, count + 1])
  })

test('says which probes ask another host than their pod', async () => {
  const probes = (host: string, more: readonly string[] = []): string =>
    workload('Deployment', 'web', 1, ...more).replace(
      '{tcpSocket: {port: 80}}',
      `{tcpSocket: {port: 80, host: ${host}}}`,
    )
  const said = async (text: string): Promise<number> =>
    (await loadText(text)).notes.filter((note) => note.startsWith('probes that ask another host')).length
  assert.is(await said(probes('10.0.0.1')), 1)
  assert.is(await said(probes('127.0.0.1')), 1)
  assert.is(await said(probes('127.0.0.1', ['hostNetwork: true'])), 0)
  assert.is(await said(probes('""')), 0)
})

test.run()
