/** Contract 4: which bucket counts what, gauges at the end of a bucket, and the row of all workloads. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFault, scaleFault } from '../../../tests/support/faults.ts'
import { observe, seriesOf, summaryOf } from '../../../tests/support/observe.ts'
import { app, deployed, latency, script } from '../../../tests/support/one-workload.ts'
import { cluster, constant, probe, second, workload } from '../../../tests/support/spec.ts'
import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import type { TimeseriesMetric } from '../../contract/run-result.ts'

const test = suite('time series')

const liveness = probe({ timeout: 5 })
const crashLoop = app({}, { crash: { after: [constant(1)], exitCode: 1 } })

const series: readonly {
  rule: string
  metric: TimeseriesMetric
  spec: ClusterSpec
  values: readonly number[]
}[] = [
  {
    rule: 'the bucket in which a run begins',
    metric: 'probes',
    spec: deployed(app({ liveness }, { latency: latency(3) }), 40, { createdAt: 8.5 }),
    values: [0, 1, 1, 0],
  },
  {
    rule: 'a run at a boundary belongs to the later bucket',
    metric: 'probes',
    spec: deployed(app({ liveness }), 40),
    values: [0, 1, 1, 1],
  },
  {
    rule: 'the warm-up is in it',
    metric: 'probes',
    spec: deployed(app({ liveness }), 40, { warmUpUs: 25 * second }),
    values: [0, 1, 1, 1],
  },
  {
    rule: 'the last bucket may be shorter',
    metric: 'probes',
    spec: deployed(app({ liveness }), 31),
    values: [0, 1, 1, 1],
  },
  {
    rule: 'failures where they begin',
    metric: 'probe_failures',
    spec: deployed(
      app({ liveness: probe({ timeout: 5 }, { failureThreshold: 9 }) }, { script: [script(0, 'hang')] }),
      40,
      { createdAt: 8.5 },
    ),
    values: [0, 1, 1, 0],
  },
  { rule: 'first starts too', metric: 'starts', spec: deployed(crashLoop, 40), values: [2, 1, 0, 1] },
  { rule: 'restarts only', metric: 'restarts', spec: deployed(crashLoop, 40), values: [1, 1, 0, 1] },
  {
    rule: 'the level at the end of the bucket, before what happens then',
    metric: 'running',
    spec: deployed(app({}), 40, { createdAt: 10 }),
    values: [0, 1, 1, 1],
  },
  { rule: 'who waits at the end', metric: 'in_backoff', spec: deployed(crashLoop, 40), values: [1, 1, 1, 1] },
  {
    rule: 'Ready at the end',
    metric: 'ready',
    spec: deployed(app({}, { start: [constant(15)] }), 40),
    values: [0, 1, 1, 1],
  },
  {
    rule: 'unready at the end',
    metric: 'unready',
    spec: deployed(app({}, { start: [constant(15)] }), 40),
    values: [1, 0, 0, 0],
  },
  {
    rule: 'Pending until the status shows it running',
    metric: 'pending',
    spec: deployed(app({}, { start: [constant(15)] }), 40),
    values: [1, 0, 0, 0],
  },
  {
    rule: 'from the deletion until it is gone',
    metric: 'terminating',
    spec: deployed(app({}, { shutdown: { after: [constant(12)], exitCode: 0 } }), 50, {
      replicas: 3,
      faults: [deleteFault(15, { share: { count: 2 } })],
    }),
    values: [0, 2, 0, 0, 0],
  },
  {
    rule: 'Ready ends with the deletion',
    metric: 'ready',
    spec: deployed(app({}, { shutdown: { after: [constant(12)], exitCode: 0 } }), 40, {
      kind: 'Job',
      replicas: 3,
      faults: [deleteFault(15, { share: { count: 2 } })],
    }),
    values: [3, 1, 1, 1],
  },
  {
    rule: 'a replacement is ready when it is (W8)',
    metric: 'ready',
    spec: deployed(app({}, { start: [constant(6)], shutdown: { after: [constant(12)], exitCode: 0 } }), 40, {
      replicas: 3,
      faults: [deleteFault(15, { share: { count: 2 } })],
    }),
    values: [3, 1, 3, 3],
  },
  {
    rule: 'scaling changes what is ready',
    metric: 'ready',
    spec: deployed(app({}), 40, { replicas: 3, faults: [scaleFault(15, 5), scaleFault(25, 2)] }),
    values: [3, 5, 2, 2],
  },
]

for (const { rule, metric, spec, values } of series) {
  test(`${metric} of the time series: ${rule}`, async () => {
    assert.equal(seriesOf(await observe(spec), metric), values)
  })
}

/** One workload from 0 to 15 s, another from 25 s on; each probes once a second. */
const inTurn = cluster(
  [
    workload([app({ liveness: probe({ period: 1 }) })], { name: 'a' }),
    workload([app({ liveness: probe({ period: 1 }) }, { start: [constant(2)] })], {
      name: 'b',
      createdAtUs: 25 * second,
    }),
  ],
  50,
  { faults: [deleteFault(15)] },
)

test('the peak of all is the largest sum of a bucket, not the sum of peaks', async () => {
  const observed = await observe(inTurn)
  const peaks = ['*', 'default/pod/a', 'default/pod/b'].map((name) =>
    summaryOf(observed, 'probes_per_second_peak', name),
  )
  assert.equal(peaks, [1, 0.9, 1])
})

test('a run that holds no whole bucket knows no peak: less time than an interval is no busiest interval', async () => {
  const peakOf = async (seconds: number, warmUp = 0) =>
    summaryOf(
      await observe({ ...inTurn, faults: [], durationUs: seconds * second, warmUpUs: warmUp * second }),
      'probes_per_second_peak',
    )
  assert.is(await peakOf(9.5), null)
  assert.is(await peakOf(10), 0.9)
  assert.is(await peakOf(24, 11), null)
  assert.is(await peakOf(24, 10), 1)
})

test('the row of all is the sum over workloads, zero-ready time too', async () => {
  const observed = await observe(inTurn)
  for (const metric of [
    'probes_total',
    'container_seconds',
    'unready_seconds_total',
    'zero_ready_seconds',
    'ready_transitions_total',
  ] as const) {
    const [all, a, b] = ['*', 'default/pod/a', 'default/pod/b'].map(
      (name) => summaryOf(observed, metric, name)!,
    )
    assert.is(all, a + b, metric)
  }
  assert.is(summaryOf(observed, 'zero_ready_seconds', 'default/pod/b'), 2)
})

test.run()
