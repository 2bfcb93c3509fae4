/** What a kind of fault is to the engine. */
import type { FaultSpec } from '../../contract/fault-spec.ts'
import type { ClusterState } from '../cluster-state.ts'

export type FaultOf<Kind extends FaultSpec['kind']> = Extract<FaultSpec, { readonly kind: Kind }>

export type FaultRule<Fault extends FaultSpec> = {
  begin(state: ClusterState, faultId: number, fault: Fault): void
  /** Undoes what the fault did, where it lasts for a time: `state.faultHits` says to whom. */
  end?(state: ClusterState, faultId: number, fault: Fault): void
  /** It makes containers hang. */
  readonly hangs?: true
  /** It may delete pods. */
  readonly deletesPods?: true
}
