/** W5: Jobs: replacement with back-off, parallelism and completions, and the limit of failures. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crashFault, deleteFault, machineFault } from '../../../../tests/support/faults.ts'
import { observe, seriesOf, startTimes, stateAfter } from '../../../../tests/support/observe.ts'
import { app } from '../../../../tests/support/one-workload.ts'
import {
  cluster,
  constant,
  idealOverheads,
  never,
  node,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type {
  BehaviorSpec,
  ClusterSpec,
  FaultSpec,
  JobSpec,
  RestartPolicy,
} from '../../../contract/cluster-spec.ts'
import type { FailureAction } from '../../../contract/job-spec.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { IndexOutcome, jobConditionNames, jobReasonNames, PodPhase, PodStage } from '../../codes.ts'
import { dispatch } from '../../dispatch.ts'
import { horizonUs } from '../../lanes.ts'
import { ControllerId } from '../controller.ts'
import { onJobPodDelete } from './job.ts'
import { deleteJob } from './job-watch.ts'

const test = suite('jobs')

const fails: Partial<BehaviorSpec> = { crash: { after: [constant(1)], exitCode: 1 } }
const succeeds = (seconds: number): Partial<BehaviorSpec> => ({ complete: { after: [constant(seconds)] } })

function jobOf(
  does: Partial<BehaviorSpec>,
  job: Partial<JobSpec>,
  seconds: number,
  restartPolicy: RestartPolicy = 'Never',
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  const whole = { parallelism: 1, completions: 1, backoffLimit: 6, ...job }
  const replicas = Math.min(whole.parallelism, whole.completions ?? whole.parallelism)
  return cluster(
    [workload([app({}, does)], { kind: 'Job', name: 'job', replicas, job: whole, pod: { restartPolicy } })],
    seconds,
    changes,
  )
}

test('a pod that fails is replaced after 10, 20, 40, ... s, at most 10 min (W5)', async () => {
  const observed = await observe(jobOf(fails, { backoffLimit: 20 }, 2000))
  assert.equal(startTimes(observed), [0, 11, 32, 73, 154, 315, 636, 1237, 1838])
  assert.equal(observed.starts.map((row) => [row.pod, row.restartCount]).slice(0, 2), [
    ['job-0', 0],
    ['job-1', 0],
  ])
})

test('calls that make or delete pods of a Job let the cluster act on nodes until they are through, even if the Job is gone (W5)', () => {
  const spec = jobOf({}, { parallelism: 3, completions: 3 }, 400, 'Never', {
    overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: constant(50) },
  })
  const state = stateAfter(spec, 5)
  deleteJob(state, 0)
  const runTo = (seconds: number): number => {
    state.events.runUntil(seconds * 1e6, (...event) => dispatch(state, ...event), Infinity)
    state.nowUs = seconds * 1e6
    return horizonUs(state, state.nowUs)
  }
  assert.is(runTo(15), state.nowUs)
  assert.is(runTo(390), Infinity)
})

for (const backoffLimit of [0, 1, 3]) {
  test(`a Job bears ${backoffLimit} failures and makes no pod after the next (W5)`, async () => {
    const spec = jobOf(fails, { backoffLimit }, 1000)
    assert.is((await observe(spec)).starts.length, backoffLimit + 1)
    assert.is(stateAfter(spec, 900).job.live, 0)
  })
}

test('a Job that has failed deletes the pods that still run (W5)', () => {
  const spec = jobOf({}, { parallelism: 2, completions: 2, backoffLimit: 0 }, 60)
  const crash = {
    kind: 'crash' as const,
    atUs: 10e6,
    exitCode: 1,
    containers: [{ workload: 0, container: 0 }],
    share: { count: 1 },
  }
  const state = stateAfter({ ...spec, faults: [crash] }, 50)
  const stages = Array.from(state.pod.stage.subarray(0, 2)).sort()
  assert.equal(stages, [PodStage.Bound, PodStage.Gone])
  assert.is(state.workload.desired[0], 0)
})

test('parallelism bounds what runs at a time, completions what has to succeed (W5)', async () => {
  const observed = await observe(jobOf(succeeds(5), { parallelism: 2, completions: 5 }, 60))
  // A sync comes 1 s after an end, ideal or not.
  assert.equal(startTimes(observed), [0, 0, 6, 6, 12])
  const state = stateAfter(jobOf(succeeds(5), { parallelism: 2, completions: 5 }, 60), 20)
  assert.equal([state.job.live, state.job.succeeded[0]], [0, 5])
})

test('without completions one success is enough, and no pod is made after it (W5)', async () => {
  const spec = jobOf({}, { parallelism: 3 }, 120)
  const { pod } = spec.workloads[0]
  const [one] = pod.containers
  const perPod = {
    ...one,
    behavior: { ...one.behavior, complete: { after: [{ kind: 'uniform' as const, low: 5e6, high: 60e6 }] } },
  }
  const job = { parallelism: 3, backoffLimit: 6 }
  const workloads = [{ ...spec.workloads[0], replicas: 3, job, pod: { ...pod, containers: [perPod] } }]
  const state = stateAfter({ ...spec, workloads }, 100)
  assert.equal([state.job.live, state.job.succeeded[0], state.workload.created[0]], [0, 3, 3])
})

test('a success begins the back-off anew (W5)', async () => {
  const flaky: Partial<BehaviorSpec> = {}
  const spec = jobOf(flaky, { parallelism: 1, completions: 2 }, 100)
  const crash = (at: number) => ({
    kind: 'crash' as const,
    atUs: at * 1e6,
    exitCode: at === 5 || at === 40 ? 1 : 0,
    containers: [{ workload: 0, container: 0 }],
    share: 'all' as const,
  })
  const observed = await observe({ ...spec, faults: [crash(5), crash(20), crash(40)] })
  // Fails at 5, replaced at 15; succeeds at 20, the next 1 s later; fails at 40, replaced at 50.
  assert.equal(startTimes(observed), [0, 15, 21, 50])
})

const restarts: readonly [backoffLimit: number, starts: readonly number[]][] = [
  [0, [0, 1]],
  [2, [0, 1, 12]],
]

for (const [backoffLimit, starts] of restarts) {
  test(`under OnFailure restarts count, and a Job with the limit ${backoffLimit} ends with the pod (W5)`, async () => {
    const spec = jobOf(fails, { backoffLimit }, 200, 'OnFailure')
    assert.equal(startTimes(await observe(spec)), starts)
    assert.is(stateAfter(spec, 100).pod.stage[0], PodStage.Gone)
  })
}

test('a pod that is deleted counts as a failure, and is replaced (W5)', async () => {
  const spec = jobOf(succeeds(20), {}, 60, 'Never', { faults: [deleteFault(5)] })
  assert.equal(startTimes(await observe(spec)), [0, 15])
  assert.is(stateAfter(spec, 50).pod.phase[1], PodPhase.Succeeded)
})

test('what is desired follows parallelism and what is left (contract 4)', async () => {
  const spec = jobOf(succeeds(15), { parallelism: 2, completions: 3 }, 60)
  assert.equal(seriesOf(await observe(spec), 'ready'), [2, 1, 1, 0, 0, 0])
  assert.equal(
    [5, 20, 40].map((at) => stateAfter(spec, at).workload.desired[0]),
    [2, 1, 0],
  )
})

test('a pod that has ended leaves its place to the next (W5)', async () => {
  const nodes = [node({ podsMax: 1 })]
  const spec = jobOf(succeeds(5), { parallelism: 2, completions: 3 }, 60, 'Never', { nodes })
  assert.equal(startTimes(await observe(spec)), [0, 5, 10])
})

test('pods that a live Job has run from before, and those that it lacks are made at time 0 (W5)', async () => {
  const spec = jobOf(succeeds(5), { parallelism: 2, completions: 3 }, 60, 'Never', {
    initialState: 'running',
  })
  const livePods = [{ name: 'job-x1y2z', node: 0, containers: [] }]
  const workloads = [{ ...spec.workloads[0], livePods }]
  const observed = await observe({ ...spec, workloads })
  assert.equal(
    observed.starts.map((row) => [row.pod, row.timeSeconds]),
    [
      ['job-1', 0],
      ['job-2', 6],
    ],
  )
  assert.is(stateAfter({ ...spec, workloads }, 30).job.succeeded[0], 3)
})

test('without a controller the pods run once', async () => {
  const spec = cluster(
    [workload([app({}, fails)], { kind: 'Job', replicas: 2, pod: { restartPolicy: 'Never' } })],
    100,
  )
  assert.is((await observe(spec)).starts.length, 2)
})

test('under OnFailure with the limit 0 a success of one pod leaves the others alone (W5)', () => {
  const spec = jobOf({}, { parallelism: 2, completions: 2, backoffLimit: 0 }, 60, 'OnFailure')
  const state = stateAfter({ ...spec, faults: [crashFault(5, { count: 1 }, 0)] }, 30)
  assert.equal([state.job.live, state.job.succeeded[0]], [1, 1])
  assert.equal([...state.pod.stage.subarray(0, 2)], [PodStage.Bound, PodStage.Bound])
})

test('under OnFailure each restart counts once (W5)', () => {
  const once: Partial<BehaviorSpec> = { crash: { after: [constant(5), never], exitCode: 1 } }
  for (const [backoffLimit, isActive] of [
    [3, 1],
    [2, 0],
  ]) {
    const spec = jobOf(once, { parallelism: 2, completions: 2, backoffLimit }, 60, 'OnFailure')
    assert.is(stateAfter(spec, 50).job.live, isActive)
  }
})

test('the back-off counts failures since the last success: after three at once the next pods come 40 s later (Z25)', async () => {
  const observed = await observe(jobOf(fails, { parallelism: 3, completions: 3, backoffLimit: 4 }, 120))
  assert.equal(startTimes(observed), [0, 0, 0, 41, 41, 41])
})

/** As the API has them: a write takes 0.2 s and a watch 0.1 s, and times are whole seconds. */
const lagging: ClusterSpec['overheads'] = {
  ...idealOverheads,
  ideal: false,
  apiRoundTripUs: constant(0.1),
  watchUs: constant(0.1),
}

