/** Dependencies at time 0: who has no endpoint then is down, and what follows from that is the first event. */
import type { ClusterState } from '../../cluster-state.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { usableEndpoints } from './known-endpoints.ts'

/** What probes ask takes its time from the start; so far all are up. */
export function beginAsking({ dependencies, level }: ClusterState): void {
  if (dependencies === undefined) return
  for (let template = 0; template < level.askedNow.length; template++)
    level.askedNow[template] = dependencies.lawNow(template)
}

/** Slices are there, as they are at time 0. */
export function beginNeeding(state: ClusterState): void {
  for (const provider of state.dependencies?.providers ?? []) {
    const { kind, index } = provider.ref
    if (kind === 'external' || !state.spec.services[index]!.hasSelector) continue
    const count = usableEndpoints(state, index)
    provider.announced = count
    if (count === 0) schedule(state, EventKind.EndpointsKnown, index, 0, 0)
  }
}
