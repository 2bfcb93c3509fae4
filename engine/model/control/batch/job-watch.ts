/**
 * Jobs in the API, and what controllers hear of them and of their pods (W5, Z25): the Job controller gathers changes for a second.
 * Source: kubernetes v1.36 pkg/controller/job/job_controller.go, addPod, updatePod, updateJob and enqueueSyncJobBatched.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, PodId, WorkloadId } from '../../cluster-state.ts'
import { JobChange, JobCondition, Tracking } from '../../codes.ts'
import { drawWatchUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { growTable, roomFor } from '../../tables/grow-table.ts'
import { allocateJobIndexes, allocateJobs } from '../../tables/jobs.ts'
import { ApiCall } from '../api-client.ts'
import { type Controller, ControllerId, wake, wakeAt } from '../controller.ts'
import { creationSeen, deletionSeen } from '../expectations.ts'
import { PodMark, SeenMark } from '../pod-mark.ts'
import { setDesired } from '../pod-set.ts'
import { jobSpecOf, podsOfJob } from './job-pods.ts'

/** W5: changes are gathered for so long. Source: syncJobBatchPeriod. */
export const batchUs = usPerSecond

export function jobControllerOf({ controllers }: ClusterState): Controller {
  return controllers[ControllerId.Job]
}

/** Whether it is in the API, and not done. */
export function isLive({ job: jobs }: ClusterState, job: number): boolean {
  return Number.isNaN(jobs.deletedAtUs[job]) && jobs.condition[job] < JobCondition.Failed
}

/** A Job of this workload appears in the API now. @param cronJob that makes it; -1 = none does. @returns its row. */
export function createJob(state: ClusterState, workload: WorkloadId, cronJob: WorkloadId): number {
  const job = appendJob(state, workload, cronJob)
  tellOfJob(state, job, JobChange.Added)
  return job
}

/** A row for a Job of this workload. */
export function appendJob(state: ClusterState, workload: WorkloadId, cronJob: WorkloadId): number {
  const { job: jobs, jobIndex: indexes } = state
  const job = jobs.count++
  if (job >= jobs.workload.length) growTable(jobs, allocateJobs, roomFor(job + 1, jobs.workload.length))
  jobs.workload[job] = workload
  jobs.createdAtUs[job] = state.nowUs
  jobs.live++
  if (cronJob >= 0) listJob(state, job, cronJob)
  const { isIndexed, completions } = jobSpecOf(state, job)
  if (isIndexed !== true) return job
  jobs.firstIndex[job] = indexes.count
  indexes.count += completions!
  if (indexes.count > indexes.outcome.length)
    growTable(indexes, allocateJobIndexes, roomFor(indexes.count, indexes.outcome.length))
  return job
}

/** It is one more of the CronJob's, which lists it as active. */
function listJob({ job: jobs, cronJob: cronJobs }: ClusterState, job: number, cronJob: WorkloadId): void {
  if (cronJobs.firstJob[cronJob] < 0) cronJobs.firstJob[cronJob] = job
  else jobs.next[cronJobs.lastJob[cronJob]] = job
  cronJobs.lastJob[cronJob] = job
  jobs.cronJob[job] = cronJob
  jobs.isListed[job] = 1
}

/** The CronJob that has made the Job of a workload, as a live cluster has it; -1 = none has. */
export function makerOf({ spec }: ClusterState, workload: WorkloadId): WorkloadId {
  const { namespace, madeBy } = spec.workloads[workload]
  if (madeBy === undefined) return -1
  return spec.workloads.findIndex(
    (other) => other.cronJob !== undefined && other.namespace === namespace && other.name === madeBy,
  )
}

/** The API has a newer status of the Job. */
export function jobWritten(state: ClusterState, job: number): void {
  tellOfJob(state, job, JobChange.Written)
}

