import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { nearestWord, oneOfText } from './suggestion.ts'

const test = suite('suggestion')
const known = ['periodSeconds', 'timeoutSeconds', 'httpGet', 'exec']

const table: readonly [string, string | undefined][] = [
  ['perodSeconds', 'periodSeconds'],
  ['PERIODSECONDS', 'periodSeconds'],
  ['httpget', 'httpGet'],
  ['exce', 'exec'],
  ['completelyDifferent', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
]
for (const [word, expected] of table) {
  test(`suggests ${expected ?? 'nothing'} for "${word.slice(0, 20)}"`, () =>
    assert.is(nearestWord(word, known), expected))
}

test('lists words as a sentence does', () => {
  assert.is(oneOfText(['a']), 'a')
  assert.is(oneOfText(['a', 'b', 'c']), 'a, b or c')
})

test.run()
