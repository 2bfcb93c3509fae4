/**
 * The Job controller (W5, Z25): as many pods as its object asks for, until enough have succeeded or too many failed. It hears of pods
 * some time after something has happened to one of them, and does all of it in one sync: calls that delete or create pods, then a status
 * that lists what has ended, then the finalizers of those pods, then a status that counts them.
 * Source: kubernetes v1.36 pkg/controller/job/job_controller.go, syncJob, manageJob and trackJobStatusAndRemoveFinalizers.
 */
import { atLeast } from '../../../contract/cluster-spec.ts'
import type { ClusterState, PodId } from '../../cluster-state.ts'
import { IndexOutcome, JobCondition, JobReason, JobStage, PodStage, Tracking } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { noPod } from '../../pod-rows.ts'
import { wholeWallSecondUs } from '../../wall-clock.ts'
import { ApiCall, tell } from '../api-client.ts'
import { type Controller, syncDone, wakeAt } from '../controller.ts'
import { Reason } from '../event-sink.ts'
import { expectationsAreMet, expectPods } from '../expectations.ts'
import { SeenMark } from '../pod-mark.ts'
import { createPod, deletePod, graceOf, isActive } from '../pod-set.ts'
import { backoffEndUs, recordOf } from './job-backoff.ts'
import {
  countOutcome,
  failureOf,
  indexRow,
  isIndexed,
  keptPods,
  noteOutcomes,
  takeWantedIndex,
  wantIndexes,
} from './job-indexes.ts'
import { finishedUs, type JobLook, jobSpecOf, lookAtPods } from './job-pods.ts'
import { flushStatus, goOnWithStatus } from './job-status.ts'
import { type Verdict, verdictOf } from './job-verdict.ts'
import { batchUs, jobControllerOf, setJobDesired } from './job-watch.ts'

/** Pods that one sync creates or deletes at most, and that it counts. Source: MaxPodCreateDeletePerSync, MaxUncountedPods. */
const podsPerSync = 500

export function sync(state: ClusterState, controller: Controller, job: number): number {
  const { job: jobs } = state
  if (!Number.isNaN(jobs.deletedAtUs[job])) {
    jobs.stage[job] = JobStage.None
    return syncDone
  }
  switch (jobs.stage[job]) {
    case JobStage.None:
      if (jobSpecOf(state, job).isManagedElsewhere === true) return syncDone
      return jobs.condition[job] >= JobCondition.Failed ? syncDone : begin(state, controller, job)
    case JobStage.Deletion:
      return flushStatus(state, controller, job)
    case JobStage.Creation:
      return jobs.toCreate[job] > 0
        ? createBatch(state, controller, job)
        : flushStatus(state, controller, job)
    default:
      return goOnWithStatus(state, controller, job)
  }
}

function begin(state: ClusterState, controller: Controller, job: number): number {
  const { job: jobs, nowUs } = state
  const spec = jobSpecOf(state, job)
  // Before the pods are looked at: one that comes into the cache later is one more sync.
  const mayAct = expectationsAreMet(jobs, job, nowUs)
  const look = lookAtPods(state, job)
  if (Number.isNaN(jobs.startedAtUs[job]) && spec.isSuspended !== true)
    jobs.startedAtUs[job] = wholeWallSecondUs(state, nowUs)
  noteFailures(state, job, look)
  if (isIndexed(state, job)) noteOutcomes(state, job, look)
  jobs.nextActive[job] = look.active.length
  jobs.nextReady[job] = look.ready
  jobs.nextTerminating[job] = look.terminating.length
  jobs.nextCondition[job] = jobs.condition[job]
  jobs.finishes[job] = 0
  const verdict = verdictOf(state, job, look, jobs.failed[job] + countedFailures(state, job, look))
  if (verdict !== undefined) return end(state, controller, job, look, verdict, mayAct)
  awaitDeadline(state, controller, job)
  const kept = keptPods(state, job, look)
  const atUs = mayAct ? manage(state, controller, job, look, kept) : nowUs
  const isComplete = jobs.nextActive[job] === 0 && hasEnough(state, job, look)
  if (isComplete)
    decide(state, job, { condition: JobCondition.SuccessCriteriaMet, reason: JobReason.CompletionsReached })
  track(state, job, look, isComplete ? JobCondition.SuccessCriteriaMet : JobCondition.None, kept)
  return jobs.stage[job] === JobStage.None ? flushStatus(state, controller, job) : atUs
}

