/** HorizontalPodAutoscalers as the input has them: those that scale a workload of the input by its CPU. */

export type AutoscalerSpec = {
  readonly namespace: string
  readonly name: string
  /** By index into `workloads`; it has a `cpuLoad`, or containers with a `behavior.cpu`. */
  readonly workload: number
  readonly minReplicas: number
  readonly maxReplicas: number
  /** What each pod should use on average: a share of what it requests, in percent, or thousandths of a core. */
  readonly target:
    | { readonly kind: 'utilization'; readonly percent: number; readonly requestMillicores: number }
    | { readonly kind: 'average'; readonly millicores: number }
  /** Above the target, and below it: a deviation of this share changes nothing. */
  readonly tolerance: { readonly up: number; readonly down: number }
  /** Undefined = the limits of old: at most twice as many or 4, and down after five minutes. */
  readonly behavior?: { readonly up: ScalingRulesSpec; readonly down: ScalingRulesSpec }
}

export type ScalingRulesSpec = {
  readonly stabilizationUs: number
  /** Which policy counts: the one that changes most, or least; or none may. */
  readonly select: 'Max' | 'Min' | 'Disabled'
  readonly policies: readonly ScalingPolicySpec[]
}

/** So many pods, or so many percent of those that were there, within a period. */
export type ScalingPolicySpec = {
  readonly kind: 'Pods' | 'Percent'
  readonly value: number
  readonly periodUs: number
}

/** What all pods of a workload use together, from a time on until the next. */
export type CpuLoadSpec = readonly { readonly fromUs: number; readonly millicores: number }[]
