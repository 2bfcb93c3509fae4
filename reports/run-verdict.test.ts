import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SummaryMetric } from '../engine/contract/run-result.ts'
import { exampleFacts, exampleResult } from './example-result.ts'
import type { ReportFacts } from './reported-result.ts'
import { runVerdict } from './run-verdict.ts'

const test = suite('verdict of a run')

type Means = Partial<Record<SummaryMetric, number>>

/** What is said of a run with these means over all workloads, and of its first workload. */
function said(
  all: Means,
  ofFirst: Means = {},
  thresholds: ReportFacts['thresholds'] = [],
  waiting = 0,
  outline = exampleFacts.outline,
): string {
  const calm = {
    false_restarts_total: 0,
    detections_missed_total: 0,
    zero_ready_seconds: 0,
    failed_requests_total: 0,
  }
  const example = waitingAtTheEnd(exampleResult(), waiting)
  const estimates = example.estimates.map((row, index) => {
    const means: Means = index === 0 ? { ...calm, ...all } : index === 1 ? { ...calm, ...ofFirst } : calm
    const changed = Object.entries(means).map(([metric, mean]) => [
      metric,
      { ...row.metrics[metric as SummaryMetric], mean },
    ])
    return { ...row, metrics: { ...row.metrics, ...Object.fromEntries(changed) } }
  })
  const result = { ...example, estimates } as Parameters<typeof runVerdict>[0]
  const { state, text, lines } = runVerdict(result, {
    thresholds,
    counts: { pods: 3 } as ReportFacts['counts'],
    outline,
  })
  return [`${state}: ${text}`, ...lines].join(' / ')
}

/** With so many containers in back-off at the end. */
function waitingAtTheEnd(result: ReturnType<typeof exampleResult>, count: number) {
  const in_backoff = Float64Array.of(9, 9, 0, 9, 9, 0, count, count, 0)
  const replications = result.replications.map((replication) => {
    const { timeseries } = replication
    return { ...replication, timeseries: { ...timeseries, columns: { ...timeseries.columns, in_backoff } } }
  })
  return { ...result, replications }
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
    says: /^untested: 12 restarts per replication of containers that were well; 1 hang per replication that passed before a probe had failed often enough[^;]*\/ .*false_restarts_total &lt;= 0/,
  },
  {
    of: { false_restarts_total: 12 },
    first: { false_restarts_total: 12 },
    says: /^untested: 12 restarts per replication of containers that were well, all in \S+ \//,
  },
  {
    of: { requests_total: 1000, failed_requests_total: 250, false_restarts_total: 12 },
    says: /^untested: 25 % of the requests failed[^;]*; 12 restarts per replication .*failed_requests_total &lt;= 0/,
  },
  {
    of: { zero_ready_seconds: 40 },
    first: { zero_ready_seconds: 40 },
    says: /^untested: No ready pod of \S+ for 40 s \/ .*zero_ready_seconds &lt;= 0/,
  },
]

for (const { of, first, says } of rows)
  test(`without a threshold: ${JSON.stringify(of)}`, () => assert.match(said(of, first), says))

test('containers in back-off at the end are said: the storm has not ended', () => {
  assert.match(said({}, {}, [], 7), /^untested: 7 containers still in back-off at the end of the run/)
})

test('pods that came back and were lost again are said first', () => {
  const example = exampleResult()
  const [replication] = example.replications
  const [all, ...others] = replication!.summary
  const timeSeconds = Float64Array.of(0, 10, 20, 30)
  const columns = {
    ...replication!.timeseries.columns,
    ready: Float64Array.of(3, 1, 3, 1),
    unready: Float64Array.of(0, 2, 0, 2),
  }
  const summary = [{ ...all!, values: { ...all!.values, recovery_90_seconds: 10 } }, ...others]
  const collapsed = {
    ...example,
    durationSeconds: 40,
    replications: [{ ...replication!, summary, timeseries: { timeSeconds, workloads: ['*'], columns } }],
  }
  const faults = [{ kind: 'hang', fromSeconds: 15, toSeconds: 20 }] as const
  const { state, text } = runVerdict(collapsed, {
    thresholds: [],
    counts: { pods: 3 } as ReportFacts['counts'],
    outline: { ...exampleFacts.outline, faults },
  })
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

test('names a liveness probe that no hang makes fail as the reason why hangs go unnoticed', () => {
  const { workload } = exampleResult().estimates[1]!
  const law = { workload, container: 'app', interval: null }
  const blind = { ...exampleFacts.outline, detectionLaws: [law] }
  const missed = { detections_missed_total: 2 }
  assert.match(said(missed, missed, [], 0, blind), 'a hang does not make its liveness probe fail')
  const seeing = { ...blind, detectionLaws: [law, { ...law, interval: { lowSeconds: 1, highSeconds: 2 } }] }
  assert.not.match(said(missed, missed, [], 0, seeing), 'a hang does not make')
})

test.run()
