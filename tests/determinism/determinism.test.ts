/** Same inputs, seed and version: same bytes. And what does not concern a workload does not change its rows. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readCsv, repository, runCli, withTemporaryDirectory } from '../support/cli.ts'

const folder = join(repository, 'tests/determinism')
const tables = [
  'summary.csv',
  'estimates.csv',
  'timeseries.csv',
  'nodes.csv',
  'starts.csv',
  'detections.csv',
  'probes.csv',
] as const
const files = [...tables, 'report.html'] as const
type Files = Readonly<Record<(typeof files)[number], string>>

function study(paths: readonly string[], words: readonly string[] = [], environment = {}): Files {
  return withTemporaryDirectory((directory) => {
    const out = join(directory, 'out')
    const inputs = paths.flatMap((file) => ['-f', join(folder, file)])
    const run = runCli(
      ['run', ...inputs, '--trace', 'probes', '--verify', '--quiet', '--out-dir', out, ...words],
      { environment },
    )
    assert.is(run.exitCode, 0, run.stderr)
    return Object.fromEntries(files.map((name) => [name, readFileSync(join(out, name), 'utf8')])) as Files
  })
}

const base = study(['scenario.yaml', 'web.yaml', 'cache.yaml'])

const test = suite('determinism')

test('the same study twice gives the same bytes, in another time zone and locale too', () => {
  const again = study(['scenario.yaml', 'web.yaml', 'cache.yaml'], [], {
    TZ: 'Asia/Kathmandu',
    LC_ALL: 'tr_TR.UTF-8',
  })
  for (const name of files) assert.ok(again[name] === base[name], `${name} differs`)
})

test('another order of the documents gives the same bytes', () => {
  const other = study(['cache.yaml', 'web.yaml', 'scenario.yaml'])
  for (const name of files) assert.ok(other[name] === base[name], `${name} differs`)
})

test('another seed gives other bytes', () => {
  const other = study(['scenario.yaml', 'web.yaml', 'cache.yaml'], ['--seed', '2'])
  for (const name of ['summary.csv', 'starts.csv', 'probes.csv'] as const)
    assert.not.ok(other[name] === base[name])
})

test('the second replication of a study is not the first', () => {
  const rows = base['starts.csv'].trimEnd().split('\n').slice(1)
  const first = rows.filter((row) => row.startsWith('1,')).map((row) => row.slice(2))
  const second = rows.filter((row) => row.startsWith('2,')).map((row) => row.slice(2))
  assert.ok(first.length > 10 && second.length > 10)
  assert.not.equal(first, second)
})

test('an unrelated workload on nodes of its own changes no row of the others', () => {
  const more = study(['scenario.yaml', 'unrelated.yaml', 'web.yaml', 'cache.yaml'])
  for (const name of tables) {
    const others = more[name].split('\n').filter((row) => !/,\*,|,aaa[,/]|,green-/.test(row))
    const before = base[name].split('\n').filter((row) => !/,\*,|,green-/.test(row))
    assert.ok(before.length > 3, name)
    assert.ok(others.join('\n') === before.join('\n'), `${name} differs`)
  }
})

test('what a table adds up to is what the summary says', () => {
  withTemporaryDirectory((directory) => {
    const out = join(directory, 'out')
    const words = [
      'run',
      '-f',
      folder,
      '--quiet',
      '--out-dir',
      out,
      '--set',
      'warmUp=0s',
      '--trace',
      'probes',
    ]
    assert.is(runCli(words).exitCode, 0)
    const all = readCsv(join(out, 'summary.csv')).find(
      (row) => row.workload === '*' && row.replication === '1',
    )!
    const ofFirst = (name: string) => readCsv(join(out, name)).filter((row) => row.replication === '1')
    const sum = (rows: readonly Record<string, string>[], column: string) =>
      rows.reduce((total, row) => total + Number(row[column]), 0)
    const series = ofFirst('timeseries.csv').filter((row) => row.workload !== '*')
    const runs = ofFirst('probes.csv').filter((row) => row.result !== 'error')
    assert.is(sum(series, 'probes'), Number(all.probes_total))
    assert.is(sum(series, 'probe_failures'), Number(all.probe_failures_total))
    assert.is(sum(ofFirst('nodes.csv'), 'probes_total'), Number(all.probes_total))
    assert.is(runs.length, Number(all.probes_total))
    assert.is(runs.filter((row) => row.result === 'timeout').length, Number(all.probe_timeouts_total))
    const restarts = ofFirst('starts.csv').filter((row) => row.restart_count !== '0')
    assert.is(restarts.length, Number(all.restarts_total))
    assert.is(sum(series, 'restarts'), Number(all.restarts_total))
    assert.is(restarts.filter((row) => row.false_restart === 'true').length, Number(all.false_restarts_total))
  })
})

test.run()
