/**
 * The pods of a Job as its controller finds them in its cache (Z24, Z25).
 * Source: kubernetes v1.36 pkg/controller/job/job_controller.go, syncJob, isPodFailed and getNewFinishedPods; backoff_utils.go, getFinishedTime.
 */
import type { JobSpec } from '../../../contract/job-spec.ts'
import type { ClusterState, PodId } from '../../cluster-state.ts'
import { ContainerKind, StatusState, Tracking } from '../../codes.ts'
import { podsOf } from '../../pod-rows.ts'
import { podSpecOf } from '../../pod-templates.ts'
import { wholeWallSecondUs } from '../../wall-clock.ts'
import { PodMark, SeenMark } from '../pod-mark.ts'
import type { FailedPod } from './job-policies.ts'

/** What one sync finds. */
export type JobLook = {
  /** Neither ended nor being deleted. */
  readonly active: readonly PodId[]
  readonly ready: number
  /** Being deleted, and not ended. */
  readonly terminating: readonly PodId[]
  /** Not counted yet: succeeded, and failed. */
  readonly succeeded: readonly PodId[]
  readonly failed: readonly PodId[]
  /** All that have their finalizer. */
  readonly tracked: readonly PodId[]
}

/** What its Job asks for. */
export function jobSpecOf({ spec, job: jobs }: ClusterState, job: number): JobSpec {
  return spec.workloads[jobs.workload[job]].job!
}

/** Pods of the Job that are in the API. */
export function podsOfJob(state: ClusterState, job: number): PodId[] {
  return podsOf(state, state.job.workload[job]).filter((pod) => state.jobPod.job[pod] === job)
}

export function lookAtPods(state: ClusterState, job: number): JobLook {
  const { jobPod } = state
  const { seenMark } = state.pod
  const { replacesOnlyFailed } = jobSpecOf(state, job)
  const pods = podsOfJob(state, job).filter((pod) => {
    return (seenMark[pod] & SeenMark.Known) !== 0 && (seenMark[pod] & PodMark.Gone) === 0
  })
  const are = (bits: number): PodId[] => pods.filter((pod) => (seenMark[pod] & bits) !== 0)
  const active = are(PodMark.Active)
  const tracked = pods.filter((pod) => jobPod.tracking[pod] === Tracking.Kept)
  return {
    active,
    ready: active.filter((pod) => (seenMark[pod] & PodMark.Ready) !== 0).length,
    terminating: are(PodMark.Terminating),
    succeeded: tracked.filter((pod) => (seenMark[pod] & PodMark.Succeeded) !== 0),
    failed: tracked.filter((pod) => isFailed(seenMark[pod], replacesOnlyFailed === true)),
    tracked,
  }
}

/** A pod in phase Failed has failed. A pod that is deleted and has not succeeded counts as failed, too, unless only pods in phase Failed are replaced. */
function isFailed(mark: number, onlyEnded: boolean): boolean {
  if ((mark & (PodMark.Active | PodMark.Succeeded)) !== 0) return false
  return !onlyEnded || (mark & PodMark.Terminating) === 0
}

/** Restarts of the containers of pods that have not ended, as the API has them. */
export function restartsOf(state: ClusterState, { active, terminating }: JobLook): number {
  return [...active, ...terminating].reduce((sum, pod) => sum + state.jobPod.apiRestarts[pod], 0)
}

/**
 * When a pod ended, in whole seconds: when the last of its containers did; if not all have, since when it is not Ready; else when its
 * deletion was asked for. Of a pod that has ended the status changes no more.
 */
export function finishedUs(state: ClusterState, pod: PodId): number {
  const { pod: pods, container: containers, containerTemplate } = state
  let latestUs = -Infinity
  let haveEnded = true
  for (let container = pods.firstContainer[pod]; container < pods.endContainer[pod]; container++) {
    if (containerTemplate.kind[containers.template[container]] === ContainerKind.Init) continue
    if (containers.statusState[container] !== StatusState.Terminated) haveEnded = false
    else latestUs = Math.max(latestUs, containers.statusExitedAtUs[container])
  }
  if (haveEnded && latestUs > -Infinity) return wholeWallSecondUs(state, latestUs)
  if (pods.apiIsReady[pod] === 0 && pods.hasStatus[pod] === 1) {
    const changedUs = state.jobPod.unreadyAtUs[pod]
    return wholeWallSecondUs(state, Number.isNaN(changedUs) ? pods.createdAtUs[pod] : changedUs)
  }
  const deletedUs = pods.deletedAtUs[pod]
  return wholeWallSecondUs(state, Number.isNaN(deletedUs) ? pods.createdAtUs[pod] : deletedUs)
}

/** A failed pod for the policy of its Job: its containers, regular ones first, and its conditions. */
export function failedPod(state: ClusterState, pod: PodId): FailedPod {
  const { pod: pods, container: containers, jobPod } = state
  const { initContainers, containers: regular } = podSpecOf(state, pod)
  const place = (offset: number): number => pods.firstContainer[pod] + offset
  const ended = [
    ...regular.map(({ name }, index) => ({ name, container: place(initContainers.length + index) })),
    ...initContainers.map(({ name }, index) => ({ name, container: place(index) })),
  ]
  const yes = (is: boolean): string => (is ? 'True' : 'False')
  return {
    ended: ended.flatMap(({ name, container }) =>
      containers.statusState[container] === StatusState.Terminated
        ? [{ name, exitCode: containers.statusExitCode[container], container }]
        : [],
    ),
    conditions: [
      ...(jobPod.isDisrupted[pod] === 1 ? [{ type: 'DisruptionTarget', status: 'True' }] : []),
      { type: 'PodReadyToStartContainers', status: yes(pods.isReadyToStart[pod] === 1) },
      { type: 'Initialized', status: yes(pods.isInitialized[pod] === 1) },
      { type: 'Ready', status: yes(pods.apiIsReady[pod] === 1) },
      { type: 'ContainersReady', status: yes(pods.apiIsReady[pod] === 1) },
      { type: 'PodScheduled', status: yes(pods.node[pod] >= 0) },
    ],
  }
}
