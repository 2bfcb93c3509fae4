/** What the charts are drawn from. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunResult, TimeseriesMetric } from '../../engine/contract/run-result.ts'
import { exampleResult } from '../example-result.ts'
import { detectionCharts } from './detection-charts.ts'
import { timeChartData } from './time-charts.ts'

const test = suite('data of charts')

/** The example with buckets of one workload, the values of each replication in turn. */
function resultWith(metric: TimeseriesMetric, values: readonly (readonly number[])[]): RunResult {
  const example = exampleResult()
  const buckets = values[0]!.length
  return {
    ...example,
    durationSeconds: buckets * example.intervalSeconds,
    estimates: example.estimates.slice(0, 1),
    replications: values.map((column, index) => ({
      ...example.replications[index]!,
      timeseries: {
        timeSeconds: Float64Array.from({ length: buckets }, (_, bucket) => bucket * 10),
        workloads: ['*'],
        columns: {
          ...example.replications[index]!.timeseries.columns,
          probe_failures: null,
          in_backoff: null,
          requests: null,
          failed_requests: null,
          cpu_seconds: null,
          [metric]: Float64Array.from(column),
        },
      },
    })),
  }
}

function lineOf(id: string, result: RunResult) {
  const { charts, workloads } = timeChartData(result)
  return workloads[0]!.lines[charts.findIndex((chart) => chart.id === id)]
}

test('shows counts of probes per second, and the only replication without a band', () => {
  assert.equal(lineOf('probes', resultWith('probes', [[10, 20, 30]])), { mean: [1, 2, 3] })
})

test('shows the mean of replications, and the span of their values', () => {
  const result = resultWith('ready', [
    [3, 3],
    [3, 1],
  ])
  assert.equal(lineOf('ready', result), { mean: [3, 2], low: [3, 1], high: [3, 3] })
})

test('draws amounts as the files have them: a page that is made from the files is the same', () => {
  // Per second 1.06347504; of six decimals it is 1.063475, which is below in binary.
  const [exact, written] = [10.6347504, 10.63475].map((value) =>
    lineOf('failed-requests', resultWith('failed_requests', [[value]])),
  )
  assert.equal(exact, { mean: [1.06347] })
  assert.equal(written, exact)
})

test('draws a stretch in more detail, and every bucket once', () => {
  const buckets = Array.from({ length: 4000 }, (_, bucket) => (bucket === 1003 ? 7 : 1))
  const result = resultWith('restarts', [buckets])
  const { seconds, pointSeconds, finePointSeconds, charts, workloads } = timeChartData(
    result,
    [10_000, 11_000],
  )
  assert.equal([pointSeconds, finePointSeconds], [100, 10])
  assert.equal(seconds.slice(99, 103), [9900, 10_000, 10_010, 10_020])
  assert.equal(seconds.slice(199, 202), [10_990, 11_000, 11_100])
  const restarts = workloads[0]!.lines[charts.findIndex(({ id }) => id === 'restarts')]!.mean
  assert.is(restarts[100 + 3], 7)
  assert.is(
    restarts.reduce((sum, value) => sum + value, 0),
    4006,
  )
})

test('joins the buckets of a long run: adds restarts, keeps the lowest number of ready pods', () => {
  const buckets = Array.from({ length: 1000 }, (_, bucket) => bucket % 3)
  const data = timeChartData(resultWith('restarts', [buckets]))
  assert.is(data.pointSeconds, 30)
  assert.is(data.seconds.length, 334)
  assert.is(data.seconds[1], 30)
  assert.equal(lineOf('restarts', resultWith('restarts', [buckets]))!.mean.slice(0, 2), [3, 3])
  assert.equal(lineOf('ready', resultWith('ready', [buckets]))!.mean.slice(0, 2), [0, 0])
})

test('leaves out charts of what never happened', () => {
  const { charts } = timeChartData(resultWith('restarts', [[0, 0]]))
  assert.equal(
    charts.map(({ id }) => id),
    ['ready', 'restarts', 'probes'],
  )
})

/** The example's hangs, noticed after so many seconds each; `null` = not. */
function hangs(delays: readonly (number | null)[], warmUpSeconds = 0): RunResult {
  const example = exampleResult()
  const [first] = example.replications
  const [row] = first!.detections
  const detections = delays.map((delay) => ({ ...row!, noticedSeconds: delay === null ? null : 100 + delay }))
  return { ...example, warmUpSeconds, replications: [{ ...first!, detections }] }
}

const law = {
  workload: 'shop/deployment/web',
  container: 'app',
  interval: { lowSeconds: 21, highSeconds: 31 },
}

test('counts hangs that nothing noticed among all: the curve ends below 1', () => {
  const [chart] = detectionCharts(hangs([26, 22, null, 22]), [law])
  assert.is(chart!.hangs, 4)
  assert.is(chart!.noticed, 3)
  assert.equal(chart!.seconds, [0, 21, 22, 26, 31, 32.55])
  assert.equal(chart!.shares, [0, 0, 0.5, 0.75, 0.75, 0.75])
  assert.equal(chart!.expected, [0, 0, 0.1, 0.5, 1, 1])
})

test('has no closed form where none is known, or nothing can notice', () => {
  assert.is(detectionCharts(hangs([22]), [])[0]!.expected, undefined)
  const never = { ...law, interval: null }
  const [chart] = detectionCharts(hangs([null]), [never])
  assert.equal(chart!.seconds, [])
  assert.is(chart!.expected, undefined)
})

test('leaves out hangs of the warm-up', () => {
  assert.equal(detectionCharts(hangs([22], 101), [law]), [])
})

test('keeps the curves of many hangs small', () => {
  const [chart] = detectionCharts(hangs(Array.from({ length: 10_000 }, (_, index) => 21 + index / 1000)), [
    law,
  ])
  assert.ok(chart!.seconds.length < 310)
  assert.is(chart!.shares[chart!.shares.length - 1], 1)
})

test.run()
