/** PodDisruptionBudgets as the input has them. */

/** A number of pods, or a share of them in per cent. */
export type PodAmount = { readonly pods: number } | { readonly percent: number }

/** Which pods it covers the workloads say (`WorkloadSpec.budgets`). */
export type BudgetSpec = {
  readonly namespace: string
  readonly name: string
  /** One of the two, or neither: then nothing may be disrupted for want of a number. */
  readonly minAvailable?: PodAmount
  readonly maxUnavailable?: PodAmount
  /** `unhealthyPodEvictionPolicy: AlwaysAllow`: pods that are not ready need no budget. */
  readonly alwaysAllowsUnhealthy: boolean
}
