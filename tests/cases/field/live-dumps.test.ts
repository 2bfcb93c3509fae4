/** Dumps of live clusters: what is there goes on, what is over stays over, and nothing counts twice. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterObserver } from '../../../engine/index.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { loadError, loadText } from '../../../scenarios/load-text.test.helper.ts'
import { runHere } from '../../support/command.ts'
import { deployment, listOf, object, podsOf, podsOnNodes, template } from './case.ts'

const test = suite('live dumps')

const owner = (kind: string, name: string, apiVersion = 'apps/v1'): string =>
  `ownerReferences: [{ apiVersion: ${apiVersion}, kind: ${kind}, name: ${name}, uid: u, controller: true }]`

const containers = 'containers: [{ name: a, image: "a:1", livenessProbe: { tcpSocket: { port: 1 } } }]'

type PodWords = { node?: string; owner?: string; labels?: string; status?: string; metadata?: string }

/** A live pod, Running and Ready unless its status says otherwise. */
function pod(name: string, words: PodWords = {}): string {
  const metadata = [
    `name: ${name}`,
    ...(words.owner === undefined ? [] : [words.owner]),
    ...(words.labels === undefined ? [] : [`labels: { ${words.labels} }`]),
    ...(words.metadata === undefined ? [] : [words.metadata]),
  ].join(', ')
  const node = words.node === undefined ? '' : `nodeName: ${words.node}, `
  const status = words.status ?? 'phase: Running, conditions: [{ type: Ready, status: "True" }]'
  return `{ apiVersion: v1, kind: Pod, metadata: { ${metadata} }, spec: { ${node}${containers} }, status: { ${status} } }`
}

const replicaSet = (name: string, replicas: number, metadata = ''): string =>
  object(
    'apps/v1',
    'ReplicaSet',
    name,
    `replicas: ${replicas}, selector: { matchLabels: { app: a } }, template: ${template('a')}`,
    metadata,
  )

type Row = {
  readonly name: string
  readonly items: readonly string[]
  readonly pods: Readonly<Record<string, number>>
  readonly nodes?: Readonly<Record<string, number>>
  readonly note?: RegExp
}

const hash = (value: string): string => `pod-template-hash: "${value}"`

