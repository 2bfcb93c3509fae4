/** What loading makes of Jobs and CronJobs. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadText, scenario, stream, workload } from './load-text.test.helper.ts'

const test = suite('load jobs')
const s = 1_000_000

test('reads what a Job runs at a time, what it completes and what it bears (W5)', async () => {
  const { spec } = await loadText(
    stream(
      workload('Job', 'a', 5),
      workload('Job', 'b', 5).replace('parallelism: 5', 'parallelism: 5\n  completions: 2'),
      workload('Job', 'c', 1).replace('parallelism: 1', 'suspend: true'),
      workload('Job', 'c0', 1).replace('parallelism: 1', 'activeDeadlineSeconds: 0'),
      workload('Job', 'd', 1).replace('parallelism: 1', 'completions: 3\n  backoffLimit: 0'),
      workload('Job', 'e', 1).replace(
        'parallelism: 1',
        'activeDeadlineSeconds: 60\n  podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [42]}}]}',
      ),
      workload('Job', 'f', 2).replace(
        'parallelism: 2',
        'parallelism: 2\n  completions: 4\n  completionMode: Indexed\n  backoffLimitPerIndex: 1\n  maxFailedIndexes: 2\n' +
          '  successPolicy: {rules: [{succeededIndexes: "0,2-3", succeededCount: 2}]}\n  ttlSecondsAfterFinished: 9\n  podReplacementPolicy: Failed',
      ),
    ),
  )
  assert.equal(
    spec.workloads.map((w) => [w.replicas, w.job]),
    [
      [5, { parallelism: 5, backoffLimit: 6 }],
      [2, { parallelism: 5, completions: 2, backoffLimit: 6 }],
      [0, { parallelism: 1, completions: 1, backoffLimit: 6, isSuspended: true }],
      [0, { parallelism: 1, completions: 1, backoffLimit: 6, activeDeadlineUs: 0 }],
      [1, { parallelism: 1, completions: 3, backoffLimit: 0 }],
      [
        1,
        {
          parallelism: 1,
          completions: 1,
          backoffLimit: 6,
          activeDeadlineUs: 60 * s,
          failurePolicy: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }],
          replacesOnlyFailed: true,
        },
      ],
      [
        2,
        {
          parallelism: 2,
          completions: 4,
          backoffLimit: 2_147_483_647,
          isIndexed: true,
          backoffLimitPerIndex: 1,
          maxFailedIndexes: 2,
          successPolicy: [
            {
              indexes: [
                [0, 0],
                [2, 3],
              ],
              count: 2,
            },
          ],
          replacesOnlyFailed: true,
          ttlUs: 9 * s,
        },
      ],
    ],
  )
  assert.equal(spec.workloads[0].pod.containers[0].behavior.complete.after, [{ kind: 'constant', value: s }])
})

test('reads when a CronJob runs, and what its Jobs are (Z25)', async () => {
  const cron = (name: string, fields: string): string =>
    `{apiVersion: batch/v1, kind: CronJob, metadata: {name: ${name}}, spec: {${fields}, jobTemplate: {spec: {backoffLimit: 2, template: {spec: {restartPolicy: Never, containers: [{name: app, image: a}]}}}}}}\n`
  const { spec, notes } = await loadText(
    stream(
      cron('a', 'schedule: "*/30 * * * *", concurrencyPolicy: Forbid, startingDeadlineSeconds: 20'),
      cron('b', 'schedule: "0 9 * * *", timeZone: Asia/Tokyo, failedJobsHistoryLimit: 0'),
      cron('c', 'schedule: "@every 90s", suspend: true'),
      cron('d', 'schedule: "0 3 * * *"'),
    ),
  )
  const kept = { policy: 'Allow', successfulJobsMax: 3, failedJobsMax: 1 }
  const halfHours = [0, 1800 * s]
  assert.equal(
    spec.workloads.map(({ kind, replicas, cronJob }) => [kind, replicas, cronJob]),
    [
      [
        'CronJob',
        1,
        {
          schedule: '*/30 * * * *',
          ...kept,
          policy: 'Forbid',
          startingDeadlineUs: 20 * s,
          times: halfHours,
          lastBeforeUs: -1800 * s,
        },
      ],
      [
        'CronJob',
        1,
        {
          schedule: '0 9 * * *',
          timeZone: 'Asia/Tokyo',
          ...kept,
          failedJobsMax: 0,
          times: [0],
          lastBeforeUs: -86_400 * s,
        },
      ],
      [
        'CronJob',
        1,
        { schedule: '@every 90s', ...kept, isSuspended: true, times: { everyUs: 90 * s }, lastBeforeUs: 0 },
      ],
      ['CronJob', 1, { schedule: '0 3 * * *', ...kept, times: [], lastBeforeUs: -75_600 * s }],
    ],
  )
  assert.equal(spec.workloads[0].job, { parallelism: 1, completions: 1, backoffLimit: 2 })
  const said = notes.filter((note) => note.includes('CronJobs'))
  assert.equal(said, [
    'CronJobs follow a clock that shows Thursday, 1 January 2026, 00:00:00 UTC at time 0',
    'CronJobs that do not run in this time: default/cronjob/d (0 3 * * *)',
    'containers of Jobs and CronJobs run for their complete time (1s unless a behavior says otherwise): 4',
    'suspended CronJobs, which make no Jobs: 1',
  ])
})

