import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeCsvReport, writeText } from './csv-report.ts'
import { exampleResult } from './example-result.ts'
import { ResultDirectoryError } from './result-place.ts'
import { readResult } from './result-reader.ts'
import { thresholdsCsv } from './threshold-report.ts'

const test = suite<{ directory: string }>('result reader')
test.before.each((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'probestorm-read-'))
})
test.after.each((context) => rmSync(context.directory, { recursive: true, force: true }))

const provenance = {
  tool: 'probestorm',
  version: '0.1.0',
  kubernetesVersion: '1.35',
  scenario: 'example',
  seed: '42',
  simulatedSeconds: 600,
  replications: exampleResult().replications.map(({ replication, troubled }) => ({ replication, troubled })),
  files: ['summary.csv', 'estimates.csv', 'thresholds.csv'],
}

/** A directory as a run leaves it. */
function write(directory: string, changes: Partial<typeof provenance> = {}): void {
  writeCsvReport(directory, exampleResult({ workload: 'a,"b"' }), false)
  const thresholds = [{ threshold: 'p99(detection_seconds) < 30', value: 41.5, state: 'fails' as const }]
  writeText(directory, 'thresholds.csv', thresholdsCsv(thresholds))
  writeText(directory, 'provenance.json', [JSON.stringify({ ...provenance, ...changes })])
}

test('reads what a run wrote', ({ directory }) => {
  write(directory)
  const { seed, simulatedSeconds, replications, estimates, thresholds } = readResult(directory)
  assert.equal([seed, simulatedSeconds], ['42', 300])
  assert.equal(
    replications.map(({ replication, summary }) => [replication, summary.map(({ workload }) => workload)]),
    [1, 2].map((replication) => [replication, ['*', 'shop/deployment/db', 'a,"b"']]),
  )
  const { values } = replications[0]!.summary[0]!
  assert.equal([values.recovery_seconds, values.api_writes_total, values.containers], [Infinity, null, 3])
  assert.equal(estimates[0]!.metrics.containers, exampleResult().estimates[0]!.metrics.containers)
  assert.equal(estimates[0]!.percentiles, exampleResult().estimates[0]!.percentiles)
  assert.equal(thresholds, [
    { threshold: 'p99(detection_seconds) < 30', value: 41.5, state: 'fails' as const },
  ])
  assert.equal(replications[1]!.troubled, ['*', 'shop/deployment/web'])
})

const broken: readonly (readonly [does: string, breaks: (directory: string) => void, says: RegExp])[] = [
  ['has no provenance', (directory) => rmSync(join(directory, 'provenance.json')), /ENOENT/],
  ['is of another tool', (directory) => write(directory, { tool: 'k6' }), /not one of probestorm/],
  ['has no summary', (directory) => rmSync(join(directory, 'summary.csv')), /summary\.csv cannot be read/],
  ['has an empty summary', (directory) => writeFileSync(join(directory, 'summary.csv'), ''), /has no row/],
  [
    'has text for a number',
    (directory) =>
      writeFileSync(join(directory, 'summary.csv'), 'replication,workload,containers\n1,*,many\n'),
    /containers is "many"/,
  ],
  [
    'does not say what was tested',
    (directory) => write(directory, { replications: [] }),
    /does not say what replication 1 tested/,
  ],
  [
    'has a verdict that nobody knows',
    (directory) =>
      writeFileSync(join(directory, 'thresholds.csv'), 'threshold,value,holds\nrestarts_total < 1,0,true\n'),
    /a state is ""/,
  ],
  [
    'lacks an estimate',
    (directory) => writeFileSync(join(directory, 'estimates.csv'), 'workload,metric\n*,x\n'),
    /does not hold/,
  ],
]
for (const [does, breaks, says] of broken) {
  test(`refuses a directory that ${does}`, ({ directory }) => {
    write(directory)
    breaks(directory)
    assert.throws(
      () => readResult(directory),
      (error: unknown) => error instanceof ResultDirectoryError && says.test(error.message),
    )
  })
}

test.run()
