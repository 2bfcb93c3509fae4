/** What was observed of real containers, as every reader gives it. */

import type { ProbeTypeName, UncertaintySpec, WorkloadKind } from '../../engine/contract/cluster-spec.ts'
import type { Observed } from '../../engine/contract/fit-result.ts'

export const probeTypes: readonly ProbeTypeName[] = ['startup', 'readiness', 'liveness']

/** Which containers observations are of: a `match` of a scenario. Nothing means all. */
export type Subject = {
  readonly kind?: WorkloadKind
  readonly namespace?: string
  /** Of the workload; may hold `*`. */
  readonly name?: string
  readonly container?: string
}

export const quantities = ['startup', 'latency'] as const
export type Quantity = (typeof quantities)[number]

export type Sample = Observed & {
  readonly subject: Subject
  readonly quantity: Quantity
  /** Of a latency that is known for one type of probe only. */
  readonly probe?: ProbeTypeName
  /** What was assumed or left out, a sentence each without a full stop. */
  readonly notes: readonly string[]
}

/** Restarts of the containers of one subject over their time. */
export type CrashCount = {
  readonly subject: Subject
  readonly containers: number
  readonly restarts: number
  /** Sum of the ages of the containers. */
  readonly exposureUs: number
  /** Mean time from running to an exit of its own; null without one, or if it would be longer than can be said. */
  readonly crashAfterUs: number | null
  readonly exitCode: number
  /** Exits of its own among the restarts; the others look like kills by probes or the kubelet. */
  readonly crashes: number
  readonly notes: readonly string[]
}

/** Probe runs by result, of one type of probe if that is known. */
export type ProbeCount = {
  readonly probe?: ProbeTypeName
  readonly failed: number
  /** Failed and successful ones. */
  readonly total: number
}

export type ErrorCount = {
  readonly subject: Subject
  /** One for each type of probe, at least one. */
  readonly counts: readonly ProbeCount[]
}

/** CFS periods, and those in which the container was throttled. */
export type ThrottleCount = {
  readonly subject: Subject
  readonly throttled: number
  readonly periods: number
}

/** Restarts by probes, and removals, in so many pod days. */
export type Happened = NonNullable<UncertaintySpec<never>['happened']>

export type HappenedCount = {
  readonly subject: Subject
  readonly happened: Happened
  /** The present liveness probe; absent if there is none, if it is not known, or if pods differ. */
  readonly liveness?: ProbeTiming
}

/** The timing of a probe, in seconds, with the defaults of the API. */
export type ProbeTiming = {
  readonly period: number
  readonly initialDelay: number
  readonly successThreshold: number
  readonly failureThreshold: number
  readonly timeout: number
}

export type Observations = {
  readonly samples: readonly Sample[]
  readonly crashes: readonly CrashCount[]
  readonly errors: readonly ErrorCount[]
  readonly throttles: readonly ThrottleCount[]
  readonly happened: readonly HappenedCount[]
  /** What is about no subject alone. */
  readonly notes: readonly string[]
}

/** `shop/deployment/web/app`, `*` for what is not known. */
export function subjectText({ kind, namespace, name, container }: Subject): string {
  if (kind === undefined && namespace === undefined && name === undefined && container === undefined)
    return '*'
  const workload = kind === undefined ? (name ?? '*') : `${kind.toLowerCase()}/${name ?? '*'}`
  return `${namespace ?? '*'}/${workload}/${container ?? '*'}`
}

/** The name of a sample in tables and on pages. */
export function sampleName({ subject, quantity, probe }: Sample): string {
  return `${subjectText(subject)} ${probe === undefined ? '' : `${probe} `}${quantity}`
}
