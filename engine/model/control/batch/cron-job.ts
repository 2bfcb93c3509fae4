/**
 * The CronJob controller (Z25): makes a Job for each scheduled time, a tenth of a second after it; what becomes of runs that overlap says
 * `concurrencyPolicy`; finished Jobs beyond the limits of its history are deleted.
 * Source: kubernetes v1.36 pkg/controller/cronjob/cronjob_controllerv2.go, sync, syncCronJob and cleanupFinishedJobs.
 */
import type { CronJobSpec } from '../../../contract/job-spec.ts'
import type { ClusterState, WorkloadId } from '../../cluster-state.ts'
import { CronJobStage, Doom, JobCondition } from '../../codes.ts'
import { drawWatchUs } from '../../draw.ts'
import { wholeWallSecondUs } from '../../wall-clock.ts'
import { ApiCall, tell } from '../api-client.ts'
import { type Controller, ControllerId, type ControllerRule, syncDone, wakeAt } from '../controller.ts'
import { Reason } from '../event-sink.ts'
import { dueTime, nextTime, noTime } from './cron-times.ts'
import { createJob, deleteJob } from './job-watch.ts'

/** W6. Source: pkg/controller/apis/config/v1alpha1, concurrent-cron-job-syncs. */
const workers = 5
/** It looks so long after a scheduled time, as clocks may differ. Source: nextScheduleDelta. */
const lateUs = 100_000

/** A key is a workload. */
export const cronJobController: ControllerRule = {
  name: 'cronjob-controller',
  objects: 'jobs',
  statuses: 'cronjobs',
  workers,
  sync,
  keeps: ({ cronJob }) => cronJob !== undefined,
  objectChanged(state, controller, workload) {
    state.cronJob.createdAtUs[workload] = wholeWallSecondUs(state, state.nowUs)
    const delayUs = drawWatchUs(state, state.streams.control, workload)
    wakeAt(state, controller, workload, state.nowUs + delayUs)
  },
  podSeen() {},
  ranBefore(state, controller, workload) {
    const { times, lastBeforeUs = Number.NaN, isSuspended } = specOf(state, workload)
    state.cronJob.createdAtUs[workload] = -state.spec.kubeletUptimeUs
    state.cronJob.scheduledUs[workload] = lastBeforeUs
    if (isSuspended !== true)
      wakeAt(state, controller, workload, nextTime(times, earliestUs(state, workload)) + lateUs)
  },
  mayActOnNodes: ({ controllers }) => controllers[ControllerId.CronJob].isBusy,
  nextActUs: ({ controllers }) => controllers[ControllerId.CronJob].queue.nextDueUs,
}

function specOf({ spec }: ClusterState, workload: WorkloadId): CronJobSpec {
  return spec.workloads[workload].cronJob!
}

/** Its Jobs in the API, and those gone that its status lists, oldest first; the others leave the chain. */
function chainOf({ job: jobs, cronJob }: ClusterState, workload: WorkloadId): number[] {
  const found: number[] = []
  for (let job = cronJob.firstJob[workload]; job >= 0; job = jobs.next[job]) {
    if (!Number.isNaN(jobs.deletedAtUs[job]) && jobs.isListed[job] === 0) continue
    if (found.length === 0) cronJob.firstJob[workload] = job
    else jobs.next[found[found.length - 1]] = job
    found.push(job)
  }
  const last = found.at(-1) ?? -1
  if (last < 0) cronJob.firstJob[workload] = -1
  else jobs.next[last] = -1
  cronJob.lastJob[workload] = last
  return found
}

/** Its Jobs in the API, oldest first. */
export function jobsOf(state: ClusterState, workload: WorkloadId): number[] {
  return chainOf(state, workload).filter((job) => Number.isNaN(state.job.deletedAtUs[job]))
}

function sync(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { cronJob } = state
  switch (cronJob.stage[workload]) {
    case CronJobStage.None:
      look(state, controller, workload)
      return deleteNext(state, controller, workload)
    case CronJobStage.Deletion:
      goOnWithDeletion(state, controller, workload)
      return deleteNext(state, controller, workload)
    case CronJobStage.Creation:
      run(state, controller, workload)
      return writeStatus(state, controller, workload)
    default:
      return endSync(state, controller, workload)
  }
}

/** What the sync will do. */
function look(state: ClusterState, controller: Controller, workload: WorkloadId): void {
  const { cronJob } = state
  cronJob.isChanged[workload] = 0
  cronJob.dueUs[workload] = Number.NaN
  cronJob.nextUs[workload] = Infinity
  clearHistory(state, workload)
  noteFinished(state, controller, workload)
  if (specOf(state, workload).isSuspended !== true) lookAtSchedule(state, controller, workload)
}

/** The oldest Jobs beyond the limits, of those that are complete and of those that have failed. */
function clearHistory(state: ClusterState, workload: WorkloadId): void {
  const { job: jobs } = state
  const { successfulJobsMax, failedJobsMax } = specOf(state, workload)
  for (const [condition, most] of [
    [JobCondition.Complete, successfulJobsMax],
    [JobCondition.Failed, failedJobsMax],
  ]) {
    const finished = jobsOf(state, workload).filter((job) => jobs.condition[job] === condition)
    for (const job of finished.slice(0, Math.max(0, finished.length - most))) jobs.doom[job] = Doom.Delete
  }
}

