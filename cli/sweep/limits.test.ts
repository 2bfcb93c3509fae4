import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runHere } from '../../tests/support/command.ts'

const test = suite('limits of a sweep')
const base = mkdtempSync(join(tmpdir(), 'probestorm-sweep-limits-'))
test.after(() => rmSync(base, { recursive: true, force: true }))

const input = join(base, 'sweep.yaml')
writeFileSync(
  input,
  `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 40
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: app, image: 'app:1', readinessProbe: { tcpSocket: { port: 80 } } }
---
apiVersion: probestorm.dev/v1alpha1
kind: Sweep
metadata: { name: starts }
spec:
  scenario:
    spec:
      duration: 2m
      replications: 2
      nodes: [{ name: n, count: 1, allocatable: { cpu: "4", memory: 64Gi, pods: "110" } }]
      faults: [{ kind: crash, at: 1m, match: { name: web } }]
      workloads: [{ match: { name: web }, behavior: { startup: 1s } }]
  parameters:
    - { name: startup, path: "workloads[0].behavior.startup", values: [1s, 10m] }
`,
)

async function textOf(...words: readonly string[]): Promise<string> {
  const { code, stdout } = await runHere(words)
  assert.is(code, 0)
  return stdout.replace(/\s+/g, ' ')
}

test('a sweep says of its points what a run says of its result', async () => {
  const text = await textOf('sweep', '-f', input, '--quiet', '--out-dir', join(base, 'whole'))
  assert.match(text, 'point 1 (startup=1s): 40 containers start within')
  assert.match(text, 'point 2 (startup=10m): at the end of the run up to 40 pods are not ready')
})

test('a merge says which points it is about', async () => {
  for (const shard of ['1/2', '2/2'])
    await textOf('sweep', '-f', input, '--quiet', '--shard', shard, '--out-dir', join(base, 'parts'))
  const text = await textOf('merge', join(base, 'parts'), '--out-dir', join(base, 'joined'))
  assert.match(text, 'point 1 (startup=1s) and 1 more of 2 points: many containers start at once on a node')
  assert.match(
    text,
    'point 2 (startup=10m): the run ends while containers wait in back-off or pods are not ready',
  )
})

test.run()
