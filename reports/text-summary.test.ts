import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { estimatesOfExample, exampleResult } from './example-result.ts'
import { formatSummary, type SummaryFormat } from './summary-formats.ts'
import { type SummaryFacts, textSummary } from './text-summary.ts'

const test = suite('text summary')

const facts: SummaryFacts = {
  version: '0.1.0',
  kubernetesVersion: '1.35',
  seed: '42',
  counts: {
    workloads: 2,
    pods: 2000,
    containers: 3,
    probes: 4,
    probesByType: { startup: 0, readiness: 1, liveness: 3 },
    probesByHandler: { exec: 1, httpGet: 3, tcpSocket: 0, grpc: 0 },
    nodes: 1,
    instances: { containers: 2500, probes: 3500 },
  },
  notes: ['no nodes were given: 1 node of 16 CPU, 64Gi, 110 pods'],
  verdicts: [],
  interrupted: false,
  directory: 'out/example',
  files: [
    { name: 'summary.csv', bytes: 1234 },
    { name: 'starts.csv', bytes: 99 },
  ],
  wallSeconds: 2,
  color: false,
}

function formatted(format: Exclude<SummaryFormat, 'table'>, workload?: string): string {
  return [...formatSummary(exampleResult(workload === undefined ? {} : { workload }), format)].join('')
}

test('says what was simulated, with the defaults that mattered', () => {
  const text = textSummary(exampleResult(), facts)
  assert.match(text, 'probestorm 0.1.0, Kubernetes 1.35')
  assert.match(text, 'scenario ............. example, seed "42"')
  assert.match(text, '5m x 2 replications')
  assert.match(text, '1 node, 2,000 pods of 2 workloads')
  assert.match(text, '3,500 (4 as written; 1 readiness, 3 liveness; 1 exec, 3 httpGet)')
  assert.match(text, 'no nodes were given')
  assert.not.match(text, 'endpointslice_updates_total')
})

test('says that numbers are means when there are several replications, and how sure they are', () => {
  const text = textSummary(exampleResult(), facts)
  assert.match(text, 'RESULTS (means over 2 replications ± half the 95 % interval)')
  assert.match(text, 'restarts ............. 1 ± 0.1, of these')
  assert.match(text, 'WORKLOADS, the most affected first (means over 2 replications)')
  const one = exampleResult()
  assert.not.match(textSummary({ ...one, replications: one.replications.slice(0, 1) }, facts), 'means over')
})

test('says of false restarts that were not seen how rare they are', () => {
  const result = exampleResult()
  const [all] = result.estimates
  const rate = { ...all!.metrics.false_restarts_per_container_day, mean: 0, ci95High: 0.3 }
  const summaryWith = (containerDaysPerFalseRestart: number | null, ci95High = 0.3): string => {
    const metrics = { ...all!.metrics, false_restarts_per_container_day: { ...rate, ci95High } }
    return textSummary({ ...result, estimates: [{ ...all!, metrics, containerDaysPerFalseRestart }] }, facts)
  }
  assert.match(
    summaryWith(null),
    'none seen: below the resolution of this study, fewer than 0.3 per container',
  )
  assert.match(summaryWith(null, 2.46e-5), 'fewer than one in 40,700 container days (95 %)')
  assert.match(summaryWith(2.72e18), 'none seen; by formula one in 2.7e+18 container days')
  assert.not.match(summaryWith(Infinity), 'none seen')
  // Containers that never start up: none of their kills is false, whatever a formula says of healthy ones.
  assert.match(summaryWith(0.0001), 'none seen: below the resolution of this study, fewer than 0.3')
})

test('lists files with their sizes, and the speed', () => {
  const text = textSummary(exampleResult(), facts)
  assert.match(text, 'FILES in out/example\n  summary.csv (1.2 kB), starts.csv (99 B)\n')
  assert.not.match(text, '--trace starts')
  assert.match(text, '600 probe runs in 2 s, 300 probe runs/s simulated, 300 x real time')
})

test('has thresholds before results, with signs, and in colour where there are colours', () => {
  const verdicts = [
    { threshold: 'restarts_total <= 0', value: 1, state: 'fails' as const },
    { threshold: 'availability_ratio > 0.5', value: 1, state: 'holds' as const },
  ]
  const text = textSummary(exampleResult(), { ...facts, verdicts })
  assert.match(text, /THRESHOLDS\n {2}✗ restarts_total <= 0 .*\n {2}✓ availability_ratio > 0\.5/)
  assert.ok(text.indexOf('THRESHOLDS') < text.indexOf('RESULTS'))
  assert.match(textSummary(exampleResult(), { ...facts, verdicts, color: true }), '\x1b[31m✗\x1b[39m')
})

