/**
 * Whether a Job is done, and why (Z25). Source: kubernetes v1.36 pkg/controller/job/job_controller.go, syncJob and getFailJobMessage.
 */
import type { ClusterState } from '../../cluster-state.ts'
import { IndexOutcome, JobCondition, JobReason, RestartPolicyId } from '../../codes.ts'
import { countOutcome, failureOf, indexRow, isIndexed } from './job-indexes.ts'
import { type JobLook, jobSpecOf, restartsOf } from './job-pods.ts'
import { successRule } from './job-policies.ts'

/** FailureTarget or SuccessCriteriaMet with its reason; undefined = it goes on. */
export type Verdict = {
  readonly condition: number
  readonly reason: number
  readonly container?: number
  readonly pod?: number
  readonly rule?: number
}

/** What is so in the status already, or becomes so before the Job makes more pods. @param failures of pods, with the failures of this look. */
export function verdictOf(
  state: ClusterState,
  job: number,
  look: JobLook,
  failures: number,
): Verdict | undefined {
  const { condition, reason } = state.job
  if (condition[job] === JobCondition.FailureTarget || condition[job] === JobCondition.SuccessCriteriaMet)
    return { condition: condition[job], reason: reason[job] }
  const failure =
    policyFailure(state, job, look) ??
    limitFailure(state, job, look, failures) ??
    (isIndexed(state, job) ? indexFailure(state, job) : undefined)
  if (failure !== undefined) return failure
  return isIndexed(state, job) ? policySuccess(state, job) : undefined
}

function policyFailure(state: ClusterState, job: number, { failed }: JobLook): Verdict | undefined {
  for (const pod of failed) {
    const match = failureOf(state, job, pod)
    if (match?.action !== 'FailJob') continue
    const { container = -1, rule } = match
    return { condition: JobCondition.FailureTarget, reason: JobReason.PodFailurePolicy, pod, container, rule }
  }
  return undefined
}

function limitFailure(
  state: ClusterState,
  job: number,
  look: JobLook,
  failures: number,
): Verdict | undefined {
  const { backoffLimit, activeDeadlineUs = Infinity } = jobSpecOf(state, job)
  const failed = (reason: number): Verdict => ({ condition: JobCondition.FailureTarget, reason })
  if (failures > backoffLimit || hasRestartedTooOften(state, job, look, backoffLimit))
    return failed(JobReason.BackoffLimitExceeded)
  return state.nowUs >= state.job.startedAtUs[job] + activeDeadlineUs
    ? failed(JobReason.DeadlineExceeded)
    : undefined
}

/** W5: under OnFailure restarts of the containers of pods that have not ended count. Source: pastBackoffLimitOnFailure. */
function hasRestartedTooOften(state: ClusterState, job: number, look: JobLook, limit: number): boolean {
  const { workload, podTemplate } = state
  const template = workload.firstTemplate[state.job.workload[job]]
  if (podTemplate.restartPolicy[template] !== RestartPolicyId.OnFailure) return false
  return restartsOf(state, look) >= Math.max(1, limit)
}

function indexFailure(state: ClusterState, job: number): Verdict | undefined {
  const { completions, maxFailedIndexes = Infinity, backoffLimitPerIndex } = jobSpecOf(state, job)
  if (backoffLimitPerIndex === undefined) return undefined
  const failed = countOutcome(state, job, IndexOutcome.Failed)
  const done = failed + countOutcome(state, job, IndexOutcome.Succeeded)
  if (failed > maxFailedIndexes)
    return { condition: JobCondition.FailureTarget, reason: JobReason.MaxFailedIndexesExceeded }
  return failed > 0 && done >= completions!
    ? { condition: JobCondition.FailureTarget, reason: JobReason.FailedIndexes }
    : undefined
}

function policySuccess(state: ClusterState, job: number): Verdict | undefined {
  const { successPolicy } = jobSpecOf(state, job)
  if (successPolicy === undefined) return undefined
  const hasSucceeded = (index: number): boolean =>
    state.jobIndex.outcome[indexRow(state, job, index)] === IndexOutcome.Succeeded
  const rule = successRule(successPolicy, countOutcome(state, job, IndexOutcome.Succeeded), hasSucceeded)
  return rule < 0
    ? undefined
    : { condition: JobCondition.SuccessCriteriaMet, reason: JobReason.SuccessPolicy, rule }
}
