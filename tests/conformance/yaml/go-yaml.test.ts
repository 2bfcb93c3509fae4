/** YAML is read as kubectl's own parser reads it: every scalar, and every document but those listed with the reason. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Report } from '../../../scenarios/text/report.ts'
import { yamlDocuments } from '../../../scenarios/text/yaml-source.ts'

type Answer = { readonly error: string } | { readonly value: unknown }
type DocumentAnswer = { readonly error: string } | { readonly json: unknown }
const { scalars, documents } = JSON.parse(readFileSync(new URL('go_yaml.json', import.meta.url), 'utf8')) as {
  scalars: readonly (readonly [text: string, answer: Answer])[]
  documents: readonly (readonly [text: string, answer: DocumentAnswer])[]
}

/** Texts that are read otherwise: the library finds the nodes, and it reads YAML 1.2. */
const differing: Readonly<Record<string, string>> = {
  'a: [\n1, 2\n]\n': 'stricter: a list in brackets is indented more than its key',
  'a: {\nx: 1\n}\n': 'stricter: a map in brackets is indented more than its key',
  'a: [x, y\n, z]\n': 'stricter: a list in brackets is indented more than its key',
  'x: "\\/"\n': 'laxer: JSON has this escape',
  'a: {multi\n line: 1}\n': 'laxer: a key within brackets over two lines',
}

function read(text: string): DocumentAnswer {
  const report = new Report()
  const [document] = yamlDocuments('text', text, report)
  if (report.errorCount > 0) return { error: '' }
  const value = document?.value ?? null
  return hasEndlessNumber(value) ? { error: '' } : { json: value }
}

/** JSON has no such number. */
function hasEndlessNumber(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasEndlessNumber)
}

function isSame(ours: DocumentAnswer, theirs: DocumentAnswer): boolean {
  if ('error' in theirs || 'error' in ours) return 'error' in theirs && 'error' in ours
  return sorted(ours.json) === sorted(theirs.json)
}

/** As JSON, with the keys in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    typeof v === 'object' && v !== null && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  )
}

const test = suite('YAML against the parser of kubectl')

test(`reads ${scalars.length} scalars as go-yaml does`, () => {
  const wrong = scalars.filter(([text, answer]) => {
    const theirs = 'error' in answer ? answer : { json: { v: answer.value } }
    return !isSame(read(`v: ${text}`), theirs)
  })
  assert.equal(wrong, [])
})

test(`reads ${documents.length} documents as go-yaml does, but for those with a reason`, () => {
  const wrong = documents.filter(([text, answer]) => !isSame(read(text), answer)).map(([text]) => text)
  assert.equal(wrong.sort(), Object.keys(differing).sort())
})

test.run()
