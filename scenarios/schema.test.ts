import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ruleMeanings } from './rules/rule-id.ts'
import { scenarioJsonSchema } from './schema.ts'

const test = suite('scenario schema')

type Node = { readonly [key: string]: Node } & {
  readonly properties?: Record<string, Node>
  readonly additionalProperties?: unknown
}
const schema = scenarioJsonSchema() as unknown as Node

test('knows the keys that this version simulates, and no others', () => {
  const spec = schema.properties?.['spec'] as Node
  assert.equal(Object.keys(spec.properties ?? {}).sort(), [
    'analysis',
    'clockOffset',
    'controlPlane',
    'duration',
    'external',
    'faults',
    'featureGates',
    'hypothetical',
    'initialState',
    'interval',
    'kubeletUptime',
    'kubernetesVersion',
    'manifests',
    'nodes',
    'overheads',
    'podsMax',
    'replications',
    'seed',
    'services',
    'thresholds',
    'warmUp',
    'workloads',
  ])
  assert.is(spec.additionalProperties, false)
})

test('is plain JSON whose references all lead somewhere', () => {
  const text = JSON.stringify(schema)
  assert.equal(JSON.parse(text), schema)
  for (const [, name] of text.matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g))
    assert.ok(name in (schema['$defs'] as object), name)
})

test('has patterns that are regular expressions', () => {
  for (const [, pattern] of JSON.stringify(schema).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)) {
    assert.ok(new RegExp(JSON.parse(pattern) as string, 'u'))
  }
})

test('lists every rule in the README of this folder, with its meaning', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  const rules = readme.slice(readme.indexOf('\n## Rules\n'))
  const rows = [...rules.matchAll(/^\| `([a-z-]+)` +\| (.+?) +\|$/gm)].map(([, id, meaning]) => [id, meaning])
  assert.equal(Object.fromEntries(rows), ruleMeanings)
})

test.run()
