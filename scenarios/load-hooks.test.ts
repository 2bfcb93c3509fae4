/** What loading makes of lifecycle hooks. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { HookSpec } from '../engine/contract/cluster-spec.ts'
import { loadError, loadText, podWith, scenario, stream } from './load-text.test.helper.ts'

const test = suite('load hooks')
const s = 1_000_000

type HookCase = {
  readonly text: string
  readonly behavior?: string
  readonly hook: Partial<HookSpec>
  /** What the notes say of it. */
  readonly note?: 'unknown' | 'atLeast'
}

const lasting = (seconds: number) => ({ length: { kind: 'constant', value: seconds * s } as const })

const hooks: readonly HookCase[] = [
  { text: 'sleep: {seconds: 5}', hook: { ...lasting(5), endsWithProcess: false } },
  { text: 'exec: {command: [sleep, "5"]}', hook: lasting(5) },
  { text: 'exec: {command: [/bin/sleep, 1.5m]}', hook: lasting(90) },
  { text: 'exec: {command: [/bin/sh, -c, " sleep 0.5 "]}', hook: lasting(0.5) },
  { text: 'exec: {command: [sh, -c, nginx -s quit; sleep 5]}', hook: lasting(5), note: 'atLeast' },
  { text: 'exec: {command: [sh, -c, nginx -s quit; sleep 5]}', behavior: '7s', hook: lasting(7) },
  { text: 'exec: {command: [sleep, infinity]}', hook: { length: { kind: 'never' } } },
  { text: 'exec: {command: [drain]}', hook: lasting(0), note: 'unknown' },
  { text: 'exec: {command: [drain]}', behavior: '15s', hook: lasting(15) },
  { text: 'httpGet: {port: 80}', hook: lasting(0), note: 'unknown' },
  {
    text: 'httpGet: {port: 80}',
    behavior: '{exponential: 3s}',
    hook: { length: { kind: 'exponential', mean: 3 * s } },
  },
  // What the manifest settles no behavior changes.
  { text: 'sleep: {seconds: 5}', behavior: '9s', hook: { ...lasting(5), endsWithProcess: false } },
]

for (const { text, behavior, hook, note } of hooks) {
  const given = behavior === undefined ? '' : ` with behavior.preStop: ${behavior}`
  test(`reads a hook \`${text}\`${given}${note === undefined ? '' : ', and says so in a note'} (K2)`, async () => {
    const entry = `workloads: [{match: {}, behavior: {preStop: ${behavior}}}]`
    const pod = podWith(`lifecycle: {preStop: {${text}}}`)
    const { spec, notes } = await loadText(behavior === undefined ? pod : stream(scenario(entry), pod))
    const { preStop } = spec.workloads[0].pod.containers[0]
    assert.equal(preStop, { endsWithProcess: true, fails: false, ...hook })
    const about = notes.filter((line) => line.startsWith('lifecycle hooks'))
    const begins = {
      unknown: 'lifecycle hooks of unknown length',
      atLeast: 'lifecycle hooks that sleep among',
    }
    assert.is(about.length, note === undefined ? 0 : 1)
    if (note !== undefined) assert.ok(about[0].startsWith(begins[note]), about[0])
  })
}

for (const [text, behavior, fails] of [
  ['exec: {command: [x]}', '{after: 2s, fails: true}', true],
  ['exec: {command: [x]}', '{fails: true}', true],
  ['exec: {command: [x]}', '{after: 2s}', false],
  ['httpGet: {port: 80}', '2s', false],
  ['sleep: {seconds: 5}', '{fails: true}', false],
  ['tcpSocket: {port: 80}', '2s', true],
] as const) {
  test(`a postStart hook \`${text}\` with ${behavior} ${fails ? 'fails' : 'succeeds'} (K8)`, async () => {
    const entry = `workloads: [{match: {}, behavior: {postStart: ${behavior}}}]`
    const { spec } = await loadText(stream(scenario(entry), podWith(`lifecycle: {postStart: {${text}}}`)))
    assert.is(spec.workloads[0].pod.containers[0].postStart?.fails, fails)
  })
}

test('a hook that cannot be what it says is an error or a warning, with its place', async () => {
  const error = await loadError(
    loadText(podWith('lifecycle: {preStop: {exec: {command: [a]}, sleep: {seconds: 1}}, postStart: {}}')),
  )
  assert.equal(
    error.diagnostics.map(({ rule, message }) => [
      rule,
      message.includes('more than 1') || message.includes('must specify'),
    ]),
    [
      ['hook-handler', true],
      ['hook-handler', true],
    ],
  )
  const tcp = await loadText(podWith('lifecycle: {postStart: {tcpSocket: {port: 80}}}'))
  assert.equal(
    tcp.warnings.map(({ rule }) => rule),
    ['hook-handler'],
  )
  const about = await loadText(
    stream(scenario('workloads: [{match: {}, behavior: {preStop: 5s}}]'), podWith()),
  )
  assert.equal(
    about.warnings.map(({ rule }) => rule),
    ['hook-missing'],
  )
})

test.run()
