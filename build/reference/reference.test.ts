/** The reference says what the sources say, and what it shows is accepted. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fieldAt } from '../../scenarios/field.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { scenarioJsonSchema } from '../../scenarios/schema.ts'
import { readText } from '../../tests/support/repository-files.ts'
import { faultExamples } from './fault-examples.ts'
import { referencePages } from './pages.ts'

const test = suite('reference')

for (const { path, text } of referencePages())
  test(`${path} is what the sources say`, () => {
    assert.is(readText(path), text, 'run npm run reference')
  })

test('every key has a meaning', () => {
  const bare = referencePages().flatMap(({ path, text }) =>
    text.split('\n').flatMap((line) => (/^\|.*\|\s*\|$/.test(line) ? [`${path}: ${line}`] : [])),
  )
  assert.equal(bare, [])
})

const container = 'containers: [{ name: app, image: "web:1", livenessProbe: { httpGet: { port: 80 } } }]'
const objects = [
  `{ apiVersion: v1, kind: Pod, metadata: { name: single }, spec: { ${container} } }`,
  `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, spec: { replicas: 9, selector: { matchLabels: { tier: front } }, template: { metadata: { labels: { tier: front } }, spec: { ${container} } } } }`,
]

test('every kind of fault has an example, and all of them together are accepted', async () => {
  const field = fieldAt('spec.faults', scenarioJsonSchema())
  assert.equal(Object.keys(faultExamples), 'rows' in field ? field.rows.map(({ name }) => name) : [])
  const faults = Object.values(faultExamples).flatMap((example) =>
    example.split('\n').map((line) => `    ${line}\n`),
  )
  const scenario = `apiVersion: probestorm.dev/v1alpha1
kind: Scenario
spec:
  nodes: [{ name: node, count: 4 }]
  services: [{ match: { name: web }, requestsPerSecond: 100, calls: [{ service: db }] }]
  external: [{ name: db, latency: 5ms }]
  faults:
${faults.join('').replace('./', 'scenarios/library/static-pod/')}`
  const text = [...objects, scenario].join('\n---\n')
  const { spec } = await loadScenario({ files: [], texts: [{ name: 'example.yaml', text }] })
  const asWritten = spec.faults.filter((fault) => !('goesOn' in fault))
  assert.is(asWritten.length, faults.length)
})

test.run()
