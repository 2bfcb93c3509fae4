import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alignedTable } from './text-blocks.ts'

const test = suite('text blocks')

test('columns are aligned, words to the left and numbers to the right', () => {
  assert.equal(
    alignedTable(
      ['NAME', 'PODS', 'NOTE'],
      [
        ['web', '10', 'a'],
        ['database', '1,000', ''],
      ],
      [0, 2],
    ),
    [
      '  NAME       PODS  NOTE', //
      '  web          10  a',
      '  database  1,000',
    ],
  )
})

test('wide characters and colours take the room that they take on a terminal', () => {
  assert.equal(
    alignedTable(
      ['A', 'B'],
      [
        ['数', '1'],
        ['\x1b[31mab\x1b[39m', '2'],
        ['abc', '3'],
      ],
    ),
    ['  A    B', '  数   1', '  \x1b[31mab\x1b[39m   2', '  abc  3'],
  )
})

test('a table without rows is its head, and one of very many is no trouble', () => {
  assert.equal(alignedTable(['A', 'B'], []), ['  A  B'])
  const rows = Array.from({ length: 50_000 }, (_, index) => [`row ${index}`, String(index)])
  assert.is(alignedTable(['A', 'B'], rows).at(-1), '  row 49999  49999')
})

test.run()
