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

test('a study without faults says so', async () => assert.is(await faultsOf(), 'none'))

test.run()
