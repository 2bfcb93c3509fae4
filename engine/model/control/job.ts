/**
 * The Job controller (W5): replaces pods that have failed, until enough have succeeded or too many failed.
 * Source: kubernetes v1.35 pkg/controller/job/job_controller.go, syncJob and manageJob; backoff_utils.go.
 */

import { wholePower } from '../../kernel/power.ts'
import { usPerSecond } from '../../kernel/time.ts'
import type { ClusterState, PodId, WorkloadId } from '../cluster-state.ts'
import { PodPhase, RestartPolicyId } from '../codes.ts'
import { type Controller, type ControllerRule, syncDone, wakeAt } from './controller.ts'
import { awaitJobDeadline, beginJob, jobChanged, jobSees } from './job-watch.ts'
import { createPods, deletePod, livePods, setDesired } from './pod-set.ts'

/** W5: wait after the first failure in a row, doubled by each further one up to the largest. */
const backoffBaseUs = 10 * usPerSecond
const backoffCapUs = 600 * usPerSecond

/** W6. Source: pkg/controller/apis/config/v1alpha1, concurrent-job-syncs. */
const workers = 5

export const jobController: ControllerRule = {
  name: 'job-controller',
  workers,
  sync,
  keeps: ({ job }) => job !== undefined,
  objectChanged: beginJob,
  podSeen: jobSees,
  ranBefore(state, controller, workload) {
    const missing = state.spec.workloads[workload].replicas - state.job.runningCount[workload]
    if (missing > 0) jobChanged(state, controller, workload)
  },
  mayActOnNodes: hasLiveJob,
}

function hasLiveJob({ job, workload }: ClusterState): boolean {
  for (let row = 0; row < job.isActive.length; row++)
    if (job.isActive[row] === 1 && workload.created[row] > 0) return true
  return false
}

/** The controller looks at a Job. */
function sync(state: ClusterState, controller: Controller, workload: WorkloadId): number {
  const { job } = state
  if (job.isActive[workload] === 0) return syncDone
  if (job.failedCount[workload] > job.backoffLimit[workload] || hasRestartedTooOften(state, workload))
    failJob(state, workload)
  else if (state.nowUs >= job.activeSinceUs[workload] + job.deadlineUs[workload]) failJob(state, workload)
  else if (isComplete(state, workload)) job.isActive[workload] = 0
  else {
    replacePods(state, controller, workload)
    awaitJobDeadline(state, controller, workload)
  }
  return syncDone
}

/** W5: under OnFailure restarts of the containers of live pods count as failures. Source: pastBackoffLimitOnFailure. */
function hasRestartedTooOften(state: ClusterState, workload: WorkloadId): boolean {
  if (state.workload.restartPolicy[workload] !== RestartPolicyId.OnFailure) return false
  const limit = Math.max(1, state.job.backoffLimit[workload])
  let restarts = 0
  for (const pod of runningPods(state, workload)) restarts += restartsOf(state, pod)
  return restarts >= limit
}

function restartsOf(state: ClusterState, pod: PodId): number {
  const { container: containers, pod: pods } = state
  const end = pods.endContainer[pod]
  let restarts = 0
  for (let container = pods.firstContainer[pod]; container < end; container++)
    restarts += Math.max(0, containers.statusIncarnation[container])
  return restarts
}

function runningPods(state: ClusterState, workload: WorkloadId): PodId[] {
  return livePods(state, workload).filter((pod) => state.pod.apiPhase[pod] < PodPhase.Succeeded)
}

function isComplete(state: ClusterState, workload: WorkloadId): boolean {
  const { completions, succeededCount, runningCount } = state.job
  if (completions[workload] >= 0) return succeededCount[workload] >= completions[workload]
  return succeededCount[workload] > 0 && runningCount[workload] === 0
}

/** Too many failures, or its deadline is over: what still runs is deleted. */
function failJob(state: ClusterState, workload: WorkloadId): void {
  state.job.isActive[workload] = 0
  for (const pod of runningPods(state, workload))
    deletePod(state, pod, state.workload.graceUs[workload], false)
  setDesired(state, workload, 0)
}

/** Makes the pods that are missing, once the back-off of the last failure is over (Z25). */
function replacePods(state: ClusterState, controller: Controller, workload: WorkloadId): void {
  const { job } = state
  const wanted = wantedCount(state, workload)
  setDesired(state, workload, wanted)
  const missing = wanted - job.runningCount[workload]
  if (missing <= 0) return
  const failureRun = job.failureRun[workload]
  const waitUs = failureRun === 0 ? 0 : Math.min(backoffBaseUs * wholePower(2, failureRun - 1), backoffCapUs)
  const dueUs = job.failedAtUs[workload] + waitUs
  if (failureRun > 0 && dueUs > state.nowUs) wakeAt(state, controller, workload, dueUs)
  else createPods(state, workload, missing)
}

/** Pods that ought to run: no more than completions are left, and no new ones after a success of a work queue. */
function wantedCount(state: ClusterState, workload: WorkloadId): number {
  const { completions, parallelism, succeededCount, runningCount } = state.job
  if (completions[workload] < 0 && succeededCount[workload] > 0) return runningCount[workload]
  if (completions[workload] < 0) return parallelism[workload]
  return Math.min(parallelism[workload], completions[workload] - succeededCount[workload])
}
