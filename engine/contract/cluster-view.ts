/**
 * What an observer sees of a cluster at a moment: plain data, as the API would hold it. Times are simulated seconds, cut
 * to whole wall-clock seconds where the API does so (L6); `null` = unknown (before the run), or not applicable.
 */

import type { AutoscalerSpec } from './autoscaler-spec.ts'
import type { BudgetSpec } from './budget-spec.ts'

export type TerminatedView = {
  readonly kind: 'terminated'
  readonly reason: string
  readonly exitCode: number
  readonly startedSeconds: number | null
  readonly finishedSeconds: number | null
}

export type ContainerStateView =
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'running'; readonly startedSeconds: number | null }
  | TerminatedView

export type ContainerView = {
  readonly name: string
  /** What the pod asks for, and what the newest start was about: they differ for a moment after an edit. */
  readonly image: string
  readonly startedImage: string
  readonly isReady: boolean
  readonly isStarted: boolean
  readonly restartCount: number
  readonly state: ContainerStateView
  /** How the instance before ended. */
  readonly lastState: TerminatedView | null
}

export type ConditionView = {
  readonly type: string
  readonly isTrue: boolean
  /** Absent where the API has none. */
  readonly reason?: string
  readonly message?: string
}

export type PodView = {
  readonly namespace: string
  readonly name: string
  /** The workload that it belongs to, by index into `workloads` of the spec. */
  readonly workload: number
  readonly node: string | null
  /** The node on which preemption makes room for it; left out if there is none. */
  readonly nominatedNode?: string
  /** T1: it comes from the folder of its kubelet. */
  readonly isStatic: boolean
  /** What the API names as its owner; `null` for a pod that has none, as a bare Pod. */
  readonly controller: { readonly apiVersion: string; readonly kind: string; readonly name: string } | null
  readonly createdSeconds: number | null
  readonly deletedSeconds: number | null
  readonly deletionGraceSeconds: number | null
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed'
  /** Why the pod as a whole has failed, if it is for more than its containers. */
  readonly failure?: { readonly reason: string; readonly message: string }
  /** READY, STATUS and RESTARTS of kubectl (L4). */
  readonly readyCount: number
  readonly containerCount: number
  readonly status: string
  readonly restarts: number
  readonly lastRestartSeconds: number | null
  readonly conditions: readonly ConditionView[]
  /** Whether the kubelet has written a status: before, the API shows no container states. */
  readonly hasStatus: boolean
  readonly initContainers: readonly ContainerView[]
  readonly containers: readonly ContainerView[]
}

/** A PodDisruptionBudget as the API has it; numbers of pods. */
export type BudgetView = {
  readonly spec: BudgetSpec
  readonly healthy: number
  readonly desired: number
  readonly expected: number
  readonly allowed: number
}

export type NodeView = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly podsMax: number
  /** Processors, bytes, and what else it has; `null` = the input does not say. */
  readonly cpuCores: number | null
  readonly memoryBytes: number | null
  readonly devices: Readonly<Record<string, number>>
  readonly ready: 'yes' | 'no' | 'unknown'
  /** When that became so; `null` = before the run. */
  readonly turnedSeconds: number | null
  /** Cordoned. */
  readonly isUnschedulable: boolean
  /** Those that it had before the run, and those that follow from what has become of it. */
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[]
  readonly createdSeconds: number | null
  /** As the node reports it; `null` = it does not. */
  readonly kubeletVersion: string | null
}

/** A condition of a Deployment; times are whole seconds, `null` = before the run. */
export type DeploymentConditionView = {
  readonly type: 'Progressing' | 'Available'
  readonly isTrue: boolean
  readonly reason: string
  readonly updatedSeconds: number | null
  readonly changedSeconds: number | null
}

/** A Deployment as the API has it. */
export type DeploymentView = {
  readonly namespace: string
  readonly name: string
  /** By index into `workloads` of the spec. */
  readonly workload: number
  /** `null` = before the run. */
  readonly createdSeconds: number | null
  readonly generation: number
  readonly observedGeneration: number
  readonly revision: number
  /** Pods that it wants; the others are of its status. */
  readonly wanted: number
  readonly replicas: number
  readonly updated: number
  readonly ready: number
  readonly available: number
  readonly unavailable: number
  readonly conditions: readonly DeploymentConditionView[]
  /** Images of its containers now, by name. */
  readonly images: Readonly<Record<string, string>>
}

/** A ReplicaSet, or a ReplicationController, as the API has it. */
export type ReplicaSetView = {
  readonly namespace: string
  readonly name: string
  readonly workload: number
  readonly createdSeconds: number | null
  /** Whether a Deployment owns it. */
  readonly isOwned: boolean
  /** Whether it has the template that its Deployment has now. */
  readonly isNewest: boolean
  readonly revision: number
  readonly wanted: number
  readonly replicas: number
  readonly ready: number
  readonly available: number
  /** Images of its containers, by name. */
  readonly images: Readonly<Record<string, string>>
}

/** A pod in an EndpointSlice. Addresses are not simulated: its name stands for its address. */
export type EndpointView = {
  readonly pod: string
  readonly node: string | null
  readonly isReady: boolean
  readonly isServing: boolean
  readonly isTerminating: boolean
}