/** Z25: failures since the last success. */
function noteFailures(state: ClusterState, job: number, look: JobLook): void {
  const { job: jobs } = state
  const timesOf = (pods: readonly PodId[]): number[] => pods.map((pod) => finishedUs(state, pod))
  const before = { failures: jobs.failures[job], failedAtUs: jobs.failedAtUs[job] }
  const record = recordOf(before, timesOf(look.succeeded), timesOf(look.failed))
  jobs.failures[job] = record.failures
  jobs.failedAtUs[job] = record.failedAtUs
}

/** Failures that `podFailurePolicy` does not ignore. */
function countedFailures(state: ClusterState, job: number, { failed }: JobLook): number {
  return failed.filter((pod) => failureOf(state, job, pod)?.action !== 'Ignore').length
}

function succeededOf(state: ClusterState, job: number, look: JobLook): number {
  return isIndexed(state, job)
    ? countOutcome(state, job, IndexOutcome.Succeeded)
    : state.job.succeeded[job] + look.succeeded.length
}

/** Without `completions` one success is enough. */
function hasEnough(state: ClusterState, job: number, look: JobLook): boolean {
  const succeeded = succeededOf(state, job, look)
  const { completions } = jobSpecOf(state, job)
  return completions === undefined ? succeeded > 0 : succeeded >= completions
}

/** It is as the verdict says from the next status on. */
function decide(state: ClusterState, job: number, verdict: Verdict): void {
  const { job: jobs } = state
  const { condition, reason, container = -1, pod = -1, rule = -1 } = verdict
  jobs.nextCondition[job] = condition
  if (jobs.condition[job] === condition) return
  jobs.reason[job] = reason
  jobs.reasonContainer[job] = container
  jobs.reasonPod[job] = pod
  jobs.reasonRule[job] = rule
}

/** The Job is done, or about to be: what still runs is deleted. It is not done before it knows of all of its pods. */
function end(
  state: ClusterState,
  controller: Controller,
  job: number,
  look: JobLook,
  verdict: Verdict,
  mayAct: boolean,
): number {
  const { job: jobs } = state
  setJobDesired(state, job, 0)
  if (mayAct) decide(state, job, verdict)
  track(state, job, look, mayAct ? verdict.condition : JobCondition.None, new Map())
  jobs.nextActive[job] = 0
  jobs.nextReady[job] = 0
  jobs.nextTerminating[job] += look.active.length
  if (look.active.length === 0) return flushStatus(state, controller, job)
  return deletePods(state, controller, job, look.active)
}

/** The controller looks again when the deadline is over. */
function awaitDeadline(state: ClusterState, controller: Controller, job: number): void {
  const { activeDeadlineUs, isSuspended } = jobSpecOf(state, job)
  if (activeDeadlineUs !== undefined && isSuspended !== true)
    wakeAt(state, controller, job, state.job.startedAtUs[job] + activeDeadlineUs)
}

/** Creates the pods that are missing, once the back-off of the last failure is over; deletes those that are too many. */
function manage(
  state: ClusterState,
  controller: Controller,
  job: number,
  look: JobLook,
  kept: ReadonlyMap<number, PodId>,
): number {
  const { job: jobs } = state
  const { isSuspended, replacesOnlyFailed } = jobSpecOf(state, job)
  const wanted = isSuspended === true ? 0 : wantedCount(state, job, look)
  if (isSuspended === true && jobs.condition[job] === JobCondition.None)
    decide(state, job, { condition: JobCondition.Suspended, reason: JobReason.JobSuspended })
  setJobDesired(state, job, wanted)
  const active = look.active.length
  if (active > wanted) return deleteSurplus(state, controller, job, look, active - wanted)
  const missing = wanted - active - (replacesOnlyFailed === true ? look.terminating.length : 0)
  return missing > 0
    ? replace(state, controller, job, look, kept, Math.min(missing, podsPerSync))
    : state.nowUs
}

