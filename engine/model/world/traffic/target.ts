/** The pods that a Service sends requests to, and what each is like at a time, as one number that its node tells the cluster. */
import type { ContainerId, PodId } from '../../ids.ts'
import type { Group } from './cohort.ts'

/** What becomes of a request that comes to a pod. */
export const Condition = {
  /** Nobody listens, and what was under way is lost. */
  Gone: 0,
  /** Nobody listens: the process starts, or finishes what it has. */
  Closed: 1,
  /** It is not answered: the process hangs. */
  Silent: 2,
  /** It is not even received: the machine has no power. */
  Dark: 3,
  Answers: 4,
  /** It stands still, and answers when that is over. */
  Paused: 5,
} as const

/** A `Condition`, and the number of a `Speed`. */
export type ServerCode = number

/** How fast a process works: rung of the stretch, rung of the CPU that it could get, and the factor that slows it. */
export type Speed = { readonly stretch: number; readonly capacity: number; readonly factor: number }

const speedUnit = 8

export function serverCode(condition: number, speedNumber: number): ServerCode {
  return condition + speedNumber * speedUnit
}

/** Whether it takes requests in. */
export function takesRequests(code: ServerCode): boolean {
  return conditionOf(code) >= Condition.Answers
}

/** Whether nobody listens. */
export function refuses(condition: number): boolean {
  return condition <= Condition.Closed
}

/** Whether a request is neither answered nor refused. */
export function isSilent(condition: number): boolean {
  return condition === Condition.Silent || condition === Condition.Dark
}

export function conditionOf(code: ServerCode): number {
  return code % speedUnit
}

export function speedNumberOf(code: ServerCode): number {
  return Math.floor(code / speedUnit)
}

/** A pod in the rules of proxies, or one that has been there and still has connections. */
export type Target = {
  readonly pod: PodId
  /** The container that answers. */
  readonly container: ContainerId
  /** Among the workloads of its Service. */
  readonly workload: number
  /** As proxies have it: an `EndpointMark`; 0 = no more. */
  mark: number
  /** Whether requests go to it; or, where connections are kept, clients that connect anew stay with it. */
  isKnown: boolean
  /** Its share of kept connections: `Spread.base - joined` while it is known, `kept` afterwards. */
  joined: number
  kept: number
  code: ServerCode
  group: Group
}
