/** Names that the API server makes up, and what lists hold beside objects. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadError, loadText } from '../../../scenarios/load-text.test.helper.ts'
import { deployment, listOf, podsOf, template } from './case.ts'

const test = suite('names and lists')

const job = (metadata: string): string =>
  `{ apiVersion: batch/v1, kind: Job, metadata: { ${metadata} }, spec: { template: ${template('j', 'restartPolicy: Never')} } }`
const names = async (...items: readonly string[]): Promise<string[]> =>
  (await loadText(listOf(...items))).spec.workloads.map(({ name }) => name)

const suffix = '[bcdfghjklmnpqrstvwxz2456789]{5}'
const generated: readonly [name: string, metadata: string, pattern: RegExp][] = [
  ['a name of its own', 'generateName: move-', new RegExp(`^move-${suffix}$`)],
  ['without a dash at the end', 'generateName: move', new RegExp(`^move${suffix}$`)],
  ['cut to 63 characters', `generateName: ${'x'.repeat(80)}`, new RegExp(`^x{58}${suffix}$`)],
  ['the written name, where there is one', 'name: mine, generateName: move-', /^mine$/],
]
for (const [name, metadata, pattern] of generated) {
  test(`generateName: ${name}`, async () => assert.match((await names(job(metadata)))[0]!, pattern))
}

test('generateName: twins get names that differ, in any order the same', async () => {
  const items = [job('generateName: a-'), job('generateName: a-'), job('generateName: b-')]
  const found = await names(...items)
  assert.is(new Set(found).size, 3)
  assert.equal(await names(...items.toReversed()), found)
})

test('generateName: a Pod and a Deployment take it, too, and the pods have the name', async () => {
  const found = await names(
    deployment('x', 2).replace('name: x', 'generateName: web-'),
    '{ apiVersion: v1, kind: Pod, metadata: { generateName: one- }, spec: { containers: [{ name: a, image: "a:1" }] } }',
  )
  assert.match(found.join(' '), new RegExp(`^web-${suffix} one-${suffix}$`))
})

test('generateName: a note says what kubectl does', async () => {
  const { notes } = await loadText(job('generateName: a-'))
  assert.ok(notes.some((note) => /kubectl create .*kubectl apply refuses/.test(note)))
})

const nameless: readonly string[] = ['labels: { a: b }', 'generateName: ""']
for (const metadata of nameless) {
  test(`a Job without a name is refused: { ${metadata} }`, async () => {
    const error = await loadError(loadText(job(metadata)))
    assert.equal(
      error.diagnostics.map(({ rule }) => rule),
      ['missing-key'],
    )
    assert.match(error.diagnostics[0]!.fix, /generateName/)
  })
}

const web = { 'default/deployment/web': 1 }
const lists: readonly [name: string, text: string, items: number][] = [
  ['null items', listOf('null', deployment('web')), 1],
  ['empty items', listOf('{}', deployment('web'), '{}'), 2],
  ['an empty List within a List', listOf('{ apiVersion: v1, kind: List, items: [] }', deployment('web')), 0],
  ['a List without items beside it', `apiVersion: v1\nkind: List\n---\n${deployment('web')}`, 0],
  ['a List with null for items', `apiVersion: v1\nkind: List\nitems: null\n---\n${deployment('web')}`, 0],
  ['an empty list of a kind', `apiVersion: v1\nkind: PodList\nitems: []\n---\n${deployment('web')}`, 0],
  ['null items of a kind', `apiVersion: v1\nkind: PodList\nitems: [null]\n---\n${deployment('web')}`, 1],
]
for (const [name, text, items] of lists) {
  test(`takes ${name}`, async () => {
    const loaded = await loadText(text)
    assert.equal(podsOf(loaded), web)
    const note = loaded.notes.find((one) => one.startsWith('empty items'))
    assert.is(note?.endsWith(`: ${items}`) ?? false, items > 0)
  })
}

const empty: readonly [name: string, text: string][] = [
  ['an empty List', 'apiVersion: v1\nkind: List\nitems: []\n'],
  ['an empty JSON List', '{"apiVersion":"v1","kind":"List","metadata":{"resourceVersion":""},"items":[]}'],
  ['a List of null', 'apiVersion: v1\nkind: List\nitems: null\n'],
  ['a List of empty items', 'apiVersion: v1\nkind: List\nitems: [null, {}]\n'],
  ['an empty DeploymentList', 'apiVersion: apps/v1\nkind: DeploymentList\nitems: []\n'],
]
for (const [name, text] of empty) {
  test(`says of ${name} that kubectl found nothing`, async () => {
    const error = await loadError(loadText(text))
    assert.equal(
      error.diagnostics.map(({ rule }) => rule),
      ['nothing-to-simulate'],
    )
    assert.match(error.diagnostics[0]!.message, /empty List: kubectl found nothing/)
    assert.match(error.diagnostics[0]!.fix, /-A/)
  })
}

test('a kind whose name ends in List is an object like another', async () => {
  const { notes } = await loadText(
    listOf(deployment('web'), '{ apiVersion: example.com/v1, kind: AllowList, metadata: { name: a } }'),
  )
  assert.ok(notes.some((note) => note.endsWith('AllowList 1')))
})

test.run()
