import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alignTabs, describeTabs, GrowingTable } from './tabbed-text.ts'

const test = suite('columns of kubectl')

test('cells of consecutive lines are of one width; a line without a tab ends the column', () => {
  const lines = [
    'Name:\tweb',
    'Containers:',
    '  app:',
    '    Image:\tnginx',
    '      Started:\tnow',
    '    Env:\t<none>',
  ]
  assert.equal(alignTabs(lines, describeTabs), [
    'Name:  web',
    'Containers:',
    '  app:',
    '    Image:      nginx',
    '      Started:  now',
    '    Env:        <none>',
  ])
})

test('columns nest: the second one is of the lines that have it', () => {
  assert.equal(alignTabs(['a\tb\tc', 'aaaa\tbbbb\tc', 'a\tx'], describeTabs), [
    'a     b     c',
    'aaaa  bbbb  c',
    'a     x',
  ])
})

test('a table keeps the widths that it has had, and is at least 6 wide per column', () => {
  const table = new GrowingTable()
  assert.is(
    table.add([
      ['NAME', 'A', 'LAST'],
      ['x', 'y', 'z'],
    ]),
    'NAME   A     LAST\nx      y     z\n',
  )
  assert.is(table.add([['longer', 'y', 'z']]), 'longer   y     z\n')
  assert.is(table.add([['x', 'y', '']]), 'x        y     \n')
})

test.run()
