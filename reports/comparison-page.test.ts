import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { comparisonWith, exampleRow } from '../tests/support/example-comparison.ts'
import { comparedSeries } from './charts/compared-series.ts'
import { type ComparedSide, comparisonPage } from './comparison-page.ts'
import type { ComparisonFacts } from './comparison-report.ts'
import { exampleFacts, exampleResult } from './example-result.ts'

const test = suite('page of a comparison')

const facts: ComparisonFacts = { base: 'out/base', head: 'out/head', notes: [], verdicts: [] }
const side: ComparedSide = { scenario: 'example', seed: '1', version: '0.0.0', kubernetesVersion: '1.35' }
const drawn: ComparedSide = { ...side, page: { result: exampleResult(), facts: exampleFacts } }

const page = (
  rows: Parameters<typeof comparisonWith>,
  more: Partial<ComparisonFacts> = {},
  of = side,
): string => comparisonPage(comparisonWith(...rows), { ...facts, ...more }, of, of).join('')

test('says that there is no difference', () => {
  const text = page([])
  assert.match(text, 'No difference: every number of every replication is the same.')
  assert.not.match(text, '<svg')
})

test('says what surely differs, the most interesting first, and counts the rest', () => {
  const text = page([
    exampleRow('*', 'less', -2),
    exampleRow('*', 'more', 4, 'detection_seconds_p99'),
    exampleRow('*', 'unclear', 0.25, 'probes_total'),
  ])
  const answers = Array.from(text.matchAll(/<p class="answer">(.*?)<\/p>/g), ([, answer]) => answer)
  assert.equal(answers, [
    'Hang noticed after, p99: 10\u00a0s → 14\u00a0s, that is +4\u00a0s (95\u00a0%: +3.5\u00a0s to +4.5\u00a0s): worse.',
    'Restarts: 10 → 8, that is -2 (95\u00a0%: -2.5 to -1.5): better.',
    '2 of 42 metrics over all workloads surely differ, 1 may differ by chance.',
  ])
  assert.match(text, '39 more metrics are equal.')
  assert.is(text.match(/<svg class="forest sure"/g)?.length, 2)
  assert.is(text.match(/<svg class="forest unsure"/g)?.length, 1)
})

test('the first screen says what was set differently, and of what got better the first', () => {
  const felt = [
    'failed_requests_total',
    'false_restarts_total',
    'zero_ready_seconds',
    'recovery_seconds',
    'restarts_total',
  ] as const
  const settings = ['a', 'b', 'c'].map((what) => ({ what, base: 'shared', head: 'x'.repeat(300) }))
  const text = page(
    felt.map((metric) => exampleRow('*', 'less', -2, metric)),
    { settings },
  )
  const [answer] = /<p class="answer">.*?<\/p>/.exec(text)!
  assert.match(answer, /Set differently: a: shared → x{150,200}….*; b: shared → .*; and 1 more\./)
  assert.match(text, /✓ better<\/span> Failed requests.*; and 1 more below<\/li>/)
})

test('says that few replications are no sign of equality', () => {
  const unsure = [exampleRow('*', 'unclear', 0.25, 'probes_total')]
  assert.match(page(unsure), 'little is sure. Run both with --replications 10')
  assert.not.match(page([exampleRow('*', 'less', -2), ...unsure]), 'little is sure')
})

test('lists of single workloads what surely differs', () => {
  const text = page([exampleRow('a/pod/b', 'unclear', 0.25), exampleRow('a/pod/c', 'less', -2)])
  assert.match(
    text,
    /<th scope="row">a\/pod\/c<\/th><td class="words" data-title="Metric">Restarts<\/td><td[^>]*><span class="better">✓ ▼ less: better<\/span><\/td><td[^>]*>10<\/td><td[^>]*>8<\/td>/,
  )
  assert.not.match(text, 'a/pod/b')
})

test('has the verdicts, the notes and how replications were compared', () => {
  const verdicts = [{ threshold: 'restarts_total <= 0', value: 2, state: 'fails' as const }]
  const text = page([exampleRow('*', 'more', 2)], { verdicts, notes: ['the scenario differs: a and b'] })
  assert.match(text, '<span class="sign fails">✗ fails</span> <code>restarts_total &lt;= 0</code>: found 2')
  assert.match(text, '<span class="sign worse">✗ worse</span> Restarts')
  assert.match(text, '<li>the scenario differs: a and b</li>')
  assert.match(text, '4 pairs of replications')
  assert.match(text, 'one of them has no timeseries.csv')
})

test('draws over time only what both sides have', () => {
  assert.match(page([], {}, drawn), 'id="chart-ready"')
  assert.not.match(page([], {}, side), 'id="chart-ready"')
})

