import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { thresholdVerdict } from './page-verdict.ts'
import type { ThresholdRow } from './threshold-report.ts'

const test = suite('verdict of a page')

const rows = (state: ThresholdRow['state'], count: number): ThresholdRow[] =>
  Array.from({ length: count }, (_, index) => ({ threshold: `${state}${index} < 1`, value: 1, state }))

test('is red where one fails, and green only where all hold', () => {
  const states = [
    [...rows('holds', 2), ...rows('fails', 1)],
    [...rows('holds', 2), ...rows('untested', 1)],
    rows('holds', 2),
  ].map((each) => thresholdVerdict(each)!.state)
  assert.equal(states, ['fails', 'untested', 'holds'])
  assert.is(thresholdVerdict([]), undefined)
})

test('shows every threshold that fails, and the others once somebody asks', () => {
  const { text, lines } = thresholdVerdict([...rows('holds', 3), ...rows('fails', 11)])!
  assert.is(text, '11 of 14 thresholds fail')
  assert.is(lines.length, 12)
  assert.ok(lines.slice(0, 11).every((line) => String(line).includes('✗ fails')))
  assert.match(String(lines[11]), /<details><summary>and 3 more<\/summary>.*holds2/)
})

test.run()
