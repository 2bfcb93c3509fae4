import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { JsonSource } from './json-source.ts'
import type { PathStep, Source } from './located.ts'
import { Report } from './report.ts'
import { yamlDocuments } from './yaml-source.ts'

const test = suite('places in JSON')

/** JSON is YAML, so the YAML parser is the oracle for places. */
test('agrees with the YAML parser on the place of every key and value', () => {
  const text = fc.string({ maxLength: 8 })
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => ({ value, list: [value, { value }] }))
  fc.assert(
    fc.property(
      json,
      fc.constantFrom(0, 2),
      fc.dictionary(
        text.filter((key) => key !== '__proto__' && key !== '<<'),
        fc.nat(),
      ),
      (value, indent, extra) => {
        const source = JSON.stringify({ ...extra, ...value }, null, indent)
        const [document] = yamlDocuments('a', source, new Report())
        if (document === undefined) return
        for (const path of pathsOf(JSON.parse(source))) {
          for (const part of ['key', 'value'] as const) {
            assert.equal(
              at(new JsonSource('a', source), path, part),
              at(document.source, path, part),
              `${path.join('.')} in ${source}`,
            )
          }
        }
      },
    ),
  )
})

test('finds its way through escapes, spaces and what looks like brackets', () => {
  const text = '{ "a\\"}": [1, "]\\\\", {"b" : true}],\n\t"c": null }'
  const source = new JsonSource('a', text)
  assert.equal(at(source, ['a"}', 2, 'b'], 'value'), [1, 29])
  assert.equal(at(source, ['c'], 'key'), [2, 2])
  assert.equal(at(source, ['c'], 'value'), [2, 7])
})

test('gives the nearest parent for a path that is not there', () => {
  assert.equal(at(new JsonSource('a', '{"a":\n {"b": 1}}'), ['a', 'x', 'y'], 'value'), [1, 2])
})

function at(source: Source, path: readonly PathStep[], part: 'key' | 'value'): [number, number] {
  const { line, column } = source.place(path, part)
  return [line, column]
}

function pathsOf(value: unknown, path: readonly PathStep[] = []): (readonly PathStep[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const steps: PathStep[] = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value)
  return [
    path,
    ...steps.flatMap((step) => pathsOf((value as Record<PathStep, unknown>)[step], [...path, step])),
  ]
}

test.run()
