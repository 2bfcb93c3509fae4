/** Charts, kustomizations and templates are answered once, with the command that renders them. */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from '../load-scenario.ts'
import { inDirectory, loadError, loadText, podWith } from '../load-text.test.helper.ts'

const test = suite('what is rendered first')

const chart = 'apiVersion: v2\nname: c\nversion: 1.0.0\n'
const template = [
  '{{- if .Values.enabled }}',
  'apiVersion: apps/v1',
  'kind: Deployment',
  'metadata:',
  '  name: {{ include "c.fullname" . }}',
  '  labels:',
  '    {{- include "c.labels" . | nindent 4 }}',
  'spec:',
  '  replicas: {{ .Values.replicas }}',
  '{{- end }}',
  '',
].join('\n')

const shell = '$' + '{NAME}'

/** Files, the path that -f names, and the command of the only error. */
const sources: readonly (readonly [
  does: string,
  files: Readonly<Record<string, string>>,
  path: string,
  command: RegExp,
  recursive?: boolean,
])[] = [
  [
    'a chart',
    { 'c/Chart.yaml': chart, 'c/templates/a.yaml': template, 'c/values.yaml': 'a: 1' },
    'c',
    /: helm template \S+c \|/,
  ],
  [
    'the templates of a chart',
    { 'c/Chart.yaml': chart, 'c/templates/a.yaml': template },
    'c/templates',
    /: helm template \S+c \|/,
  ],
  [
    'a template of a chart',
    { 'c/Chart.yaml': chart, 'c/templates/a.yaml': template },
    'c/templates/a.yaml',
    /: helm template \S+c \|/,
  ],
  ['Chart.yaml', { 'c/Chart.yaml': chart }, 'c/Chart.yaml', /: helm template \S+c \|/],
  ['a chart in a folder with a blank', { 'my c/Chart.yaml': chart }, 'my c', /: helm template '\S+my c' \|/],
  [
    'a chart in a folder of folders',
    { 'a/b/c/Chart.yaml': chart, 'a/pod.yaml': podWith() },
    'a',
    /: helm template \S+a\/b\/c \|/,
    true,
  ],
  ['a template without a chart', { 'a.yaml': template }, 'a.yaml', /: helm template CHART \|/],
  [
    'a template whose name alone is one',
    { 'a.yaml': podWith().replace('name: web', 'name: "{{ .Release.Name }}"') },
    'a.yaml',
    /: helm template CHART/,
  ],
  [
    'a template of Jinja',
    { 'a.yaml': `{% if a %}\n${podWith()}{% endif %}\n` },
    'a.yaml',
    /: helm template CHART/,
  ],
  [
    'what envsubst fills in, by a name',
    { 'a.yaml': podWith().replace('name: web', `name: "${shell}-web"`) },
    'a.yaml',
    /: envsubst < \S+a\.yaml \|/,
  ],
  ['a template of ERB', { 'a.yaml': `<% if a %>\n${podWith()}<% end %>\n` }, 'a.yaml', /: erb \S+a\.yaml \|/],
  [
    'a kustomization',
    { 'k/kustomization.yaml': 'resources: [a.yaml]', 'k/a.yaml': podWith() },
    'k',
    /: kubectl kustomize \S+k \|/,
  ],
  [
    'kustomization.yml',
    { 'k/kustomization.yml': 'resources: []' },
    'k/kustomization.yml',
    /: kubectl kustomize \S+k \|/,
  ],
  [
    'a file Kustomization',
    { 'k/Kustomization': 'resources: []', 'k/a.yaml': podWith() },
    'k',
    /: kubectl kustomize \S+k \|/,
  ],
  [
    'several',
    { 'base/kustomization.yaml': '', 'over/prod/kustomization.yaml': '', 'z/Chart.yaml': chart },
    '.',
    /one of them first: kubectl kustomize \S+base \|/,
  ],
  [
    'a pattern',
    { 'k/kustomization.yaml': 'resources: []', 'k/a.yaml': podWith() },
    'k/*.yaml',
    /: kubectl kustomize \S+k \|/,
  ],
]
for (const [does, files, path, command, recursive = false] of sources) {
  test(`answers ${does} with a command`, () =>
    inDirectory(files, async (directory) => {
      const { diagnostics } = await loadError(loadScenario({ files: [join(directory, path)], recursive }))
      assert.is(diagnostics.length, 1)
      assert.is(diagnostics[0].rule, 'render-first')
      assert.match(diagnostics[0].fix, command)
      assert.match(diagnostics[0].fix, /\| probestorm run -f -$/)
    }))
}

test('answers a template on standard input, and templates that begin like JSON', async () => {
  for (const text of [template, `{{ template "x" . }}\n${podWith()}`, podWith('tty: {{ .Values.tty }}')]) {
    const { diagnostics } = await loadError(loadText(text))
    assert.equal(
      diagnostics.map(({ rule }) => rule),
      ['render-first'],
    )
  }
})

test('takes templates for somebody else in values, and names the slip that stands elsewhere', async () => {
  const alert =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {text: "{{ $labels.pod }}"}\n---\n'
  assert.is((await loadText(alert + podWith('args: ["{{.Name}}"]'))).counts.pods, 1)
  assert.is((await loadText(alert + podWith(`args: ["${shell}", "name: ${shell}"]`))).counts.pods, 1)
  const { diagnostics } = await loadError(loadText(`${alert}${podWith()}\n\n\n: : :\n`))
  assert.is(diagnostics[0].rule, 'yaml-syntax')
})

test('names the first slip of a document, not its echoes', async () => {
  const slip =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: ]{a}}\nspec: {containers: [{name: a, image: a}]}\n'
  const { diagnostics } = await loadError(loadText(`${slip}---\n${podWith()}`))
  assert.equal(
    diagnostics.map(({ rule, line }) => [rule, line]),
    [['yaml-syntax', 3]],
  )
})

test('names what it found, and where', () =>
  inDirectory({ 'a/Chart.yaml': chart, 'b/kustomization.yaml': '' }, async (directory) => {
    const { diagnostics } = await loadError(loadScenario({ files: [directory] }))
    assert.match(
      diagnostics[0].message,
      /holds 2 directories to be rendered: \S+a \(Helm chart\), \S+b \(kustomization\); expected manifests as they are applied/,
    )
  }))

test.run()
