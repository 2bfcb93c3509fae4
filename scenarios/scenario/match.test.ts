import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isLike } from './match.ts'

const test = suite('match')

const table: readonly [string | undefined, string, boolean][] = [
  [undefined, 'web', true],
  ['*', '', true],
  ['web', 'web', true],
  ['web', 'web-1', false],
  ['web-*', 'web-1', true],
  ['web-*', 'web', false],
  ['*-db', 'a-db', true],
  ['a*b*c', 'aXbYbZc', true],
  ['a*b*c', 'aXc', false],
  ['w?b', 'web', true],
  ['w?b', 'wb', false],
  ['w.b', 'web', false],
]
for (const [pattern, name, expected] of table) {
  test(`answers ${expected} for ${name} like ${pattern}`, () => assert.is(isLike(pattern, name), expected))
}

test('agrees with a regular expression', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })
  fc.assert(
    fc.property(letters, name, (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`)
      assert.is(isLike(pattern, text), expression.test(text))
    }),
  )
})

test('takes a hostile pattern in its stride', () => {
  assert.is(isLike(`${'*a'.repeat(100)}b`, 'a'.repeat(250)), false)
})

test.run()
