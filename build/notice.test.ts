import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from '../tests/support/cli.ts'
import { noticeText } from './notice.ts'

const test = suite('notice')

/** The bundles are made before the tests begin. */
const folder = join(repository, 'dist/browser')

test('NOTICE holds the licence of every package that a page holds', () => {
  const text = readFileSync(join(repository, 'NOTICE'), 'utf8')
  assert.is(text, noticeText(folder), 'run npm run build and npm run reference')
  for (const name of ['uplot', 'd3-scale', 'd3-array', 'devalue', 'seedrandom'])
    assert.match(text, new RegExp(`^${name}\n\n`, 'm'))
})

test.run()