const rows: readonly Row[] = [
  {
    name: 'pods of a ReplicaSet that is not there are one workload',
    items: ['a', 'b'].map((one) => pod(`web-1-${one}`, { node: 'n1', owner: owner('ReplicaSet', 'web-1') })),
    pods: { 'default/replicaset/web-1': 2 },
    nodes: { n1: 2 },
  },
  {
    name: 'the hash of the template tells the Deployment of a ReplicaSet that is not there',
    items: ['a', 'b', 'c'].map((one) =>
      pod(`web-5d9-${one}`, { node: one, owner: owner('ReplicaSet', 'web-5d9'), labels: hash('5d9') }),
    ),
    pods: { 'default/deployment/web': 3 },
    nodes: { a: 1, b: 1, c: 1 },
  },
  {
    name: 'two revisions of one Deployment are one workload, and a note says so',
    items: [
      pod('web-1-a', { node: 'n1', owner: owner('ReplicaSet', 'web-1'), labels: hash('1') }),
      pod('web-2-a', { node: 'n1', owner: owner('ReplicaSet', 'web-2'), labels: hash('2') }),
      pod('web-2-b', { node: 'n2', owner: owner('ReplicaSet', 'web-2'), labels: hash('2') }),
    ],
    pods: { 'default/deployment/web': 3 },
    nodes: { n1: 2, n2: 1 },
    note: /several templates/,
  },
  {
    name: 'pods do not count beside their Deployment, though the ReplicaSet is not there',
    items: [
      deployment('web', 2),
      pod('web-1-a', { node: 'n1', owner: owner('ReplicaSet', 'web-1'), labels: hash('1') }),
      pod('web-1-b', { node: 'n1', owner: owner('ReplicaSet', 'web-1'), labels: hash('1') }),
    ],
    pods: { 'default/deployment/web': 2 },
    nodes: { n1: 2 },
  },
  {
    name: 'finished, evicted and terminating pods do not come to life',
    items: [
      pod('done', { status: 'phase: Succeeded' }),
      pod('failed', { status: 'phase: Failed, reason: NodeAffinity' }),
      pod('evicted', { status: 'phase: Failed, reason: Evicted' }),
      pod('going', { node: 'n1', metadata: 'deletionTimestamp: "2026-01-01T00:00:00Z"' }),
      pod('here', { node: 'n1' }),
    ],
    pods: { 'default/pod/here': 1 },
    nodes: { n1: 1 },
    note: /^4 pods left out that do not go on: Evicted 1, Failed 1, Succeeded 1, Terminating 1$/,
  },
  {
    name: 'pods beyond the replicas of a rollout are left out, those that are not ready first',
    items: [
      deployment('web', 2),
      pod('web-1-a', { node: 'n1', owner: owner('ReplicaSet', 'web-1'), labels: hash('1') }),
      pod('web-1-b', { node: 'n2', owner: owner('ReplicaSet', 'web-1'), labels: hash('1') }),
      pod('web-1-0', {
        node: 'n3',
        owner: owner('ReplicaSet', 'web-1'),
        labels: hash('1'),
        status: 'phase: Pending',
      }),
    ],
    pods: { 'default/deployment/web': 2 },
    nodes: { n1: 1, n2: 1 },
    note: /pods beyond the replicas of their workload left out: 1/,
  },
  {
    name: 'old ReplicaSets have no pods and are no workloads',
    items: [
      replicaSet('web-1', 0, owner('Deployment', 'web')),
      replicaSet('web-2', 1, owner('Deployment', 'web')),
    ],
    pods: { 'default/replicaset/web-2': 1 },
    note: /old ReplicaSets and ReplicationControllers without pods left out: 1/,
  },
  {
    name: 'pods of a StatefulSet keep their ordinals',
    items: [
      object(
        'apps/v1',
        'StatefulSet',
        'db',
        `replicas: 3, serviceName: db, selector: { matchLabels: { app: db } }, template: ${template('db')}`,
      ),
      pod('db-2', { node: 'n2', owner: owner('StatefulSet', 'db') }),
      pod('db-0', { node: 'n0', owner: owner('StatefulSet', 'db') }),
    ],
    pods: { 'default/statefulset/db': 3 },
  },
  {
    name: 'pods of a DaemonSet are where they are',
    items: [
      object(
        'apps/v1',
        'DaemonSet',
        'agent',
        `selector: { matchLabels: { app: agent } }, template: ${template('agent', 'nodeSelector: { gpu: "yes" }')}`,
      ),
      pod('agent-x', { node: 'n2', owner: owner('DaemonSet', 'agent') }),
      pod('other', { node: 'n1' }),
    ],
    pods: { 'default/daemonset/agent': 1, 'default/pod/other': 1 },
    nodes: { n1: 1, n2: 1 },
  },
  {
    name: 'a node that lacks a pod of a DaemonSet gets one',
    items: [
      ...['n1', 'n2', 'n3'].map((name) => object('v1', 'Node', name)),
      object(
        'apps/v1',
        'DaemonSet',
        'agent',
        `selector: { matchLabels: { app: agent } }, template: ${template('agent')}`,
      ),
      pod('agent-x', { node: 'n3', owner: owner('DaemonSet', 'agent') }),
      pod('agent-y', {
        node: 'n1',
        owner: owner('DaemonSet', 'agent'),
        status: 'phase: Failed, reason: Evicted',
      }),
      pod('agent-z', { owner: owner('DaemonSet', 'agent'), status: 'phase: Pending' }),
    ],
    pods: { 'default/daemonset/agent': 3 },
    nodes: { n1: 1, n2: 1, n3: 1 },
  },
  {
    name: 'pods of a DaemonSet that is not there are those that there are',
    items: [
      ...['n1', 'n2', 'n3'].map((name) => object('v1', 'Node', name)),
      ...['n1', 'n3'].map((node) => pod(`agent-${node}`, { node, owner: owner('DaemonSet', 'agent') })),
    ],
    pods: { 'default/daemonset/agent': 2 },
    nodes: { n1: 1, n3: 1 },
  },
  {
    name: 'pods without a node get default nodes beside those that others name',
    items: [pod('here', { node: 'n1' }), deployment('web', 200)],
    pods: { 'default/deployment/web': 200, 'default/pod/here': 1 },
    note: /^no nodes in the input for all pods: 1 default node of/,
  },
  {
    name: 'pods of a DeploymentConfig count for it, though its ReplicationController is not there',
    items: ['a', 'b'].map((one) =>
      pod(`web-3-${one}`, {
        node: 'n1',
        owner: owner('ReplicationController', 'web-3', 'v1'),
        labels: 'deploymentconfig: web',
      }),
    ),
    pods: { 'default/deploymentconfig/web': 2 },
  },
  {
    name: 'pods of a Rollout count for it, though its ReplicaSet is not there',
    items: ['a', 'b'].map((one) =>
      pod(`web-5d9-${one}`, {
        node: 'n1',
        owner: owner('ReplicaSet', 'web-5d9'),
        labels: 'rollouts-pod-template-hash: 5d9',
      }),
    ),
    pods: { 'default/rollout/web': 2 },
  },
  {
    name: 'pods that belong to nodes that the input does not hold are left out with them',
    items: [
      object('v1', 'Node', 'n1'),
      object(
        'apps/v1',
        'DaemonSet',
        'agent',
        `selector: { matchLabels: { app: agent } }, template: ${template('agent')}`,
      ),
      ...['n1', 'n2', 'n3'].map((node) => pod(`agent-${node}`, { node, owner: owner('DaemonSet', 'agent') })),
      ...['n1', 'n2'].map((node) => pod(`etcd-${node}`, { node, owner: owner('Node', node, 'v1') })),
    ],
    pods: { 'default/daemonset/agent': 1, 'default/pod/etcd': 1 },
    nodes: { n1: 2 },
    note: /^3 pods of DaemonSets and kubelets left out, on nodes that the input does not hold$/,
  },
  {
    name: 'a controller whose name is none is nobody',
    items: [
      pod('a', { node: 'n1', owner: owner('ReplicaSet', '"<b>x/\\u202e"') }),
      pod('b', { node: 'n1', owner: owner('"Set\\e[31m"', 'web') }),
    ],
    pods: { 'default/pod/a': 1, 'default/pod/b': 1 },
  },
  {
    name: 'a DaemonSet that ran on more nodes than the input has says so',
    items: [
      `{ apiVersion: apps/v1, kind: DaemonSet, metadata: { name: agent }, spec: { selector: { matchLabels: { app: agent } }, template: ${template('agent')} }, status: { desiredNumberScheduled: 600 } }`,
    ],
    pods: { 'default/daemonset/agent': 1 },
    note: /: default\/daemonset\/agent 1 of 600$/,
  },
  {
    name: 'a suspended Job makes no pods, and a note counts it',
    items: [
      `{ apiVersion: batch/v1, kind: Job, metadata: { name: j }, spec: { suspend: true, template: ${template('j', 'restartPolicy: Never')} }, status: { conditions: [{ type: Suspended, status: "True" }] } }`,
    ],
    pods: { 'default/job/j': 0 },
    note: /^suspended Jobs, which make no pods: 1$/,
  },
  {
    name: 'mirror pods are a static pod on each of their nodes',
    items: ['m1', 'm2'].map((node) => pod(`etcd-${node}`, { node, owner: owner('Node', node, 'v1') })),
    pods: { 'default/pod/etcd': 2 },
    nodes: { m1: 1, m2: 1 },
  },
  {
    name: 'pods of an unknown controller are one workload of its kind',
    items: ['a', 'b'].map((one) =>
      pod(`c-${one}`, { node: 'n1', owner: owner('CloneSet', 'c', 'apps.kruise.io/v1alpha1') }),
    ),
    pods: { 'default/cloneset/c': 2 },
    nodes: { n1: 2 },
  },
  {
    name: 'a Job in flight goes on with what is left, and done ones make no pods',
    items: [
      `{ apiVersion: batch/v1, kind: Job, metadata: { name: j }, spec: { parallelism: 4, completions: 5, template: ${template('j', 'restartPolicy: Never')} }, status: { succeeded: 3, active: 2 } }`,
      `{ apiVersion: batch/v1, kind: Job, metadata: { name: k }, spec: { template: ${template('k', 'restartPolicy: Never')} }, status: { succeeded: 1, conditions: [{ type: Complete, status: "True" }] } }`,
    ],
    pods: { 'default/job/j': 2 },
    note: /^1 Job left out that is done: Complete 1$/,
  },
  {
    name: 'a Job whose CronJob is in the input runs beside those that it will make',
    items: [
      object(
        'batch/v1',
        'CronJob',
        'c',
        `schedule: "* * * * *", jobTemplate: { spec: { template: ${template('c', 'restartPolicy: Never')} } }`,
      ),
      `{ apiVersion: batch/v1, kind: Job, metadata: { name: c-1, ${owner('CronJob', 'c', 'batch/v1')} }, spec: { template: ${template('c', 'restartPolicy: Never')} }, status: { active: 1 } }`,
    ],
    pods: { 'default/job/c-1': 1, 'default/cronjob/c': 1 },
    note: /^CronJobs follow a clock/,
  },
  {
    name: 'pods on nodes that the input does not hold go to those that it does',
    items: [
      '{ apiVersion: v1, kind: Node, metadata: { name: n1 }, status: { allocatable: { pods: "10" } } }',
      pod('here', { node: 'n1' }),
      pod('there', { node: 'n9' }),
    ],
    pods: { 'default/pod/here': 1, 'default/pod/there': 1 },
    nodes: { n1: 2 },
    note: /^1 pod on nodes that the input does not hold/,
  },
  {
    name: 'pods that were not ready are counted by why',
    items: [
      pod('a', { node: 'n1', status: 'phase: Running, conditions: [{ type: Ready, status: "False" }]' }),
      pod('b', {
        node: 'n1',
        status:
          'phase: Pending, containerStatuses: [{ name: a, state: { waiting: { reason: ImagePullBackOff } } }]',
      }),
    ],
    pods: { 'default/pod/a': 1, 'default/pod/b': 1 },
    note: /^2 pods that were not ready are simulated as running and ready if a node takes them: ImagePullBackOff 1, not ready 1$/,
  },
]

