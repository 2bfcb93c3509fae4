/** `get` and `describe` of StatefulSets and DaemonSets, and the events of their controllers, as kubectl prints them (W3, W4). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommandLine } from './command-line.ts'
import type { Output } from './streams.ts'

const input = `apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: sets }
spec:
  duration: 10m
  overheads: ideal
  nodes: [{ name: n, count: 2 }]
  workloads:
    - { match: { name: db }, behavior: { startup: 10s, shutdown: 5s } }
    - { match: { name: agent }, behavior: { startup: 10s, shutdown: 5s } }
  faults:
    - { kind: rollout, at: 1m, match: { name: db }, to: { image: "db:2" } }
    - { kind: rollout, at: 1m, match: { name: agent }, to: { image: "agent:2" } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, labels: { tier: data } }
spec:
  replicas: 2
  serviceName: db
  selector: { matchLabels: { app: db } }
  ordinals: { start: 3 }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: "db:1", readinessProbe: { tcpSocket: { port: 5432 }, periodSeconds: 1 } }] }
  volumeClaimTemplates:
    - { metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent }, matchExpressions: [{ key: app, operator: In, values: [b, agent] }] }
  template:
    metadata: { labels: { app: agent } }
    spec:
      nodeSelector: { kubernetes.io/os: linux }
      containers: [{ name: a, image: "agent:1", readinessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 1 } }]
`
const directory = mkdtempSync(join(tmpdir(), 'probestorm-sets-'))
const file = join(directory, 'all.yaml')
writeFileSync(file, input)

async function printed(words: string): Promise<string> {
  let stdout = ''
  const output: Output = {
    out: (text) => {
      stdout += text
    },
    err: () => {},
  }
  await runCommandLine([...words.split(' '), '-f', file, '--quiet'], 'probestorm', '1', output)
  return stdout
}

const test = suite('get and describe of sets')

test('StatefulSets as kubectl prints them', async () => {
  assert.is(
    await printed('get statefulsets --at 62s -o wide'),
    ['NAME   READY   AGE   CONTAINERS   IMAGES', 'db     2/2     24h   db           db:2', ''].join('\n'),
  )
  assert.is(await printed('get sts --at 70s --no-headers'), 'db    1/2   24h\n')
})

test('DaemonSets as kubectl prints them', async () => {
  assert.is(
    await printed('get ds --at 70s -o wide'),
    [
      'NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR            AGE   CONTAINERS   IMAGES    SELECTOR',
      'agent   2         2         1       1            1           kubernetes.io/os=linux   24h   a            agent:2   app=agent,app in (agent,b)',
      '',
    ].join('\n'),
  )
})

test('a watch shows each status that the API gets', async () => {
  const rows = (await printed('get sts -w --no-headers')).trimEnd().split('\n')
  const counts = rows.map((row) => row.split(/ +/).slice(0, 3).join(' '))
  // Deleted and ended, ready again; the other one.
  assert.equal(
    counts.filter((row, index) => index === 0 || !row.endsWith(counts[index - 1]!.slice(-6))),
    ['0s db 2/2', '1m5s db 1/2', '1m15s db 2/2', '1m20s db 1/2', '1m30s db 2/2'],
  )
})

test('describe a StatefulSet', async () => {
  const text = await printed('describe sts db --at 2m')
  assert.is(
    text.replace(/Pod Template:[\s\S]*Volume Claims:/, 'Volume Claims:'),
    `Name:               db
Namespace:          default
CreationTimestamp:  Wed, 31 Dec 2025 00:00:00 +0000
Selector:           app=db
Labels:             tier=data
Annotations:        <none>
Replicas:           2 desired | 2 total
Update Strategy:    RollingUpdate
  Partition:        0
Pods Status:        2 Running / 0 Waiting / 0 Succeeded / 0 Failed
Volume Claims:
  Name:          data
  StorageClass:  
  Labels:        <none>
  Annotations:   <none>
  Capacity:      1Gi
  Access Modes:  [ReadWriteOnce]
Events:
  Type    Reason            Age   From                    Message
  ----    ------            ----  ----                    -------
  Normal  SuccessfulDelete  60s   statefulset-controller  delete Pod db-4 in StatefulSet db successful
  Normal  SuccessfulCreate  55s   statefulset-controller  create Pod db-4 in StatefulSet db successful
  Normal  SuccessfulDelete  45s   statefulset-controller  delete Pod db-3 in StatefulSet db successful
  Normal  SuccessfulCreate  40s   statefulset-controller  create Pod db-3 in StatefulSet db successful
`,
  )
  assert.match(text, /\n {6}Image: +db:2\n/)
})

test('describe a DaemonSet', async () => {
  const text = await printed('describe daemonset agent --at 70s')
  assert.is(
    text.slice(0, text.indexOf('Pod Template:')),
    `Name:           agent
Namespace:      default
Selector:       app=agent,app in (agent,b)
Node-Selector:  kubernetes.io/os=linux
Labels:         <none>
Annotations:    deprecated.daemonset.template.generation: 2
Desired Number of Nodes Scheduled: 2
Current Number of Nodes Scheduled: 2
Number of Nodes Scheduled with Up-to-date Pods: 1
Number of Nodes Scheduled with Available Pods: 1
Number of Nodes Misscheduled: 0
Pods Status:  2 Running / 0 Waiting / 0 Succeeded / 0 Failed
`,
  )
  assert.match(text, /Normal {2}SuccessfulCreate {2}5s +daemon-set-controller {2}Created pod: agent-2\n$/)
})

test('what rollout status says of a StatefulSet until its update is complete', async () => {
  assert.equal((await printed('rollout status sts/db --at 60s')).trimEnd().split('\n'), [
    'Waiting for partitioned roll out to finish: 0 out of 2 new pods have been updated...',
    'Waiting for 1 pods to be ready...',
    'Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...',
    'Waiting for 1 pods to be ready...',
    'partitioned roll out complete: 2 new pods have been updated...',
  ])
})

test('what rollout status says of a DaemonSet until its update is complete', async () => {
  assert.equal((await printed('rollout status daemonset/agent --at 60s')).trimEnd().split('\n'), [
    'Waiting for daemon set "agent" rollout to finish: 0 out of 2 new pods have been updated...',
    'Waiting for daemon set "agent" rollout to finish: 1 out of 2 new pods have been updated...',
    'Waiting for daemon set "agent" rollout to finish: 1 of 2 updated pods are available...',
    'daemon set "agent" successfully rolled out',
  ])
})

test('an event that is told again is the same event', async () => {
  const rows = (await printed('get events --at 10m')).split('\n')
  const ofSet = rows.filter((row) => row.includes('statefulset/db'))
  assert.is(ofSet.length, 4)
})

test.after(() => rmSync(directory, { recursive: true, force: true }))
test.run()
