/** Outages that hold now: what they make of a Service, or of what runs outside. A function of the time and the list of faults. */
import { isSameRef, type ServiceRef } from '../../contract/cluster-spec.ts'
import type { ClusterState } from '../cluster-state.ts'

export type Outage = {
  readonly refuses: boolean
  readonly hangs: boolean
  /** All its answers are errors. */
  readonly errs: boolean
  /** On service times. */
  readonly factor: number
}

export const noOutage: Outage = { refuses: false, hangs: false, errs: false, factor: 1 }

/** Of several at a time the strongest counts: refused before hanging before errors; factors multiply. */
export function outageOf({ spec, nowUs }: ClusterState, ref: ServiceRef): Outage {
  let outage = noOutage
  for (const fault of spec.faults) {
    if (fault.kind !== 'outage') continue
    const { atUs, forUs = Infinity, targets, mode, factor = 1 } = fault
    if (nowUs < atUs || nowUs >= atUs + forUs) continue
    if (!targets.some((to) => isSameRef(to, ref))) continue
    outage = {
      refuses: outage.refuses || mode === 'refuse',
      hangs: outage.hangs || mode === 'hang',
      errs: outage.errs || mode === 'errors',
      factor: mode === 'slow' ? outage.factor * factor : outage.factor,
    }
  }
  return outage
}

/** Nothing that comes reaches a worker. */
export function takesNothing({ refuses, hangs }: Outage): boolean {
  return refuses || hangs
}
