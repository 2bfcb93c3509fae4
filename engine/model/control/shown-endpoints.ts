/** What the API shows of endpoints from a write on, and what is counted of it. */
import type { ClusterState } from '../cluster-state.ts'
import { endpointsWillBeKnown } from '../world/dependencies/known-endpoints.ts'
import { rulesWillChange } from '../world/traffic/proxy-rules.ts'
import { fallback, readiness } from './endpoint-mark.ts'
import type { ServiceEndpoint, ServiceEndpoints } from './service-endpoints.ts'
import type { SliceWrite } from './slices.ts'

/** @param appliedUs when proxies send nothing any more to endpoints that are not ready now. */
export function showSlice(
  state: ClusterState,
  row: number,
  { slice, changes }: SliceWrite,
  appliedUs: number,
): void {
  const { services, pod: pods, metrics, nowUs } = state
  const service = services[row]
  service.writeCount++
  rulesWillChange(state, row, changes, appliedUs)
  let change = 0
  for (const { endpoint, mark } of changes) {
    const shown = service.endpoints.get(endpoint.pod)!
    const by = readiness(mark) - readiness(shown.shownSliceMark)
    if (service.isReached(endpoint)) {
      service.readyCount += by
      service.fallbackCount += fallback(mark) - fallback(shown.shownSliceMark)
    }
    shown.shownSliceMark = mark
    shown.shownSlice = mark === 0 ? undefined : slice
    service.release(shown)
    if (by === 0) continue
    change += by
    const { pod } = endpoint
    const before = pods.offers[pod]
    pods.offers[pod] += by
    if (before === 0) metrics.services.podOffered(pods.workload[pod], 1, nowUs)
    else if (pods.offers[pod] === 0) {
      metrics.services.podOffered(pods.workload[pod], -1, nowUs)
      metrics.services.podRemoved(pod, appliedUs)
    }
  }
  if (change !== 0) metrics.services.readyChanged(row, change, nowUs)
  if (state.dependencies !== undefined) endpointsWillBeKnown(state, row, appliedUs)
}

export function showAddresses(service: ServiceEndpoints, changes: readonly ServiceEndpoint[]): void {
  service.writeCount++
  for (const endpoint of changes) {
    endpoint.shownAddressMark = endpoint.addressMark
    service.release(endpoint)
  }
}
