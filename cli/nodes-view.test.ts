/** `describe node`, events of nodes, and labels of objects that say something about workloads, as kubectl prints them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommandLine } from './command-line.ts'
import type { Output } from './streams.ts'

const input = `apiVersion: probestorm.dev/v1alpha1
kind: Scenario
spec:
  duration: 12m
  initialState: created
  overheads: ideal
  nodes:
    - { name: blue, count: 1, allocatable: { cpu: 4, memory: 8Gi }, labels: { pool: blue } }
    - { name: green, count: 1, allocatable: { cpu: 4, memory: 8Gi }, labels: { pool: green } }
  workloads:
    - match: { name: web }
      cpuLoad: 0.1
  faults:
    - { kind: nodeDown, at: 1m, nodes: { name: blue-0 } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { tier: front } }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      nodeSelector: { pool: blue }
      containers:
        - name: app
          image: web:1
          resources: { requests: { cpu: 500m, memory: 1Gi }, limits: { memory: 2Gi } }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web, labels: { tier: front } }
spec: { minAvailable: 1, selector: { matchLabels: { app: web } } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, labels: { tier: front } }
spec:
  minReplicas: 2
  maxReplicas: 4
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }]
`
const directory = mkdtempSync(join(tmpdir(), 'probestorm-nodes-'))
const file = join(directory, 'all.yaml')
writeFileSync(file, input)

async function printed(words: string): Promise<string> {
  let out = ''
  const output: Output = {
    out: (text) => {
      out += text
    },
    err: (text) => {
      out += text
    },
  }
  await runCommandLine([...words.split(' '), '-f', file, '--quiet'], 'probestorm', '1', output)
  return out
}

const test = suite('views of nodes')

test('describe a node that is well: what it has, which pods are there, and what they ask for', async () => {
  const text = await printed('describe node blue-0 --at 30s')
  assert.is(
    text.replace(/System Info:[\s\S]*(?=Non-terminated)/, ''),
    `Name:               blue-0
Roles:              <none>
Labels:             beta.kubernetes.io/arch=amd64
                    beta.kubernetes.io/os=linux
                    kubernetes.io/arch=amd64
                    kubernetes.io/hostname=blue-0
                    kubernetes.io/os=linux
                    pool=blue
Annotations:        <none>
CreationTimestamp:  <unknown>
Taints:             <none>
Unschedulable:      false
Conditions:
  Type    Status  LastHeartbeatTime  LastTransitionTime  Reason         Message
  ----    ------  -----------------  ------------------  ------         -------
  Ready   True    <unknown>          <unknown>           KubeletReady   kubelet is posting ready status
Addresses:
Allocatable:
  cpu:     4
  memory:  8Gi
  pods:    110
Non-terminated Pods:          (2 in total)
  Namespace                   Name     CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age
  ---------                   ----     ------------  ----------  ---------------  -------------  ---
  default                     web-0    500m (12%)    0 (0%)      1Gi (12%)        2Gi (25%)      30s
  default                     web-1    500m (12%)    0 (0%)      1Gi (12%)        2Gi (25%)      30s
Allocated resources:
  (Total limits may be over 100 percent, i.e., overcommitted.)
  Resource           Requests   Limits
  --------           --------   ------
  cpu                1 (25%)    0 (0%)
  memory             2Gi (25%)  4Gi (50%)
  ephemeral-storage  0 (0%)     0 (0%)
Events:              <none>
`,
  )
})

test('describe a node of which nothing is heard: its condition, its taints, and the event about it (N2, N5)', async () => {
  const text = await printed('describe node blue-0 --at 3m')
  assert.match(
    text,
    /Taints: +node\.kubernetes\.io\/unreachable:NoExecute\n +node\.kubernetes\.io\/unreachable:NoSchedule/,
  )
  assert.match(
    text,
    /Ready +Unknown +<unknown> +Thu, 01 Jan 2026 00:01:\d\d \+0000 +NodeStatusUnknown +Kubelet stopped posting node status\./,
  )
  assert.match(text, /Normal +NodeNotReady +\S+ +node-controller +Node blue-0 status is now: NodeNotReady/)
})

test('events tell of pods on a dead node, and of their eviction (N4, N7)', async () => {
  const text = await printed('describe pod web-0 --at 8m')
  assert.match(text, /Warning +NodeNotReady +\S+ +node-controller +Node is not ready/)
  assert.match(
    text,
    /TaintManagerEviction +\S+ +taint-eviction-controller +Marking for deletion Pod default\/web-0/,
  )
})

for (const resource of ['pdb', 'hpa'])
  test(`get ${resource} takes a selector, and shows labels`, async () => {
    assert.match(await printed(`get ${resource} --at 30s -l tier=front`), /^web /m)
    assert.is.not(/^web /m.test(await printed(`get ${resource} --at 30s -l tier=back`)), true)
    assert.match(
      await printed(`get ${resource} --at 30s --show-labels -L tier`),
      /AGE +TIER +LABELS\nweb .* front +tier=front$/m,
    )
  })

test.after(() => rmSync(directory, { recursive: true }))

test.run()
