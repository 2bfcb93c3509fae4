import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { summaryMetrics, timeseriesMetrics } from '../engine/contract/run-result.ts'
import { writeCsvReport } from './csv-report.ts'
import { exampleResult } from './example-result.ts'
import { formatNumber } from './number-format.ts'
import { safeText } from './readable.ts'
import { timeseriesColumns, timeseriesCsv } from './timeseries-table.ts'

const test = suite<{ directory: string }>('csv report')
test.before.each((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'probestorm-csv-'))
})
test.after.each((context) => rmSync(context.directory, { recursive: true, force: true }))

/** The lines of a file that was written for the example, without the last line end. */
function linesOf(directory: string, name: string): string[] {
  const text = readFileSync(join(directory, name), 'utf8')
  assert.ok(text.endsWith('\n'))
  return text.slice(0, -1).split('\n')
}

test('writes the six tables and their sizes', ({ directory }) => {
  const files = writeCsvReport(directory, exampleResult(), true)
  assert.equal(
    files.map((file) => file.name),
    [
      'summary.csv',
      'estimates.csv',
      'timeseries.csv',
      'nodes.csv',
      'api.csv',
      'starts.csv',
      'detections.csv',
    ],
  )
  for (const { name, bytes } of files) assert.is(readFileSync(join(directory, name)).length, bytes)
})

test('leaves out starts and detections when asked to', ({ directory }) => {
  const files = writeCsvReport(directory, exampleResult(), false)
  assert.equal(
    files.map((file) => file.name),
    ['summary.csv', 'estimates.csv', 'timeseries.csv', 'nodes.csv', 'api.csv'],
  )
})

test('summary: all workloads first, empty cells for what is unknown, inf for never', ({ directory }) => {
  writeCsvReport(directory, exampleResult(), true)
  const lines = linesOf(directory, 'summary.csv')
  assert.is(lines.length, 1 + 2 * 3)
  const header = lines[0]!.split(',')
  const cell = (line: number, column: string) => lines[line]!.split(',')[header.indexOf(column)]
  assert.equal(
    [0, 1, 2].map((column) => header[column]),
    ['scenario', 'replication', 'workload'],
  )
  assert.is(cell(1, 'workload'), '*')
  assert.is(cell(2, 'workload'), 'shop/deployment/db')
  assert.is(cell(4, 'replication'), '2')
  assert.is(cell(1, 'probes_per_second_mean'), '0.333333')
  assert.is(cell(1, 'recovery_seconds'), 'inf')
  assert.is(cell(1, 'api_writes_total'), '')
})

test('estimates: one row per workload and metric, empty where nothing is known', ({ directory }) => {
  writeCsvReport(directory, exampleResult(), true)
  const lines = linesOf(directory, 'estimates.csv')
  assert.is(lines.length, 1 + 3 * (summaryMetrics.length + 2))
  assert.is(lines[0], 'scenario,workload,metric,mean,sd,ci95_low,ci95_high,replications,basis')
  assert.is(lines[1], 'example,*,containers,3,0.011134,2.9,3.1,2,student')
  assert.ok(lines.includes('example,*,api_writes_total,,,,,0,'))
  assert.ok(lines.includes('example,*,recovery_seconds,inf,,,,2,'))
  assert.ok(lines.includes('example,*,p99(detection_seconds),41,,40,,2,order-statistics'))
})

test('nodes: empty columns for what is not simulated', ({ directory }) => {
  writeCsvReport(directory, exampleResult(), true)
  assert.is(linesOf(directory, 'nodes.csv')[1], '1,node-0,2,3,120,0.4,0.4,0.036,1,,,')
})

test('starts: booleans in words, nothing before the first start', ({ directory }) => {
  writeCsvReport(directory, exampleResult(), true)
  assert.equal(linesOf(directory, 'starts.csv').slice(1, 3), [
    '1,0,shop,shop/deployment/web,web-0,app,node-0,0,initial,,,,,false',
    '1,141.000001,shop,shop/deployment/web,web-0,app,node-0,1,liveness,143,141,10,0,true',
  ])
})

test('detections: absolute times, empty for what did not happen', ({ directory }) => {
  writeCsvReport(directory, exampleResult(), true)
  assert.is(
    linesOf(directory, 'detections.csv')[1],
    '1,100,shop,shop/deployment/web,web-0,app,hang,141,,141,,',
  )
})

test('time series has the bytes of csv-stringify, hostile names included', () => {
  const result = exampleResult({ workload: '=cmd|" /C calc",\n@x' })
  const rows = result.replications.flatMap(({ replication, timeseries }) =>
    [...timeseries.timeSeconds].flatMap((time, bucket) =>
      timeseries.workloads.map((workload, index) => [
        replication,
        time,
        workload,
        ...timeseriesMetrics.map(
          (metric) => timeseries.columns[metric]?.[bucket * timeseries.workloads.length + index] ?? null,
        ),
      ]),
    ),
  )
  const expected = stringify([timeseriesColumns, ...rows], {
    escape_formulas: true,
    cast: { string: safeText, number: formatNumber },
  })
  assert.is([...timeseriesCsv(result)].join(''), expected)
})

test('equal results are equal bytes', ({ directory }) => {
  writeCsvReport(directory, exampleResult(), true)
  const first = readFileSync(join(directory, 'timeseries.csv'), 'utf8')
  writeCsvReport(directory, exampleResult(), true)
  assert.is(readFileSync(join(directory, 'timeseries.csv'), 'utf8'), first)
})

test.run()