test('a Job waits from finishedAt in whole seconds, and looks 1 s after it has heard of an end (W5, Z25, R1)', async () => {
  const failsLate: Partial<BehaviorSpec> = { crash: { after: [constant(3.4)], exitCode: 1 } }
  const [first, second] = startTimes(await observe(jobOf(failsLate, {}, 30, 'Never', { overheads: lagging })))
  // It ends 3.4 s after its start, which is 3 in whole seconds from 0 on, and is due 10 s later.
  assert.ok(second - first > 12.8 && second - first < 13.9, String(second - first))
  const ends = startTimes(
    await observe(jobOf(succeeds(3), { completions: 2 }, 30, 'Never', { overheads: lagging })),
  )
  // Seen by a relist within 1 s, written and watched 0.3 s later, looked at 1 s later.
  assert.ok(ends[1] - ends[0] >= 4.3 && ends[1] - ends[0] < 5.7, String(ends[1] - ends[0]))
})

const fixed = (seconds: number, exitCode: number): Partial<BehaviorSpec> => ({
  crash: { after: [constant(seconds)], exitCode },
})

test('each index of an indexed Job has a pod, and a failed one is made again with its index (Z25)', () => {
  const spec = jobOf(fixed(5, 1), { isIndexed: true, parallelism: 2, completions: 3, backoffLimit: 6 }, 60)
  const state = stateAfter(spec, 50)
  assert.equal([...state.jobPod.index.subarray(0, 6)], [0, 1, 0, 1, -1, -1])
  assert.equal([...state.pod.creation.subarray(0, 4)], [0, 0, 1, 1])
})