/** Pods that ought to run: no more than completions are left, and no new ones after a success of a work queue. */
function wantedCount(state: ClusterState, job: number, look: JobLook): number {
  const { parallelism, completions } = jobSpecOf(state, job)
  const succeeded = succeededOf(state, job, look)
  if (completions === undefined) return succeeded > 0 ? look.active.length : parallelism
  return Math.max(0, Math.min(parallelism, completions - succeeded))
}

function replace(
  state: ClusterState,
  controller: Controller,
  job: number,
  look: JobLook,
  kept: ReadonlyMap<number, PodId>,
  missing: number,
): number {
  const { job: jobs, nowUs } = state
  const { backoffLimitPerIndex } = jobSpecOf(state, job)
  let count = missing
  let waitUntilUs = -Infinity
  if (backoffLimitPerIndex === undefined)
    waitUntilUs = backoffEndUs({ failures: jobs.failures[job], failedAtUs: jobs.failedAtUs[job] })
  if (waitUntilUs <= nowUs && isIndexed(state, job)) {
    const wants = wantIndexes(state, job, look, kept, missing)
    if ('wanted' in wants) count = wants.wanted
    else waitUntilUs = wants.waitUntilUs
  }
  if (waitUntilUs > nowUs) {
    wakeAt(state, controller, job, Math.max(waitUntilUs, nowUs + batchUs))
    // Before 1.36 a sync that waits says that nothing is active. Source: job_controller.go, manageJob.
    if (!atLeast(state.spec.kubernetesVersion, '1.36')) jobs.nextActive[job] = 0
    return nowUs
  }
  if (count === 0) return nowUs
  jobs.nextActive[job] += count
  jobs.toCreate[job] = count
  jobs.batch[job] = 0
  expectPods(jobs, job, count, 0, nowUs)
  return createBatch(state, controller, job)
}

/** Z22: 1, 2, 4, 8, ... at once, each batch when the one before is through. */
function createBatch(state: ClusterState, controller: Controller, job: number): number {
  const { job: jobs } = state
  const batch = Math.min(Math.max(1, 2 * jobs.batch[job]), jobs.toCreate[job])
  jobs.batch[job] = batch
  jobs.toCreate[job] -= batch
  jobs.stage[job] = JobStage.Creation
  let endUs = state.nowUs
  for (let count = 0; count < batch; count++) {
    const index = isIndexed(state, job) ? takeWantedIndex(state, job) : -1
    const atUs = controller.client.call(state, ApiCall.CreatePod, jobs.workload[job])
    jobs.news++
    schedule(state, EventKind.JobPodCreate, job, controller.client.doneUs, index + 1)
    endUs = Math.max(endUs, atUs)
  }
  return endUs
}

/** The API makes a pod of the Job. @param indexStamp 1 more than its index; 0 = it has none. */
export function onJobPodCreate(state: ClusterState, job: number, indexStamp: number): void {
  const { job: jobs, jobIndex } = state
  jobs.news--
  const index = indexStamp - 1
  const row = index < 0 ? -1 : indexRow(state, job, index)
  const pod = createPod(state, jobs.workload[job], row < 0 ? noPod : jobIndex.pod[row])
  const { jobPod } = state
  jobPod.job[pod] = job
  jobPod.index[pod] = index
  jobPod.number[pod] = jobs.created[job]++
  jobPod.tracking[pod] = Tracking.Kept
  if (row >= 0) {
    jobIndex.pod[row] = pod
    jobPod.failures[pod] = jobIndex.failures[row]
    jobPod.ignored[pod] = jobIndex.ignored[row]
  }
  tell(state, jobControllerOf(state).id, job, Reason.SuccessfulCreate, pod)
}

