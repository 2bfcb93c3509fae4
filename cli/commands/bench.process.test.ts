import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type BenchReport, readReport, reportJson, thisMachine } from '../../bench/bench-report.ts'
import { readRecorded } from '../../bench/recorded.ts'
import { runCli, withTemporaryDirectory } from '../../tests/support/cli.ts'

const test = suite('bench')

const name = 'manifests/json'

/** A measurement so slow that nothing is slower, of the work that the bench does now. */
function slowReport(counters: Readonly<Record<string, number>>): BenchReport {
  const measurement = {
    ...readRecorded()[name]!,
    name,
    unit: 'object',
    clock: 'cpu' as const,
    counters,
    samplesMs: [1e6],
    medianMs: 1e6,
    madMs: 0,
    peakMemoryBytes: 1,
  }
  return {
    tool: 'probestorm bench',
    version: '0.0.0',
    size: 'small',
    machine: thisMachine(),
    benches: [measurement],
  }
}

test('measures, prints data on standard output, and ends with 99 when more is done than before', () => {
  const { counters } = readRecorded()[name]!
  const { stdout, stderr, exitCode } = withTemporaryDirectory((directory) => {
    const base = join(directory, 'base.json')
    writeFileSync(base, reportJson(slowReport({ ...counters, probes: counters['probes']! - 1 })))
    return runCli(['bench', '--small', '--filter', name, '--json', '--compare', base])
  })
  assert.is(exitCode, 99)
  const [measurement] = readReport(stdout, 'stdout').benches
  assert.is(measurement!.name, name)
  assert.equal(measurement!.counters, counters)
  assert.match(stderr, /1 regression/)
  assert.match(stderr, /regression +manifests\/json +probes +9 +10 +\+11\.1 %/)
  assert.match(stderr, /improvement +manifests\/json +time/)
})

test('a file that is no measurement is wrong input, found before anything is measured', () => {
  const { stdout, stderr, exitCode } = runCli(['bench', '--compare', 'package.json'])
  assert.is(exitCode, 2)
  assert.is(stdout, '')
  assert.match(stderr, /^package\.json:1:1: error bench-file-format\n.*expected.*\n {2}fix: /)
})

test.run()
