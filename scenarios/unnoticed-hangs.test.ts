import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from './load-scenario.ts'

const test = suite('unnoticed hangs')

const pod = (name: string, probe: string): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: ${name} }, spec: { containers: [{ name: app, image: "app:1"${probe} }] } }`

async function notesOf(spec: string): Promise<string[]> {
  const objects = [
    pod('open', ', livenessProbe: { tcpSocket: { port: 80 } }'),
    pod('silent', ''),
    pod('web', ', livenessProbe: { httpGet: { port: 80 } }'),
  ]
  const scenario = `{ apiVersion: probestorm.dev/v1alpha1, kind: Scenario, spec: ${spec} }`
  const { notes } = await loadScenario({
    files: [],
    texts: [{ name: 'study.yaml', text: [...objects, scenario].join('\n---\n') }],
  })
  return notes.filter((note) => note.startsWith('no probe notices'))
}

const open =
  'no probe notices a hang of default/pod/open: their liveness probes only open a TCP connection, which a hung process still accepts (H4)'
const silent = 'no probe notices a hang of default/pod/silent: they have no liveness probe'

const cases: readonly (readonly [name: string, spec: string, expected: readonly string[]])[] = [
  ['a fault about all', '{ faults: [{ kind: hang, at: 1m }] }', [open, silent]],
  ['a fault about one that notices', '{ faults: [{ kind: hang, at: 1m, match: { name: web } }] }', []],
  [
    'a behavior that hangs',
    '{ workloads: [{ match: { name: silent }, behavior: { hang: 10m } }] }',
    [silent],
  ],
  [
    'a hung process that refuses connections',
    '{ workloads: [{ match: { name: open }, behavior: { hang: { after: 10m, tcp: fails } } }] }',
    [],
  ],
  ['no hang', '{}', []],
]

for (const [name, spec, expected] of cases)
  test(`are named with their reason, H4: ${name}`, async () => assert.equal(await notesOf(spec), expected))

test.run()