/** The Job leaves the API; its pods are told later. */
export function deleteJob(state: ClusterState, job: number): void {
  if (isLive(state, job)) state.job.live--
  state.job.deletedAtUs[job] = state.nowUs
  setJobDesired(state, job, 0)
  tellOfJob(state, job, JobChange.Deleted)
}

function tellOfJob(state: ClusterState, job: number, change: number): void {
  const { job: jobs, streams, nowUs } = state
  const seenUs = nowUs + drawWatchUs(state, streams.control, jobs.workload[job])
  jobs.watchedUs[job] = Math.max(jobs.watchedUs[job], seenUs)
  jobs.news++
  schedule(state, EventKind.JobSeen, job, jobs.watchedUs[job], change)
}

/** Those who watch Jobs hear of a change. */
export function onJobSeen(state: ClusterState, job: number, change: number): void {
  const { job: jobs, controllers } = state
  jobs.news--
  if (jobs.cronJob[job] >= 0) wake(state, controllers[ControllerId.CronJob], jobs.cronJob[job])
  if (change === JobChange.Deleted) {
    releasePods(state, job)
    return
  }
  const controller = jobControllerOf(state)
  if (change === JobChange.Added) wake(state, controller, job)
  else if (isLive(state, job)) wakeAt(state, controller, job, state.nowUs + batchUs)
  else if (jobSpecOf(state, job).ttlUs !== undefined) wake(state, controllers[ControllerId.Ttl], job)
}

/** Pods whose Job is gone: the Job controller takes their finalizers off, and the garbage collector deletes them. */
function releasePods(state: ClusterState, job: number): void {
  for (const pod of podsOfJob(state, job)) releasePod(state, pod)
}

function releasePod(state: ClusterState, pod: PodId): void {
  wake(state, state.controllers[ControllerId.GarbageCollector], pod)
  if (state.jobPod.tracking[pod] === Tracking.None) return
  const { client } = jobControllerOf(state)
  awaitRelease(state, pod, client.call(state, ApiCall.PatchPod, state.pod.workload[pod]))
}

/** Whether a call that was under way has made the pod after controllers had heard that its Job is gone. */
function isLate({ job: jobs, pod: pods }: ClusterState, pod: PodId, job: number): boolean {
  return !Number.isNaN(jobs.deletedAtUs[job]) && pods.createdAtUs[pod] > jobs.watchedUs[job]
}

/** The finalizer of the pod is off at that time. */
export function awaitRelease(state: ClusterState, pod: PodId, atUs: number): void {
  state.job.news++
  schedule(state, EventKind.PodReleased, pod, atUs, 0)
}

/** A pod of a Job comes into the cache, or changes there. */
export function jobSees(
  state: ClusterState,
  controller: Controller,
  pod: PodId,
  before: number,
  after: number,
): void {
  const { job: jobs, jobPod } = state
  const job = jobPod.job[pod]
  if ((before & SeenMark.Known) === 0) {
    creationSeen(jobs, job)
    if (isLate(state, pod, job)) releasePod(state, pod)
  }
  if ((before & ~after & SeenMark.ExpectedGone) !== 0) deletionSeen(jobs, job)
  const succeeds = (after & ~before & PodMark.Succeeded) !== 0 && (after & PodMark.Deleted) === 0
  // A pod that has succeeded is not desired any more, which the metrics know.
  if (succeeds && jobs.desired[job] > 0) {
    jobs.desired[job]--
    state.workload.desired[jobs.workload[job]]--
  }
  if (isLive(state, job)) wakeAt(state, controller, job, state.nowUs + batchUs)
}

/** Pods that the Job wants from now on, for the metrics. */
export function setJobDesired(state: ClusterState, job: number, wanted: number): void {
  const { job: jobs, workload: workloads } = state
  const workload = jobs.workload[job]
  setDesired(state, workload, workloads.desired[workload] + wanted - jobs.desired[job])
  jobs.desired[job] = wanted
}
