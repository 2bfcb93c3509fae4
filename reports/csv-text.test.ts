import { stringify } from 'csv-stringify/sync'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Cell, csvTable, csvText } from './csv-text.ts'
import { safeText } from './readable.ts'

const test = suite('csv text')

function lines(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
  return [...csvTable(columns, rows)].join('')
}

test('writes a header, then one line per row', () => {
  assert.is(
    lines(
      ['a', 'b'],
      [
        [1, 'x'],
        [null, true],
      ],
    ),
    'a,b\n1,x\n,true\n',
  )
})

test('a table without rows is its header', () => {
  assert.is(lines(['a', 'b'], []), 'a,b\n')
})

const hostile: readonly (readonly [Cell, string])[] = [
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', '\\x09x'],
  ['a\u202eb\u200b', 'a\\u{202e}b\\u{200b}'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', 'two\\x0alines'],
  ['=1,2', '"\'=1,2"'],
  [-1.5, '-1.5'],
  [Infinity, 'inf'],
]
for (const [cell, text] of hostile) {
  test(`writes ${JSON.stringify(cell)} as ${JSON.stringify(text)}`, () => {
    assert.is(lines(['a'], [[cell]]), `a\n${text}\n`)
  })
}

test('a large table comes in several pieces and loses no row', () => {
  const rows = Array.from({ length: 25_000 }, (_, index) => [index])
  const pieces = [...csvTable(['n'], rows)]
  assert.ok(pieces.length > 1)
  assert.is(pieces.join(''), `${['n', ...rows].join('\n')}\n`)
})

test('a cell of text joined by hand has the bytes of csv-stringify', () => {
  const anyText = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', ',', '"', "'", '\n', '\r', '\t', 'a', '*', '/', '.'),
    }),
  )
  fc.assert(
    fc.property(anyText, (text) => {
      assert.is(csvText(text), stringify([[safeText(text)]], { escape_formulas: true, eof: false }))
    }),
  )
})

test.run()
