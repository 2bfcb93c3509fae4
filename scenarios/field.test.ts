import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Field, fieldAt } from './field.ts'
import type { JsonSchema } from './scenario/shape.ts'
import { scenarioJsonSchema } from './schema.ts'
import { sweepJsonSchema } from './sweep/load-sweep.ts'

const test = suite('fields')

/** Deeper than any field; mixtures hold distributions, without end. */
const depthMax = 8

/** Paths without a description, below one. */
function undescribed(path: string, document: JsonSchema, depth = 0): string[] {
  const field = fieldAt(path, document) as Field
  if (depth === depthMax || /\.mixture\./.test(path)) return []
  return field.rows.flatMap(({ name, description }) => {
    const below = path === '' ? name : `${path}.${name}`
    return [...(description === '' ? [below] : []), ...undescribed(below, document, depth + 1)]
  })
}

for (const [kind, document] of [
  ['Scenario', scenarioJsonSchema()],
  ['Sweep', sweepJsonSchema()],
] as const)
  test(`every key of a ${kind} is described`, () => {
    assert.equal(undescribed('', document), [])
  })

const types: readonly (readonly [path: string, type: string])[] = [
  ['spec', 'Object'],
  ['spec.duration', 'duration'],
  ['duration', 'duration'],
  ['spec.warmUp', 'string or duration'],
  ['spec.nodes[0].count', 'integer'],
  ['spec.nodes', '[]Object'],
  ['nodes.labels', 'map[string]string'],
  ['spec.workloads.behavior.startup', 'time or []time'],
  ['spec.workloads.behavior.startup.lognormal.p99', 'duration'],
  ['overheads.sync', 'time'],
  ['faults.hang.count', 'integer'],
  ['faults.addStaticPod.manifest', 'string or object'],
]
for (const [path, type] of types)
  test(`${path} is a ${type}`, () => {
    assert.is((fieldAt(path, scenarioJsonSchema()) as Field).type, type)
  })

test('what is required, and what may be written, is told', () => {
  const { rows } = fieldAt('faults.slow', scenarioJsonSchema()) as Field
  assert.equal(
    rows.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    ['kind', 'at', 'for', 'factor'],
  )
  assert.equal((fieldAt('initialState', scenarioJsonSchema()) as Field).values, ['running', 'created'])
})

test('a field that is none is answered with the nearest one', () => {
  assert.equal(fieldAt('spec.fault', scenarioJsonSchema()), {
    unknown: 'fault',
    within: 'spec',
    near: 'faults',
  })
})

test.run()
