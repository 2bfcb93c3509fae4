import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { targetText } from '../reports/fault-target.ts'
import { loadText } from '../scenarios/load-text.test.helper.ts'

const test = suite('what a fault is about')

test('a scale over a time leads to its last number of pods', async () => {
  const { spec } = await loadText(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: "app:1" }] }
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: scaled }
spec:
  duration: 10m
  faults:
    - { kind: scale, at: 1m, replicas: 6, ramp: 1m, match: { name: web } }
    - { kind: scale, at: 5m, replicas: 3, match: { name: web } }
`)
  assert.equal(
    spec.faults.slice(0, 2).map((fault) => targetText(fault, spec)),
    ['default/deployment/web to 6 pods', 'default/deployment/web to 3 pods'],
  )
})

test.run()
