/** How well a behavior is known: what it was fitted to, and which other behaviors the observations allow. */

/** What observations can be of: keys of a behavior, or the latency of one probe. */
export const observedQuantities = [
  'startup',
  'latency',
  'livenessProbe.latency',
  'readinessProbe.latency',
  'startupProbe.latency',
  'errorRate',
  'slow',
  'pause',
  'crash',
] as const
export type ObservedQuantity = (typeof observedQuantities)[number]

export type ObservedSpec = {
  readonly of: ObservedQuantity
  /** Observations; of `slow` and `pause` the phases, of `crash` the crashes. */
  readonly count: number
  /** Of these only a bound is known. */
  readonly censored: number
  /** Of these it is known that others, beyond a limit, were not seen. */
  readonly truncated: number
  /** Whether their order in time is known. Without it nobody knows whether failures come together. */
  readonly order: boolean
  /** Variance over mean of the failed or slow runs in equal times; 1 if they come one by one. Undefined = not known. */
  readonly dispersion?: number
}

export type UncertaintySpec<Behavior> = {
  readonly observed: readonly ObservedSpec[]
  /** Equally likely behaviors: this one with what was drawn in place of what was fitted, without an uncertainty of their own. */
  readonly draws: readonly Behavior[]
  /** What was counted in so many pod days, to hold against what the behavior lets expect. */
  readonly happened?: {
    /** Restarts that exit codes do not show to be crashes: kills by probes. */
    readonly restarts: number
    readonly podDays: number
    /** Times that a pod ceased to be ready; undefined = not counted. */
    readonly removals?: number
    /** Variance over mean of restarts by container; undefined = they are taken to come one by one. */
    readonly dispersion?: number
  }
}
