/** Z25: CronJobs: when they run, what becomes of runs that overlap, and of Jobs that are done. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, startTimes, stateAfter } from '../../../../tests/support/observe.ts'
import { app } from '../../../../tests/support/one-workload.ts'
import {
  cluster,
  constant,
  idealOverheads,
  node,
  unlimitedControlPlane,
  workload,
} from '../../../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec, JobSpec } from '../../../contract/cluster-spec.ts'
import type { CronJobSpec } from '../../../contract/job-spec.ts'
import { PodStage } from '../../codes.ts'
import { jobNameOf } from '../../pod-rows.ts'
import { doneShare } from '../api-client.ts'
import { jobsOf } from './cron-job.ts'

const test = suite('CronJobs')

const second = 1e6
const succeeds = (seconds: number): Partial<BehaviorSpec> => ({ complete: { after: [constant(seconds)] } })
const fails: Partial<BehaviorSpec> = { crash: { after: [constant(1)], exitCode: 1 } }

/** Every minute, in a cluster that is there from before, unless the changes say otherwise. */
function cron(
  does: Partial<BehaviorSpec>,
  changes: Partial<CronJobSpec> = {},
  seconds = 300,
  job: Partial<JobSpec> = {},
  more: Partial<ClusterSpec> = {},
): ClusterSpec {
  const times = Array.from({ length: Math.ceil(seconds / 60) }, (_, minute) => minute * 60 * second)
  const whole: CronJobSpec = {
    schedule: '* * * * *',
    times,
    lastBeforeUs: -60 * second,
    policy: 'Allow',
    successfulJobsMax: 3,
    failedJobsMax: 1,
    ...changes,
  }
  const backup = workload([app({}, does)], {
    kind: 'CronJob',
    name: 'backup',
    replicas: 1,
    job: { parallelism: 1, completions: 1, backoffLimit: 0, ...job },
    cronJob: whole,
    pod: { restartPolicy: 'Never' },
  })
  return cluster([backup], seconds, { initialState: 'running', ...more })
}

const runs = async (spec: ClusterSpec): Promise<readonly number[]> => startTimes(await observe(spec))

test('a Job is made a tenth of a second after each scheduled time (Z25)', async () => {
  assert.equal(await runs(cron(succeeds(5))), [0.1, 60.1, 120.1, 180.1, 240.1])
  assert.equal(
    await runs(cron(succeeds(5), {}, 300, {}, { initialState: 'created' })),
    [60.1, 120.1, 180.1, 240.1],
  )
})

test('pods are called by their Job, which is called by the minutes of its time (Z25)', async () => {
  const { starts } = await observe(cron(succeeds(5), {}, 100))
  assert.equal(
    starts.map(({ pod }) => pod),
    ['backup-29453760-0', 'backup-29453761-0'],
  )
})

test('Allow: runs overlap (Z25)', async () => {
  assert.equal(await runs(cron(succeeds(91))), [0.1, 60.1, 120.1, 180.1, 240.1])
})

test('Forbid: a run that was missed starts as the one before it ends, 1 s after its last pod (Z25)', async () => {
  const found = await runs(cron(succeeds(91), { policy: 'Forbid' }))
  assert.equal(found, [0.1, 92.1, 184.1, 276.1])
})

test('Forbid: a run that was missed by more than its starting deadline waits for the next time (Z25)', async () => {
  const spec = cron(succeeds(91), { policy: 'Forbid', startingDeadlineUs: 20 * second })
  // At 92.1 the run of 60 is 32 s late; at 212.1 that of 180.
  assert.equal(await runs(spec), [0.1, 120.1, 240.1])
})

test('Replace: the run before goes while the next one starts (Z25)', async () => {
  const stopsSlowly: Partial<BehaviorSpec> = {
    ...succeeds(91),
    shutdown: { after: [constant(7)], exitCode: 143 },
  }
  const spec = cron(stopsSlowly, { policy: 'Replace' }, 100)
  assert.equal(await runs(spec), [0.1, 60.1])
  const stages = (at: number): number[] => [...stateAfter(spec, at).pod.stage.subarray(0, 2)]
  assert.equal(stages(62), [PodStage.Deleting, PodStage.Bound])
  assert.equal(stages(70), [PodStage.Gone, PodStage.Bound])
})

