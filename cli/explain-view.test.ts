/** `explain --pod`: who made a pod, why it was the victim of its ReplicaSet, and for which taint it was evicted (W1, W4, N7). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommandLine } from './command-line.ts'
import type { Output } from './streams.ts'

const template = (name: string) => `selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: app, image: "app:1", readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1 } }] }`

const input = `apiVersion: probestorm.dev/v1alpha1
kind: Scenario
spec:
  duration: 9m
  nodes: [{ name: n, count: 3 }]
  workloads:
    - behavior: { startup: 2s }
  faults:
    - { kind: scale, at: 1m, match: { name: web }, replicas: 3 }
    - { kind: scale, at: 90s, match: { name: web }, replicas: 0 }
    - { kind: delete, at: 1m, match: { name: db } }
    - { kind: nodeDown, at: 2m, nodes: { name: n-0 } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 5
  ${template('web')}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: back }
spec:
  replicas: 3
  ${template('back')}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  replicas: 1
  serviceName: db
  ${template('db')}
`
const directory = mkdtempSync(join(tmpdir(), 'probestorm-explain-'))
const file = join(directory, 'all.yaml')
writeFileSync(file, input)

/** What is told of a pod and has to do with its coming and going, without its time. */
async function toldOf(pod: string): Promise<string[]> {
  let text = ''
  const output: Output = {
    out: (more) => {
      text += more
    },
    err: () => {},
  }
  await runCommandLine(['explain', '--pod', pod, '-f', file, '--quiet'], 'probestorm', '1', output)
  return text
    .split('\n')
    .map((line) => line.split(/ {2,}/).slice(2).join(' | '))
    .filter((line) => /created|chosen|evicted|bound/.test(line))
}

const test = suite('explain the fate of a pod')

test('a pod of a StatefulSet takes the place of the one before it (W4)', async () => {
  assert.match(
    (await toldOf('db-0')).join('\n'),
    /^is created by StatefulSet\/db, in the place of the db-0 before it \| W4\nis bound to n-\d/,
  )
})

test('a ReplicaSet chooses some of its pods, and then all (W1)', async () => {
  const all = await Promise.all([0, 1, 2, 3, 4].map((ordinal) => toldOf(`web-${ordinal}`)))
  const texts = all.flat()
  assert.is(texts.filter((text) => text.includes('which deletes 2 of 5 pods: ')).length, 2)
  const last = 'is chosen by ReplicaSet/web-v1, which deletes 3 of 3 pods: none of them stays | W1, Z22'
  assert.is(texts.filter((text) => text === last).length, 3)
})

test('a pod is evicted from a node that is down, for its taint (N7)', async () => {
  const all = await Promise.all([0, 1, 2].map((ordinal) => toldOf(`back-${ordinal}`)))
  const [told] = all.filter((texts) => texts.length > 0)
  assert.match(
    told!.join('\n'),
    /^is to be evicted at 7m[\d.]+s: its node has node.kubernetes.io\/unreachable:NoExecute \| N7\nis evicted for node.kubernetes.io\/unreachable:NoExecute \| N7$/,
  )
  assert.equal((await toldOf('back-3'))[0], 'is created by ReplicaSet/back-v1 | W1')
})

test.after(() => rmSync(directory, { recursive: true, force: true }))
test.run()
