import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from '../scenarios/load-scenario.ts'
import { loadError } from '../scenarios/load-text.test.helper.ts'
import { fetchTexts } from './remote-text.ts'

const test = suite('inputs behind addresses')

const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: app, image: app:1 }] }\n'
const address = 'https://example.com/pod.yaml'

/** What each address answers; asked for anything else it fails as the network does. */
const answers: Readonly<Record<string, () => Response>> = {
  [address]: () => new Response(pod),
  'https://example.com/moved': () => new Response(null, { status: 302, headers: { location: '/pod.yaml' } }),
  'https://example.com/plain': () =>
    new Response(null, { status: 301, headers: { location: 'http://example.com/pod.yaml' } }),
  'https://example.com/round': () => new Response(null, { status: 307, headers: { location: '/round' } }),
  'https://example.com/gone': () => new Response('', { status: 404 }),
  'https://example.com/binary': () => new Response(Uint8Array.of(0xff, 0xfe, 0x00)),
  'https://example.com/large': () => new Response(new Uint8Array(33 * 1024 * 1024)),
}

const asked: string[] = []

async function ask(url: string): Promise<Response> {
  asked.push(url)
  const answer = answers[url]
  if (answer === undefined)
    throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } })
  return answer()
}

const cases: readonly (readonly [address: string, found: object])[] = [
  [address, { text: pod }],
  ['https://example.com/moved', { text: pod }],
  [
    'https://example.com/plain',
    { problem: 'http:// lets anybody on the way change the text; expected https://' },
  ],
  [
    'http://example.com/pod.yaml',
    { problem: 'http:// lets anybody on the way change the text; expected https://' },
  ],
  ['https://example.com/round', { problem: 'it leads on more than 5 times' }],
  ['https://example.com/gone', { problem: 'the server answers 404' }],
  ['https://example.com/binary', { problem: 'it is no UTF-8 text' }],
  ['https://example.com/large', { problem: 'it has more than 32 MiB' }],
  ['https://nowhere.example/x', { problem: 'ENOTFOUND' }],
  [
    'https://me:secret@example.com/pod.yaml',
    {
      problem: 'it holds a name or a password, which would stand in the result; expected an address without',
    },
  ],
]

for (const [url, found] of cases)
  test(`${url} gives what it should`, async () => {
    assert.equal((await fetchTexts([url], ask)).get(url), found)
  })

test('nothing is asked for that is not protected, or would tell a password', () => {
  assert.not.ok(asked.some((url) => url.startsWith('http:') || url.includes('secret')))
})

test('are loaded as files are, and are named with their place', async () => {
  const load = (text: string) => loadScenario({ files: [address], remote: new Map([[address, { text }]]) })
  const { spec, inputs } = await load(pod)
  assert.is(spec.workloads[0]!.name, 'web')
  assert.equal(
    inputs.map(({ path }) => path),
    [address],
  )
  const { diagnostics } = await loadError(load(pod.replace('image: app:1', 'imag: app:1')))
  assert.is(diagnostics[0]!.file, address)
})

test('that cannot be read are errors with their place', async () => {
  const remote = new Map([[address, { problem: 'the server answers 404' }]])
  const { diagnostics } = await loadError(loadScenario({ files: [address], remote }))
  assert.is(diagnostics[0]!.rule, 'file-unreadable')
  assert.match(diagnostics[0]!.message, 'the server answers 404')
})

const scenario = 'apiVersion: probestorm.dev/v1alpha1\nkind: Scenario\nspec: { manifests: [PATH] }\n'

test('are asked for by options alone, and a scenario behind one names no file', async () => {
  const remote = new Map([[address, { text: pod }]])
  const text = scenario.replace('PATH', address)
  const ofFile = await loadError(loadScenario({ files: ['-'], readStdin: () => text, remote }))
  assert.match(ofFile.diagnostics[0]!.message, 'expected an address among the options')
  for (const path of ['other.yaml', '/etc/hostname']) {
    const own = new Map([[address, { text: scenario.replace('PATH', path) }]])
    const { diagnostics } = await loadError(loadScenario({ files: [address], remote: own }))
    assert.match(diagnostics[0]!.message, 'a scenario that comes from an address names no files')
  }
})

test.run()
