/** From the tables to what an observer sees of Jobs and CronJobs, as the API has them. */
import type { ConditionView, CronJobView, JobView } from '../contract/cluster-view.ts'
import { usToSeconds } from '../kernel/time.ts'
import type { ClusterState, WorkloadId } from '../model/cluster-state.ts'
import { IndexOutcome, JobCondition, JobReason, jobConditionNames, jobReasonNames } from '../model/codes.ts'
import { jobsOf } from '../model/control/batch/cron-job.ts'
import { indexRow, isIndexed } from '../model/control/batch/job-indexes.ts'
import { jobSpecOf } from '../model/control/batch/job-pods.ts'
import { indexesText } from '../model/control/batch/job-policies.ts'
import { jobNameOf, podNameOf } from '../model/pod-rows.ts'
import { wholeWallSecondUs } from '../model/wall-clock.ts'
import { containerName } from './entity-names.ts'

/** Whether the API has it. */
export function isJobInApi({ job: jobs }: ClusterState, job: number): boolean {
  return Number.isNaN(jobs.deletedAtUs[job])
}

export function readJob(state: ClusterState, job: number): JobView {
  const { job: jobs, spec } = state
  const workload = jobs.workload[job]
  const cronJob = jobs.cronJob[job]
  const asked = jobSpecOf(state, job)
  return {
    namespace: spec.workloads[workload].namespace,
    name: jobNameOf(state, job),
    workload,
    cronJob: cronJob < 0 ? null : spec.workloads[cronJob].name,
    createdSeconds: wholeSeconds(state, jobs.createdAtUs[job]),
    startedSeconds: seconds(jobs.shownStartUs[job]),
    completedSeconds: jobs.condition[job] === JobCondition.Complete ? seconds(jobs.finishedAtUs[job]) : null,
    completions: asked.completions ?? null,
    parallelism: asked.parallelism,
    isIndexed: isIndexed(state, job),
    isSuspended: asked.isSuspended === true,
    backoffLimit: asked.backoffLimit,
    deadlineSeconds: asked.activeDeadlineUs === undefined ? null : usToSeconds(asked.activeDeadlineUs),
    ttlSeconds: asked.ttlUs === undefined ? null : usToSeconds(asked.ttlUs),
    active: jobs.active[job],
    ready: jobs.ready[job],
    terminating: jobs.terminating[job],
    succeeded: jobs.succeeded[job],
    failed: jobs.failed[job],
    completedIndexes: outcomeText(state, job, IndexOutcome.Succeeded),
    failedIndexes:
      asked.backoffLimitPerIndex === undefined ? null : outcomeText(state, job, IndexOutcome.Failed),
    conditions: conditionsOf(state, job),
  }
}

function outcomeText(state: ClusterState, job: number, outcome: number): string | null {
  if (!isIndexed(state, job)) return null
  const { completions } = jobSpecOf(state, job)
  return indexesText(completions!, (index) => state.jobIndex.outcome[indexRow(state, job, index)] === outcome)
}

/** FailureTarget and SuccessCriteriaMet stay when the Job is done. */
function conditionsOf(state: ClusterState, job: number): readonly ConditionView[] {
  const { condition, reason } = state.job
  const newest = condition[job]
  if (newest === JobCondition.None) return []
  const is = (type: number): ConditionView => ({
    type: jobConditionNames[type],
    isTrue: true,
    reason: jobReasonNames[reason[job]],
    message: jobMessage(state, job),
  })
  if (newest === JobCondition.Failed) return [is(JobCondition.FailureTarget), is(newest)]
  return newest === JobCondition.Complete ? [is(JobCondition.SuccessCriteriaMet), is(newest)] : [is(newest)]
}

const messages: Readonly<Record<number, string>> = {
  [JobReason.BackoffLimitExceeded]: 'Job has reached the specified backoff limit',
  [JobReason.DeadlineExceeded]: 'Job was active longer than specified deadline',
  [JobReason.FailedIndexes]: 'Job has failed indexes',
  [JobReason.MaxFailedIndexesExceeded]: 'Job has exceeded the specified maximal number of failed indexes',
  [JobReason.CompletionsReached]: 'Reached expected number of succeeded pods',
  [JobReason.JobSuspended]: 'Job suspended',
}

/** What the API says of why a Job is as it is. */
export function jobMessage(state: ClusterState, job: number): string {
  const { job: jobs, container: containers } = state
  const rule = jobs.reasonRule[job]
  if (jobs.reason[job] === JobReason.SuccessPolicy) return `Matched rules at index ${rule}`
  if (jobs.reason[job] !== JobReason.PodFailurePolicy) return messages[jobs.reason[job]] ?? ''
  const pod = jobs.reasonPod[job]
  const container = jobs.reasonContainer[job]
  const name = `${state.spec.workloads[jobs.workload[job]].namespace}/${podNameOf(state, pod)}`
  const matching = `matching FailJob rule at index ${rule}`
  if (container < 0) return `Pod ${name} has condition ${conditionOfRule(state, job, rule)} ${matching}`
  const code = containers.statusExitCode[container]
  return `Container ${containerName(state, container)} for pod ${name} failed with exit code ${code} ${matching}`
}

function conditionOfRule(state: ClusterState, job: number, rule: number): string {
  return jobSpecOf(state, job).failurePolicy?.[rule].onPodConditions?.[0]?.type ?? ''
}

export function readCronJob(state: ClusterState, workload: WorkloadId): CronJobView {
  const { cronJob: rows, spec, job: jobs } = state
  const { namespace, name, cronJob } = spec.workloads[workload]
  return {
    namespace,
    name,
    workload,
    createdSeconds: rows.createdAtUs[workload] < 0 ? null : seconds(rows.createdAtUs[workload]),
    schedule: cronJob!.schedule,
    timeZone: cronJob!.timeZone ?? null,
    policy: cronJob!.policy,
    startingDeadlineSeconds:
      cronJob!.startingDeadlineUs === undefined ? null : usToSeconds(cronJob!.startingDeadlineUs),
    isSuspended: cronJob!.isSuspended === true,
    successfulJobsMax: cronJob!.successfulJobsMax,
    failedJobsMax: cronJob!.failedJobsMax,
    scheduledSeconds: seconds(rows.scheduledUs[workload]),
    active: jobsOf(state, workload)
      .filter((job) => jobs.isListed[job] === 1)
      .map((job) => jobNameOf(state, job)),
  }
}

function seconds(us: number): number | null {
  return Number.isNaN(us) ? null : usToSeconds(us)
}

function wholeSeconds(state: ClusterState, us: number): number | null {
  return seconds(wholeWallSecondUs(state, us))
}
