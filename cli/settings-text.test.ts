import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadText, scenarioWith } from '../scenarios/load-text.test.helper.ts'
import { settingsOf } from './settings-text.ts'

const test = suite('settings that compare names')

async function faultsOf(...lines: readonly string[]): Promise<string> {
  const { spec } = await loadText(scenarioWith('duration: 10m', ...lines))
  return settingsOf(spec)['faults']!
}

const cases: readonly (readonly [fault: string, text: string])[] = [
  [
    '{ kind: slow, at: 1m, for: 30s, factor: 60, match: { name: web } }',
    ' from 1m to 1m30s, answers 60 times as slow',
  ],
  ['{ kind: crash, at: 1m, exitCode: 3, match: { name: web } }', ' at 1m, exit code 3'],
  ['{ kind: delete, at: 1m, match: { name: web }, force: true }', ' at 1m, by force'],
  ['{ kind: hang, at: 1m, match: { name: web } }', ' at 1m, until the processes that it hits are gone'],
]

for (const [fault, text] of cases)
  test(`a fault differs by all that it does: ${fault}`, async () => {
    assert.ok((await faultsOf(`faults: [${fault}]`)).endsWith(text), await faultsOf(`faults: [${fault}]`))
  })

test('a container differs by what its behavior says, part by part', async () => {
  const settings = async (behavior: string): Promise<Record<string, string>> => {
    const { spec } = await loadText(scenarioWith('duration: 10m', `workloads: [{ behavior: ${behavior} }]`))
    return settingsOf(spec)
  }
  const of = 'default/pod/web, container app, '
  const some = await settings(
    '{ errorRate: 0.02, latency: 7ms, hang: { after: { exponential: 2h } }, slow: { every: { exponential: 10m }, for: 30s, factor: 50 } }',
  )
  assert.is(some[`${of}errors`], '2 %')
  assert.is(some[`${of}latency`], '7ms')
  assert.is(some[`${of}hang`], '{ exponential: 2h }')
  assert.is(some[`${of}slow`], 'every { exponential: 600s } for 30s, factor 50')
  assert.not.ok(`${of}crash` in some)
  assert.is(
    (await settings('{ latency: { normal: { mean: 10ms, sd: 2ms } } }'))[`${of}latency`],
    '{ normal: { mean: 10ms, sd: 2ms } }',
  )
})

test('a study without faults says so', async () => assert.is(await faultsOf(), 'none'))

test.run()