for (const { name, items, pods, nodes, note } of rows) {
  test(name, async () => {
    const loaded = await loadText(listOf(...items))
    assert.equal(podsOf(loaded), pods)
    if (nodes !== undefined) assert.equal(podsOnNodes(loaded), nodes)
    if (note !== undefined)
      assert.ok(
        loaded.notes.some((one) => note.test(one)),
        loaded.notes.join('\n'),
      )
  })
}

test('a dump of finished pods says that nothing is left', async () => {
  const error = await loadError(loadText(listOf(pod('done', { status: 'phase: Succeeded' }))))
  assert.match(error.diagnostics[0]!.message, /1 pods that do not go on \(Succeeded 1\)/)
})

test('ordinals of a StatefulSet keep the names and places of its pods', async () => {
  const { spec } = await loadText(listOf(...rows.find((row) => row.name.includes('ordinals'))!.items))
  const views = new ClusterObserver(spec).pods()
  assert.equal(
    views.map((view) => [view.name, view.name === 'db-1' ? 'any' : view.node]),
    [
      ['db-0', 'n0'],
      ['db-1', 'any'],
      ['db-2', 'n2'],
    ],
  )
})

const kinds = ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Node', 'CloneSet', ''] as const
const anyPod = fc.record({
  kind: fc.constantFrom(...kinds),
  controller: fc.integer({ min: 0, max: 3 }),
  node: fc.integer({ min: 0, max: 4 }),
  phase: fc.constantFrom('Running', 'Running', 'Succeeded', 'Failed'),
})