test('a CronJob that is suspended makes no Jobs (Z25)', async () => {
  assert.equal(await runs(cron(succeeds(5), { isSuspended: true })), [])
})

test('@every counts from the run before (Z25)', async () => {
  const spec = cron(succeeds(5), { times: { everyUs: 90 * second }, lastBeforeUs: 0 })
  assert.equal(await runs(spec), [90.1, 180.1, 270.1])
})

test('finished Jobs beyond the limits go with their pods: three complete ones and a failed one stay (Z25)', () => {
  const jobs = (spec: ClusterSpec, at: number): string[] => {
    const state = stateAfter(spec, at)
    const there = [...state.pod.stage.subarray(0, state.pod.count)].filter((stage) => stage !== PodStage.Gone)
    assert.is(there.length, jobsOf(state, 0).length, 'one pod each')
    return jobsOf(state, 0).map((job) => jobNameOf(state, job).slice(-3))
  }
  assert.equal(jobs(cron(succeeds(5)), 170), ['760', '761', '762'])
  assert.equal(jobs(cron(succeeds(5)), 250), ['762', '763', '764'])
  assert.equal(jobs(cron(fails), 250), ['764'])
  assert.equal(jobs(cron(succeeds(5), { successfulJobsMax: 0 }), 250), [])
})

test('a Job goes so long after its end as its TTL says, which counts from a whole second (Z25)', () => {
  const spec = cron(succeeds(5), {}, 60, { ttlUs: 10 * second })
  const count = (at: number): number => jobsOf(stateAfter(spec, at), 0).length
  // Its pod ends at 5.1, it at 6.1, which is 6 in whole seconds.
  assert.equal([count(15.9), count(16.1)], [1, 0])
})

test('a Job of a live cluster is one of its CronJob: no run beside it with Forbid (Z25)', async () => {
  const spec = cron(succeeds(30), { policy: 'Forbid' }, 200)
  const [backup] = spec.workloads
  const { cronJob: _, ...template } = backup
  const old = {
    ...template,
    kind: 'Job' as const,
    name: 'backup-old',
    replicas: 1,
    madeBy: 'backup',
    livePods: [{ name: 'backup-old-x', node: 0, containers: [] }],
  }
  // It ends at 30 and is done at 31, when the run of time 0 starts.
  assert.equal(await runs({ ...spec, workloads: [backup, old] }), [31, 62, 120.1, 180.1])
})

test('with the delays of a cluster a run comes a little later, and all that overlaps stays in order (Z25)', async () => {
  const overheads: ClusterSpec['overheads'] = {
    ...idealOverheads,
    ideal: false,
    apiRoundTripUs: constant(0.004),
    watchUs: constant(0.001),
  }
  const found = await runs(cron(succeeds(91), { policy: 'Forbid' }, 200, {}, { overheads }))
  assert.is(found.length, 3)
  // A call for the Job, a watch, a call for its pod until that is there, a watch of the scheduler, a call that binds it.
  assert.ok(Math.abs(found[0] - (0.11 + 0.004 * doneShare)) < 1e-6, String(found[0]))
  assert.ok(found[1] > 92.1 && found[1] < 94, String(found[1]))
})

test('pods that a deleted Job had asked for, and that come when it is gone, go too (Z25)', () => {
  const spec = cron(
    {},
    { policy: 'Replace', times: [0, 5 * second] },
    60,
    { parallelism: 200, completions: 200 },
    {
      nodes: [node({ podsMax: 1000 })],
      overheads: {
        ...idealOverheads,
        ideal: false,
        apiRoundTripUs: constant(0.004),
        watchUs: constant(0.001),
      },
      controlPlane: { ...unlimitedControlPlane, controllers: { qps: 20, burst: 30 } },
    },
  )
  const { pod: pods, jobPod } = stateAfter(spec, 59)
  const left = [...jobPod.job.subarray(0, pods.count).keys()].filter(
    (pod) => jobPod.job[pod] === 0 && pods.stage[pod] !== PodStage.Gone,
  )
  assert.equal(left, [])
})

test.run()
