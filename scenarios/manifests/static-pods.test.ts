/** Static pods (T1, T2, T5): folders of pools, faults that add and remove them, and what a kubelet does not take. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { podName } from '../../engine/contract/cluster-spec.ts'
import { type LoadedScenario, loadScenario } from '../load-scenario.ts'
import { inDirectory, loadError, loadText, podWith, scenarioWith } from '../load-text.test.helper.ts'

const test = suite('static pods of scenarios')
const s = 1_000_000

const agent = podWith().replace('{name: web}', '{name: agent, namespace: kube-system}')
const proxy = podWith().replace('{name: web}', '{name: proxy}')

/** Loads a whole directory, the folders of static pods included. */
const load = (files: Readonly<Record<string, string>>): Promise<LoadedScenario> =>
  inDirectory(files, (directory) => loadScenario({ files: [directory] }))

const pools = [
  'nodes:',
  '  - {name: a, count: 2, staticPods: [./static/, ./proxy.yaml]}',
  '  - {name: b, count: 1, staticPods: [./static]}',
]

test('pods in the folder of a pool run on each of its nodes, and are no pods of the input', async () => {
  const { spec, counts } = await load({
    'scenario.yaml': scenarioWith(...pools),
    'static/agent.yaml': agent,
    'proxy.yaml': proxy.replace('  containers:', '  nodeName: x\n  nodeSelector: {disk: ssd}\n  containers:'),
  })
  assert.equal(
    spec.workloads.map(({ namespace, name, replicas, staticOn }) => [namespace, name, replicas, staticOn]),
    [
      ['default', 'proxy', 2, ['a-0', 'a-1']],
      ['default', 'web', 1, undefined],
      ['kube-system', 'agent', 3, ['a-0', 'a-1', 'b-0']],
    ],
  )
  assert.is(podName(spec.workloads[2], 2), 'agent-b-0')
  const { pod, nodes } = spec.workloads[0]
  assert.equal([pod.nodeName, nodes, pod.hasVolumes], [undefined, undefined, false])
  assert.is(counts.pods, 6)
})

test('faults add and remove them, from a file or inline, ordinal after ordinal', async () => {
  const { spec } = await load({
    'scenario.yaml': scenarioWith(
      ...pools,
      'faults:',
      '  - {kind: removeStaticPod, at: 1m, match: {name: agent}, nodes: {pool: a}, count: 1}',
      '  - {kind: addStaticPod, at: 2m, manifest: ./later/agent.yaml, nodes: {name: a-0}}',
      '  - {kind: addStaticPod, at: 3m, manifest: {metadata: {name: extra}, spec: {containers: [{name: app, image: app:1}]}}}',
      '  - {kind: addStaticPod, at: 4m, manifest: ./later/agent.yaml}',
    ),
    'static/agent.yaml': agent.replace('kube-system', 'other'),
    'later/agent.yaml': agent,
    'proxy.yaml': proxy,
  })
  const named = spec.workloads.map(({ namespace, name, staticOn }) => [namespace, name, staticOn?.length])
  assert.equal(named, [
    ['default', 'extra', 3],
    ['default', 'proxy', 2],
    ['default', 'web', undefined],
    ['kube-system', 'agent', 4],
    ['other', 'agent', 3],
  ])
  assert.equal(spec.faults, [
    { kind: 'removeStaticPod', atUs: 60 * s, workloads: [3, 4], nodes: [0, 1], share: { count: 1 } },
    { kind: 'addStaticPod', atUs: 120 * s, workload: 3, ordinals: [0] },
    { kind: 'addStaticPod', atUs: 180 * s, workload: 0, ordinals: [0, 1, 2] },
    { kind: 'addStaticPod', atUs: 240 * s, workload: 3, ordinals: [1, 2, 3] },
  ])
  assert.equal(spec.workloads[3].staticOn, ['a-0', 'a-0', 'a-1', 'b-0'])
  assert.is(spec.workloads[3].replicas, 0)
})

const oneStatic = ['nodes:', '  - {name: a, count: 1, staticPods: [./static/]}']
const wrong: readonly {
  readonly does: string
  readonly files: Readonly<Record<string, string>>
  readonly scenario?: readonly string[]
  readonly rule: string
  readonly message: RegExp
}[] = [
  {
    does: 'something else than a Pod',
    files: { 'static/a.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n' },
    rule: 'static-pod',
    message: /a "Deployment" of "apps\/v1"; expected a Pod of v1/,
  },
  {
    does: 'a reference to a secret (T5)',
    files: {
      'static/a.yaml': agent.replace(
        '  containers:',
        '  volumes: [{name: v, secret: {secretName: x}}]\n  containers:',
      ),
    },
    rule: 'static-pod',
    message: /spec\.volumes\[0\]\.secret: static pods may not reference objects of the API/,
  },
  {
    does: 'the name of a pod of the input',
    files: { 'static/a.yaml': podWith() },
    rule: 'object-duplicate',
    message: /static pod default\/web has the name of another Pod/,
  },
  {
    does: 'two manifests of one name',
    files: { 'static/a.yaml': agent, 'static/b.yaml': agent.replace('app:1', 'app:2') },
    rule: 'object-duplicate',
    message: /static pod kube-system\/agent has the name of another Pod/,
  },
  {
    does: 'an empty folder',
    files: { 'static/a.txt': '' },
    rule: 'directory-empty',
    message: /holds no manifest/,
  },
  {
    does: 'a fault whose file has two pods',
    files: { 'static/a.yaml': agent, 'two.yaml': `${proxy}---\n${proxy.replace('proxy', 'other')}` },
    scenario: ['faults:', '  - {kind: addStaticPod, at: 1m, manifest: two.yaml}'],
    rule: 'static-pod',
    message: /"two.yaml" holds 2 Pods; expected one/,
  },
  {
    does: 'a removal of pods that are not static',
    files: { 'static/a.yaml': agent },
    scenario: ['faults:', '  - {kind: removeStaticPod, at: 1m, match: {name: web}}'],
    rule: 'match-nothing',
    message: /selects no static pod/,
  },
  {
    does: 'a rollout of a mirror pod',
    files: { 'static/a.yaml': agent },
    scenario: ['faults:', '  - {kind: rollout, at: 1m, match: {name: agent}, image: "b:1"}'],
    rule: 'entry-target',
    message:
      /expected Deployments, StatefulSets and DaemonSets only for a rollout, or bare Pods and a new image/,
  },
  {
    does: 'replicas of a static pod',
    files: { 'static/a.yaml': agent },
    scenario: ['workloads:', '  - {match: {name: agent}, replicas: 3}'],
    rule: 'entry-target',
    message: /static pod kube-system\/agent, whose pods follow the nodes/,
  },
]

for (const { does, files, scenario = [], rule, message } of wrong) {
  test(`reports ${does}`, async () => {
    const { diagnostics } = await loadError(
      load({ 'scenario.yaml': scenarioWith(...oneStatic, ...scenario), ...files }),
    )
    assert.is(diagnostics[0].rule, rule)
    assert.match(diagnostics[0].message, message)
  })
}

test('a scenario may hold static pods alone', async () => {
  const { spec } = await load({
    'scenario.yaml': scenarioWith(...oneStatic).split('---')[0],
    'static/a.yaml': agent,
  })
  assert.is(spec.workloads.length, 1)
  assert.is((await loadText(scenarioWith('nodes: [{name: a, count: 1}]'))).spec.workloads.length, 1)
})

test.run()