test('says better and worse, and neither of what has no better side', () => {
  const verdict = (...rows: Parameters<typeof comparisonWith>): string =>
    /<div class="verdict (.*?)<ul>/.exec(page(rows))?.[1] ?? page(rows)
  assert.match(verdict(exampleRow('*', 'less', -2)), /^holds".*Better$/)
  assert.match(verdict(exampleRow('*', 'less', -2, 'availability_ratio')), /^fails".*Worse$/)
  assert.match(
    verdict(exampleRow('*', 'less', -2), exampleRow('*', 'more', 4, 'detection_seconds_p99')),
    /^untested".*Better in some things, worse in others$/,
  )
  assert.match(page([exampleRow('*', 'less', -2, 'probes_total')]), 'Neither surely better nor surely worse')
})

test('failed requests are felt: what is better in ten things and loses more of them is not better', () => {
  const better = ['recovery_seconds', 'recovery_90_seconds', 'unready_seconds_total'] as const
  const text = page([
    ...better.map((metric) => exampleRow('*', 'less', -2, metric)),
    exampleRow('*', 'more', 9, 'failed_requests_total'),
  ])
  assert.match(text, /<div class="verdict untested".*Better in some things, worse in others/)
  assert.match(text, '<span class="sign worse">✗ worse</span> Failed requests 10 → 19')
  assert.match(text, '<p class="answer">Failed requests: 10 → 19')
})

test('names what was set differently', () => {
  const settings = [{ what: 'shop/deployment/<b>, pods', base: '3', head: null }]
  assert.match(
    page([], { settings }),
    /<th scope="row">shop\/deployment\/&lt;b&gt;, pods<\/th><td[^>]*>3<\/td><td[^>]*>none<\/td>/,
  )
  assert.match(
    page([exampleRow('*', 'more', 2)], { settings: [] }),
    'Nothing differs in what results record: probes, pods, faults, and the behavior of up to 1,000 containers.',
  )
})

test('says which workload the largest part of the first difference is in', () => {
  const text = page([
    exampleRow('*', 'more', 9),
    exampleRow('a/pod/b', 'more', 1),
    exampleRow('a/pod/c', 'more', 8),
  ])
  assert.match(text, 'The largest part in a/pod/c: restarts 10 → 18.')
})

test('marks only the faults that both have, and says when they differ', () => {
  assert.match(page([], {}, drawn), '<b>B</b> hang at 1m40s')
  const other = { ...exampleFacts, outline: { ...exampleFacts.outline, faults: [] } }
  const head = { ...side, page: { result: exampleResult(), facts: other } }
  const text = comparisonPage(comparisonWith(), facts, drawn, head).join('')
  assert.not.match(text, 'hang at 1m40s')
  assert.match(text, 'The faults of the two sides differ, so none is marked in the charts.')
  assert.not.match(page([], {}, drawn), 'The faults of the two sides differ')
})

test('draws over time what has the same points, a shorter run to its end', () => {
  const base = exampleResult()
  const head = exampleResult()
  const shorter = {
    ...head,
    replications: head.replications.map((replication) => ({
      ...replication,
      timeseries: { ...replication.timeseries, timeSeconds: Float64Array.of(0, 10) },
    })),
  }
  const series = comparedSeries(base, shorter)!
  assert.equal(series.seconds, [0, 10, 20])
  const ready = series.charts.findIndex(({ id }) => id === 'ready')
  assert.is(series.workloads[0]!.lines[ready]!.head[2], null)
  assert.equal(
    series.workloads[0]!.lines[ready]!.head.slice(0, 2),
    series.workloads[0]!.lines[ready]!.base.slice(0, 2),
  )
  assert.is(comparedSeries(base, { ...head, intervalSeconds: 5 }), undefined)
})

test('compares over time what happened on one side only, unless the other does not know it', () => {
  const base = exampleResult()
  const backoffOf = (value: number | null) => ({
    ...base,
    replications: base.replications.map((replication) => {
      const { timeseries } = replication
      const size = timeseries.timeSeconds.length * timeseries.workloads.length
      const in_backoff = value === null ? null : new Float64Array(size).fill(value)
      return { ...replication, timeseries: { ...timeseries, columns: { ...timeseries.columns, in_backoff } } }
    }),
  })
  const [none, some, unknown] = [backoffOf(0), backoffOf(2), backoffOf(null)]
  for (const [from, to, before, after] of [
    [none, some, 0, 2],
    [some, none, 2, 0],
  ] as const) {
    const series = comparedSeries(from, to)!
    const index = series.charts.findIndex(({ id }) => id === 'backoff')
    const { base: own, head } = series.workloads[0]!.lines[index]!
    assert.equal([own[0], head[0]], [before, after])
  }
  assert.not.ok(comparedSeries(some, unknown)!.charts.some(({ id }) => id === 'backoff'))
})

test('compares over time the workloads that both have', () => {
  const series = comparedSeries(exampleResult(), exampleResult({ workload: 'shop/deployment/other' }))!
  assert.equal(
    series.workloads.map(({ name }) => name),
    ['*', 'shop/deployment/db'],
  )
})

test('holds nothing of an input as markup', () => {
  const name = '</script><b onload="x">&'
  const text = page(
    [exampleRow(name, 'more', 2)],
    { base: name, head: name, notes: [name] },
    { ...side, scenario: name, seed: name },
  )
  assert.not.match(text, '<b onload')
})

test.run()
