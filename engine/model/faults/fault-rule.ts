/** What a kind of fault is to the engine. */
import type { FaultSpec } from '../../contract/fault-spec.ts'
import type { ClusterState } from '../cluster-state.ts'

export type FaultOf<Kind extends FaultSpec['kind']> = Extract<FaultSpec, { readonly kind: Kind }>

export type FaultRule<Fault extends FaultSpec> = {
  begin(state: ClusterState, faultId: number, fault: Fault): void
  /** Undoes what the fault did, where it lasts for a time: `state.faultHits` says to whom. */
  end?(state: ClusterState, faultId: number, fault: Fault): void
} & { readonly [Effect in FaultEffect]?: true }

/** What probes have to foresee: it makes containers hang or their answers take longer, or it may delete pods. */
export const faultEffects = ['hangs', 'slows', 'deletesPods'] as const
export type FaultEffect = (typeof faultEffects)[number]
