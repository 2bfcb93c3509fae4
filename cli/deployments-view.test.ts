/** `get deployments|replicasets` and `rollout status`, as kubectl prints them (W2). */
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
  duration: 30m
  overheads: ideal
  workloads:
    - behavior: { startup: 2s }
  faults:
    - { kind: rollout, at: 5m, match: { name: web } }
    - { kind: rollout, at: 10m, match: { name: web }, to: { behavior: { startup: never } } }
    - { kind: rollback, at: 25m, match: { name: web } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop, labels: { tier: front } }
spec:
  replicas: 4
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: web:1, readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1 } }] }
`
const directory = mkdtempSync(join(tmpdir(), 'probestorm-deployments-'))
const file = join(directory, 'all.yaml')
writeFileSync(file, input)

async function printed(words: string): Promise<{ out: string; err: string; code: number }> {
  let out = ''
  let err = ''
  const output: Output = {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
  }
  const line = [...words.split(' '), '-n', 'shop', '-f', file, '--quiet']
  const code = await runCommandLine(line, 'probestorm', '1', output)
  return { out, err, code }
}

const test = suite('get deployments')

test('Deployments and their ReplicaSets, in the middle of a rollout that is stuck', async () => {
  assert.is(
    (await printed('get deployments --at 12m')).out,
    `NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    3/4     2            3           24h
`,
  )
  assert.is(
    (await printed('get rs --at 12m')).out,
    `NAME     DESIRED   CURRENT   READY   AGE
web-v1   0         0         0       24h
web-v2   3         3         3       7m
web-v3   2         2         0       2m
`,
  )
})

test('wide tables name containers, images and the selector; labels have columns', async () => {
  assert.is(
    (await printed('get deployments --at 12m -o wide -L tier --show-labels')).out,
    `NAME   READY   UP-TO-DATE   AVAILABLE   AGE   CONTAINERS   IMAGES   SELECTOR   TIER    LABELS
web    3/4     2            3           24h   app          web:1    app=web    front   tier=front
`,
  )
  assert.is(
    (await printed('get rs web-v3 --at 12m -o wide -L app')).out,
    `NAME     DESIRED   CURRENT   READY   AGE   CONTAINERS   IMAGES   SELECTOR   APP
web-v3   2         2         0       2m    app          web:1    app=web    web
`,
  )
})

test('objects have what is written in them, and what they have now', async () => {
  const [deployment] = JSON.parse((await printed('get deployments --at 12m -o json')).out).items
  assert.equal(deployment.metadata.labels, { tier: 'front' })
  assert.equal(deployment.spec.selector, { matchLabels: { app: 'web' } })
  assert.is(deployment.spec.template.spec.containers[0].image, 'web:1')
  const sets = JSON.parse((await printed('get rs --at 12m -o json')).out).items
  assert.equal(
    sets.map(
      ({
        metadata,
        spec,
      }: {
        metadata: { ownerReferences: { name: string }[] }
        spec: { replicas: number }
      }) => [metadata.ownerReferences[0]!.name, spec.replicas],
    ),
    [
      ['web', 0],
      ['web', 3],
      ['web', 2],
    ],
  )
})

test('a selector takes Deployments by their labels, and ReplicaSets by the labels of their template', async () => {
  const names = async (words: string): Promise<string> => (await printed(`get ${words} --at 12m -o name`)).out
  assert.is(await names('deployments -l tier=front'), 'deployment.apps/web\n')
  assert.is(await names('deployments -l app=web'), '')
  assert.is(await names('rs -l tier=front'), '')
  assert.is(
    await names('rs -l app=web'),
    'replicaset.apps/web-v1\nreplicaset.apps/web-v2\nreplicaset.apps/web-v3\n',
  )
})

test('a watch finds a ReplicaSet that is made in it, and prints each change once', async () => {
  const { out, err, code } = await printed('get rs web-v3 -w -o json')
  assert.equal([err, code], ['', 0])
  const documents = out.trim().split(/(?<=^})\n/m)
  assert.ok(documents.length > 1)
  assert.ok(documents.every((each, index) => index === 0 || each !== documents[index - 1]))
})

test('what rollout status says until the rollout is complete', async () => {
  const { out, code } = await printed('rollout status deployment/web --at 5m')
  const lines = out.trim().split('\n')
  assert.is(code, 0)
  assert.ok(
    lines.includes(
      'Waiting for deployment "web" rollout to finish: 2 out of 4 new replicas have been updated...',
    ),
  )
  assert.is(lines.at(-1), 'deployment "web" successfully rolled out')
})

test('what rollout status says of one that does not progress', async () => {
  const { err, code } = await printed('rollout status deploy/web --at 10m')
  assert.is(err, 'error: deployment "web" exceeded its progress deadline\n')
  assert.is(code, 99)
})

test('describe a Deployment in the middle of a rollout that is stuck', async () => {
  const text = (await printed('describe deployment web --at 12m')).out
  assert.is(
    text.replace(/Pod Template:[\s\S]*Conditions:/, 'Conditions:'),
    `Name:                   web
Namespace:              shop
CreationTimestamp:      Wed, 31 Dec 2025 00:00:00 +0000
Labels:                 tier=front
Annotations:            deployment.kubernetes.io/revision: 3
Selector:               app=web
Replicas:               4 desired | 2 updated | 5 total | 3 available | 2 unavailable
StrategyType:           RollingUpdate
MinReadySeconds:        0
RollingUpdateStrategy:  25% max unavailable, 25% max surge
Conditions:
  Type           Status  Reason
  ----           ------  ------
  Available      True    MinimumReplicasAvailable
  Progressing    True    ReplicaSetUpdated
OldReplicaSets:  web-v1 (0/0 replicas created), web-v2 (3/3 replicas created)
NewReplicaSet:   web-v3 (2/2 replicas created)
Events:
  Type    Reason             Age    From                   Message
  ----    ------             ----   ----                   -------
  Normal  ScalingReplicaSet  7m     deployment-controller  Scaled up replica set web-v2 from 0 to 1
  Normal  ScalingReplicaSet  7m     deployment-controller  Scaled down replica set web-v1 from 4 to 3
  Normal  ScalingReplicaSet  7m     deployment-controller  Scaled up replica set web-v2 from 1 to 2
  Normal  ScalingReplicaSet  6m58s  deployment-controller  Scaled down replica set web-v1 from 3 to 1
  Normal  ScalingReplicaSet  6m58s  deployment-controller  Scaled up replica set web-v2 from 2 to 4
  Normal  ScalingReplicaSet  6m56s  deployment-controller  Scaled down replica set web-v1 from 1 to 0
  Normal  ScalingReplicaSet  2m     deployment-controller  Scaled up replica set web-v3 from 0 to 1
  Normal  ScalingReplicaSet  2m     deployment-controller  Scaled down replica set web-v2 from 4 to 3
  Normal  ScalingReplicaSet  2m     deployment-controller  Scaled up replica set web-v3 from 1 to 2
`,
  )
  assert.match(text, /\n {6}Image: +web:1\n/)
})

test('a name that is not there, and a kind that has no such status', async () => {
  assert.match(
    (await printed('rollout status deployment/wob --at 1m')).err,
    /deployments.apps "wob" not found/,
  )
  assert.is((await printed('get deployment wob')).code, 2)
})

test('pods of a Deployment belong to the ReplicaSet of their version', async () => {
  assert.match((await printed('describe pod web-0 --at 1m')).out, /Controlled By: +ReplicaSet\/web-v1/)
})

test('the directory is gone', () => {
  rmSync(directory, { recursive: true })
})

test.run()
