/** A Deployment and its ReplicaSets as the API holds them. An object is never changed: a write puts another in its place. */
import type { ApiObject } from '../object-store.ts'

export type SetStatus = {
  /** Generation that it is about. */
  readonly observed: number
  /** Active pods, the ready ones, those that have been ready long enough, and those that are being deleted and have not ended. */
  readonly replicas: number
  readonly ready: number
  readonly available: number
  readonly terminating: number
}

export type SetObject = ApiObject & {
  readonly replicas: number
  /** Annotations: replicas of its Deployment when that scaled it last, and how many pods might be there at most. */
  readonly desired: number
  readonly maxReplicas: number
  /** Annotation: which of the Deployment's rollouts it was the newest of. */
  readonly revision: number
  /** ReplicaSets of its Deployment that were created before it. */
  readonly age: number
  /** When it was created; NaN = before the run. */
  readonly createdUs: number
  readonly status: SetStatus
}

/** Reasons of the condition Progressing. */
export type ProgressReason =
  | 'NewReplicaSetCreated'
  | 'FoundNewReplicaSet'
  | 'ReplicaSetUpdated'
  | 'NewReplicaSetAvailable'
  | 'ProgressDeadlineExceeded'

/** Times are whole seconds of the API's clock, in simulated microseconds. */
export type Condition<Reason> = {
  readonly isTrue: boolean
  readonly reason: Reason
  readonly updatedUs: number
  readonly changedUs: number
}

export type DeploymentStatus = SetStatus & {
  /** Active pods of the newest ReplicaSet. */
  readonly updated: number
  /** Pods that its ReplicaSets are to have, without the available ones. */
  readonly unavailable: number
  readonly progressing: Condition<ProgressReason> | undefined
  readonly availability: Condition<'MinimumReplicasAvailable' | 'MinimumReplicasUnavailable'> | undefined
}

export type DeploymentObject = ApiObject & {
  /** When it was created; NaN = before the run. */
  readonly createdUs: number
  readonly replicas: number
  /** What its pods are to be made from: a row of `podTemplate`. */
  readonly template: number
  /** Annotation: how many rollouts it has had. */
  readonly revision: number
  readonly status: DeploymentStatus
}

export const noSetStatus: SetStatus = { observed: 0, replicas: 0, ready: 0, available: 0, terminating: 0 }

export const noDeploymentStatus: DeploymentStatus = {
  ...noSetStatus,
  updated: 0,
  unavailable: 0,
  progressing: undefined,
  availability: undefined,
}
