/** `get`, `describe` and `explain` from the words of a command line to what they print. */
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
  duration: 10m
  initialState: created
  overheads: ideal
  nodes:
    - { name: node, count: 1, labels: { disk: ssd } }
  workloads:
    - { match: { name: broken }, behavior: { crash: 1s } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: web:1 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: broken, labels: { app: broken } }
spec: { containers: [{ name: app, image: broken:1 }] }
`
const directory = mkdtempSync(join(tmpdir(), 'probestorm-view-'))
const file = join(directory, 'all.yaml')
writeFileSync(file, input)

type Run = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }

/** Runs a command in this process; the input is the file above. */
async function probestorm(words: string): Promise<Run> {
  const texts = { stdout: '', stderr: '' }
  const output: Output = {
    out: (text) => {
      texts.stdout += text
    },
    err: (text) => {
      texts.stderr += text
    },
  }
  const exitCode = await runCommandLine(
    [...words.split(' '), '-f', file, '--quiet'],
    'probestorm',
    '1',
    output,
  )
  return { exitCode, ...texts }
}

const test = suite('get and describe')
test.after(() => rmSync(directory, { recursive: true, force: true }))

type Case = {
  readonly words: string
  readonly exitCode?: number
  readonly stdout?: string
  readonly stderr?: RegExp
}

const cases: readonly Case[] = [
  {
    words: 'get po -A --at 5m -L app',
    stdout: [
      'NAMESPACE   NAME     READY   STATUS             RESTARTS        AGE   APP',
      'default     broken   0/1     CrashLoopBackOff   5 (2m24s ago)   5m    broken',
      'shop        web-0    1/1     Running            0               5m    web',
      'shop        web-1    1/1     Running            0               5m    web',
      '',
    ].join('\n'),
  },
  {
    words: 'get pods -w --duration 3s --no-headers',
    stdout: [
      'broken   0/1   Pending   0     0s',
      // It has a node.
      'broken   0/1   Pending   0     0s',
      'broken   0/1   ContainerCreating   0     0s',
      'broken   1/1   Running             0     0s',
      'broken   0/1   Error               0     1s',
      'broken   1/1   Running             1 (0s ago)   1s',
      'broken   0/1   Error               1 (1s ago)   2s',
      '',
    ].join('\n'),
  },
  {
    words: 'get nodes -L disk',
    stdout:
      'NAME     STATUS   ROLES    AGE         VERSION   DISK\nnode-0   Ready    <none>   <unknown>   v1.36     ssd\n',
  },
  {
    words: 'get events -n shop --at 1m',
    stdout: [
      'LAST SEEN   TYPE     REASON              OBJECT           MESSAGE',
      '60s         Normal   ScalingReplicaSet   deployment/web   Scaled up replica set web-v1 from 0 to 2',
      ...['web-0', 'web-1'].flatMap((pod) => [
        `60s         Normal   Scheduled           pod/${pod}        Successfully assigned shop/${pod} to node-0`,
        `60s         Normal   Pulled              pod/${pod}        Container image "web:1" already present on machine and can be accessed by the pod`,
        `60s         Normal   Created             pod/${pod}        Container created`,
        `60s         Normal   Started             pod/${pod}        Container started`,
      ]),
      '',
    ].join('\n'),
  },
  {
    words: 'explain spec.initialState',
    stdout: [
      'KIND:       Scenario',
      'VERSION:    probestorm.dev/v1alpha1',
      '',
      'FIELD: initialState <string>',
      '',
      'DESCRIPTION:',
      '    whether pods have been running for long at time 0, or are created then',
      '    [running]',
      '',
      'ENUM:',
      '    running',
      '    created',
      '',
      '',
    ].join('\n'),
  },
  { words: 'get pods -n nowhere', stdout: '', stderr: /^No resources found in nowhere namespace\.$/m },
  {
    words: 'get pod web-0 broken --at 1m',
    exitCode: 2,
    stdout: 'NAME     READY   STATUS   RESTARTS      AGE\nbroken   0/1     Error    3 (47s ago)   60s\n',
    stderr: /^Error from server \(NotFound\): pods "web-0" not found$/m,
  },
]
for (const { words, exitCode = 0, stdout, stderr } of cases) {
  test(`answers: ${words}`, async () => {
    const run = await probestorm(words)
    assert.is(run.exitCode, exitCode, run.stderr)
    if (stdout !== undefined) assert.is(run.stdout, stdout)
    if (stderr !== undefined) assert.match(run.stderr, stderr)
  })
}

test('a story has times, facts and rules', async () => {
  const { stdout } = await probestorm('explain --pod broken --at 3s')
  assert.match(stdout, /^TIME +WHO +WHAT +RULE$/m)
  assert.match(stdout, /^1s +app +runs again, restart 1, decided at once; .*10s +B7$/m)
})

test('objects are what the API would hold', async () => {
  const list = JSON.parse((await probestorm('get pods -n shop -o json --at 1m')).stdout)
  assert.is(list.kind, 'List')
  assert.equal(
    list.items.map((pod: { metadata: object }) => pod.metadata),
    ['web-0', 'web-1'].map((name) => ({
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app: 'web' },
      name,
      namespace: 'shop',
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          controller: true,
          kind: 'ReplicaSet',
          name: 'web-v1',
          uid: 'c8573333-3906-8bf8-9f9a-dfda998ce2bc',
        },
      ],
    })),
  )
})

test('a description has conditions, states and restarts', async () => {
  const { stdout } = await probestorm('describe pod broken --at 5m')
  assert.match(stdout, /^Name: {9}broken$/m)
  assert.match(stdout, /^ {4}State: {10}Waiting\n {6}Reason: {7}CrashLoopBackOff$/m)
  assert.match(stdout, /^ {4}Restart Count: {2}5$/m)
  assert.match(
    stdout,
    /^ {2}Warning {2}BackOff .*Back-off restarting failed container app in pod broken_default$/m,
  )
  assert.match(stdout, /^ {2}PodScheduled {16}True $/m)
})

test.run()
