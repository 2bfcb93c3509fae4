/** Contract 4: what the columns of the summary count, and from when on. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFault } from '../../../tests/support/faults.ts'
import { observe, summaryOf } from '../../../tests/support/observe.ts'
import { app, deployed, latency, script } from '../../../tests/support/one-workload.ts'
import { cluster, constant, never, probe, second, workload } from '../../../tests/support/spec.ts'
import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import type { SummaryMetric } from '../../contract/run-result.ts'

const test = suite('counts of the summary')

const liveness = probe({ timeout: 5 })
const crashLoop = app({}, { crash: { after: [constant(1)], exitCode: 1 } })

type Cell = { rule: string; metric: SummaryMetric; spec: ClusterSpec; value: number | null }

const cells: readonly Cell[] = [
  {
    rule: 'no whole bucket follows the warm-up',
    metric: 'probes_per_second_peak',
    spec: deployed(app({ liveness }), 60, { warmUpUs: 51 * second }),
    value: null,
  },
  {
    rule: 'the run is shorter than a bucket',
    metric: 'probes_per_second_peak',
    spec: deployed(app({ liveness: probe({ period: 1 }) }), 5),
    value: null,
  },
  {
    rule: 'the only bucket after the warm-up is cut off by the end',
    metric: 'start_attempts_per_second_peak',
    spec: deployed(crashLoop, 45, { warmUpUs: 31 * second }),
    value: null,
  },
  {
    rule: 'one whole bucket follows the warm-up',
    metric: 'probes_per_second_peak',
    spec: deployed(app({ liveness: probe({ period: 1 }) }), 20, { warmUpUs: 10 * second }),
    value: 1,
  },
  {
    rule: 'runs that ended',
    metric: 'probes_total',
    spec: deployed(app({ liveness }, { latency: latency(3) }), 42),
    value: 3,
  },
  {
    rule: 'failed runs too',
    metric: 'probes_total',
    spec: deployed(app({ liveness }, { script: [script(0, 'refused')] }), 35),
    value: 3,
  },
  {
    rule: 'no errors',
    metric: 'probes_total',
    spec: deployed(app({ liveness }, { script: [script(0, 'error')] }), 35),
    value: 0,
  },
  {
    rule: 'attempts are not runs',
    metric: 'probes_total',
    spec: deployed(app({ liveness }, { script: [{ ...script(0, 'ok'), sequence: 'ee1' }] }), 35),
    value: 3,
  },
  {
    rule: 'refused and timed out',
    metric: 'probe_failures_total',
    spec: deployed(
      app(
        { liveness: probe({}, { failureThreshold: 9 }) },
        { script: [script(0, 'refused'), script(25, 'hang')] },
      ),
      55,
    ),
    value: 5,
  },
  {
    rule: 'only timed out',
    metric: 'probe_timeouts_total',
    spec: deployed(
      app(
        { liveness: probe({}, { failureThreshold: 9 }) },
        { script: [script(0, 'refused'), script(25, 'hang')] },
      ),
      55,
    ),
    value: 3,
  },
  {
    rule: 'a run that began before the end of the warm-up is not counted',
    metric: 'probes_total',
    spec: deployed(app({ liveness }, { latency: latency(3) }), 60, { warmUpUs: 21 * second }),
    value: 3,
  },
  {
    rule: 'a run at the end of the warm-up is',
    metric: 'probes_total',
    spec: deployed(app({ liveness }), 60, { warmUpUs: 20 * second }),
    value: 4,
  },
  {
    rule: 'rates divide by the time after the warm-up',
    metric: 'probes_per_second_mean',
    spec: deployed(app({ liveness }), 60, { warmUpUs: 20 * second }),
    value: 0.1,
  },
  {
    rule: 'the largest bucket by its width',
    metric: 'probes_per_second_peak',
    spec: deployed(app({ liveness: probe({ period: 3 }) }), 40),
    value: 0.4,
  },
  { rule: 'restarts, not first starts', metric: 'restarts_total', spec: deployed(crashLoop, 40), value: 3 },
  {
    rule: 'restarts after the warm-up',
    metric: 'restarts_total',
    spec: deployed(crashLoop, 40, { warmUpUs: 12 * second }),
    value: 2,
  },
  {
    rule: 'time in which containers run',
    metric: 'container_seconds',
    spec: deployed(
      app({}, { start: [constant(2)], crash: { after: [constant(10), never], exitCode: 1 } }),
      40,
    ),
    value: 36,
  },
  {
    rule: 'from the warm-up on',
    metric: 'container_seconds',
    spec: deployed(app({}), 40, { warmUpUs: 15 * second }),
    value: 25,
  },
  {
    rule: 'waits, the last one up to the end',
    metric: 'backoff_seconds_total',
    spec: deployed(crashLoop, 50),
    value: 10 + 20 + 16,
  },
  {
    rule: 'waits after the warm-up',
    metric: 'backoff_seconds_total',
    spec: deployed(crashLoop, 50, { warmUpUs: 20 * second }),
    value: 13 + 16,
  },
  {
    rule: 'how many wait at once',
    metric: 'backoff_containers_peak',
    spec: deployed(crashLoop, 50, { replicas: 4 }),
    value: 4,
  },
  {
    rule: 'a deleted pod waits no more',
    metric: 'backoff_seconds_total',
    spec: deployed(crashLoop, 50, { kind: 'Job', faults: [deleteFault(5)] }),
    value: 3,
  },
  {
    rule: 'start decisions of the busiest bucket',
    metric: 'start_attempts_per_second_peak',
    spec: deployed(crashLoop, 50, { replicas: 4 }),
    value: 0.8,
  },
]

for (const { rule, metric, spec, value } of cells) {
  test(`${metric}: ${rule}`, async () => {
    const found = summaryOf(await observe(spec), metric)
    if (value === null || value === Infinity) assert.is(found, value)
    else assert.ok(found !== null && Math.abs(found - value) < 1e-9, `${found}, not ${value}`)
  })
}

test('starts are in order of time, then of pod and container', async () => {
  const pods = ['b', 'a'].map((name) =>
    app({}, { crash: { after: [constant(5), never], exitCode: 1 } }, name),
  )
  const { starts } = await observe(cluster([workload(pods, { kind: 'Deployment', replicas: 2 })], 20))
  assert.equal(
    starts.map((row) => `${row.timeSeconds} ${row.pod} ${row.container}`),
    ['0 web-0 a', '0 web-0 b', '0 web-1 a', '0 web-1 b', '5 web-0 a', '5 web-0 b', '5 web-1 a', '5 web-1 b'],
  )
})

test.run()
