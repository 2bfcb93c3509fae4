import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type LabelSelector, parseLabelSelector, selects } from './label-selector.ts'

const test = suite('label selector')
const labels = { tier: 'front', 'example.com/env': 'prod', empty: '' }

const table: readonly [string, boolean, string][] = [
  ['', true, 'an empty selector selects everything'],
  ['tier=front', true, 'equality'],
  ['tier==front', true, 'equality with two signs'],
  ['tier = back', false, 'blanks around the sign'],
  ['tier!=back', true, 'inequality'],
  ['zone!=a', true, 'inequality holds where the label is missing'],
  ['tier in (front, back)', true, 'one of'],
  ['tier in (back)', false, 'none of'],
  ['tier notin (back,side)', true, 'not one of'],
  ['zone notin (a)', true, 'not one of holds where the label is missing'],
  ['tier', true, 'existence'],
  ['zone', false, 'existence of a missing label'],
  ['!zone', true, 'absence'],
  ['!tier', false, 'absence of a label that is there'],
  ['empty=', true, 'an empty value'],
  ['tier=front,example.com/env in (prod,stage),!zone', true, 'all requirements together'],
  ['tier=front,zone', false, 'one requirement that fails'],
  ['toString', false, 'nothing inherited counts as a label'],
]
for (const [text, expected, why] of table) {
  test(`answers ${expected} for "${text}": ${why}`, () => {
    assert.is(selects(parseLabelSelector(text) as LabelSelector, labels), expected)
  })
}

for (const text of [
  '=',
  'a=b=c',
  'a in front',
  'a in (b',
  'tier,',
  '!',
  'a>1',
  '-a',
  'a in (x y)',
  'a'.repeat(5000),
]) {
  test(`refuses "${text.slice(0, 20)}"`, () => assert.ok('problem' in parseLabelSelector(text)))
}

test.run()
