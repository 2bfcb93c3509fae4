/**
 * What the Job controller hears of pods (W5): it looks at a Job some time after something has happened to one of its pods, and
 * does all of it at once. What it then does is `job.ts`.
 */
import { usPerSecond } from '../../kernel/time.ts'
import type { ClusterState, PodId, WorkloadId } from '../cluster-state.ts'
import { PodPhase } from '../codes.ts'
import { wholeWallSecondUs } from '../wall-clock.ts'
import { type Controller, wakeAt } from './controller.ts'
import { PodMark, SeenMark } from './pod-mark.ts'
import { createPods } from './pod-set.ts'

/** W5: changes of pods are gathered for so long. Source: kubernetes v1.35 job_controller.go, SyncJobBatchPeriod. */
const batchUs = usPerSecond

/** A pod of the Job comes into the cache, or changes there. */
export function jobSees(
  state: ClusterState,
  controller: Controller,
  pod: PodId,
  before: number,
  after: number,
): void {
  const workload = state.pod.workload[pod]
  const isCounted = (before & SeenMark.Known) === 0 || (before & PodMark.Active) !== 0
  if (state.job.isActive[workload] === 0) return
  if (isCounted && (after & PodMark.Active) === 0) podEnded(state, pod)
  jobChanged(state, controller, workload)
}

/** A pod that has ended, or has been told to, does not run any more (Z24); one that has not succeeded has failed. */
function podEnded(state: ClusterState, pod: PodId): void {
  const { job, pod: pods, workload: workloads } = state
  const workload = pods.workload[pod]
  job.runningCount[workload]--
  if (pods.apiPhase[pod] === PodPhase.Succeeded) {
    job.succeededCount[workload]++
    job.failureRun[workload] = 0
    // A pod that has succeeded is not desired any more, which the metrics know.
    workloads.desired[workload]--
  } else {
    job.failedCount[workload]++
    job.failureRun[workload]++
    job.failedAtUs[workload] = Math.max(job.failedAtUs[workload], finishedUs(state, pod))
  }
}

/**
 * Z25: when the last container of a pod that has failed ended, in whole seconds; of one without any, when its deletion was asked for.
 * Nothing changes in the status of a pod that has ended. Source: kubernetes v1.36 pkg/controller/job/backoff_utils.go, getFinishedTime.
 */
function finishedUs(state: ClusterState, pod: PodId): number {
  const { pod: pods, container: containers, workload: workloads } = state
  let latestUs = -Infinity
  if (pods.apiPhase[pod] >= PodPhase.Succeeded) {
    const end = pods.firstContainer[pod] + workloads.containerCount[pods.workload[pod]]
    for (let container = pods.firstContainer[pod]; container < end; container++)
      if (containers.statusIncarnation[container] >= 0)
        latestUs = Math.max(latestUs, containers.statusExitedAtUs[container])
  }
  if (latestUs > -Infinity) return wholeWallSecondUs(state, latestUs)
  return wholeWallSecondUs(state, Number.isNaN(pods.deletedAtUs[pod]) ? state.nowUs : pods.deletedAtUs[pod])
}

/** Something about a pod has changed that the Job counts. */
export function jobChanged(state: ClusterState, controller: Controller, workload: WorkloadId): void {
  if (state.job.isActive[workload] === 0) return
  wakeAt(state, controller, workload, state.nowUs + (state.overheads.isIdeal ? 0 : batchUs))
}

/** W5: the Job is active from now on, by the API's clock of whole seconds. */
export function beginJob(
  state: ClusterState,
  controller: Controller,
  workload: WorkloadId,
  replicas: number,
): void {
  state.job.activeSinceUs[workload] = wholeWallSecondUs(state, state.nowUs)
  awaitJobDeadline(state, controller, workload)
  createPods(state, workload, replicas)
}

/** The controller looks again when the deadline is over. */
export function awaitJobDeadline(state: ClusterState, controller: Controller, workload: WorkloadId): void {
  const { activeSinceUs, deadlineUs } = state.job
  if (deadlineUs[workload] < Infinity)
    wakeAt(state, controller, workload, activeSinceUs[workload] + deadlineUs[workload])
}
