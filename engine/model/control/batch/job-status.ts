/**
 * How a sync of a Job writes down what it has found (Z25): a status that lists the pods that have ended, their finalizers, a status that
 * counts them and may say that the Job is done.
 * Source: kubernetes v1.36 pkg/controller/job/job_controller.go, flushUncountedAndRemoveFinalizers and enactJobFinished.
 */
import type { ClusterState, PodId } from '../../cluster-state.ts'
import { IndexOutcome, JobCondition, JobStage, Tracking } from '../../codes.ts'
import { wholeWallSecondUs } from '../../wall-clock.ts'
import { ApiCall, tell } from '../api-client.ts'
import { type Controller, syncDone } from '../controller.ts'
import { Reason } from '../event-sink.ts'
import { leaveWhenDone } from '../pod-set.ts'
import { countOutcome, isIndexed } from './job-indexes.ts'
import { podsOfJob } from './job-pods.ts'
import { awaitRelease, jobWritten } from './job-watch.ts'

/** Writes the status if it is another one than the API has; then goes on. */
export function flushStatus(state: ClusterState, controller: Controller, job: number): number {
  const { job: jobs } = state
  jobs.stage[job] = JobStage.Flush
  const isSame =
    jobs.active[job] === jobs.nextActive[job] &&
    jobs.ready[job] === jobs.nextReady[job] &&
    jobs.terminating[job] === jobs.nextTerminating[job] &&
    jobs.condition[job] === jobs.nextCondition[job] &&
    !podsOfJob(state, job).some((pod) => isCounted(state, pod))
  if (isSame) return release(state, controller, job)
  return controller.client.call(state, ApiCall.WriteStatus, jobs.workload[job])
}

/** What the sync waited for is through. */
export function goOnWithStatus(state: ClusterState, controller: Controller, job: number): number {
  switch (state.job.stage[job]) {
    case JobStage.Flush:
      flushed(state, controller, job)
      return release(state, controller, job)
    case JobStage.Release:
      return writeCounts(state, controller, job)
    default:
      return countsWritten(state, controller, job)
  }
}

function isCounted({ jobPod }: ClusterState, pod: PodId): boolean {
  return jobPod.tracking[pod] === Tracking.Succeeded || jobPod.tracking[pod] === Tracking.Failed
}

function flushed(state: ClusterState, controller: Controller, job: number): void {
  const { job: jobs, nowUs } = state
  jobs.shownStartUs[job] = jobs.startedAtUs[job]
  jobs.active[job] = jobs.nextActive[job]
  jobs.ready[job] = jobs.nextReady[job]
  jobs.terminating[job] = jobs.nextTerminating[job]
  if (isIndexed(state, job)) jobs.succeeded[job] = countOutcome(state, job, IndexOutcome.Succeeded)
  if (jobs.condition[job] !== jobs.nextCondition[job]) {
    jobs.condition[job] = jobs.nextCondition[job]
    jobs.metAtUs[job] = wholeWallSecondUs(state, nowUs)
    if (jobs.condition[job] === JobCondition.Suspended) tell(state, controller.id, job, Reason.Suspended)
  }
  jobWritten(state, job)
}

/** Takes the finalizers off the pods that this sync has listed, all at once. */
function release(state: ClusterState, controller: Controller, job: number): number {
  const { job: jobs } = state
  const pods = podsOfJob(state, job).filter((pod) => state.jobPod.tracking[pod] > Tracking.Kept)
  if (pods.length === 0 && jobs.finishes[job] === 0) return endSync(state, job)
  jobs.stage[job] = JobStage.Release
  let endUs = state.nowUs
  for (const pod of pods) {
    const atUs = controller.client.call(state, ApiCall.PatchPod, jobs.workload[job])
    awaitRelease(state, pod, atUs)
    endUs = Math.max(endUs, atUs)
  }
  jobs.nextSucceeded[job] = pods.filter((pod) => state.jobPod.tracking[pod] === Tracking.Succeeded).length
  jobs.nextFailed[job] = pods.filter((pod) => state.jobPod.tracking[pod] === Tracking.Failed).length
  return pods.length === 0 ? writeCounts(state, controller, job) : endUs
}

/** The finalizer is off: a pod that its kubelet is done with leaves the API. */
export function onPodReleased(state: ClusterState, pod: PodId): void {
  state.job.news--
  state.jobPod.tracking[pod] = Tracking.None
  leaveWhenDone(state, pod)
}

function writeCounts(state: ClusterState, controller: Controller, job: number): number {
  const { job: jobs } = state
  // Pods that are still being deleted keep the Job from being done.
  if (jobs.nextTerminating[job] > 0) jobs.finishes[job] = 0
  // An index that has succeeded is counted with the status before.
  const counted = jobs.nextFailed[job] + (isIndexed(state, job) ? 0 : jobs.nextSucceeded[job])
  if (jobs.finishes[job] === 0 && counted === 0) return endSync(state, job)
  jobs.stage[job] = JobStage.Status
  jobs.doneAtUs[job] = wholeWallSecondUs(state, state.nowUs)
  return controller.client.call(state, ApiCall.WriteStatus, jobs.workload[job])
}

function countsWritten(state: ClusterState, controller: Controller, job: number): number {
  const { job: jobs } = state
  if (!isIndexed(state, job)) jobs.succeeded[job] += jobs.nextSucceeded[job]
  jobs.failed[job] += jobs.nextFailed[job]
  if (jobs.finishes[job] === 1) {
    const hasFailed = jobs.condition[job] === JobCondition.FailureTarget
    jobs.condition[job] = hasFailed ? JobCondition.Failed : JobCondition.Complete
    jobs.finishedAtUs[job] = jobs.doneAtUs[job]
    jobs.live--
    tell(state, controller.id, job, hasFailed ? Reason.JobFailed : Reason.Completed, jobs.reason[job])
  }
  jobWritten(state, job)
  return endSync(state, job)
}

function endSync(state: ClusterState, job: number): number {
  state.job.stage[job] = JobStage.None
  return syncDone
}
