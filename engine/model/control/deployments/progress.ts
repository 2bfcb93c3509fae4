/**
 * What the status of a Deployment says, and whether its rollout is complete, goes on, or has gone on for too long (Z23).
 * Source: kubernetes v1.36 pkg/controller/deployment/progress.go; sync.go, calculateStatus; util/deployment_util.go.
 */
import type { DeploymentSpec } from '../../../contract/cluster-spec.ts'
import type { Condition, DeploymentObject, DeploymentStatus, ProgressReason, SetObject } from './objects.ts'
import { maxUnavailable, sum } from './rolling.ts'

/** @param nowUs time of the API's clock, in whole seconds. */
export function countedStatus(
  spec: DeploymentSpec,
  deployment: DeploymentObject,
  newest: SetObject | undefined,
  old: readonly SetObject[],
  nowUs: number,
): DeploymentStatus {
  const sets = newest === undefined ? old : [...old, newest]
  const available = sum(sets, ({ status }) => status.available)
  const isEnough = available >= deployment.replicas - maxUnavailable(spec, deployment.replicas)
  return {
    observed: deployment.generation,
    replicas: sum(sets, ({ status }) => status.replicas),
    updated: newest?.status.replicas ?? 0,
    unavailable: Math.max(0, sum(sets, ({ replicas }) => replicas) - available),
    ready: sum(sets, ({ status }) => status.ready),
    available,
    terminating: sum(sets, ({ status }) => status.terminating),
    progressing: deployment.status.progressing,
    availability: withReason(
      deployment.status.availability,
      isEnough,
      isEnough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      nowUs,
    ),
  }
}

/** The condition with another reason: what says the same stays as it is. Source: SetDeploymentCondition. */
export function withReason<Reason>(
  before: Condition<Reason> | undefined,
  isTrue: boolean,
  reason: Reason,
  nowUs: number,
): Condition<Reason> {
  if (before !== undefined && before.isTrue === isTrue && before.reason === reason) return before
  const changedUs = before?.isTrue === isTrue ? before.changedUs : nowUs
  return { isTrue, reason, updatedUs: nowUs, changedUs }
}

/** Source: DeploymentComplete. */
export function isComplete({ replicas, generation }: DeploymentObject, status: DeploymentStatus): boolean {
  return (
    status.updated === replicas &&
    status.replicas === replicas &&
    status.available === replicas &&
    status.observed >= generation
  )
}

/** Source: DeploymentProgressing. */
function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  return (
    after.updated > before.updated ||
    after.replicas - after.updated < before.replicas - before.updated ||
    after.ready > before.ready ||
    after.available > before.available
  )
}

/** The status of a Deployment in a rollout, with its condition Progressing. Source: syncRolloutStatus. */
export function rolloutStatus(
  spec: DeploymentSpec,
  deployment: DeploymentObject,
  newest: SetObject | undefined,
  old: readonly SetObject[],
  nowUs: number,
  preciseUs: number,
): DeploymentStatus {
  const counted = countedStatus(spec, deployment, newest, old, nowUs)
  if (spec.progressDeadlineUs === Infinity) return { ...counted, progressing: undefined }
  const before = deployment.status.progressing
  if (counted.replicas === counted.updated && before?.reason === 'NewReplicaSetAvailable') return counted
  return { ...counted, progressing: progressing(spec, deployment, counted, nowUs, preciseUs) }
}

function progressing(
  { progressDeadlineUs }: DeploymentSpec,
  deployment: DeploymentObject,
  status: DeploymentStatus,
  nowUs: number,
  preciseUs: number,
): Condition<ProgressReason> | undefined {
  const before = deployment.status.progressing
  if (isComplete(deployment, status)) return withReason(before, true, 'NewReplicaSetAvailable', nowUs)
  if (hasProgressed(deployment.status, status)) {
    const changedUs = before?.isTrue === true ? before.changedUs : nowUs
    return { isTrue: true, reason: 'ReplicaSetUpdated', updatedUs: nowUs, changedUs }
  }
  if (before === undefined || before.reason === 'NewReplicaSetAvailable') return before
  if (before.reason === 'ProgressDeadlineExceeded' || before.updatedUs + progressDeadlineUs < preciseUs)
    return withReason(before, false, 'ProgressDeadlineExceeded', nowUs)
  return before
}

/**
 * When the controller looks again whether the deadline is over, in the API's clock: one second after it; `preciseUs` = at once, as less than a
 * second is left; undefined = it does not. Source: requeueStuckDeployment.
 */
export function nextCheckUs(
  { progressDeadlineUs }: DeploymentSpec,
  deployment: DeploymentObject,
  preciseUs: number,
): number | undefined {
  const { progressing } = deployment.status
  if (progressDeadlineUs === Infinity || progressing === undefined) return undefined
  if (isComplete(deployment, deployment.status) || progressing.reason === 'ProgressDeadlineExceeded')
    return undefined
  const overUs = progressing.updatedUs + progressDeadlineUs
  return overUs - preciseUs < 1_000_000 ? preciseUs : overUs + 1_000_000
}

export function sameStatus(a: DeploymentStatus, b: DeploymentStatus): boolean {
  return (
    a.observed === b.observed &&
    a.replicas === b.replicas &&
    a.updated === b.updated &&
    a.unavailable === b.unavailable &&
    a.ready === b.ready &&
    a.available === b.available &&
    a.terminating === b.terminating &&
    sameCondition(a.progressing, b.progressing) &&
    sameCondition(a.availability, b.availability)
  )
}

function sameCondition<Reason>(a: Condition<Reason> | undefined, b: Condition<Reason> | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return (
    a.isTrue === b.isTrue &&
    a.reason === b.reason &&
    a.updatedUs === b.updatedUs &&
    a.changedUs === b.changedUs
  )
}
