/** Texts and files that cannot be read: rule, place and message of each. What a readable text says wrong has tables beside this one. */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type BadInput, testRefusals } from './bad-input.test.helper.ts'
import { loadScenario } from './load-scenario.ts'
import { inDirectory, loadError, loadText, podWith } from './load-text.test.helper.ts'
import { jsonBytesMax, yamlBytesMax } from './text/input-limits.ts'

const test = suite('bad input')

const texts: readonly BadInput[] = [
  {
    does: 'breaks the syntax of YAML',
    text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a\n▸spec: 1\n',
    rule: 'yaml-syntax',
    message: /not valid YAML/,
  },
  {
    does: 'indents with tabs',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n▸\tname: a\n',
    rule: 'yaml-syntax',
    message: /Tabs are not allowed/,
  },
  {
    does: 'merges what is no map',
    text: 'apiVersion: v1\nkind: Pod\n<<: ▸5\n',
    rule: 'yaml-syntax',
    message: /map merge requires map or sequence of maps/,
  },
  {
    does: 'bombs with aliases',
    text: `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,▸*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d]\n`,
    rule: 'yaml-alias',
    message: /excessive aliasing/,
  },
  {
    does: 'follows an alias to nowhere',
    text: 'apiVersion: v1\nkind: ▸*kind\n',
    rule: 'yaml-alias',
    message: /unknown anchor 'kind' referenced/,
  },
  {
    does: 'nests too deeply',
    text: `${'['.repeat(400)}▸${'['.repeat(50_000)}`,
    rule: 'yaml-syntax',
    message: /more than 400 levels deep/,
  },
  { does: 'is empty', text: '', rule: 'file-empty', message: /holds no document/ },
  { does: 'holds only comments', text: '# nothing\n---\n', rule: 'file-empty', message: /holds no document/ },
  { does: 'is binary', text: 'kind\0Pod', rule: 'file-binary', message: /no UTF-8 text/ },
  {
    does: 'breaks the syntax of JSON',
    text: '{"apiVersion": "v1",\n "kind" ▸"Pod"}',
    rule: 'yaml-syntax',
    message: /not valid/,
  },
  {
    does: 'slips in the middle of JSON',
    text: '{"apiVersion": "v1", "kind": "List", "items": [\n{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "a", "image": "a", "livenessProbe": {"exec": {"command": ["a"]}, "periodSeconds": ▸-1}}]}}]}',
    rule: 'number-range',
    message: /^spec\.containers\[0\]\.livenessProbe/,
  },
]
testRefusals(test, texts)

type BadFile = {
  readonly does: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly path: string
  readonly rule: string
  readonly message: RegExp
}

const files: readonly BadFile[] = [
  {
    does: 'does not exist',
    files: {},
    path: 'missing.yaml',
    rule: 'file-unreadable',
    message: /no such file/,
  },
  {
    does: 'is a directory without manifests',
    files: { 'sub/readme.md': 'x' },
    path: 'sub',
    rule: 'directory-empty',
    message: /holds no manifest/,
  },
  {
    does: 'is a directory whose manifests lie deeper',
    files: { 'sub/base/a.yaml': 'x', 'sub/node_modules/b.json': '{}' },
    path: 'sub',
    rule: 'directory-empty',
    message: /sub holds no manifest, but \S+sub\/base holds manifests/,
  },
  {
    does: 'is a pattern that finds nothing',
    files: {},
    path: '*.yaml',
    rule: 'directory-empty',
    message: /holds no manifest/,
  },
  {
    does: 'is an empty file',
    files: { 'a.yaml': '' },
    path: 'a.yaml',
    rule: 'file-empty',
    message: /holds no document/,
  },
  {
    does: 'is UTF-16 without a byte order mark',
    files: { 'a.yaml': Buffer.from(podWith(), 'utf16le') },
    path: 'a.yaml',
    rule: 'file-binary',
    message: /no UTF-8 text; expected YAML or JSON in UTF-8, or in UTF-16 with a byte order mark/,
  },
  {
    does: 'is UTF-32',
    files: { 'a.yaml': new Uint8Array([0xff, 0xfe, 0, 0, 0x6b, 0, 0, 0]) },
    path: 'a.yaml',
    rule: 'file-binary',
    message: /no UTF-8 text/,
  },
  {
    does: 'is YAML above the size limit',
    files: { 'a.yaml': new Uint8Array(yamlBytesMax + 1).fill(0x20) },
    path: 'a.yaml',
    rule: 'file-size',
    message: /32\.0 MiB; expected at most 32 MiB of YAML/,
  },
]

for (const bad of files) {
  test(`refuses a path that ${bad.does}`, async () => {
    await inDirectory(bad.files, async (directory) => {
      const path = `${directory}/${bad.path}`
      const error = await loadError(loadScenario({ files: [path] }))
      const [first] = error.diagnostics
      assert.equal([first.rule, first.line, first.column, first.file], [bad.rule, 1, 1, path])
      assert.match(first.message, bad.message)
      assert.ok(first.fix.length > 0)
    })
  })
}

test('states a limit for JSON that a text can hold', () => {
  assert.ok(jsonBytesMax > yamlBytesMax && jsonBytesMax < 2 ** 29 - 24)
})

test('gives the place in a large JSON text that breaks off', async () => {
  const text = `{"apiVersion": "v1",\n "kind": "${'x'.repeat(2 ** 20)}`
  const error = await loadError(loadText(text))
  assert.equal(
    error.diagnostics.map((d) => [d.rule, d.line]),
    [['json-syntax', 2]],
  )
})

test('reports everything at once, sorted by place, up to a hundred', async () => {
  const probes = Array.from(
    { length: 120 },
    (_, i) => `    - {name: c${i}, image: a:1, livenessProbe: {tcpSocket: {port: 80}, periodSeconds: -1}}`,
  )
  const text = [
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: web}',
    'spec:',
    '  containers:',
    ...probes,
  ].join('\n')
  const error = await loadError(loadText(text))
  assert.is(error.diagnostics.length, 100)
  assert.is(error.omitted, 20)
  assert.equal(
    error.diagnostics.map((d) => d.line),
    Array.from({ length: 100 }, (_, i) => i + 6),
  )
})

test('reads files as kubectl decodes them: UTF-16 with a byte order mark, either way round', async () => {
  const text = Buffer.from(`\ufeff${podWith("env: [{name: A, value: 'ä 😀'}]")}`, 'utf16le')
  for (const bytes of [text, Buffer.from(text).swap16()])
    await inDirectory({ 'a.yaml': bytes }, async (directory) => {
      const { counts, warnings } = await loadScenario({ files: [join(directory, 'a.yaml')] })
      assert.is(counts.pods, 1)
      assert.equal(warnings, [])
    })
})

test('reads a byte that is no UTF-8 as kubectl does, and says so', async () => {
  const bytes = Buffer.from(`# f\u00fcr\n${podWith()}`, 'latin1')
  await inDirectory({ 'a.yaml': bytes }, async (directory) => {
    const { counts, warnings } = await loadScenario({ files: [join(directory, 'a.yaml')] })
    assert.is(counts.pods, 1)
    assert.equal(
      warnings.map(({ rule, line }) => [rule, line]),
      [['file-binary', 1]],
    )
  })
})

test.run()
