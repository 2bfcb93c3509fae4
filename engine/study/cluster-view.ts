/**
 * What an observer sees of a cluster at a moment: plain data, as the API would hold it. Times are simulated seconds, cut
 * to whole wall-clock seconds where the API does so (L6); `null` = unknown (before the run), or not applicable.
 */

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
  readonly image: string
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
  readonly createdSeconds: number | null
  readonly deletedSeconds: number | null
  readonly deletionGraceSeconds: number | null
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed'
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

export type NodeView = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly podsMax: number
}