test('replicas of an entry are the pods that a Job runs at a time, and each has to succeed', async () => {
  const { spec } = await loadText(
    stream(
      scenario('workloads: [{match: {name: a}, replicas: 20}]'),
      workload('Job', 'a', 1).replace('parallelism: 1', 'completions: 3'),
    ),
  )
  const [{ replicas, job }] = spec.workloads
  assert.equal([replicas, job], [20, { parallelism: 20, completions: 20, backoffLimit: 6 }])
})

test('deadlines of Jobs and CronJobs may be beyond 32 bits, and nobody checks the names of budgets', async () => {
  const pods = 'template: {spec: {restartPolicy: Never, containers: [{name: app, image: a}]}}'
  const { spec } = await loadText(
    stream(
      `{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {schedule: "@daily", startingDeadlineSeconds: 2147483648, jobTemplate: {spec: {${pods}}}}}\n`,
      `{apiVersion: batch/v1, kind: Job, metadata: {name: b}, spec: {activeDeadlineSeconds: 2147483648, ${pods}}}\n`,
      '{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: Budget A}, spec: {minAvailable: 1}}\n',
    ),
  )
  assert.is(spec.workloads[0].cronJob?.startingDeadlineUs, 2_147_483_648 * s)
  assert.is(spec.workloads[1].job?.activeDeadlineUs, 2_147_483_648 * s)
})

test('a CronJob has no pods at the start, and counts as none', async () => {
  const pods =
    'template: {spec: {restartPolicy: Never, containers: [{name: app, image: a, readinessProbe: {tcpSocket: {port: 1}}}]}}'
  const { counts } = await loadText(
    stream(
      `{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {schedule: "@daily", jobTemplate: {spec: {parallelism: 3, ${pods}}}}}\n`,
      `{apiVersion: batch/v1, kind: Job, metadata: {name: b}, spec: {parallelism: 2, completions: 5, ${pods}}}\n`,
    ),
  )
  assert.equal(
    [counts.workloads, counts.pods, counts.probes, counts.instances],
    [2, 2, 2, { containers: 2, probes: 2 }],
  )
})

test('a Job of another controller makes no pods, and a note says so (W5)', async () => {
  const managed = (by: string) =>
    workload('Job', 'a', 5).replace('parallelism: 5', `parallelism: 5\n  managedBy: ${by}`)
  const { spec, notes } = await loadText(managed('kueue.x-k8s.io/multikueue'))
  assert.is(spec.workloads[0]!.replicas, 0)
  assert.is(spec.workloads[0]!.job?.isManagedElsewhere, true)
  assert.is(notes.filter((note) => note.includes('managedBy')).length, 1)
  const own = await loadText(managed('kubernetes.io/job-controller'))
  assert.is(own.spec.workloads[0]!.replicas, 5)
  assert.is(own.spec.workloads[0]!.job?.isManagedElsewhere, undefined)
})

test.run()
