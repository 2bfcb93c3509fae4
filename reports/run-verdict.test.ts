import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SummaryMetric } from '../engine/contract/run-result.ts'
import { exampleResult } from './example-result.ts'
import type { ReportFacts } from './reported-result.ts'
import { runVerdict } from './run-verdict.ts'

const test = suite('verdict of a run')

type Means = Partial<Record<SummaryMetric, number>>

/** What is said of a run with these means over all workloads, and of its first workload. */
function said(all: Means, ofFirst: Means = {}, thresholds: ReportFacts['thresholds'] = []): string {
  const calm = {
    false_restarts_total: 0,
    detections_missed_total: 0,
    zero_ready_seconds: 0,
    failed_requests_total: 0,
  }
  const example = exampleResult()
  const estimates = example.estimates.map((row, index) => {
    const means: Means = index === 0 ? { ...calm, ...all } : index === 1 ? { ...calm, ...ofFirst } : calm
    const changed = Object.entries(means).map(([metric, mean]) => [
      metric,
      { ...row.metrics[metric as SummaryMetric], mean },
    ])
    return { ...row, metrics: { ...row.metrics, ...Object.fromEntries(changed) } }
  })
  const result = { ...example, estimates } as Parameters<typeof runVerdict>[0]
  const { state, text, lines } = runVerdict(
    result,
    {
      thresholds,
      counts: { pods: 3 } as ReportFacts['counts'],
    },
    [],
  )
  return [`${state}: ${text}`, ...lines].join(' / ')
}

const rows: readonly { readonly of: Means; readonly first?: Means; readonly says: RegExp }[] = [
  {
    of: { availability_ratio: 1, restarts_total: 0 },
    says: /^none: All pods were ready all the time \/ No threshold was given\./,
  },
  {
    of: { restarts_total: 3 },
    says: /^none: No container that was well was restarted, and no workload was without a ready pod/,
  },
  {
    of: { false_restarts_total: 12, detections_missed_total: 1 },
    says: /^untested: 12 restarts per replication of containers that were well; 1 hang per replication that no probe noticed \/ .*false_restarts_total &lt;= 0/,
  },
  {
    of: { false_restarts_total: 12 },
    first: { false_restarts_total: 12 },
    says: /^untested: 12 restarts per replication of containers that were well, all in \S+ \//,
  },
  {
    of: { availability_ratio: 1, restarts_total: 0, requests_total: 200, failed_requests_total: 150 },
    says: /^untested: 75 % of the requests failed \/ .*failed_requests_total &lt;= 0/,
  },
  {
    of: { zero_ready_seconds: 40 },
    first: { zero_ready_seconds: 40 },
    says: /^untested: No ready pod of \S+ for 40 s \/ .*zero_ready_seconds &lt;= 0/,
  },
]

for (const { of, first, says } of rows)
  test(`without a threshold: ${JSON.stringify(of)}`, () => assert.match(said(of, first), says))

test('pods that came back and were lost again are said first', () => {
  const example = exampleResult()
  const [replication] = example.replications
  const [all, ...others] = replication!.summary
  const timeSeconds = Float64Array.of(0, 10, 20, 30)
  const columns = { ...replication!.timeseries.columns, ready: Float64Array.of(3, 1, 3, 1) }
  const summary = [{ ...all!, values: { ...all!.values, recovery_90_seconds: 10 } }, ...others]
  const collapsed = {
    ...example,
    durationSeconds: 40,
    replications: [{ ...replication!, summary, timeseries: { timeSeconds, workloads: ['*'], columns } }],
  }
  const facts = { thresholds: [], counts: { pods: 3 } as ReportFacts['counts'] }
  const { state, text } = runVerdict(collapsed, facts, [{ from: 15, to: 20 }])
  assert.is(state, 'untested')
  assert.match(
    text,
    /pods came back after the last fault, but fewer than 90 % again from 40s on: 1 of 3 ready at the end of the run/i,
  )
})

test('thresholds come before all else', () => {
  const row = {
    threshold: 'restarts_total < 1',
    value: 3,
    state: 'fails',
  } as ReportFacts['thresholds'][number]
  assert.match(said({ false_restarts_total: 12 }, {}, [row]), /^fails: The threshold fails/)
})

test.run()
