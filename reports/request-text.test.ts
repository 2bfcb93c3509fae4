/** What is said of requests: how many failed, whether they still do, and from when on they do not. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exampleResult } from './example-result.ts'
import { failedShareText, requestSentences } from './request-text.ts'

const test = suite('requests in words')

/** Ten minutes in intervals of 60 s, 100 requests in each, of which so many fail. */
function resultOf(failed: readonly number[]) {
  const example = exampleResult()
  const [all] = example.estimates
  const mean = (value: number) => ({ ...all!.metrics.requests_total, mean: value })
  const metrics = {
    ...all!.metrics,
    requests_total: mean(failed.length * 100),
    failed_requests_total: mean(failed.reduce((sum, count) => sum + count, 0)),
  }
  const replications = example.replications.map((replication) => ({
    ...replication,
    timeseries: {
      workloads: ['*'],
      timeSeconds: Float64Array.from(failed, (_, bucket) => bucket * 60),
      columns: {
        ...replication.timeseries.columns,
        requests: Float64Array.from(failed, () => 100),
        failed_requests: Float64Array.from(failed),
      },
    },
  }))
  return {
    ...example,
    intervalSeconds: 60,
    durationSeconds: failed.length * 60,
    estimates: [{ ...all!, metrics }],
    replications,
  }
}

const faults = [{ from: 120, to: 180 }]

const rows: readonly [of: string, failed: readonly number[], share: string | undefined, counts: string][] = [
  ['none fails', [0, 0, 0, 0, 0, 0], undefined, 'All 600 requests were answered.'],
  [
    'they fail during the fault and a while after it',
    [0, 0, 90, 30, 0, 0],
    '20 % of the requests failed, none of those in the last 1m of the run',
    '120 of 600 requests failed. Fewer than 1 % fail from 4m on, 1m after the end of the last fault.',
  ],
  [
    'the storm does not end',
    [0, 0, 90, 100, 100, 100],
    '65 % of the requests failed, 100 % of those in the last 1m of the run, 3m after the last fault',
    '390 of 600 requests failed. More than 1 % still fail at the end of the run.',
  ],
  [
    'few fail all the time',
    [1, 1, 1, 1, 1, 1],
    '1 % of the requests failed, 1 % of those in the last 1m of the run',
    '6 of 600 requests failed.',
  ],
]

for (const [of, failed, share, counts] of rows)
  test(of, () => {
    const result = resultOf(failed)
    assert.is(failedShareText(result, faults), share)
    assert.is(requestSentences(result, faults), counts)
  })

test('a fault without an end is not said to be over', () => {
  const lasting = [...faults, { from: 60, to: null }]
  const storm = resultOf([0, 90, 90, 100, 100, 100])
  assert.match(failedShareText(storm, lasting)!, /in the last 1m of the run, 4m after the last fault began$/)
  const passed = resultOf([0, 90, 90, 30, 0, 0])
  assert.match(
    requestSentences(passed, lasting)!,
    /Fewer than 1 % fail from 4m on, 2m after the last fault began\.$/,
  )
})

test('without a fault no way back is told', () => {
  assert.is(requestSentences(resultOf([0, 9, 9, 0]), []), '18 of 400 requests failed.')
})

test.run()
