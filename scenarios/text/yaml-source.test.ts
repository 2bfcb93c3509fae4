import { suite } from 'uvu'
import * as assert from 'uvu/assert'
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

test('leaves out what follows "..." without "---", as kubectl does, and says so; a document of probestorm is read', () => {
  const read = (text: string): readonly [names: unknown[], rules: string[]] => {
    const report = new Report()
    const names = yamlDocuments('a', text, report).map((document) => document.get('a').value)
    return [names, report.warnings().shown.map(({ rule, line }) => `${rule}:${line}`)]
  }
  assert.equal(read('a: 1\n...\na: 2\n---\na: 3\n'), [[1, 3], ['document-unread:3']])
  assert.equal(read('a: 1\n...\n---\na: 2\n...\n'), [[1, 2], []])
  assert.equal(read('...\na: 1\n'), [[1], []])
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

test.run()
