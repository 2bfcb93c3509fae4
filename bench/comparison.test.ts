import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../scenarios/diagnostic.ts'
import { type BenchReport, readReport, reportJson } from './bench-report.ts'
import { compareReports, isFailure, type Verdict } from './comparison.ts'
import { formatReport } from './formats.ts'
import type { Measurement } from './harness.ts'

const test = suite('comparison of benches')

const measured: Measurement = {
  name: 'event-list/exponential-1e5',
  unit: 'hold',
  clock: 'cpu',
  work: 1000,
  checksum: 'abc',
  counters: { holds: 1000, moves: 500 },
  samplesMs: [98, 100, 104],
  medianMs: 100,
  madMs: 2,
  peakMemoryBytes: 1e8,
}

function report(...benches: readonly Partial<Measurement>[]): BenchReport {
  return {
    tool: 'probestorm bench',
    version: '1.2.3',
    size: 'large',
    machine: { node: 'v20.19.0', system: 'linux x64', cpu: 'a cpu', cores: 2 },
    benches: benches.map((changes) => ({ ...measured, ...changes })),
  }
}

const cases: readonly {
  readonly why: string
  readonly head: Partial<Measurement>
  readonly expected: readonly (readonly [what: string, verdict: Verdict])[]
}[] = [
  { why: 'equal runs', head: {}, expected: [['time', 'equal']] },
  { why: 'at the limit', head: { medianMs: 110 }, expected: [['time', 'equal']] },
  { why: 'above the limit', head: { medianMs: 110.1 }, expected: [['time', 'regression']] },
  {
    why: 'above the limit, within the spread of both',
    head: { medianMs: 125, madMs: 23 },
    expected: [['time', 'equal']],
  },
  {
    why: 'above the limit and the spread',
    head: { medianMs: 125, madMs: 22.9 },
    expected: [['time', 'regression']],
  },
  { why: 'faster', head: { medianMs: 80 }, expected: [['time', 'improvement']] },
  { why: 'a little faster', head: { medianMs: 95 }, expected: [['time', 'equal']] },
  {
    why: 'one move more',
    head: { counters: { holds: 1000, moves: 501 } },
    expected: [
      ['time', 'equal'],
      ['moves', 'regression'],
    ],
  },
  {
    why: 'one move less',
    head: { counters: { holds: 1000, moves: 499 } },
    expected: [
      ['time', 'equal'],
      ['moves', 'improvement'],
    ],
  },
  {
    why: 'a counter that the base does not have',
    head: { counters: { holds: 1000, moves: 500, copies: 3 } },
    expected: [['time', 'equal']],
  },
  {
    why: 'another result: its time says nothing',
    head: { checksum: 'abd', medianMs: 10 },
    expected: [['checksum', 'changed']],
  },
]
for (const { why, head, expected } of cases) {
  test(`${why}: ${expected.map((pair) => pair.join(' ')).join(', ')}`, () => {
    const findings = compareReports(report({}), report(head), 0.1, true)
    assert.equal(
      findings.map(({ what, verdict }) => [what, verdict]),
      expected,
    )
  })
}

test('what only one report has is told and fails nothing', () => {
  const findings = compareReports(report({ name: 'a' }), report({ name: 'b' }), 0.1, true)
  assert.equal(
    findings.map(({ name, verdict }) => [name, verdict]),
    [
      ['b', 'new'],
      ['a', 'missing'],
    ],
  )
  assert.not.ok(findings.some(isFailure))
})

test('with a filter nothing is missing', () => {
  assert.equal(compareReports(report({ name: 'a' }, {}), report({}), 0.1, false).length, 1)
})

test('a report is read back as it was written', () => {
  assert.equal(readReport(reportJson(report({})), 'base.json'), report({}))
})

const bad: readonly (readonly [text: string, rule: string, message: RegExp])[] = [
  ['', 'bench-file-syntax', /not JSON/],
  ['[]', 'bench-file-format', /the document|tool/],
  ['{"tool": "other"}', 'bench-file-format', /tool is "other"; expected "probestorm bench"/],
  [reportJson(report({ medianMs: -1 })), 'bench-file-format', /benches\.0\.medianMs is -1; expected >=0/],
]
for (const [text, rule, message] of bad) {
  test(`refuses ${JSON.stringify(text.slice(0, 30))} with ${rule}`, () => {
    try {
      readReport(text, 'base.json')
      assert.unreachable('was read')
    } catch (error) {
      assert.instance(error, InputError)
      const [diagnostic] = (error as InputError).diagnostics
      assert.is(diagnostic!.rule, rule)
      assert.is(diagnostic!.file, 'base.json')
      assert.match(diagnostic!.message, message)
    }
  })
}

test('github-action-benchmark gets nanoseconds per unit, with the spread as range', () => {
  assert.equal(JSON.parse(formatReport(report({}), 'github-action-benchmark')), [
    {
      name: 'event-list/exponential-1e5',
      unit: 'ns/hold',
      value: 100_000,
      range: '± 2000',
      extra: 'holds 1000\nmoves 500\nchecksum abc',
    },
  ])
})

test('Bencher gets the latency with its bounds, and each counter as a measure', () => {
  assert.equal(JSON.parse(formatReport(report({}), 'bencher')), {
    'event-list/exponential-1e5': {
      latency: { value: 100_000, lower_value: 98_000, upper_value: 102_000 },
      holds: { value: 1000 },
      moves: { value: 500 },
    },
  })
})

test('benchstat gets a line per run, under a name that Go accepts', () => {
  assert.is(
    formatReport(report({}), 'benchstat'),
    [
      'goos: linux',
      'goarch: x64',
      'pkg: probestorm',
      'cpu: a cpu',
      'BenchmarkEventList/exponential-1e5\t1000\t98000 ns/op\t1000 holds/run\t500 moves/run',
      'BenchmarkEventList/exponential-1e5\t1000\t100000 ns/op\t1000 holds/run\t500 moves/run',
      'BenchmarkEventList/exponential-1e5\t1000\t104000 ns/op\t1000 holds/run\t500 moves/run',
      '',
    ].join('\n'),
  )
})

test.run()
