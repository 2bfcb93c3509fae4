import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { InputError } from '../diagnostic.ts'
import { Report } from './report.ts'
import { yamlDocuments } from './yaml-source.ts'

const test = suite('places in YAML')

test('finds keys and values over several documents', () => {
  const documents = yamlDocuments('a', 'a: 1\n---\n# comment\nb:\n  - c: x\n    d:   y\n', new Report())
  const { line, column, sourceLine } = documents[1].at('b', 0, 'd').place()
  assert.equal([line, column, sourceLine], [6, 10, '    d:   y'])
  assert.is(documents[1].at('b', 0, 'd').place('key').column, 5)
})

test('follows aliases and merged keys to where they are defined', () => {
  const [document] = yamlDocuments('a', 'base: &base\n  p: 1\nuse:\n  <<: *base\nalso: *base\n', new Report())
  assert.is(document.at('use', 'p').value, 1)
  assert.is(document.at('use', 'p').place().line, 2)
  assert.is(document.at('also', 'p').place().line, 2)
})

test('reads CRLF line ends and empty documents', () => {
  const documents = yamlDocuments('a', '---\r\n---\r\na:\r\n  b: 1\r\n...\r\n', new Report())
  assert.is(documents.length, 1)
  const place = documents[0].at('a', 'b').place()
  assert.equal([place.line, place.column, place.sourceLine], [4, 6, '  b: 1'])
})

test('reads keys as texts', () => {
  const [document] = yamlDocuments('a', '1: x\ntrue: y\n', new Report())
  assert.equal(document.keys(), ['1', 'true'])
  assert.is(document.get('true').place().line, 2)
})

test('what kubectl never reads, a document of probestorm, takes n, y, no and on for texts', () => {
  const specOf = (version: string): unknown => {
    const text = `apiVersion: ${version}\nkind: Scenario\nspec: { a: n, b: [y, No, on], c: true, d: 010 }\n`
    return yamlDocuments('x.yaml', text, new Report())[0].get('spec').value
  }
  assert.equal(specOf('probestorm.dev/v1alpha1'), { a: 'n', b: ['y', 'No', 'on'], c: true, d: 8 })
  assert.equal(specOf('v1'), { a: false, b: [true, false, true], c: true, d: 8 })
})

const read = (text: string): readonly [names: unknown[], rules: string[]] => {
  const report = new Report()
  const names = yamlDocuments('a', text, report).map((document) => document.get('a').value)
  return [names, report.warnings().shown.map(({ rule, line }) => `${rule}:${line}`)]
}

test('leaves out what follows "..." without "---", as kubectl does, and says so; a document of probestorm is read', () => {
  assert.equal(read('a: 1\n...\na: 2\n---\na: 3\n'), [[1, 3], ['document-unread:3']])
  assert.equal(read('a: 1\n...\n---\na: 2\n...\n'), [[1, 2], []])
  assert.equal(read('null\n...\na: 1\n'), [[], ['document-unread:3']])
  assert.equal(read('a: 1\n...\na: [\n'), [[1], ['document-unread:3']])
  assert.equal(read('a: 1\n...\napiVersion: probestorm.dev/v1alpha1\na: 2\n'), [[1, 2], []])
})

test('takes a byte order mark before any document, as where files were joined', () => {
  for (const end of ['\n', '\r\n']) {
    const documents = yamlDocuments('a', ['a: 1', '---', '\ufeffa: 2', 'b: 3', ''].join(end), new Report())
    assert.equal(
      documents.map(({ value }) => value),
      [{ a: 1 }, { a: 2, b: 3 }],
    )
    assert.is(documents[1].get('b').place().line, 4)
  }
})

test('takes \\r for the end of a line, but not of a line "---", as kubectl does', () => {
  assert.equal(read('# Mac\rb: {c: 1}\ra: "x\r  y"\r'), [['x y'], []])
  assert.equal(read('a: 1\r---\ra: 2\r'), [[1], ['document-unread:3']])
  assert.equal(read('a: 1\r\n---\r\na: 2\r\n'), [[1, 2], []])
  assert.equal(read('a: 1\u0085b: 1\u2028c: 1\n'), [[1], []])
})

test('cuts documents at lines "---" as Go sees them', () => {
  assert.equal(read('a: 1\n---\u00a0# x\na: 2\n ---\n---\t\na: 3\n'), [[1, '2 ---', 3], []])
  const report = new Report()
  yamlDocuments('a', 'a: 1\n---b: 2\n-----\n---\ufeff\na: {x: |\n', report)
  assert.equal(report.errorLines(), [2, 3, 4, 5])
})

test('refuses what kubectl refuses before a document: a directive, and an end', () => {
  for (const [text, line] of [
    ['%YAML 1.1\n---\na: 1\n', 1],
    ['a: 1\n---\n# x\n%TAG ! tag:x,2000:\n---\nb: 1\n', 4],
    ['# x\n...\na: 1\n', 2],
  ] as const) {
    const report = new Report()
    yamlDocuments('a', text, report)
    assert.equal(report.errorLines(), [line], text)
    assert.throws(
      () => report.throwErrors(),
      ({ diagnostics }: InputError) => diagnostics[0]!.fix === 'delete the line',
    )
  }
})

test('reads colons within braces as kubectl does', () => {
  const [document] = yamlDocuments('a', 'a: {b:, "c":, d: 1, e:f: 2, g:}\n', new Report())
  assert.equal(document.get('a').value, { 'b:': null, c: null, d: 1, 'e:f': 2, 'g:': null })
  assert.is(document.at('a', 'g:').place('key').column, 29)
  for (const text of ['a: [:80]\n', 'a: {b: :80}\n', 'a: {:b: 1}\n']) {
    const report = new Report()
    yamlDocuments('a', text, report)
    assert.is(report.errorCount, 1, text)
  }
})

test.run()
