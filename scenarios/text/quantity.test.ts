import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseQuantity } from './quantity.ts'

const test = suite('quantity')

const table: readonly [string, number][] = [
  ['1', 1],
  ['100m', 0.1],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['1e3', 1000],
  ['1E3', 1000],
  ['1E', 1e18],
  ['12e-1', 1.2],
  ['.5', 0.5],
  ['5.', 5],
  ['+3k', 3000],
  ['-1', -1],
  ['64Ki', 65_536],
]
for (const [text, value] of table) {
  test(`reads ${text} as ${value}`, () => assert.is(parseQuantity(text), value))
}

for (const text of [
  '',
  'm',
  '1 Gi',
  '1gi',
  '1Kib',
  '1K',
  '1.2.3',
  '1e',
  '1e3Ki',
  '0x10',
  'Infinity',
  'NaN',
  '1e999',
  '9'.repeat(70),
]) {
  test(`refuses ${JSON.stringify(text.slice(0, 20))}`, () => assert.is(parseQuantity(text), undefined))
}

test('scales every suffix by its factor', () => {
  const factors = { m: 1e-3, '': 1, k: 1e3, M: 1e6, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 }
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.constantFrom(...Object.entries(factors)), (n, [suffix, factor]) => {
      assert.is(parseQuantity(`${n}${suffix}`), n * factor)
    }),
  )
})

test.run()
