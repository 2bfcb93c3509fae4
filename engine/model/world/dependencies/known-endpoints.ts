/** Whether a Service has endpoints, as proxies know it (R6). */
import type { ClusterState } from '../../cluster-state.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'

/** A slice has been written, and proxies will have it then: what matters is whether there is an endpoint. */
export function endpointsWillBeKnown(state: ClusterState, service: number, appliedUs: number): void {
  const provider = state.dependencies!.of({ kind: 'service', index: service })
  if (provider === undefined) return
  const count = usableEndpoints(state, service)
  if ((count === 0) === (provider.announced === 0)) return
  provider.announced = count
  if (appliedUs < state.spec.durationUs) schedule(state, EventKind.EndpointsKnown, service, appliedUs, count)
}

/** Ready ones; where there is none, those that serve though they terminate. */
export function usableEndpoints({ services }: ClusterState, service: number): number {
  const { readyCount, fallbackCount } = services[service]!
  return readyCount > 0 ? readyCount : fallbackCount
}