test('whatever a dump holds, each pod that goes on is there once, where it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyPod, { minLength: 1, maxLength: 30 }), async (pods) => {
      const items = pods.map(({ kind, controller, node, phase }, index) => {
        const words = { node: `n${node}`, status: `phase: ${phase}` }
        if (kind === 'Node')
          return pod(`static${index}-n${node}`, { ...words, owner: owner('Node', `n${node}`, 'v1') })
        return pod(
          `p${index}`,
          kind === '' ? words : { ...words, owner: owner(kind, `${kind.toLowerCase()}-${controller}`) },
        )
      })
      const expected: Record<string, number> = {}
      for (const { node, phase } of pods)
        if (phase === 'Running') expected[`n${node}`] = (expected[`n${node}`] ?? 0) + 1
      if (Object.keys(expected).length === 0) return
      const loaded = await loadText(listOf(...items))
      assert.equal(podsOnNodes(loaded), Object.fromEntries(Object.entries(expected).sort()))
      assert.is(loaded.spec.nodes.length, Object.keys(expected).length)
    }),
    { numRuns: 60 },
  )
})

const live = new URL('./live-cluster.yaml', import.meta.url).pathname

test('a whole cluster has the pods, places, restarts and ages that it shows', async () => {
  const loaded = await loadScenario({ files: [live] })
  assert.equal(podsOf(loaded), {
    'kube-system/daemonset/agent': 3,
    'kube-system/pod/kube-apiserver': 1,
    'shop/deployment/web': 4,
    'shop/job/nightly-29401440': 1,
    'shop/cronjob/nightly': 1,
    'shop/job/paused': 0,
  })
  assert.equal(podsOnNodes(loaded), { cp: 1, n1: 5, n2: 2, n3: 2 })
  assert.equal(loaded.spec.workloads.find(({ name }) => name.startsWith('nightly-'))!.job, {
    parallelism: 1,
    completions: 3,
    backoffLimit: 5,
  })
  assert.equal(
    loaded.notes.filter((note) => /left out|not ready|controller/.test(note)),
    [
      'skipped 10 objects whose controller is in the input: Pod 8, ReplicaSet 2',
      '4 pods left out that do not go on: Evicted 1, Failed 1, Succeeded 1, Terminating 1',
      '2 Jobs left out that are done: Complete 1, Failed 1',
      '2 pods that were not ready are simulated as running and ready if a node takes them: CrashLoopBackOff 1, Pending 1',
      '2 pods on 1 node that is not ready are simulated as running until the taints of the node take pods off: nodes fail by faults only, such as nodeDown',
    ],
  )
})

