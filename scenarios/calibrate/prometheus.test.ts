import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cut, Spans } from '../../engine/index.ts'
import type { Observations } from './observations.ts'
import { observe, podList, podObject, prometheusAnswer, type SeriesOptions } from './observed.test.helper.ts'

const test = suite('observations of Prometheus')

const probe = {
  __name__: 'prober_probe_duration_seconds_bucket',
  namespace: 'shop',
  container: 'app',
  probe_type: 'Liveness',
}
const ofSeries = (series: readonly SeriesOptions[], rest = {}): Promise<Observations> =>
  observe({ prometheus: prometheusAnswer(series) }, rest)
const triples = ({ low, high, count }: Spans): number[][] =>
  Array.from(low, (from, span) => [from, high[span], count[span]])

/** Cumulative counts of three buckets. */
function buckets(labels: Readonly<Record<string, string>>, counts: readonly number[]): SeriesOptions[] {
  return ['0.005', '0.1', '+Inf'].map((le, index) => ({ labels: { ...labels, le }, value: counts[index] }))
}

test('add up the buckets of all pods of a container, and take counts apart', async () => {
  const { samples } = await ofSeries([
    ...buckets({ ...probe, pod: 'web-0' }, [10, 30, 31]),
    ...buckets({ ...probe, pod: 'web-1' }, [1, 1, 1]),
    ...buckets({ ...probe, probe_type: 'Readiness' }, [0, 5, 5]),
  ])
  assert.is(samples.length, 2)
  assert.equal(samples[0].subject, { namespace: 'shop', container: 'app' })
  assert.is(samples[0].probe, 'liveness')
  assert.equal(triples(samples[0].spans), [
    [0, 5000, 11],
    [5000, 100_000, 20],
    [100_000, Infinity, 1],
  ])
  assert.equal(triples(samples[1].spans), [[5000, 100_000, 5]])
})

test('take the growth of a range, over resets of the counter', async () => {
  const { samples } = await ofSeries([
    { labels: { ...probe, le: '0.1' }, values: [100, 107, 3, 5] },
    { labels: { ...probe, le: '+Inf' }, values: [100, 108, 4, 6] },
  ])
  assert.equal(triples(samples[0].spans), [
    [0, 100_000, 12],
    [100_000, Infinity, 2],
  ])
})

/** Name of a histogram, --unit, microseconds of its bound 2. */
const units = [
  ['request_duration_seconds_bucket', undefined, 2e6],
  ['request_duration_milliseconds_bucket', undefined, 2e3],
  ['request_ms_bucket', 's', 2e3],
  ['request_duration_bucket', 'ms', 2e3],
  ['request_duration_bucket', undefined, 2e6],
] as const
for (const [name, unit, us] of units) {
  test(`read the bound of ${name} with --unit ${unit}`, async () => {
    const csvOptions = { subject: {}, quantity: 'latency', ...(unit === undefined ? {} : { unit }) }
    const { samples } = await ofSeries(
      [
        { labels: { __name__: name, le: '2' }, value: 9 },
        { labels: { __name__: name, le: '+Inf' }, value: 9 },
      ],
      { csvOptions },
    )
    assert.equal(triples(samples[0].spans), [[0, us, 9]])
  })
}

test('count failed runs of those that ended, of all types of probes', async () => {
  const labels = { __name__: 'prober_probe_total', namespace: 'shop', container: 'app' }
  const { errors } = await ofSeries([
    { labels: { ...labels, probe_type: 'Liveness', result: 'successful' }, value: 95 },
    { labels: { ...labels, probe_type: 'Liveness', result: 'failed' }, value: 5 },
    { labels: { ...labels, probe_type: 'Readiness', result: 'successful' }, value: 100 },
    { labels: { ...labels, probe_type: 'Readiness', result: 'unknown' }, value: 7 },
  ])
  assert.is(errors.length, 1)
  assert.equal(errors[0].counts, [
    { probe: 'readiness', failed: 0, total: 100 },
    { probe: 'liveness', failed: 5, total: 100 },
  ])
})

const count = { ...probe, __name__: 'prober_probe_total' }
const ended = (le: string, value: number): SeriesOptions => ({ labels: { ...probe, le }, value })
const ran = (result: string, value: number): SeriesOptions => ({ labels: { ...count, result }, value })

test('are of a workload for each value of the label that --by names', async () => {
  const csvOptions = { subject: {}, quantity: 'latency', by: 'service' }
  const { samples, errors } = await ofSeries(
    [
      ...buckets({ ...probe, service: 'cart' }, [1, 2, 3]),
      ...buckets({ ...probe, service: 'web' }, [10, 20, 30]),
      {
        labels: { ...probe, __name__: 'prober_probe_total', service: 'web', result: 'successful' },
        value: 30,
      },
    ],
    { csvOptions },
  )
  const subject = { namespace: 'shop', container: 'app' }
  assert.equal(
    samples.map((each) => each.subject),
    [
      { ...subject, name: 'cart' },
      { ...subject, name: 'web' },
    ],
  )
  assert.equal(
    errors.map((each) => each.subject),
    [{ ...subject, name: 'web' }],
  )
  assert.equal(
    samples.map(({ cut }) => cut?.failed),
    [null, 0],
  )
})

