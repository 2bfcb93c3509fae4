/** Every column that a table of a sweep has beside the parameters is refused as the name of one. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pointThresholds, pointThresholdsCsv } from '../../reports/sweep/point-thresholds.ts'
import { differencesCsv, pointsCsv, sweepCsv } from '../../reports/sweep/sweep-tables.ts'
import { isColumnName } from '../../scenarios/sweep/column-names.ts'
import { exampleSweep } from '../support/example-sweep.ts'

const test = suite('column names')

const sweep = exampleSweep([{ period: 1 }, { period: 2 }], () => 1)
const tables = {
  'sweep.csv': sweepCsv(sweep),
  'points.csv': pointsCsv(sweep),
  'differences.csv': differencesCsv(sweep),
  'thresholds.csv': pointThresholdsCsv(pointThresholds(sweep)),
}

for (const [name, pieces] of Object.entries(tables)) {
  test(`of ${name}`, () => {
    const [head = ''] = [...pieces].join('').split('\n')
    const [parameter, ...columns] = head.split(',')
    assert.is(parameter, 'period')
    assert.not(isColumnName('period'))
    assert.equal(
      columns.filter((column) => !isColumnName(column)),
      [],
    )
  })
}

test.run()
