/** S15: what is said before a run of pods that name a node whose kubelet rejects them, and that the run shows the same. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { displayPod } from '../../../engine/model/node/status/pod-display.ts'
import { loadText } from '../../../scenarios/load-text.test.helper.ts'
import { stateAfter } from '../../support/observe.ts'
import { daemonSet, deployment, listOf } from './case.ts'

const test = suite('pods that name their node')

const node = (name: string, spec = '', more = ''): string =>
  `{ apiVersion: v1, kind: Node, metadata: { name: ${name} }, spec: { ${spec} }, status: { allocatable: { cpu: "2", memory: 4Gi, pods: "4"${more} } } }`
const nodes = [
  node('a'),
  node('tainted', 'taints: [{ key: gpu, value: "yes", effect: NoExecute }]'),
  node('shy', 'taints: [{ key: gpu, effect: NoSchedule }]'),
]
const pod = (name: string, spec: string, resources = ''): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: ${name} }, spec: { ${spec}, containers: [{ name: a, image: "a:1"${resources === '' ? '' : `, resources: { requests: { ${resources} } }`} }] } }`
const asking = (text: string): string =>
  `nodeName: a, initContainers: [{ name: i, image: "i:1", resources: { requests: { ${text} } } }]`

type Row = readonly [what: string, item: string, status: string, says: RegExp]

const rows: readonly Row[] = [
  [
    'too few processors',
    pod('p', 'nodeName: a', 'cpu: "4"'),
    'OutOfcpu',
    /^the kubelet of node a rejects the pod of default\/pod\/p \(nodeName: a\): a pod asks for 4 CPU, and the node has 2 CPU; kubectl shows OutOfcpu$/,
  ],
  [
    'too little memory',
    pod('p', 'nodeName: a', 'memory: 8Gi'),
    'OutOfmemory',
    /asks for 8192Mi of memory, and the node has 4096Mi of memory; /,
  ],
  [
    'no such device',
    pod('p', 'nodeName: a', 'nvidia.com/gpu: "1"').replace('requests', 'limits'),
    'OutOfnvidia.com/gpu',
    /asks for 1 nvidia.com\/gpu, and the node has 0 nvidia.com\/gpu; /,
  ],
  [
    'no such label',
    pod('p', 'nodeName: a, nodeSelector: { zone: "9" }'),
    'NodeAffinity',
    /asks for nodeSelector zone=9, which the node does not meet; /,
  ],
  [
    'a taint NoExecute',
    pod('p', 'nodeName: tainted'),
    'TaintToleration',
    /the node has the taint gpu=yes:NoExecute, which the pod does not tolerate; /,
  ],
  [
    'room for one pod of a Deployment',
    deployment('web', 2, asking('cpu: "1500m"')),
    'OutOfcpu',
    /rejects 1 of 2 pods of default\/deployment\/web .*asks for 1.5 CPU, and the node has 2 CPU, of which other pods have 1.5 CPU; /,
  ],
  [
    'places for four pods of a Deployment',
    deployment('web', 5, 'nodeName: a'),
    'OutOfpods',
    /rejects 1 of 5 pods .*: the node takes 4 pods; /,
  ],
  [
    'a host port for one pod of a Deployment',
    deployment(
      'web',
      2,
      'nodeName: a, initContainers: [{ name: i, image: "i:1", restartPolicy: Always, ports: [{ containerPort: 80, hostPort: 80 }] }]',
    ),
    'NodePorts',
    /rejects 1 of 2 pods .*: a pod asks for host port 80, and a pod on the node has it; /,
  ],
  [
    'too few processors for a DaemonSet',
    daemonSet('web', asking('cpu: "3"')),
    'OutOfcpu',
    /rejects the pod of default\/daemonset\/web/,
  ],
]

for (const [what, item, status, says] of rows) {
  test(`a node with ${what} is named, with the status that kubectl shows: ${status} (S15)`, async () => {
    const { warnings, spec } = await loadText(listOf(...nodes, item))
    assert.equal(
      warnings.map(({ rule }) => rule),
      ['nodes-too-few'],
    )
    assert.match(warnings[0]!.message, says)
    assert.ok(warnings[0]!.message.endsWith(`kubectl shows ${status}`))
    const state = stateAfter(spec, 5)
    const shown = Array.from({ length: state.pod.count }, (_, row) => displayPod(state, row).status)
    assert.ok(shown.includes(status), shown.join(' '))
  })
}

test('pods that name the only node are rejected, and do not stay Pending (S15)', async () => {
  const { warnings } = await loadText(listOf(node('a'), deployment('web', 5, 'nodeName: a')))
  assert.equal(
    warnings.map(({ message }) => message),
    [
      'the kubelet of node a rejects 1 of 5 pods of default/deployment/web (nodeName: a): the node takes 4 pods; kubectl shows OutOfpods',
    ],
  )
})

test('nothing is said of pods that the kubelet takes, nor of live ones (S15)', async () => {
  const taken = [
    pod('fits', 'nodeName: a', 'cpu: "2"'),
    pod('unscheduled', 'nodeName: shy'),
    pod('bears', 'nodeName: tainted, tolerations: [{ operator: Exists }]'),
  ]
  assert.equal((await loadText(listOf(...nodes, ...taken))).warnings, [])
  const live = pod('live', 'nodeName: a', 'cpu: "4"').replace(
    /\}$/,
    ', status: { phase: Running, podIP: 10.0.0.1 } }',
  )
  assert.equal((await loadText(listOf(...nodes, live))).warnings, [])
})

test.run()