test('with a limit per index each index waits for itself, and fails for itself (Z25)', async () => {
  const spec = jobOf(
    fixed(5, 1),
    { isIndexed: true, parallelism: 2, completions: 2, backoffLimit: 1e9, backoffLimitPerIndex: 1 },
    100,
  )
  assert.equal(startTimes(await observe(spec)), [0, 0, 15, 15])
  const state = stateAfter(spec, 60)
  assert.equal([...state.jobIndex.outcome.subarray(0, 2)], [IndexOutcome.Failed, IndexOutcome.Failed])
  assert.equal(endOf(state), ['Failed', 'FailedIndexes', 21])
})

test('more failed indexes than maxFailedIndexes fail the Job (Z25)', () => {
  const spec = jobOf(
    fixed(5, 1),
    {
      isIndexed: true,
      parallelism: 1,
      completions: 4,
      backoffLimit: 1e9,
      backoffLimitPerIndex: 0,
      maxFailedIndexes: 1,
    },
    100,
  )
  const state = stateAfter(spec, 60)
  assert.equal(endOf(state), ['Failed', 'MaxFailedIndexesExceeded', 12])
  assert.is(state.workload.created[0], 2)
})

/** The newest condition of the only Job, why, and when. */
function endOf({ job }: ClusterState): readonly [string, string, number] {
  return [jobConditionNames[job.condition[0]], jobReasonNames[job.reason[0]], job.finishedAtUs[0] / second]
}