test('get shows restarts and ages of a live cluster, counted to its newest time', async () => {
  const pods = await runHere(['get', 'pods', '-n', 'shop', '-f', live, '--at', '0s'])
  const lines = pods.stdout.split('\n').map((line) => line.split(/ {2,}/))
  assert.equal(
    lines.filter(([name]) => name?.startsWith('web')),
    [
      ['web-6f5b-aaaaa', '1/1', 'Running', '3 (24h ago)', '5d'],
      ['web-6f5b-bbbbb', '1/1', 'Running', '0', '5d'],
      ['web-6f5b-ccccc', '1/1', 'Running', '9', '5d'],
      ['web-6f5b-ddddd', '1/1', 'Running', '0', '60s'],
    ],
  )
  const nodes = await runHere(['get', 'nodes', '-f', live, '--at', '0s'])
  assert.equal(
    nodes.stdout
      .split('\n')
      .slice(1, 5)
      .map((line) => line.split(/ {2,}/).slice(0, 4).join(' ')),
    [
      'cp Ready control-plane 59d',
      'n1 Ready <none> 30d',
      'n2 Ready,SchedulingDisabled <none> 30d',
      'n3 NotReady <none> 30d',
    ],
  )
})

test('the order of a dump does not matter', async () => {
  const items = rows.find((row) => row.name.includes('beyond the replicas'))!.items
  const specs = [items, items.toReversed()].map(async (one) => (await loadText(listOf(...one))).spec)
  const [one, other] = await Promise.all(specs)
  assert.equal(one, other)
})

test.run()