/** Those that have come least far go first: pending, not ready, newest. Source: controller_utils.go, ActivePods. */
function deleteSurplus(
  state: ClusterState,
  controller: Controller,
  job: number,
  look: JobLook,
  count: number,
): number {
  const { pod: pods, job: jobs } = state
  const victims = look.active
    .toSorted(
      (a, b) => pods.apiPhase[a] - pods.apiPhase[b] || pods.apiIsReady[a] - pods.apiIsReady[b] || b - a,
    )
    .slice(0, Math.min(count, podsPerSync))
  const ready = victims.filter((pod) => pods.apiIsReady[pod] === 1).length
  jobs.nextActive[job] -= victims.length
  jobs.nextReady[job] -= ready
  jobs.nextTerminating[job] += victims.length
  expectPods(jobs, job, 0, victims.length, state.nowUs)
  for (const pod of victims) pods.seenMark[pod] |= SeenMark.ExpectedGone
  return deletePods(state, controller, job, victims)
}

function deletePods(
  state: ClusterState,
  controller: Controller,
  job: number,
  victims: readonly PodId[],
): number {
  state.job.stage[job] = JobStage.Deletion
  let endUs = state.nowUs
  for (const pod of victims) {
    const atUs = controller.client.call(state, ApiCall.DeletePod, state.job.workload[job])
    state.job.news++
    schedule(state, EventKind.JobPodDelete, pod, controller.client.doneUs, 0)
    endUs = Math.max(endUs, atUs)
  }
  return endUs
}

/**
 * The API deletes one of the pods that a sync asked for, unless it is being deleted already. Of a pod that has gone nobody is told.
 * Source: pkg/controller/controller_utils.go, DeletePod.
 */
export function onJobPodDelete(state: ClusterState, pod: PodId): void {
  state.job.news--
  if (state.pod.stage[pod] === PodStage.Gone) return
  if (isActive(state, pod)) deletePod(state, pod, graceOf(state, pod), false)
  tell(state, jobControllerOf(state).id, state.jobPod.job[pod], Reason.SuccessfulDelete, pod)
}

/**
 * Which pods this sync counts, and takes the finalizer off: those that have ended, and all when the Job is done; but not those that say
 * how often their index has failed.
 */
function track(
  state: ClusterState,
  job: number,
  look: JobLook,
  condition: number,
  kept: ReadonlyMap<number, PodId>,
): void {
  const { jobPod } = state
  const succeeded = new Set(look.succeeded)
  const failed = new Set(look.failed)
  let counted = 0
  let isWhole = true
  for (const pod of look.tracked) {
    const hasFailed = failed.has(pod) && kept.get(jobPod.index[pod]) !== pod
    if (condition === JobCondition.None && !succeeded.has(pod) && !hasFailed) continue
    if (counted === podsPerSync) {
      isWhole = false
      break
    }
    jobPod.tracking[pod] = trackingOf(state, job, pod, succeeded.has(pod), failed.has(pod), condition)
    if (jobPod.tracking[pod] !== Tracking.Uncounted) counted++
  }
  state.job.finishes[job] = condition !== JobCondition.None && isWhole ? 1 : 0
}

/** When a Job has failed each of its pods counts as failed that has not succeeded. */
function trackingOf(
  state: ClusterState,
  job: number,
  pod: PodId,
  hasSucceeded: boolean,
  hasFailed: boolean,
  condition: number,
): number {
  if (hasSucceeded) return Tracking.Succeeded
  if (!hasFailed && condition !== JobCondition.FailureTarget) return Tracking.Uncounted
  return failureOf(state, job, pod)?.action === 'Ignore' ? Tracking.Uncounted : Tracking.Failed
}