const rules = (action: FailureAction, ...values: number[]): Partial<JobSpec> => ({
  failurePolicy: [{ action, onExitCodes: { operator: 'In', values } }],
  replacesOnlyFailed: true,
})

const policies: readonly [
  what: string,
  job: Partial<JobSpec>,
  starts: number[],
  end: readonly [string, string, number],
][] = [
  [
    'FailJob ends the Job at the first of these failures',
    rules('FailJob', 42),
    [0],
    ['Failed', 'PodFailurePolicy', 6],
  ],
  [
    'FailJob leaves other failures alone',
    rules('FailJob', 1),
    [0, 15],
    ['Failed', 'BackoffLimitExceeded', 21],
  ],
  ['Count is as without a policy', rules('Count', 42), [0, 15], ['Failed', 'BackoffLimitExceeded', 21]],
  [
    'Ignore counts no failure, and waits all the same',
    rules('Ignore', 42),
    [0, 15, 40, 85],
    ['', '', Number.NaN],
  ],
]

for (const [what, job, starts, end] of policies) {
  test(`podFailurePolicy: ${what} (Z25)`, async () => {
    const spec = jobOf(fixed(5, 42), { backoffLimit: 1, ...job }, 100)
    assert.equal(startTimes(await observe(spec)), starts)
    assert.equal(endOf(stateAfter(spec, 99)), end)
  })
}

test('FailIndex fails an index at once (Z25)', async () => {
  const spec = jobOf(
    fixed(5, 42),
    {
      isIndexed: true,
      parallelism: 1,
      completions: 1,
      backoffLimit: 1e9,
      backoffLimitPerIndex: 5,
      ...rules('FailIndex', 42),
    },
    100,
  )
  assert.equal(startTimes(await observe(spec)), [0])
  assert.equal(endOf(stateAfter(spec, 60)), ['Failed', 'FailedIndexes', 6])
})

test('successPolicy: enough indexes end the Job, and its other pods are deleted (Z25)', () => {
  const spec = jobOf(
    {},
    {
      isIndexed: true,
      parallelism: 3,
      completions: 3,
      successPolicy: [{ indexes: [[0, 0]], count: 1 }, { count: 2 }],
    },
    60,
  )
  const state = stateAfter({ ...spec, faults: [{ ...crashFault(10, { count: 2 }, 0) }] }, 50)
  // Two of three, or the first: they end at 10, what is left is deleted at 11 and gone, and the Job is done 1 s after that.
  assert.equal(endOf(state), ['Complete', 'SuccessPolicy', 12])
  assert.is([...state.pod.stage.subarray(0, 3)].filter((stage) => stage === PodStage.Gone).length, 1)
})

test('podReplacementPolicy Failed: a deleted pod is replaced when it has ended, from then on (Z25)', async () => {
  const slow: Partial<BehaviorSpec> = { shutdown: { after: [constant(20)], exitCode: 143 } }
  const deletion = { faults: [deleteFault(5)] }
  assert.equal(startTimes(await observe(jobOf(slow, {}, 60, 'Never', deletion))), [0, 15])
  assert.equal(
    startTimes(await observe(jobOf(slow, { replacesOnlyFailed: true }, 60, 'Never', deletion))),
    [0, 35],
  )
})

test('a pod whose Job has not counted it stays in the API until its finalizer is off (Z25)', () => {
  const deletion = { faults: [deleteFault(5)] }
  const stageAt = (at: number): number => stateAfter(jobOf({}, {}, 60, 'Never', deletion), at).pod.stage[0]
  // It has ended at once; the Job counts it 1 s later.
  assert.equal([stageAt(5.9), stageAt(6.1)], [PodStage.Deleting, PodStage.Gone])
})

test('while it waits to replace a pod its status counts the others as active, from 1.36 on (Z25)', () => {
  // One index runs on, the other fails; its next pod comes ten seconds later.
  const job = { isIndexed: true, parallelism: 2, completions: 2, backoffLimitPerIndex: 3, backoffLimit: 99 }
  for (const [kubernetesVersion, active] of [
    ['1.35', 0],
    ['1.36', 1],
  ] as const) {
    const spec = jobOf({}, job, 60, 'Never', { kubernetesVersion, faults: [crashFault(2, { count: 1 })] })
    const state = stateAfter(spec, 8)
    assert.is(state.job.active[0], active, kubernetesVersion)
  }
})

