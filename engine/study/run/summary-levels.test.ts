/** Contract 4: what the columns of the summary integrate: readiness, availability, recovery. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crashFault, deleteFault, hangFault, scaleFault } from '../../../tests/support/faults.ts'
import { observe, summaryOf } from '../../../tests/support/observe.ts'
import { app, deployed } from '../../../tests/support/one-workload.ts'
import { cluster, constant, never, node, probe, second, workload } from '../../../tests/support/spec.ts'
import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import type { SummaryMetric } from '../../contract/run-result.ts'

const test = suite('levels of the summary')

const slowStop = { shutdown: { after: [constant(4)], exitCode: 0 } }

type Cell = { rule: string; metric: SummaryMetric; spec: ClusterSpec; value: number | null }

const cells: readonly Cell[] = [
  {
    rule: 'both directions',
    metric: 'ready_transitions_total',
    spec: deployed(
      app({}, { start: [constant(1), constant(2)], crash: { after: [constant(10), never], exitCode: 1 } }),
      40,
    ),
    value: 3,
  },
  {
    rule: 'from the warm-up on',
    metric: 'ready_transitions_total',
    spec: deployed(
      app({}, { start: [constant(1), constant(2)], crash: { after: [constant(10), never], exitCode: 1 } }),
      40,
      { warmUpUs: 12 * second },
    ),
    value: 1,
  },
  {
    rule: 'pods that exist and are not Ready',
    metric: 'unready_seconds_total',
    spec: deployed(app({}, { start: [constant(6)] }), 40, { replicas: 3 }),
    value: 18 + 12 + 6 - 18,
  },
  {
    rule: 'not before they exist',
    metric: 'unready_seconds_total',
    spec: deployed(app({}, { start: [constant(6)] }), 40, { createdAt: 10 }),
    value: 6,
  },
  {
    rule: 'not when they are deleted',
    metric: 'unready_seconds_total',
    spec: deployed(app({}, { start: [constant(1)], ...slowStop }), 40, {
      kind: 'Job',
      faults: [deleteFault(20)],
    }),
    value: 1,
  },
  {
    rule: 'but their replacements (W8)',
    metric: 'unready_seconds_total',
    spec: deployed(app({}, { start: [constant(1)], ...slowStop }), 40, { faults: [deleteFault(20)] }),
    value: 2,
  },
  {
    rule: 'time average of ready by desired',
    metric: 'availability_ratio',
    spec: deployed(app({}, { start: [constant(10)] }), 40),
    value: 0.75,
  },
  {
    rule: 'while some are desired',
    metric: 'availability_ratio',
    spec: deployed(app({}, { start: [constant(10)] }), 60, { createdAt: 20 }),
    value: 0.75,
  },
  {
    rule: 'deleted pods are not ready from the deletion on',
    metric: 'availability_ratio',
    spec: deployed(app({}, slowStop), 40, {
      kind: 'Job',
      replicas: 2,
      faults: [deleteFault(20, { share: { count: 1 } })],
    }),
    value: 0.75,
  },
  {
    rule: 'their replacements are, when they are (W8)',
    metric: 'availability_ratio',
    spec: deployed(app({}, { start: [constant(4)], ...slowStop }), 40, {
      replicas: 2,
      faults: [deleteFault(20, { share: { count: 1 } })],
    }),
    value: 1 - (4 + 4 + 4) / 80,
  },
  {
    rule: 'time without a ready pod',
    metric: 'zero_ready_seconds',
    spec: deployed(app({}, { start: [constant(6)] }), 40, { createdAt: 10 }),
    value: 6,
  },
  {
    rule: 'after the warm-up',
    metric: 'zero_ready_seconds',
    spec: deployed(app({}, { start: [constant(6)] }), 40, { warmUpUs: 4 * second }),
    value: 2,
  },
  {
    rule: 'one ready pod is enough',
    metric: 'zero_ready_seconds',
    spec: deployed(app({}), 40, { replicas: 2, faults: [deleteFault(20, { share: { count: 1 } })] }),
    value: 0,
  },
  {
    rule: 'nothing is desired: no time',
    metric: 'zero_ready_seconds',
    spec: deployed(app({}), 40, { faults: [scaleFault(20, 0)] }),
    value: 0,
  },
  { rule: 'no fault, no recovery', metric: 'recovery_seconds', spec: deployed(app({}), 40), value: null },
  {
    rule: 'from the end of the fault until Ready',
    metric: 'recovery_seconds',
    spec: deployed(app({ readiness: probe({}, { failureThreshold: 1 }) }), 90, {
      faults: [hangFault(12, 30)],
    }),
    value: 9,
  },
  {
    rule: 'the last fault counts',
    metric: 'recovery_seconds',
    spec: deployed(app({ readiness: probe({}, { failureThreshold: 1 }) }), 90, {
      faults: [hangFault(12, 30), hangFault(44, 10)],
    }),
    value: 7,
  },
  {
    rule: 'not within the run',
    metric: 'recovery_seconds',
    spec: deployed(app({ readiness: probe({}, { failureThreshold: 1 }) }), 50, {
      faults: [hangFault(12, 30)],
    }),
    value: Infinity,
  },
  {
    rule: 'a fault that does not end',
    metric: 'recovery_seconds',
    spec: deployed(app({ readiness: probe({}, { failureThreshold: 1 }) }), 50, { faults: [hangFault(12)] }),
    value: Infinity,
  },
  ...[undefined, 100 * second].map(
    (forUs): Cell => ({
      rule: `an outage that lasts until the end, ${forUs === undefined ? 'without an end of its own' : 'and longer'}`,
      metric: 'recovery_seconds',
      spec: deployed(app({}), 50, {
        externals: [{ name: 'db', latency: constant(0), errorRate: 0, concurrency: Infinity }],
        faults: [
          {
            kind: 'outage',
            atUs: 12 * second,
            targets: [{ kind: 'external', index: 0 }],
            mode: 'refuse',
            ...(forUs === undefined ? {} : { forUs }),
          },
        ],
      }),
      value: Infinity,
    }),
  ),
  {
    rule: 'fewer pods are wanted, and are there',
    metric: 'recovery_seconds',
    spec: deployed(app({}), 50, { faults: [scaleFault(12, 2)], replicas: 4 }),
    value: 0,
  },
  {
    rule: 'fewer pods are wanted while some start',
    metric: 'recovery_seconds',
    spec: deployed(app({}, { start: [constant(0), constant(10)] }), 50, {
      faults: [crashFault(12), scaleFault(15, 2)],
      replicas: 4,
    }),
    value: 7,
  },
  {
    rule: 'more pods are wanted later',
    metric: 'recovery_seconds',
    spec: deployed(app({}, { start: [constant(10)] }), 50, {
      faults: [scaleFault(12, 2), scaleFault(20, 4)],
      replicas: 4,
    }),
    value: 10,
  },
  {
    rule: 'a hang that does not end lasts until its instance is gone',
    metric: 'recovery_seconds',
    spec: deployed(
      app({ liveness: probe(), readiness: probe() }, { start: [constant(0), constant(2)] }),
      100,
      {
        faults: [hangFault(12)],
        replicas: 2,
      },
    ),
    value: 2,
  },
  {
    rule: 'nothing was lost',
    metric: 'recovery_seconds',
    spec: deployed(app({}), 50, { faults: [hangFault(12, 5)] }),
    value: 0,
  },
  {
    rule: 'a crash is over at once, and its pods are back when they have started',
    metric: 'recovery_seconds',
    spec: deployed(app({}, { start: [constant(2)] }), 50, { faults: [crashFault(12)] }),
    value: 2,
  },
  ...(['recovery_90_seconds', 'recovery_99_seconds'] as const).flatMap((metric): Cell[] => [
    { rule: 'empty without a fault', metric, spec: deployed(app({}), 40), value: null },
    {
      rule: 'from the end of the fault until they are ready',
      metric,
      spec: deployed(app({}, { start: [constant(2)] }), 50, { faults: [crashFault(12)], replicas: 20 }),
      value: 2,
    },
    {
      rule: 'inf if not within the run',
      metric,
      spec: deployed(app({}, { start: [constant(0), constant(60)] }), 50, {
        faults: [crashFault(12)],
        replicas: 20,
      }),
      value: Infinity,
    },
    {
      rule: '0 if never below, though the fault does not end',
      metric,
      spec: deployed(app({}), 50, { faults: [hangFault(12)], replicas: 20 }),
      value: 0,
    },
  ]),
  {
    rule: 'one of 20 is less than a tenth',
    metric: 'recovery_90_seconds',
    spec: deployed(app({}, { start: [constant(2)] }), 50, {
      faults: [crashFault(12, { count: 1 })],
      replicas: 20,
    }),
    value: 0,
  },
  {
    rule: 'and more than a hundredth',
    metric: 'recovery_99_seconds',
    spec: deployed(app({}, { start: [constant(2)] }), 50, {
      faults: [crashFault(12, { count: 1 })],
      replicas: 20,
    }),
    value: 2,
  },
  {
    rule: 'from the first fault on',
    metric: 'ready_min',
    spec: deployed(app({}, { start: [constant(2)] }), 50, {
      faults: [crashFault(12, { count: 3 }), crashFault(30, { count: 2 })],
      replicas: 20,
      initialState: 'created',
    }),
    value: 17,
  },
  {
    rule: 'when the least number was ready first',
    metric: 'ready_min_at_seconds',
    spec: deployed(app({}, { start: [constant(2)] }), 50, {
      faults: [crashFault(12, { count: 3 }), crashFault(30, { count: 3 })],
      replicas: 20,
    }),
    value: 12,
  },
  {
    rule: 'without a fault from the warm-up on',
    metric: 'ready_min',
    spec: deployed(app({}, { start: [constant(2)] }), 50, { initialState: 'created', warmUpUs: 10 * second }),
    value: 1,
  },
  {
    rule: 'without a fault and without a warm-up from the start on',
    metric: 'ready_min',
    spec: deployed(app({}, { start: [constant(2)] }), 50, { initialState: 'created' }),
    value: 0,
  },
]

for (const { rule, metric, spec, value } of cells) {
  test(`${metric}: ${rule}`, async () => {
    const found = summaryOf(await observe(spec), metric)
    if (value === null || value === Infinity) assert.is(found, value)
    else assert.ok(found !== null && Math.abs(found - value) < 1e-9, `${found}, not ${value}`)
  })
}

test('the least number ready over all workloads is the least sum, not the sum of the least', async () => {
  const crashing = (name: string, after: number) =>
    workload([app({}, { start: [constant(2)], crash: { after: [constant(after), never], exitCode: 1 } })], {
      kind: 'Deployment',
      name,
      replicas: 10,
    })
  const observed = await observe(
    cluster([crashing('a', 12), crashing('b', 30)], 50, { initialState: 'running' }),
  )
  assert.equal(
    ['*', 'default/deployment/a', 'default/deployment/b'].map((name) => [
      summaryOf(observed, 'ready_min', name),
      summaryOf(observed, 'ready_min_at_seconds', name),
    ]),
    [
      [10, 12],
      [0, 12],
      [0, 30],
    ],
  )
})

test('scaling changes how many are desired', async () => {
  const observed = await observe(
    deployed(app({}, { start: [constant(0)] }), 100, {
      replicas: 2,
      faults: [scaleFault(50, 4)],
      nodes: [node({ podsMax: 3 })],
    }),
  )
  assert.is(summaryOf(observed, 'availability_ratio'), (50 * 1 + 50 * 0.75) / 100)
})

test('scaling to n makes n desired, after a deletion too', async () => {
  const observed = await observe(
    deployed(app({}), 100, {
      replicas: 3,
      faults: [deleteFault(10, { share: { count: 1 } }), scaleFault(20, 3)],
      warmUpUs: 50 * second,
    }),
  )
  assert.is(summaryOf(observed, 'availability_ratio'), 1)
})

test.run()
