/** What decides which node a pod gets, as the API has it (D3, D4). Workloads and nodes are given by index. */

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const
export type TaintEffect = (typeof taintEffects)[number]

export type TaintSpec = { readonly key: string; readonly value: string; readonly effect: TaintEffect }

export type TolerationSpec = {
  /** Empty = any key, with `exists`. */
  readonly key: string
  readonly exists: boolean
  readonly value: string
  /** Empty = any. */
  readonly effect: string
  /** `tolerationSeconds` of a NoExecute taint; undefined = for ever. */
  readonly seconds?: number
}

/** Thousandths of a core, bytes, and whatever else by name, such as `nvidia.com/gpu`. */
export type ResourcesSpec = {
  readonly cpuMilli: number
  readonly memoryBytes: number
  readonly others: Readonly<Record<string, number>>
}

/** Pods of these workloads in one domain: nodes with the same value of a label. */
export type PodTermSpec = {
  readonly topologyKey: string
  readonly workloads: readonly number[]
  /**
   * Of these only pods of the template of the pod itself (`matchLabelKeys: [pod-template-hash]`), or only pods of other templates
   * (`mismatchLabelKeys`). Undefined = of any template.
   */
  readonly templates?: 'same' | 'other'
}

/** One of `topologySpreadConstraints`. */
export type SpreadSpec = {
  readonly topologyKey: string
  readonly maxSkew: number
  /** `DoNotSchedule`; else `ScheduleAnyway`. */
  readonly isHard: boolean
  /** Fewer domains than this count as if one more had no pod. */
  readonly minDomains: number
  /** Workloads whose pods are counted. */
  readonly workloads: readonly number[]
  /** Only pods of the same template are (`matchLabelKeys: [pod-template-hash]`). */
  readonly sameTemplate: boolean
  /** Only domains of nodes that the pod's selector and affinity admit are; that its tolerations admit. */
  readonly honorsAffinity: boolean
  readonly honorsTaints: boolean
}

export type SchedulingSpec = {
  /** What the pod reserves. */
  readonly requests: ResourcesSpec
  /** The same for scores: a container that asks for nothing counts as 100m and 200Mi. */
  readonly scored: { readonly cpuMilli: number; readonly memoryBytes: number }
  readonly tolerations: readonly TolerationSpec[]
  /** Ports of the node that the pod takes: `TCP/0.0.0.0/80`. */
  readonly hostPorts: readonly string[]
  readonly priority: number
  /** `preemptionPolicy: Never`. */
  readonly neverPreempts: boolean
  /** It has `schedulingGates`: nobody takes them away, and it waits for ever. */
  readonly isGated: boolean
  /** Preferred node affinity: weight, and the nodes that have it. */
  readonly preferredNodes: readonly { readonly weight: number; readonly nodes: readonly number[] }[]
  /** Undefined = those that the scheduler has by default. */
  readonly spread?: readonly SpreadSpec[]
  /** Required affinity to pods: each term; and anti-affinity. */
  readonly near: readonly PodTermSpec[]
  readonly apart: readonly PodTermSpec[]
  /** Preferred affinity to pods; a negative weight is anti-affinity. */
  readonly preferredPods: readonly (PodTermSpec & { readonly weight: number })[]
}

/** A pod that asks for nothing. */
export const noScheduling: SchedulingSpec = {
  requests: { cpuMilli: 0, memoryBytes: 0, others: {} },
  scored: { cpuMilli: 100, memoryBytes: 200 * 1024 * 1024 },
  tolerations: [],
  hostPorts: [],
  priority: 0,
  neverPreempts: false,
  isGated: false,
  preferredNodes: [],
  near: [],
  apart: [],
  preferredPods: [],
}

/** The taint of a cordoned node. */
export const cordonKey = 'node.kubernetes.io/unschedulable'

export function tolerates(
  { key, exists, value, effect }: Omit<TolerationSpec, 'seconds'>,
  taint: { readonly key: string; readonly value: string; readonly effect: string },
): boolean {
  if (effect !== '' && effect !== taint.effect) return false
  if (key !== '' && key !== taint.key) return false
  return exists || (key !== '' && value === taint.value)
}