export type PortView = { readonly name: string; readonly port: number; readonly protocol: string }

export type EndpointSliceView = {
  readonly namespace: string
  readonly name: string
  /** Its Service, by index into `services` of the spec. */
  readonly service: number
  /** `null` = it was there before the run. */
  readonly createdSeconds: number | null
  /** Times that its endpoints have changed within the run. */
  readonly updates: number
  readonly ports: readonly PortView[]
  readonly endpoints: readonly EndpointView[]
}

/** An Endpoints object: pods on the same ports, those that are ready and those that are not. */
export type EndpointsView = {
  readonly namespace: string
  readonly name: string
  readonly service: number
  readonly subsets: readonly {
    readonly ports: readonly PortView[]
    readonly ready: readonly Pick<EndpointView, 'pod' | 'node'>[]
    readonly notReady: readonly Pick<EndpointView, 'pod' | 'node'>[]
  }[]
}

export type JobView = {
  readonly namespace: string
  readonly name: string
  /** The workload whose template it is made from, by index: itself, or its CronJob. */
  readonly workload: number
  /** `null` = no CronJob has made it. */
  readonly cronJob: string | null
  readonly createdSeconds: number | null
  /** `startTime`, and `completionTime`, which a Job that has failed does not have. */
  readonly startedSeconds: number | null
  readonly completedSeconds: number | null
  readonly completions: number | null
  readonly parallelism: number
  readonly isIndexed: boolean
  readonly isSuspended: boolean
  readonly backoffLimit: number
  readonly deadlineSeconds: number | null
  readonly ttlSeconds: number | null
  /** Its status: pods. */
  readonly active: number
  readonly ready: number
  readonly terminating: number
  readonly succeeded: number
  readonly failed: number
  /** As `0,2-4`; `null` = it has none. */
  readonly completedIndexes: string | null
  readonly failedIndexes: string | null
  readonly conditions: readonly ConditionView[]
}

/** How many pods of a workload are in which phase: on their way out or not. */
export type PodPhaseCounts = {
  readonly running: number
  readonly pending: number
  readonly succeeded: number
  readonly failed: number
}

type SetView = {
  readonly namespace: string
  readonly name: string
  /** By index into `workloads` of the spec. */
  readonly workload: number
  readonly createdSeconds: number | null
  /** Changes of its template so far, and 1: its revision. */
  readonly revision: number
  /** Images of its containers now, by name. */
  readonly images: Readonly<Record<string, string>>
  readonly phases: PodPhaseCounts
  /** Whether its status is of its newest spec (observedGeneration). */
  readonly isObserved: boolean
  /** Its status, pods or nodes. */
  readonly ready: number
  readonly available: number
  readonly updated: number
  /** Its update strategy is OnDelete, no rolling update. */
  readonly isUpdatedOnDelete: boolean
}

export type StatefulSetView = SetView & {
  readonly desired: number
  readonly replicas: number
  /** Pods of the revision that was the last one that all pods had. */
  readonly current: number
  /** Of a rolling update. */
  readonly partition: number
}

/** `current`: nodes with a pod. */
export type DaemonSetView = SetView & { readonly desired: number; readonly current: number }

export type CronJobView = {
  readonly namespace: string
  readonly name: string
  readonly workload: number
  readonly createdSeconds: number | null
  readonly schedule: string
  readonly timeZone: string | null
  readonly policy: 'Allow' | 'Forbid' | 'Replace'
  readonly startingDeadlineSeconds: number | null
  readonly isSuspended: boolean
  readonly successfulJobsMax: number
  readonly failedJobsMax: number
  /** `lastScheduleTime`. */
  readonly scheduledSeconds: number | null
  /** Names of Jobs that are not done. */
  readonly active: readonly string[]
}

/** A HorizontalPodAutoscaler; what pods use is in the unit of its target, and `null` where nothing is known of it. */
export type AutoscalerView = {
  readonly spec: AutoscalerSpec
  readonly current: number | null
  readonly currentReplicas: number
  readonly desiredReplicas: number
}

/** A Kubernetes event, as the API holds it: about a pod, or about another object. */
export type EventView = {
  readonly namespace: string
  /** The name of the object. */
  readonly pod: string
  /** What it is about, if that is no pod. */
  readonly about?: { readonly apiVersion: string; readonly kind: string }
  /** `null` = it is about the pod itself. */
  readonly container: string | null
  /** Whether that is one of the init containers. */
  readonly isInitContainer: boolean
  readonly reason: string
  readonly type: 'Normal' | 'Warning'
  readonly message: string
  /** `kubelet`, `default-scheduler`, or a controller. */
  readonly source: string
  /** Of the kubelet. */
  readonly node: string | null
  /** How often it happened until `lastSeconds`. */
  readonly count: number
  /** When it first happened, and when it did last as far as the API was told: cut as all times here. */
  readonly firstSeconds: number
  readonly lastSeconds: number
  /** The same by the wall clock, to the microsecond: at time 0 it shows the fraction of a second of the spec. */
  readonly firstWallSeconds: number
  readonly lastWallSeconds: number
  /** Tells events of one pod apart that first happened at the same time, from 0. */
  readonly sequence: number
}
