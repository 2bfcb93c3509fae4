/** What containers ask of their node's processors. Times are microseconds of CPU time. */
import type { DistributionSpec } from './distribution-spec.ts'

/** What a container uses beside its probes. Containers contend for processors only in runs in which at least one of them has a `CpuUseSpec`. */
export type CpuUseSpec = {
  /**
   * Work of a start-up, by incarnation, the last one repeats; `never` = it is never done. The container answers when the work is done and
   * the behavior's `startup`, which is wall time, is over.
   */
  readonly startupUs: readonly DistributionSpec[]
  /** Cores that this work can use at once, above 0. */
  readonly startupCores: number
  /** Cores that it uses all the time once its start-up is over. */
  readonly idleCores: number
  /** Work of a request. */
  readonly perRequestUs: number
}

/** `resources` of a container, in thousandths of a core. A request that is left out is the limit, as the API has it; undefined = neither is said. */
export type CpuResourcesSpec = { readonly requestMilli?: number; readonly limitMilli?: number }

/** The weight of a container that requests nothing. Source: kubernetes v1.36 pkg/kubelet/cm/helpers_linux.go, MinShares: 2 of 1,024 shares. */
export const weightMilliMin = 2
