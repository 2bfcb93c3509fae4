/** Row numbers of the tables; see `cluster-state.ts`. The entity of an event is one of them, or the place of a probe. */
export type NodeId = number
export type WorkloadId = number
export type PodId = number
export type ContainerId = number
export type ProbeId = number