/** Jobs that are done leave the list of active ones; so do those that somebody has deleted. */
function noteFinished(state: ClusterState, controller: Controller, workload: WorkloadId): void {
  const { job: jobs, cronJob } = state
  for (const job of chainOf(state, workload)) {
    const isDone = jobs.condition[job] >= JobCondition.Failed
    const isMissing = !Number.isNaN(jobs.deletedAtUs[job])
    if (jobs.isListed[job] === 1 && (isDone || isMissing)) {
      jobs.isListed[job] = 0
      cronJob.isChanged[workload] = 1
      tell(state, controller.id, workload, isDone ? Reason.SawCompletedJob : Reason.MissingJob, job)
    }
    const isNews = !(cronJob.succeededUs[workload] >= jobs.finishedAtUs[job])
    if (jobs.condition[job] === JobCondition.Complete && isNews && !isMissing) {
      cronJob.succeededUs[workload] = jobs.finishedAtUs[job]
      cronJob.isChanged[workload] = 1
    }
  }
}

/** From when on scheduled times have not been run. */
function earliestUs({ cronJob }: ClusterState, workload: WorkloadId): number {
  const scheduledUs = cronJob.scheduledUs[workload]
  return Number.isNaN(scheduledUs) ? cronJob.createdAtUs[workload] : scheduledUs
}

function lookAtSchedule(state: ClusterState, controller: Controller, workload: WorkloadId): void {
  const { job: jobs, cronJob, nowUs } = state
  const { times, policy, startingDeadlineUs = Infinity } = specOf(state, workload)
  const fromUs = earliestUs(state, workload)
  const missedUs = dueTime(times, fromUs, nowUs)
  // Source: nextScheduleTimeDuration.
  const hasMissed = nextTime(times, fromUs) <= nowUs
  cronJob.nextUs[workload] = nextTime(times, missedUs !== noTime ? missedUs : hasMissed ? nowUs : fromUs)
  const dueUs = dueTime(times, Math.max(fromUs, nowUs - startingDeadlineUs), nowUs)
  if (dueUs === noTime) return
  const active = jobsOf(state, workload).filter((job) => jobs.isListed[job] === 1)
  if (policy === 'Forbid' && active.length > 0) {
    tell(state, controller.id, workload, Reason.JobAlreadyActive)
    return
  }
  cronJob.dueUs[workload] = dueUs
  if (policy !== 'Replace') return
  for (const job of active) {
    jobs.doom[job] = Doom.GetFirst
    jobs.isListed[job] = 0
    cronJob.isChanged[workload] = 1
  }
}

/** One after the other; then the Job that is due. */
function deleteNext(state: ClusterState, { client }: Controller, workload: WorkloadId): number {
  const { job: jobs, cronJob } = state
  const doomed = jobsOf(state, workload).find((job) => jobs.doom[job] !== Doom.None)
  if (doomed !== undefined) {
    cronJob.stage[workload] = CronJobStage.Deletion
    cronJob.doomedJob[workload] = doomed
    return client.call(state, jobs.doom[doomed] === Doom.GetFirst ? ApiCall.Get : ApiCall.Delete, workload)
  }
  if (Number.isNaN(cronJob.dueUs[workload]))
    return writeStatus(state, state.controllers[ControllerId.CronJob], workload)
  cronJob.stage[workload] = CronJobStage.Creation
  return client.call(state, ApiCall.Create, workload)
}

function goOnWithDeletion(state: ClusterState, controller: Controller, workload: WorkloadId): void {
  const { job: jobs, cronJob } = state
  const job = cronJob.doomedJob[workload]
  jobs.doom[job]--
  if (jobs.doom[job] !== Doom.None) return
  // Its time may have been over meanwhile.
  if (Number.isNaN(jobs.deletedAtUs[job])) deleteJob(state, job)
  tell(state, controller.id, workload, Reason.SuccessfulDelete, job)
}

/** The API has the Job that is due. */
function run(state: ClusterState, controller: Controller, workload: WorkloadId): void {
  const { cronJob } = state
  const job = createJob(state, workload, workload)
  state.job.scheduledUs[job] = cronJob.dueUs[workload]
  cronJob.scheduledUs[workload] = cronJob.dueUs[workload]
  cronJob.isChanged[workload] = 1
  tell(state, controller.id, workload, Reason.SuccessfulCreate, job)
}

function writeStatus(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  if (state.cronJob.isChanged[workload] === 0) return endSync(state, controller, workload)
  state.cronJob.stage[workload] = CronJobStage.Status
  return controller.client.call(state, ApiCall.WriteStatus, workload)
}

function endSync(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { cronJob, nowUs } = state
  cronJob.stage[workload] = CronJobStage.None
  const atUs = cronJob.nextUs[workload] + lateUs
  if (atUs < Infinity) wakeAt(state, controller, workload, Math.max(nowUs, atUs))
  return syncDone
}
