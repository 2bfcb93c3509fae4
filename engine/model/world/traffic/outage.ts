/** Outages that hold now: what they make of requests. */
import { isSameRef } from '../../../contract/cluster-spec.ts'
import type { ClusterState } from '../../cluster-state.ts'
import type { ServiceLoad } from './service-load.ts'

export type Outage = {
  readonly refuses: boolean
  readonly hangs: boolean
  /** Nothing that comes reaches a worker. */
  readonly takesNothing: boolean
  /** Share of the answers that are errors. */
  readonly errorShare: number
  /** On service times. */
  readonly factor: number
}

const none: Outage = { refuses: false, hangs: false, takesNothing: false, errorShare: 0, factor: 1 }

/** Of several at a time the strongest counts: refused before hanging before errors; factors multiply. */
export function outageOf({ spec, nowUs }: ClusterState, { setting: { ref } }: ServiceLoad): Outage {
  let outage = none
  for (const fault of spec.faults) {
    if (fault.kind !== 'outage') continue
    const { atUs, forUs = Infinity, targets, mode, factor = 1 } = fault
    if (nowUs < atUs || nowUs >= atUs + forUs) continue
    if (!targets.some((to) => isSameRef(to, ref))) continue
    const refuses = outage.refuses || mode === 'refuse'
    const hangs = outage.hangs || mode === 'hang'
    outage = {
      refuses,
      hangs,
      takesNothing: refuses || hangs,
      errorShare: mode === 'errors' ? 1 : outage.errorShare,
      factor: mode === 'slow' ? outage.factor * factor : outage.factor,
    }
  }
  return outage
}
