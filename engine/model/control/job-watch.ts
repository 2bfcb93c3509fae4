/**
 * What the Job controller hears of pods (W5): it looks at a Job some time after something has happened to one of its pods, and
 * does all of it at once. What it then does is `job.ts`.
 */
import { usPerSecond } from '../../kernel/time.ts'
import type { ClusterState, PodId, WorkloadId } from '../cluster-state.ts'
import { EventKind } from '../event-table.ts'
import { sendToCluster } from '../lanes.ts'
import { wholeWallSecondUs } from '../wall-clock.ts'

/** W5: changes of pods are gathered for so long. Source: kubernetes v1.35 job_controller.go, SyncJobBatchPeriod. */
const batchUs = usPerSecond

/** A pod has ended, or has been told to. */
export function jobPodEnded(state: ClusterState, pod: PodId, hasSucceeded: boolean): void {
  const { job, pod: pods, workload: workloads } = state
  const workload = pods.workload[pod]
  if (job.isActive[workload] === 0) return
  job.runningCount[workload]--
  if (hasSucceeded) {
    job.succeededCount[workload]++
    job.failureRun[workload] = 0
    // A pod that has succeeded is not desired any more, which the metrics know.
    workloads.desired[workload]--
  } else {
    job.failedCount[workload]++
    job.failureRun[workload]++
    job.failedAtUs[workload] = state.nowUs
  }
  jobChanged(state, workload)
}

/** Something about a pod has changed that the Job counts. */
export function jobChanged(state: ClusterState, workload: WorkloadId): void {
  if (state.job.isActive[workload] === 0) return
  scheduleJobSync(state, workload, state.nowUs + (state.overheads.isIdeal ? 0 : batchUs))
}

/** W5: the Job is active from now on, by the API's clock of whole seconds. */
export function beginJob(state: ClusterState, workload: WorkloadId): void {
  state.job.activeSinceUs[workload] = wholeWallSecondUs(state, state.nowUs)
  awaitJobDeadline(state, workload)
}

/** The controller looks again when the deadline is over. */
export function awaitJobDeadline(state: ClusterState, workload: WorkloadId): void {
  const { activeSinceUs, deadlineUs } = state.job
  if (deadlineUs[workload] < Infinity)
    scheduleJobSync(state, workload, activeSinceUs[workload] + deadlineUs[workload])
}

/** An earlier look replaces a later one. */
export function scheduleJobSync(state: ClusterState, workload: WorkloadId, atUs: number): void {
  const { job } = state
  if (atUs >= job.syncAtUs[workload]) return
  job.syncAtUs[workload] = atUs
  sendToCluster(state, EventKind.JobSync, workload, atUs, ++job.syncStamp[workload])
}
