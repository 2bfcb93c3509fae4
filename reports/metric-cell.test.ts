import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { metricCell } from './metric-cell.ts'
import { formatNumber } from './number-format.ts'

const test = suite('numbers of metrics in files')

for (const [value, written] of [
  [0.999999997, '0.999999'],
  [0.9999994, '0.999999'],
  [0.9999991, '0.999999'],
  [1, '1'],
  [1.0000004, '1'],
  [0.5, '0.5'],
  [null, ''],
] as const)
  test(`an availability of ${value} is written as ${written || 'nothing'}: what is not whole is never 1`, () => {
    assert.is(formatNumber(metricCell('availability_ratio', value)), written)
  })

test('other numbers are rounded as ever', () => {
  assert.is(formatNumber(metricCell('detection_seconds_p50', 0.999999997)), '1')
})

test.run()
