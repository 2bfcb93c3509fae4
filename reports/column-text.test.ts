import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { apiCsv } from './api-table.ts'
import { tableTexts } from './column-text.ts'
import { detectionsCsv } from './detection-table.ts'
import { estimatesCsv } from './estimate-table.ts'
import { exampleResult } from './example-result.ts'
import { nodesCsv } from './node-table.ts'
import { probeColumns } from './probe-trace-file.ts'
import { rolloutsCsv } from './rollout-table.ts'
import { servicesCsv } from './service-table.ts'
import { startsCsv } from './start-table.ts'
import { summaryColumns } from './summary-table.ts'
import { thresholdsCsv } from './threshold-report.ts'
import { timeseriesColumns } from './timeseries-table.ts'

const test = suite('texts of columns')

function headOf(pieces: Iterable<string>): string[] {
  return [...pieces].join('').split('\n')[0]!.split(',')
}

const result = exampleResult()
const written: Readonly<Record<string, readonly string[]>> = {
  'summary.csv': summaryColumns,
  'estimates.csv': headOf(estimatesCsv(result)),
  'timeseries.csv': timeseriesColumns,
  'nodes.csv': headOf(nodesCsv(result)),
  'api.csv': headOf(apiCsv(result)),
  'services.csv': headOf(servicesCsv(result)),
  'rollouts.csv': headOf(rolloutsCsv(result)),
  'starts.csv': headOf(startsCsv(result)),
  'detections.csv': headOf(detectionsCsv(result)),
  'thresholds.csv': headOf(thresholdsCsv([])),
  'probes.csv': probeColumns,
}

test('every table of a run is told of', () => {
  assert.equal(
    tableTexts.map(({ file }) => file),
    Object.keys(written),
  )
})

for (const { file, columns } of tableTexts)
  test(`${file}: every column in its order, with what it means`, () => {
    assert.equal(
      columns.map(({ name }) => name),
      written[file],
    )
    for (const { name, meaning } of columns) assert.ok(meaning.length > 3, name)
  })

test('a time has a unit', () => {
  for (const { columns } of tableTexts)
    for (const { name, unit } of columns) if (/_seconds/.test(name)) assert.not.equal(unit, '', name)
})

test.run()
