/** A Service, or what runs outside, that containers need: whether it answers, and how. */
import type { ClusterSpec, ServiceRef } from '../../../contract/cluster-spec.ts'
import type { WorkloadId } from '../../ids.ts'
import { noOutage } from '../outage.ts'

/** What somebody meets that asks it. */
export const Reply = {
  Answers: 0,
  /** At once: nobody listens, or it says no. */
  Refuses: 1,
  /** After its time. */
  Errs: 2,
  /** Never. */
  Hangs: 3,
} as const

/**
 * Rungs of what load adds to the time of an answer - always, and by chance: with what probability, and how much then on average - and of shares of calls: refused, never
 * answered, answered with an error.
 */
export type LoadRungs = {
  readonly wait: number
  readonly chance: number
  readonly span: number
  readonly refused: number
  readonly late: number
  readonly errors: number
}

const noLoad: LoadRungs = { wait: 0, chance: 0, span: 0, refused: 0, late: 0, errors: 0 }

export class Provider {
  readonly ref: ServiceRef
  /** Ready endpoints as proxies have them; `Infinity` = it does not live by endpoints of this cluster. */
  endpoints = Infinity
  /** As proxies will have them when they have all that has been written. */
  announced = Infinity
  outage = noOutage
  /** Since when it hangs. */
  hangsSinceUs = Infinity
  /** What load makes of it. */
  load: LoadRungs = noLoad
  /** Since when it does not answer as it should; how long that was before; containers that have ended and runs of probes that have failed because of it. */
  troubledSinceUs = Infinity
  troubledUs = 0
  ends = 0
  failedRuns = 0
  /** Workloads of which some container needs it, and probe templates whose answers depend on it. */
  readonly workloads: WorkloadId[] = []
  readonly probeTemplates: number[] = []

  constructor(ref: ServiceRef) {
    this.ref = ref
  }

  /** A `Reply`. Of several outages the one that is met first counts. */
  get reply(): number {
    const { refuses, hangs, errs } = this.outage
    if (this.endpoints === 0 || refuses) return Reply.Refuses
    if (hangs) return Reply.Hangs
    return errs ? Reply.Errs : Reply.Answers
  }
}

/** As outputs name it. */
export function providerName(
  { spec }: { readonly spec: Pick<ClusterSpec, 'services' | 'externals'> },
  { ref: { kind, index } }: Pick<Provider, 'ref'>,
): string {
  if (kind === 'external') return spec.externals![index]!.name
  const { namespace, name } = spec.services[index]!
  return `${namespace}/${name}`
}

/** Whether somebody who asks it meets anything else than its usual answer. */
export function isTroubled({ reply, outage, load }: Provider): boolean {
  return reply !== Reply.Answers || outage.factor !== 1 || load.refused + load.late + load.errors > 0
}

const step = 1.05
const leastShare = 0.001

/** The rung nearest to a share; shares below half a thousandth are none. */
export function shareRung(share: number): number {
  return share < leastShare / 2
    ? 0
    : 1 + Math.max(0, Math.round(Math.log(share / leastShare) / Math.log(step)))
}

const shares: number[] = [0]

/** Shares of a thousandth, and up by 5 %, at most 1. */
export function shareOf(rung: number): number {
  for (let next = shares.length; next <= rung; next++)
    shares.push(next === 1 ? leastShare : Math.min(1, shares[next - 1]! * step))
  return shares[rung]!
}
