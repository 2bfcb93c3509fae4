import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { candidatesFor } from './candidates.ts'

const test = suite('completion')

/** What is typed, the word under the cursor behind the last space, and what may stand there. */
const cases: readonly (readonly [typed: string, expected: readonly string[] | 'files'])[] = [
  ['re', ['recommend', 'report']],
  ['help re', ['recommend', 'report']],
  ['run --eng', ['--engine']],
  ['run --engine ', ['quiet', 'exact']],
  ['run --engine e', ['exact']],
  ['run --engine=e', ['exact']],
  ['run --engine = e', ['exact']],
  ['run --engine =', ['quiet', 'exact']],
  ['run -f ', 'files'],
  ['run ', 'files'],
  ['run --quiet -f a --tr', ['--trace']],
  ['run --seed ', []],
  ['get n', ['nodes', 'node', 'no']],
  ['get pods -o j', ['json']],
  ['get pods -n shop -o ', ['wide', 'json', 'yaml', 'name']],
  ['schema ', ['scenario', 'sweep']],
  ['compare a ', 'files'],
  ['bench --format b', ['bencher', 'benchstat']],
  ['explain spec.faults.ha', ['spec.faults.hang']],
  ['explain spec.nothing.', []],
  ['explain --p', ['--pod', '--pod-template-kind']],
  ['nothing ', []],
]
for (const [typed, expected] of cases) {
  test(`"${typed}" is followed by ${expected === 'files' ? 'a file' : expected.join(', ') || 'nothing known'}`, async () => {
    const found = await candidatesFor(typed.split(' '))
    assert.equal(found === 'files' ? found : found.map(([word]) => word), expected)
  })
}

test('every option of a command is offered, each with what it means', async () => {
  const found = await candidatesFor(['run', '--'])
  assert.ok(found.length > 20)
  for (const [word, meaning] of found) assert.ok(word.startsWith('--') && meaning !== '', String(word))
})

test.run()
