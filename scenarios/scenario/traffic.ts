/** The requests of one Service, with every default filled in. */
import type { CallSpec, TrafficSpec } from '../../engine/contract/cluster-spec.ts'
import type { Report } from '../text/report.ts'
import type { Overheads } from './overheads.ts'
import type { Placed } from './shape.ts'
import { type ServicesEntry, trafficDefaults } from './traffic-shape.ts'

/** @param entry undefined = the scenario says nothing of it, but others ask it. */
export function compileTraffic(
  entry: Placed<ServicesEntry> | undefined,
  calls: readonly CallSpec[],
  overheads: Overheads,
  report: Report,
): TrafficSpec {
  const { requestsPerSecond, profile, perPod, retries, connections }: ServicesEntry = entry?.value ?? {}
  if (requestsPerSecond !== undefined && profile !== undefined)
    report.error(
      'entry-target',
      profile.at,
      `${entry!.at.pathText} has both requestsPerSecond and profile; expected one of them`,
      'delete one of the two',
      'key',
    )
  return {
    requestsPerSecond: requestsPerSecond?.value ?? 0,
    ...(profile === undefined ? {} : { profile: profile.value }),
    perPod: {
      concurrency: perPod?.concurrency ?? Infinity,
      latency: perPod?.latency ?? overheads.latency,
      timeoutUs: perPod?.timeout ?? trafficDefaults.timeoutUs,
    },
    retries: {
      max: retries?.max ?? 0,
      backoffUs: retries?.backoff ?? trafficDefaults.backoffUs,
      budget: retries?.budget ?? Infinity,
    },
    connections: connections ?? trafficDefaults.connections,
    calls,
  }
}

/** Whether requests come from outside. */
export function hasRequests({ requestsPerSecond, profile }: TrafficSpec): boolean {
  return requestsPerSecond > 0 || profile?.some((point) => point.requestsPerSecond > 0) === true
}