test('draws ready pods and restarts over time, with the faults beneath', () => {
  const faults = [{ mark: 'A', kind: 'hang', target: '', from: 10, to: 30 }]
  const text = textSummary(exampleResult(), { ...facts, faults })
  assert.match(
    text,
    /OVER TIME, all workloads \(means\)\n {2}ready +▁▅█ [\d.]+ to [\d.]+\n {2}restarts +[▁-█]{3} /,
  )
  assert.match(text, /\n {2}faults {5} {1}A· A hang\n/)
  assert.match(text, '0 to 5m, a column stands for 10s')
})

test('says what to type next', () => {
  const next = [{ command: 'probestorm explain -f a --pod b', why: 'why it was restarted' }]
  assert.match(
    textSummary(exampleResult(), { ...facts, next }),
    'NEXT\n  probestorm explain -f a --pod b  # why it was restarted\n',
  )
})

test('says how many of the hangs were noticed, over all replications', () => {
  const [first, second] = exampleResult().replications
  const unnoticed = { ...second!, detections: [{ ...second!.detections[0]!, noticedSeconds: null }] }
  const result = { ...exampleResult(), replications: [first!, unnoticed] }
  assert.match(textSummary(result, facts), /hangs noticed \.+ 1 of 2, after 10 s ± 0.1 s \(p50\)/)
})

test('says how to get the tables that were left out', () => {
  assert.match(
    textSummary(exampleResult(), { ...facts, files: facts.files.slice(0, 1) }),
    '--trace starts adds them',
  )
})

test('puts the most affected workload first, and at most 15 of them', () => {
  const text = textSummary(exampleResult(), facts)
  assert.ok(text.indexOf('shop/deployment/web') < text.indexOf('shop/deployment/db'))
  const [replication] = exampleResult().replications
  const row = replication!.summary[1]!
  const many = Array.from({ length: 20 }, (_, index) => ({ ...row, workload: `shop/deployment/w${index}` }))
  const summary = [replication!.summary[0]!, ...many]
  const result = {
    ...exampleResult(),
    replications: [{ ...replication!, summary }],
    estimates: estimatesOfExample(summary),
  }
  assert.match(textSummary(result, facts), 'and 5 workloads more: see summary.csv')
})

test('says that a run was interrupted', () => {
  assert.match(
    textSummary(exampleResult(), { ...facts, interrupted: true }),
    /INTERRUPTED\n.*2 replications that finished/,
  )
})

test('has no terminal sequence without colour, whatever the names hold', () => {
  const hostile = exampleResult({ workload: 'shop/pod/\x1b[2J\u202e' })
  const text = textSummary(hostile, { ...facts, notes: ['\x1b]0;title\x07'], directory: 'a\rb' })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  assert.not.match(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
  assert.match(text, 'shop/pod/\\x1b[2J\\u{202e}')
  assert.match(textSummary(exampleResult(), { ...facts, color: true }), '\x1b[1mRESULTS')
})

test('json and yaml hold the rows of summary.csv under its column names', () => {
  const rows = JSON.parse(formatted('json'))
  assert.is(rows.length, 6)
  assert.is(rows[0].workload, '*')
  assert.is(rows[0].probes_per_second_mean, 0.333333)
  assert.is(rows[0].api_writes_total, null)
  assert.is(rows[0].recovery_seconds, 'inf')
  assert.equal(Object.keys(rows[0]).slice(0, 3), ['scenario', 'replication', 'workload'])
  assert.is(parse(formatted('yaml'))[0].recovery_seconds, Infinity)
  assert.equal(
    parse(formatted('yaml')).map((row: { workload: string }) => row.workload),
    rows.map((row: { workload: string }) => row.workload),
  )
})

test('markdown names cannot end a cell or start markup', () => {
  const text = formatted('markdown', 'a|b`c`<img>')
  assert.match(text, 'a\\|b\\`c\\`\\<img\\>')
  assert.match(text.split('\n')[2]!, /^\| \\\* \| 3 \|/)
})

test.run()
