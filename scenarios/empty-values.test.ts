/** An empty value is taken or refused alike by the reader and by the JSON Schema, at every key that there is. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from './diagnostic.ts'
import { readScenario, scenarioJsonSchema } from './schema.ts'
import { readSweepDocument, sweepJsonSchema } from './sweep/sweep-shape.ts'
import { Located, namedSource, pathText } from './text/located.ts'
import { Report } from './text/report.ts'

type Schema = Readonly<Record<string, unknown>>
type Step = string | number
/** A place in a document, and what stands beside it to say which kind of map it is in. */
type Key = { readonly path: readonly Step[]; readonly schema: Schema; readonly document: unknown }

/** Keys and items below a schema, once each; distributions are left to a test of their own. */
function keysOf(schema: Schema, path: readonly Step[], wrap: (value: unknown) => unknown): Key[] {
  const variants = [schema['anyOf'], schema['oneOf']].flatMap((list) => (list ?? []) as Schema[])
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
  const told = Object.fromEntries(
    properties.flatMap(([key, { const: word, enum: words }]) => {
      const only = word ?? (Array.isArray(words) && words.length === 1 ? words[0] : undefined)
      return only === undefined ? [] : [[key, only]]
    }),
  )
  const child = (step: Step, own: Schema, around: (value: unknown) => unknown): Key[] => [
    { path: [...path, step], schema: own, document: around(null) },
    ...keysOf(own, [...path, step], around),
  ]
  const items = schema['items'] as Schema | undefined
  const others = schema['additionalProperties']
  return [
    ...variants.flatMap((variant) => keysOf(variant, path, wrap)),
    ...properties.flatMap(([key, own]) => child(key, own, (value) => wrap({ ...told, [key]: value }))),
    ...(items === undefined ? [] : child(0, items, (value) => wrap([value]))),
    ...(typeof others === 'object' ? child('app', others as Schema, (value) => wrap({ app: value })) : []),
  ]
}

function takesEmpty(schema: Schema): boolean {
  const { type, enum: words, const: word, anyOf, oneOf, not, $ref } = schema
  const variants = [anyOf, oneOf].flatMap((list) => (list ?? []) as Schema[])
  if (variants.length > 0) return variants.some(takesEmpty)
  if ($ref !== undefined || word !== undefined || not !== undefined) return false
  if (Array.isArray(words)) return words.includes(null)
  return type === undefined || [type].flat().includes('null')
}

type Reader = (document: Located, report: Report) => unknown

/** Whether the reader says nothing of the place, nor that its key is missing. */
function isTaken(read: Reader, { path, document }: Key): boolean {
  const report = new Report()
  read(Located.root(document, namedSource('<test>')), report)
  const [place, parent] = [pathText(path), pathText(path.slice(0, -1)) || 'the document']
  try {
    report.throwErrors()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return !error.diagnostics.some(
      ({ message }) =>
        message.startsWith(`${place} `) ||
        message.startsWith(`${place}:`) ||
        message.startsWith(`${parent} has no ${String(path.at(-1))};`),
    )
  }
  return true
}

const sideFile = (): undefined => undefined
const documents: readonly [name: string, schema: Schema, read: Reader][] = [
  ['Scenario', scenarioJsonSchema() as Schema, (at, report) => readScenario(at, { report, sideFile })],
  ['Sweep', sweepJsonSchema() as Schema, (at, report) => readSweepDocument(at, { report, sideFile })],
]

const test = suite('empty values')

for (const [name, schema, read] of documents) {
  const keys = keysOf(schema, [], (value) => value)

  test(`${name}: has keys of either sort`, () => {
    assert.ok(keys.length > 15)
    assert.ok(keys.some((key) => takesEmpty(key.schema)))
    assert.ok(keys.some((key) => !takesEmpty(key.schema)))
  })

  for (const key of keys) {
    const takes = takesEmpty(key.schema)
    test(`${name}: an empty ${pathText(key.path)} is ${takes ? 'left out' : 'refused'}, as the schema says`, () =>
      assert.is(isTaken(read, key), takes))
  }
}

const distributions = [
  'uniform',
  'exponential',
  'normal',
  'lognormal',
  'weibull',
  'gamma',
  'pareto',
  'empirical',
  'mixture',
]

for (const kind of distributions) {
  test(`a distribution with an empty ${kind} is refused, as the schema says`, () => {
    const document = { spec: { workloads: [{ behavior: { start: { [kind]: null } } }] } }
    const path = ['spec', 'workloads', 0, 'behavior', 'start', kind]
    const [, schema, read] = documents[0]!
    assert.not.ok(isTaken(read, { path, schema, document }))
    const { distribution } = schema['$defs'] as Record<string, Schema>
    const variants = distribution!['anyOf'] as Schema[]
    const own = variants.map((each) => (each['properties'] as Record<string, Schema> | undefined)?.[kind])
    assert.ok(own.every((each) => each === undefined || !takesEmpty(each)))
  })
}

test.run()