test('of a pod that has gone before its deletion nobody is told (W5)', () => {
  const state = stateAfter(jobOf({}, { parallelism: 2, completions: 2 }, 60), 10)
  const { events } = state.controllers[ControllerId.Job].client
  state.pod.stage[0] = PodStage.Gone
  onJobPodDelete(state, 0)
  assert.is(events.isSending, false)
  onJobPodDelete(state, 1)
  assert.is(events.isSending, true)
})

test('a Job that is suspended makes no pods and says so (Z25)', () => {
  const state = stateAfter(jobOf({}, { isSuspended: true }, 60), 30)
  assert.equal([state.pod.count, jobConditionNames[state.job.condition[0]]], [0, 'Suspended'])
})

test('a Job of another controller has no pods, and nobody says anything of it (W5)', () => {
  const state = stateAfter(jobOf({}, { isManagedElsewhere: true }, 60), 30)
  assert.equal([state.pod.count, jobConditionNames[state.job.condition[0]]], [0, jobConditionNames[0]])
})

test('a Job that has failed is done when the pods that it has deleted have ended (Z25)', () => {
  const slow: Partial<BehaviorSpec> = { shutdown: { after: [constant(7)], exitCode: 143 } }
  const spec = jobOf(slow, { activeDeadlineUs: 10 * second }, 60)
  assert.equal(endOf(stateAfter(spec, 16)), ['FailureTarget', 'DeadlineExceeded', Number.NaN])
  assert.equal(endOf(stateAfter(spec, 50)), ['Failed', 'DeadlineExceeded', 18])
})

test('restarts count when the API has them, which lags behind the kubelet (W5, R1)', () => {
  const conditionAt = (at: number, apiSeconds: number): string => {
    const overheads = { ...lagging, apiRoundTripUs: constant(apiSeconds) }
    const spec = jobOf(fails, { backoffLimit: 1 }, 60, 'OnFailure', { overheads })
    return jobConditionNames[stateAfter(spec, at).job.condition[0]]
  }
  // The container runs again within 2 s; a status takes two calls, and the first one is in the way of the second.
  assert.is(conditionAt(15, 3), '')
  assert.is(conditionAt(40, 3), 'Failed')
  assert.is(conditionAt(15, 0.1), 'Failed')
})

test('pods that a dead node has taken are replaced 40 s after the API has said that they are not Ready (Z25, N7)', () => {
  const nodes = [node({ name: 'a', podsMax: 10 }), node({ name: 'b', podsMax: 10 })]
  const tolerations = {
    staysUs: { notReady: 20 * second, unreachable: 20 * second, outOfService: 0 },
    placedDespite: [],
  }
  const spec = jobOf({}, { parallelism: 3, completions: 3 }, 300, 'Never', {
    nodes,
    faults: [machineFault('nodeDown', 50)],
  })
  const [job] = spec.workloads
  const onFirst = { ...job, pod: { ...job.pod, tolerations }, nodes: { admitted: [0], refusals: [] } }
  const state = stateAfter({ ...spec, workloads: [onFirst] }, 250)
  assert.is(state.workload.created[0], 6)
  const unready = Math.min(...state.jobPod.unreadyAtUs.subarray(0, 3)) / second
  const deleted = Math.min(...state.pod.deletedAtUs.subarray(0, 3)) / second
  const created = state.pod.createdAtUs[3] / second
  assert.ok(deleted - unready > 20 && deleted - unready < 21, `${deleted} ${unready}`)
  // Three failures at once.
  assert.ok(created - unready > 39 && created - unready <= 40.01, `${created} ${unready}`)
})

test('podFailurePolicy can ignore what a drain evicts (Z25, Z28)', async () => {
  const nodes = [node({ name: 'a', podsMax: 10 }), node({ name: 'b', podsMax: 10 })]
  const ignores: Partial<JobSpec> = {
    backoffLimit: 0,
    replacesOnlyFailed: true,
    failurePolicy: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
  }
  const conditionWith = (job: Partial<JobSpec>): string => {
    const faults = [0, 1].map(
      (index): FaultSpec => ({
        kind: 'drain',
        atUs: (20 + 60 * index) * second,
        forUs: 40 * second,
        nodes: [index],
        share: 'all',
      }),
    )
    const state = stateAfter(jobOf({}, job, 150, 'Never', { nodes, faults }), 140)
    return jobConditionNames[state.job.condition[0]]
  }
  assert.is(conditionWith(ignores), '')
  assert.is(conditionWith({ backoffLimit: 0 }), 'Failed')
})

test.run()
