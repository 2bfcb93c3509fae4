/**
 * Indexes of an indexed Job: which are done, which want a pod, and when (Z25).
 * Source: kubernetes v1.36 pkg/controller/job/indexed_job_utils.go, firstPendingIndexes, calculateFailedIndexes and
 * getPodsWithDelayedDeletionPerIndex; job_controller.go, getPodCreationInfoForIndependentIndexes.
 */
import type { ClusterState, PodId } from '../../cluster-state.ts'
import { IndexOutcome } from '../../codes.ts'
import { backoffEndUs } from './job-backoff.ts'
import { failedPod, finishedUs, type JobLook, jobSpecOf } from './job-pods.ts'
import { type FailureMatch, matchFailure } from './job-policies.ts'

/** The row of an index in `jobIndex`. */
export function indexRow({ job: jobs }: ClusterState, job: number, index: number): number {
  return jobs.firstIndex[job] + index
}

export function isIndexed({ job: jobs }: ClusterState, job: number): boolean {
  return jobs.firstIndex[job] >= 0
}

/** Indexes with this outcome. */
export function countOutcome(state: ClusterState, job: number, outcome: number): number {
  const completions = jobSpecOf(state, job).completions!
  let count = 0
  for (let index = 0; index < completions; index++)
    if (state.jobIndex.outcome[indexRow(state, job, index)] === outcome) count++
  return count
}

/** The rule of `podFailurePolicy` that a failed pod matches, if the Job has a policy. */
export function failureOf(state: ClusterState, job: number, pod: PodId): FailureMatch | undefined {
  const { failurePolicy } = jobSpecOf(state, job)
  return failurePolicy && matchFailure(failurePolicy, failedPod(state, pod))
}

/** Outcomes that the pods of this look bring. */
export function noteOutcomes(state: ClusterState, job: number, look: JobLook): void {
  const { jobPod, jobIndex } = state
  const { backoffLimitPerIndex } = jobSpecOf(state, job)
  for (const pod of look.succeeded)
    jobIndex.outcome[indexRow(state, job, jobPod.index[pod])] = IndexOutcome.Succeeded
  if (backoffLimitPerIndex === undefined) return
  for (const pod of look.failed) {
    const action = failureOf(state, job, pod)?.action
    const isOver = action !== 'Ignore' && jobPod.failures[pod] >= backoffLimitPerIndex
    const row = indexRow(state, job, jobPod.index[pod])
    if ((action === 'FailIndex' || isOver) && jobIndex.outcome[row] === IndexOutcome.None)
      jobIndex.outcome[row] = IndexOutcome.Failed
  }
}

/**
 * With a limit per index: the failed pods, by index, that keep their finalizer until another takes their place, because they say how
 * often the index has failed.
 */
export function keptPods(state: ClusterState, job: number, look: JobLook): ReadonlyMap<number, PodId> {
  const { jobPod, jobIndex } = state
  const kept = new Map<number, PodId>()
  if (jobSpecOf(state, job).backoffLimitPerIndex === undefined) return kept
  const replaced = new Set(look.active.map((pod) => jobPod.index[pod]))
  const failuresOf = (pod: PodId): number => jobPod.failures[pod] + jobPod.ignored[pod]
  for (const pod of look.failed) {
    const index = jobPod.index[pod]
    if (replaced.has(index) || jobIndex.outcome[indexRow(state, job, index)] !== IndexOutcome.None) continue
    const other = kept.get(index)
    if (other === undefined || failuresOf(other) <= failuresOf(pod)) kept.set(index, pod)
  }
  return kept
}

/** The first indexes, at most so many, that are not done and have no pod. */
function pendingIndexes(state: ClusterState, job: number, look: JobLook, count: number): number[] {
  const { jobPod, jobIndex } = state
  const { completions, replacesOnlyFailed } = jobSpecOf(state, job)
  const holders = replacesOnlyFailed === true ? [...look.active, ...look.terminating] : look.active
  const taken = new Set(holders.map((pod) => jobPod.index[pod]))
  const pending: number[] = []
  for (let index = 0; index < completions! && pending.length < count; index++)
    if (!taken.has(index) && jobIndex.outcome[indexRow(state, job, index)] === IndexOutcome.None)
      pending.push(index)
  return pending
}

/**
 * Marks the indexes, at most so many, of which the sync will create pods.
 * @returns how many; or, if each of them still waits for its back-off, when the first has waited.
 */
export function wantIndexes(
  state: ClusterState,
  job: number,
  look: JobLook,
  kept: ReadonlyMap<number, PodId>,
  count: number,
): { readonly wanted: number } | { readonly waitUntilUs: number } {
  const { jobPod, jobIndex, nowUs } = state
  const pending = pendingIndexes(state, job, look, count)
  let wanted = 0
  let waitUntilUs = Infinity
  for (const index of pending) {
    const row = indexRow(state, job, index)
    const last = kept.get(index)
    if (last !== undefined) {
      const failures = jobPod.failures[last] + jobPod.ignored[last] + 1
      const endUs = backoffEndUs({ failures, failedAtUs: finishedUs(state, last) })
      if (endUs > nowUs) {
        waitUntilUs = Math.min(waitUntilUs, endUs)
        continue
      }
      const isIgnored = failureOf(state, job, last)?.action === 'Ignore'
      jobIndex.failures[row] = jobPod.failures[last] + (isIgnored ? 0 : 1)
      jobIndex.ignored[row] = jobPod.ignored[last] + (isIgnored ? 1 : 0)
    }
    jobIndex.isWanted[row] = 1
    wanted++
  }
  return wanted === 0 && waitUntilUs < Infinity ? { waitUntilUs } : { wanted }
}

/** The first index of which the sync still has to create a pod. */
export function takeWantedIndex(state: ClusterState, job: number): number {
  const { isWanted } = state.jobIndex
  const first = state.job.firstIndex[job]
  const row = isWanted.indexOf(1, first)
  isWanted[row] = 0
  return row - first
}
