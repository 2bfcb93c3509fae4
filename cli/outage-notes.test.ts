/** What a run says of restarts in an outage that passes by itself. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../engine/index.ts'
import { loadScenario } from '../scenarios/load-scenario.ts'
import { cutStartNotes, outageNotes } from './outage-notes.ts'

const test = suite('notes on outages')

async function notesOf(
  fault: string,
  annotations = '',
  { notes = outageNotes, startup = '1s' } = {},
): Promise<string[]> {
  const text = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, annotations: { ${annotations} } }
spec:
  replicas: 4
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: app, image: a:1, livenessProbe: { httpGet: { port: 80 } } }
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: blink }
spec: { duration: 5m, workloads: [{ match: { name: web }, behavior: { startup: ${startup} } }], faults: [${fault}] }
`
  const scenario = await loadScenario({ files: ['-'], readStdin: () => text })
  return notes(scenario, await simulate(scenario.spec))
}

test('restarts in vain are said, with the setting that would not have made them', async () => {
  const [note, ...others] = await notesOf('{ kind: hang, at: 1m, for: 40s }')
  assert.match(note, 'default/deployment/web app: the scenario has a hang of 40 s from 1m on')
  assert.match(note, 'write failureThreshold: 6: it outlasts 50 s, 10 s longer than this one')
  assert.equal(others, [])
})

test('nothing is said where nothing was restarted, where the outage stays, or where the finding is silenced', async () => {
  assert.equal(await notesOf('{ kind: hang, at: 1m, for: 15s }'), [])
  assert.equal(await notesOf('{ kind: hang, at: 1m }'), [])
  const silent = 'probestorm.dev/ignore-liveness-within-outage: "wanted"'
  assert.equal(await notesOf('{ kind: hang, at: 1m, for: 40s }', silent), [])
})

test('starts that a probe cuts short after an outage are said, unless no healthy container was restarted or the finding is silenced', async () => {
  const slow = { notes: cutStartNotes, startup: '45s' }
  const [note, ...others] = await notesOf('{ kind: hang, at: 1m, for: 40s }', '', slow)
  assert.match(note, /^default\/deployment\/web app: start-up takes up to 45 s /)
  assert.match(note, /; add a startupProbe with the same handler, periodSeconds: 10 and failureThreshold: 6/)
  assert.equal(others, [])
  const silent = 'probestorm.dev/ignore-startup-budget: "wanted"'
  assert.equal(await notesOf('{ kind: hang, at: 1m, for: 40s }', silent, slow), [])
  assert.equal(await notesOf('{ kind: hang, at: 1m }', '', slow), [])
  const quick = { ...slow, startup: '1s' }
  assert.equal(await notesOf('{ kind: hang, at: 1m, for: 40s }', '', quick), [])
})

test.run()
