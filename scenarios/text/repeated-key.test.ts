/** Keys that stand twice, and which of them counts. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadError, loadText, podWith } from '../load-text.test.helper.ts'
import { documentsOf } from './documents.ts'
import { Report } from './report.ts'

const test = suite('repeated keys and merges')

async function read(text: string): Promise<{ values: unknown[]; warnings: [number, string][] }> {
  const report = new Report()
  const documents = await documentsOf({ path: 'a', text, directory: '.', isNamed: true }, report)
  report.throwErrors()
  return {
    values: documents.map(({ value }) => value),
    warnings: report.warnings().shown.map(({ line, message }) => [line, message]),
  }
}

/** A text, its value, and the lines of the keys that do not count. */
const texts: readonly (readonly [text: string, value: unknown, lines: readonly number[]])[] = [
  ['a: 1\nb: 2\na: 3\n', { a: 3, b: 2 }, [1]],
  ['a: 1\na: 2\na: 3\n', { a: 3 }, [1, 2]],
  ['- {a: 1, a: 1}\n', [{ a: 1 }], [1]],
  ['yes: 1\n"true": 2\n', { true: 2 }, [1]],
  ['010: 1\n8: 2\n', { 8: 2 }, [1]],
  ['{"a": 1, "b": {"c": 1,\n "c": 2}}', { a: 1, b: { c: 2 } }, [1]],
  ['{"a": [{"b": 1,\n"\\u0062": 2}]}', { a: [{ b: 2 }] }, [1]],
  ['b: &b {x: 1}\nu:\n  x: 2\n  <<: *b\n', { b: { x: 1 }, u: { x: 1 } }, [3]],
  ['b: &b {x: 1}\nu:\n  <<: *b\n  x: 2\n', { b: { x: 1 }, u: { x: 2 } }, []],
  ['b: &b {x: 1}\nu:\n  x: 1\n  <<: *b\n', { b: { x: 1 }, u: { x: 1 } }, []],
  ['<<: {a: 1}\n<<: {a: 2, b: 3}\n', { a: 2, b: 3 }, []],
  ['<<: [{a: 1}, {a: 2, b: 3}]\n', { a: 1, b: 3 }, []],
]
for (const [text, value, lines] of texts) {
  test(`reads ${JSON.stringify(text)}`, async () => {
    const { values, warnings } = await read(text)
    assert.equal(values, [value])
    assert.equal(
      warnings.map(([line]) => line),
      lines,
    )
  })
}

test('the place of a value is that of the key that counts', async () => {
  const { diagnostics } = await loadError(
    loadText(podWith('livenessProbe: {periodSeconds: -1, exec: {command: [a]},', '  periodSeconds: -2}')),
  )
  assert.is(diagnostics[0].line, 9)
  const merged = podWith(
    'livenessProbe:',
    '  periodSeconds: 5',
    '  <<: {exec: {command: [a]},',
    '       periodSeconds: -1}',
  )
  assert.is((await loadError(loadText(merged))).diagnostics[0].line, 11)
})

test('reads JSON values one after the other, as kubectl does', async () => {
  const { values } = await read('{"a": 1}\n{"b": 2}{"c": 3}\n\n')
  assert.equal(values, [{ a: 1 }, { b: 2 }, { c: 3 }])
  const pods = ['a', 'b'].map(
    (name) =>
      `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "${name}"},\n "spec": {"containers": [{"name": "c", "image": "i", "tty": 5}]}}`,
  )
  const { diagnostics } = await loadError(loadText(pods.join('\n')))
  assert.equal(
    diagnostics.map(({ line, column }) => [line, column]),
    [
      [2, 61],
      [4, 61],
    ],
  )
})

test('reads JSON with a trailing comma, and documents of JSON with --- between them, as YAML', async () => {
  assert.equal((await read('{"a": 1,}')).values, [{ a: 1 }])
  assert.equal((await read('{"a": 1}\n---\n{"a": 2}\n')).values, [{ a: 1 }, { a: 2 }])
})

test('refuses what stands behind ---, as kubectl does, but for a comment', async () => {
  assert.equal((await read('--- # first\na: 1\n---   \na: 2\n')).values, [{ a: 1 }, { a: 2 }])
  const { diagnostics } = await loadError(read('a: 1\n--- {b: 2}\n'))
  assert.is(diagnostics[0].line, 2)
  assert.match(diagnostics[0].message, /separator "--- \{b: 2\}"/)
})

test('refuses an anchor that contains itself at the alias, wherever it stands', async () => {
  const cyclic = podWith('livenessProbe: {exec: &e {command: [a, *e]}}')
  for (const text of [
    cyclic,
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: &d {a: *d}\n---\n${podWith()}`,
  ]) {
    const { diagnostics } = await loadError(loadText(text))
    assert.is(diagnostics[0].rule, 'yaml-alias')
    assert.match(diagnostics[0].message, /value contains itself/)
    assert.is(diagnostics[0].column, (text.split('\n')[diagnostics[0].line - 1].indexOf('*') ?? 0) + 1)
  }
})

test('an octal period is eight seconds, and a yes without quotes is no text', async () => {
  const { spec } = await loadText(
    podWith('livenessProbe: {tcpSocket: {port: 0100}, periodSeconds: 010}').replace(
      'spec:',
      'spec:\n  terminationGracePeriodSeconds: 060',
    ),
  )
  assert.is(spec.workloads[0].pod.containers[0].probes.liveness?.periodUs, 8_000_000)
  assert.is(spec.workloads[0].pod.terminationGraceUs, 48_000_000)
  const { diagnostics } = await loadError(
    loadText(podWith().replace('{name: web}', '{name: web, labels: {enabled: yes}}')),
  )
  assert.match(
    diagnostics[0].message,
    /cannot unmarshal bool into Go struct field ObjectMeta\.metadata\.labels of type string/,
  )
})

test.run()
