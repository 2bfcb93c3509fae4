/** What is known of Services when a replication is over: `services.csv`, and when hung pods were endpoints no more (R7). */
import type { ServiceRow } from '../../contract/run-result.ts'
import { usToSeconds } from '../../kernel/time.ts'
import type { ClusterState } from '../../model/cluster-state.ts'
import { wholeMillionths } from './read-requests.ts'

/** One row per Service with a selector; of one that selects no pod of the input nothing is known. */
export function serviceRows({ spec, metrics, selections, traffic }: ClusterState): ServiceRow[] {
  const selecting = new Set(selections.flatMap((of) => of.map(({ service }) => service)))
  const { leastReady, noneReadyUs, serviceSliceWrites } = metrics.services
  const { serviceRequests, serviceFailed, serviceRetried } = metrics.requests
  return spec.services.flatMap(({ namespace, name, hasSelector }, row) => {
    const load = traffic?.ofService[row]
    if (!hasSelector && load === undefined) return []
    const isKnown = selecting.has(row)
    const percentile = (share: number): number | null =>
      secondsOrNull(load?.setting.responses.percentileUs(share) ?? null)
    const values = {
      requests_total: load ? wholeMillionths(serviceRequests[row]) : null,
      failed_requests_total: load ? wholeMillionths(serviceFailed[row]) : null,
      retried_requests_total: load ? wholeMillionths(serviceRetried[row]) : null,
      response_seconds_p50: percentile(0.5),
      response_seconds_p99: percentile(0.99),
      endpoints_min: isKnown && leastReady[row] < Infinity ? leastReady[row] : null,
      no_endpoints_seconds: isKnown ? usToSeconds(noneReadyUs[row]) : null,
      slice_updates_total: isKnown ? serviceSliceWrites[row] : null,
    }
    return [{ service: `${namespace}/${name}`, values }]
  })
}

function secondsOrNull(us: number | null): number | null {
  return us === null ? null : usToSeconds(us)
}

/**
 * By row of the log of hangs: when proxies sent the pod nothing any more, from the onset on and before the container was ready again;
 * NaN = not at all.
 */
export function endpointRemovals({ container: containers, metrics, spec }: ClusterState): Float64Array {
  const { detections: log, services } = metrics
  const found = new Float64Array(log.length).fill(Number.NaN)
  const { removedPod, removedUs } = services
  if (log.length === 0 || removedPod.length === 0) return found
  const byPod = new Map<number, number[]>()
  for (let row = 0; row < log.length; row++) byPod.set(containers.pod[log.container.at(row)], [])
  for (let row = 0; row < removedPod.length; row++) byPod.get(removedPod.at(row))?.push(removedUs.at(row))
  for (const times of byPod.values()) times.sort((a, b) => a - b)
  for (let row = 0; row < log.length; row++) {
    const onsetUs = log.onsetUs.at(row)
    const againUs = log.readyAgainUs.at(row)
    const endUs = Number.isNaN(againUs) ? spec.durationUs : againUs
    const atUs = firstFrom(byPod.get(containers.pod[log.container.at(row)])!, onsetUs)
    if (atUs < endUs) found[row] = atUs
  }
  return found
}

/** The first time that is not earlier; `Infinity` = there is none. */
function firstFrom(sorted: readonly number[], timeUs: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < timeUs) low = middle + 1
    else high = middle
  }
  return sorted[low] ?? Infinity
}
