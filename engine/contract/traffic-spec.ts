/**
 * Requests as the input has them: what Services get, what a pod makes of it, whom it calls, and what containers need of others. Requests are
 * rates and never events. Times are simulated microseconds, `Infinity` where there is no limit.
 */
import type { DistributionSpec } from './distribution-spec.ts'
import type { BehaviorSpec, ProbeHandler, ProbeTypeName } from './pod-spec.ts'

/** A Service, by index into `ClusterSpec.services`, or what runs outside the cluster, by index into `ClusterSpec.externals`. */
export type ServiceRef = { readonly kind: 'service' | 'external'; readonly index: number }

export function isSameRef(a: ServiceRef, b: ServiceRef): boolean {
  return a.kind === b.kind && a.index === b.index
}

export type TrafficSpec = {
  /** First tries from outside the cluster, 0 or more; 0 = it gets only calls of other Services. */
  readonly requestsPerSecond: number
  /** Instead of the constant: linear between its points, the first and the last value before and behind them. Times ascend; not empty. */
  readonly profile?: readonly RatePoint[]
  readonly perPod: {
    /** Requests that a pod works on at the same time, 1 or more; `Infinity` = as many as come. */
    readonly concurrency: number
    /** Service time of a request that does not wait. */
    readonly latency: DistributionSpec
    /** How long a client waits for an answer. */
    readonly timeoutUs: number
  }
  readonly retries: {
    /** Tries after the first one; 0 = none. */
    readonly max: number
    /** From the failure to the next try; above 0. */
    readonly backoffUs: number
    /** Retries at most, as a share of first tries; `Infinity` = no limit. */
    readonly budget: number
  }
  /** Whether a client chooses a pod anew for each request, or stays with the one that it is connected to. */
  readonly connections: 'perRequest' | 'keepAlive'
  /** What a request asks of others before it is answered. Names each only once. */
  readonly calls: readonly CallSpec[]
}

export type RatePoint = { readonly atUs: number; readonly requestsPerSecond: number }

/** `perRequest`: calls per request, above 0. */
export type CallSpec = { readonly to: ServiceRef; readonly perRequest: number }

/** What runs outside the cluster and is called from within. */
export type ExternalSpec = {
  readonly name: string
  /** Service time of a call that does not wait. */
  readonly latency: DistributionSpec
  /** Share of the calls that it answers with an error, [0, 1]. */
  readonly errorRate: number
  /** Calls that it works on at the same time, 1 or more; `Infinity` = as many as come. */
  readonly concurrency: number
}

export const dependencyEffects = [
  'latency',
  'failStartup',
  'failReadiness',
  'failLiveness',
  'crash',
  'crashOnStart',
  'wait',
] as const
export type DependencyEffect = (typeof dependencyEffects)[number]

/** What a container needs of a Service. It is down while it has no ready endpoint that proxies know of, or refuses, hangs or answers with errors (`outage`). */
export type DependencySpec = {
  readonly to: ServiceRef
  /**
   * While the service is down: `fail...` the probe of this type fails; `crash` the process ends as soon as it meets that; `crashOnStart` it ends if it
   * starts then; `wait` it does not end before the service is up (init containers). `latency`: probes of the types in `probes` wait for its answer.
   */
  readonly effects: readonly DependencyEffect[]
  /** Types whose runs wait for an answer of the service. */
  readonly probes: readonly ProbeTypeName[]
  /** How long the process waits for an answer of a service that hangs. */
  readonly timeoutUs: number
}

export const outageModes = ['refuse', 'hang', 'errors', 'slow'] as const
/** It refuses at once, does not answer, answers with errors, or answers after its time times a factor. */
export type OutageMode = (typeof outageModes)[number]

/** Whether probes of a handler wait for the workers that answer requests. Where nothing is said, those that ask the server itself do. */
export function sharesWorkers({ probes }: Pick<BehaviorSpec, 'probes'>, handler: ProbeHandler): boolean {
  return probes === undefined ? handler === 'httpGet' || handler === 'grpc' : probes === 'shared'
}
