/** Hooks of Helm and Argo CD: what is there once all is installed, and what is not. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadError, loadText } from '../../../scenarios/load-text.test.helper.ts'
import { deployment, listOf, object, podsOf, template } from './case.ts'

const test = suite('hooks of installers')

const annotated = (kind: string, annotations: string, more = ''): string => {
  const metadata = `annotations: { ${annotations} }${more}`
  if (kind === 'Deployment') return deployment('hook', 1, '', metadata)
  if (kind === 'ConfigMap') return object('v1', kind, 'hook', '', metadata)
  if (kind === 'Pod') return object('v1', kind, 'hook', 'containers: [{ name: a, image: "a:1" }]', metadata)
  return object('batch/v1', kind, 'hook', `template: ${template('hook', 'restartPolicy: Never')}`, metadata)
}
const helm = (value: string, kind = 'Job'): string => annotated(kind, `"helm.sh/hook": "${value}"`)
const argo = (value: string, kind = 'Job'): string => annotated(kind, `argocd.argoproj.io/hook: "${value}"`)

const rows: readonly [name: string, hook: string, note: string | undefined][] = [
  ['several hooks in one annotation', helm('pre-install,pre-upgrade'), '1 Helm hook'],
  ['spaces in the annotation', helm('post-install, post-upgrade'), '1 Helm hook'],
  ['a test', helm('test', 'Pod'), '1 Helm hook'],
  ['a test of Helm 2', helm('test-success', 'Pod'), '1 Helm hook'],
  ['crd-install of Helm 2', helm('crd-install', 'ConfigMap'), '1 Helm hook'],
  ['a hook that is a ConfigMap', helm('pre-install', 'ConfigMap'), '1 Helm hook'],
  ['a hook that Helm does not know', helm('pre-instal'), '1 Helm hook'],
  ['an empty annotation', helm(''), '1 Helm hook'],
  ['a rollback', helm('pre-rollback'), '1 Helm hook'],
  ['other annotations of Helm', annotated('Deployment', '"helm.sh/resource-policy": keep'), undefined],
  ['PreSync', argo('PreSync'), '1 Argo CD hook'],
  ['PostSync and SyncFail', argo('PostSync,SyncFail'), '1 Argo CD hook'],
  ['Skip, which Argo CD does not apply', argo('Skip', 'Deployment'), '1 Argo CD hook'],
  ['a Sync hook that ends', argo('Sync'), '1 Argo CD hook'],
  ['a Sync hook that runs on', argo('Sync', 'Deployment'), undefined],
  ['a Deployment as PreSync hook', argo('PreSync', 'Deployment'), '1 Argo CD hook'],
  ['the sync wave of Argo CD', annotated('Deployment', 'argocd.argoproj.io/sync-wave: "1"'), undefined],
  ['a hook that a live cluster still has', annotated('Pod', '"helm.sh/hook": test', ', uid: u1'), undefined],
]

for (const [name, hook, note] of rows) {
  test(`${note === undefined ? 'keeps' : 'leaves out'} ${name}`, async () => {
    const { notes, spec } = await loadText(listOf(deployment('rel', 2), hook))
    assert.is(
      notes.find((one) => one.includes('left out')),
      note && `${note} left out: no part of what is installed`,
    )
    assert.is(spec.workloads.length, note === undefined ? 2 : 1)
  })
}

test('counts the hooks of both', async () => {
  const { notes } = await loadText(
    listOf(
      deployment('rel', 2),
      helm('test', 'Pod'),
      helm('post-delete').replace('hook,', 'other,'),
      argo('PreSync').replace('hook,', 'third,'),
    ),
  )
  assert.equal(
    notes.filter((note) => note.includes('hook')),
    [
      '2 Helm hooks left out: no part of what is installed',
      '1 Argo CD hook left out: no part of what is installed',
    ],
  )
})

test('a chart of hooks alone says that nothing else is there', async () => {
  const error = await loadError(loadText(helm('test', 'Pod')))
  assert.is(error.diagnostics[0]!.rule, 'nothing-to-simulate')
  assert.match(error.diagnostics[0]!.message, /but 1 Helm hooks/)
})

test('a hook does not clash with an object of the same name', async () => {
  assert.equal(podsOf(await loadText(listOf(deployment('hook', 3), argo('PreSync', 'Deployment')))), {
    'default/deployment/hook': 3,
  })
})

test.run()
