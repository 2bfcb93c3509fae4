import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../../engine/index.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { runHere } from '../../tests/support/command.ts'

const test = suite('init')
const base = mkdtempSync(join(tmpdir(), 'probestorm-init-'))
const inBase = (path: string): string => join(base, path)
test.after(() => rmSync(base, { recursive: true, force: true }))

const dump = `apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: Deployment
    metadata: { name: plain, namespace: shop }
    spec:
      selector: { matchLabels: { app: plain } }
      template:
        metadata: { labels: { app: plain } }
        spec: { containers: [{ name: app, image: plain:1 }] }
  - apiVersion: apps/v1
    kind: Deployment
    metadata: { name: probed, namespace: shop }
    spec:
      selector: { matchLabels: { app: probed } }
      template:
        metadata: { labels: { app: probed } }
        spec: { containers: [{ name: app, image: probed:1, livenessProbe: { tcpSocket: { port: 80 } } }] }
`

test('what it writes runs, and its thresholds hold', async () => {
  await runHere(['init', inBase('study')])
  const loaded = await loadScenario({ files: [inBase('study/scenario.yaml')] })
  assert.equal(loaded.warnings, [])
  assert.is(loaded.spec.workloads.length, 1)
  assert.is(loaded.thresholds.length, 2)
  const { replications } = await simulate(loaded.spec)
  const hangs = replications.map(({ summary }) => summary[0]!.values.detection_seconds_max)
  assert.ok(hangs.every((seconds) => seconds !== null))
  const words = ['run', '-f', inBase('study/scenario.yaml'), '--out-dir', inBase('results'), '--quiet']
  assert.is((await runHere(words)).code, 0)
})

test('what it leaves as comments works, and is simulated', async () => {
  await runHere(['init', inBase('all')])
  const path = inBase('all/scenario.yaml')
  const key = /^( *)# ((- \{|(nodes|replicas|slow|pause|dependsOn|services|external):| {2}- \{ name).*)$/gm
  const text = readFileSync(path, 'utf8').replace(key, '$1$2')
  writeFileSync(path, text)
  const { spec, warnings } = await loadScenario({ files: [path], isCheckOnly: true })
  assert.equal(warnings, [])
  const [{ pause, dependsOn }] = spec.workloads[0]!.pod.containers.map(({ behavior }) => behavior)
  assert.ok(pause !== undefined && dependsOn !== undefined)
  assert.ok(spec.services[0]!.traffic !== undefined)
  assert.is(spec.externals?.length, 1)
  assert.equal(
    spec.faults.map(({ kind }) => kind),
    ['hang', 'outage', 'traffic'],
  )
})

test('nothing that is there is overwritten', async () => {
  writeFileSync(inBase('app.yaml'), 'mine')
  try {
    await runHere(['init', base])
    assert.unreachable()
  } catch (error) {
    assert.match(JSON.stringify(error), /app.yaml is there already/)
  }
  assert.is(readFileSync(inBase('app.yaml'), 'utf8'), 'mine')
  assert.not(existsSync(inBase('scenario.yaml')))
})

test('the dump of a cluster is named where it lies, and an entry is about a workload with probes', async () => {
  writeFileSync(inBase('dump.yaml'), dump)
  await runHere(['init', inBase('cluster'), '--from-cluster', inBase('dump.yaml')])
  const text = readFileSync(inBase('cluster/scenario.yaml'), 'utf8')
  assert.match(text, '- "../dump.yaml"')
  assert.match(text, 'match: { name: "probed" }')
  assert.not(existsSync(inBase('cluster/app.yaml')))
  const loaded = await loadScenario({ files: [inBase('cluster/scenario.yaml')] })
  assert.is(loaded.counts.pods, 2)
})

test.run()
