import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseStoppingRule } from './stopping-text.ts'

const test = suite('stopping text')

test('reads relative and absolute widths', () => {
  assert.equal(parseStoppingRule(' ci(restarts_total) < 5%'), {
    text: 'ci(restarts_total) < 5%',
    metric: 'restarts_total',
    workload: '*',
    operator: '<',
    isRelative: true,
    limit: 0.05,
  })
  const absolute = parseStoppingRule('ci( probes_total{workload:a/b/c} )<=2.5')
  assert.ok(!('fix' in absolute))
  if ('fix' in absolute) return
  assert.equal(
    [absolute.workload, absolute.operator, absolute.isRelative, absolute.limit],
    ['a/b/c', '<=', false, 2.5],
  )
})

const wrong: readonly (readonly [text: string, column: number, message: RegExp])[] = [
  ['restarts_total < 5%', 1, /no stopping rule/],
  ['ci(restarts_total) > 5%', 1, /no stopping rule/],
  ['ci(restart_total) < 5%', 4, /no metric/],
  ['ci(p99(detection_seconds)) < 5%', 1, /another interval/],
  ['ci(restarts_total) < 0%', 1, /cannot be reached/],
  ['ci(restarts_total) < five', 4, /no threshold/],
]
for (const [text, column, message] of wrong) {
  test(`says what is wrong with ${text}`, () => {
    const parsed = parseStoppingRule(text)
    assert.ok('fix' in parsed)
    if (!('fix' in parsed)) return
    assert.is(parsed.column, column)
    assert.match(parsed.message, message)
  })
}

test.run()