/** Of durations of probes: the series; --timeout; where they end, and how many failed. */
const cuts: readonly (readonly [string, readonly SeriesOptions[], number | undefined, Cut | undefined])[] = [
  [
    'at the first whole second after the last bucket, with the failed runs',
    [ended('0.5', 60), ended('1', 90), ended('+Inf', 90), ran('successful', 90), ran('failed', 10)],
    undefined,
    { limitUs: 1e6, failed: 10 },
  ],
  [
    'within a bucket',
    [ended('1', 60), ended('2.5', 90), ended('+Inf', 90), ran('successful', 90), ran('failed', 0)],
    undefined,
    { limitUs: 2e6, failed: 0 },
  ],
  [
    'at --timeout',
    [ended('1', 60), ended('2.5', 90), ended('+Inf', 90), ran('successful', 90), ran('failed', 1)],
    3e6,
    { limitUs: 3e6, failed: 1 },
  ],
  [
    'with the share of the failed runs where the counters are of longer',
    [ended('1', 90), ended('+Inf', 90), ran('successful', 900), ran('failed', 100)],
    undefined,
    { limitUs: 1e6, failed: 10 },
  ],
  [
    'without a count of failed runs',
    [ended('1', 90), ended('+Inf', 90)],
    undefined,
    { limitUs: 1e6, failed: null },
  ],
  ['nowhere that is known beyond the last bound', [ended('10', 60), ended('+Inf', 90)], undefined, undefined],
]
for (const [what, series, timeoutUs, cut] of cuts) {
  test(`end ${what} (Z10: successes only)`, async () => {
    const { samples } = await ofSeries(series, timeoutUs === undefined ? {} : { timeoutUs })
    assert.equal(samples[0].cut, cut)
  })
}

test('end at the timeout that pods tell, unless they differ', async () => {
  const prometheus = prometheusAnswer([ended('1', 60), ended('2.5', 90), ended('+Inf', 90)])
  const limitOf = async (...timeouts: readonly number[]): Promise<number | undefined> => {
    const pods = timeouts.map((timeoutSeconds, index) =>
      podObject({ name: `web-${index}`, probe: {}, livenessProbe: { timeoutSeconds } }),
    )
    const { samples } = await observe({ pods: podList(pods), prometheus })
    return samples.find(({ quantity }) => quantity === 'latency')?.cut?.limitUs
  }
  assert.is(await limitOf(5, 5), 5e6)
  assert.is(await limitOf(5, 6), 2e6)
})

test('say how often a container is throttled, and leave whole pods and sandboxes aside', async () => {
  const of = (what: string, container: string, value: number): SeriesOptions => ({
    labels: { __name__: `container_cpu_cfs_${what}_total`, namespace: 'shop', container },
    value,
  })
  const { throttles } = await ofSeries([
    of('throttled_periods', 'app', 30),
    of('periods', 'app', 100),
    of('throttled_periods', '', 31),
    of('periods', '', 200),
    of('periods', 'POD', 100),
  ])
  assert.equal(throttles, [{ subject: { namespace: 'shop', container: 'app' }, throttled: 30, periods: 100 }])
})

test('leave other metrics aside with a note', async () => {
  const { notes } = await ofSeries([
    ...buckets(probe, [1, 2, 3]),
    { labels: { __name__: 'prober_probe_duration_seconds_sum' }, value: 3 },
  ])
  assert.match(notes.join(), '1 of 4 series are of other metrics')
})

test('count restarts of a range over its pod days, and nothing of an instant', async () => {
  const labels = (pod: string) => ({
    __name__: 'kube_pod_container_status_restarts_total',
    namespace: 'shop',
    container: 'app',
    pod,
  })
  // A value a minute: a day and a half each.
  const values = (restarts: number): number[] =>
    Array.from({ length: 2161 }, (_, minute) => 5 + Math.floor((restarts * minute) / 2160))
  const { happened } = await ofSeries([
    { labels: labels('web-0'), values: values(3) },
    { labels: labels('web-1'), values: values(1) },
  ])
  assert.equal(happened, [
    {
      subject: { namespace: 'shop', container: 'app' },
      happened: { restarts: 4, podDays: 3, dispersion: 1 },
    },
  ])
  assert.equal((await ofSeries([{ labels: labels('web-0'), value: 7 }])).happened, [])
})

const scraped = { ...probe, pod: 'web-0' }

test('hold the order of a range, container by container: runs by bucket from scrape to scrape', async () => {
  const { samples } = await ofSeries([
    { labels: { ...scraped, le: '0.1' }, values: [100, 103, 103, 106, 2] },
    { labels: { ...scraped, le: '1' }, values: [100, 103, 103, 107, 3] },
    { labels: { ...scraped, le: '+Inf' }, values: [100, 103, 103, 107, 3] },
    {
      labels: { ...scraped, __name__: 'prober_probe_total', result: 'successful' },
      values: [9, 12, 12, 16, 3],
    },
    {
      labels: { ...scraped, __name__: 'prober_probe_total', pod_uid: 'u', result: 'failed' },
      values: [5, 5, 5, 7, 0],
    },
  ])
  const { low, high, hasFailed, areSums, members } = samples[0].counts!
  assert.equal(
    [[...low], [...high]],
    [
      [0, 100_000, 1e6],
      [100_000, 1e6, Infinity],
    ],
  )
  assert.equal([hasFailed, areSums], [true, false])
  // Without a run between two scrapes there was none; a counter that falls has begun anew.
  assert.equal(
    members.map(({ widthUs, counts }) => [[...widthUs], [...counts]]),
    [
      [
        [60e6, 120e6, 60e6],
        [3, 0, 0, 3, 1, 2, 2, 1, 0],
      ],
    ],
  )
})

test('of a range without a label that tells containers apart are sums', async () => {
  const { samples } = await ofSeries([
    { labels: { ...probe, le: '0.1' }, values: [1, 2, 3] },
    { labels: { ...probe, le: '+Inf' }, values: [1, 2, 3] },
  ])
  assert.ok(samples[0].counts!.areSums)
  assert.match(samples[0].notes.join(), 'keep the label pod')
})

test.run()
