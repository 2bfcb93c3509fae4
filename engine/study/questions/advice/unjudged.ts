/** What no rule judges: load under which a Service tips over, and what else ties containers to each other. A formula knows a container alone. */
import {
  type ClusterSpec,
  containersOfPod,
  isSameRef,
  leaks,
  podSpecsOf,
  reachedBy,
  sharesCpu,
  sharesWorkers,
} from '../../../contract/cluster-spec.ts'
import { busyRatio, loadOf, type ServiceLoad } from '../../theory/service-load.ts'

type TippingLoad = {
  /** Index into `spec.services`. */
  readonly service: number
  /** `namespace/name`. */
  readonly title: string
  readonly pods: number
  /** Share of the workers that the peak keeps busy: with all pods, and with one fewer. */
  readonly busyRatio: number
  readonly busyRatioThen: number
  /** Its own constant rate; `null` = a profile, or only what others call. */
  readonly requestsPerSecond: number | null
  /** Its own constant rate at which all workers are busy at the peak: faults multiply it, and calls of other Services come on top. `null` = no such rate: it has no constant rate, or calls alone keep all workers busy. */
  readonly fullRequestsPerSecond: number | null
  /** Whether a liveness or readiness probe waits with its requests. */
  readonly holdsProbes: boolean
}

export type UnjudgedSpec = {
  readonly loads: readonly TippingLoad[]
  /** What else containers share. */
  readonly shares: readonly ('processors' | 'dependencies' | 'leaks')[]
}

/** A load is named from this share of busy workers on, with one pod missing; or where requests call what an outage takes away. */
const busyWorth = 0.5

export function unjudgedOf(spec: ClusterSpec): UnjudgedSpec {
  const loads = spec.services.flatMap((_, service): TippingLoad[] => {
    const found = tippingLoad(spec, service)
    if (found === undefined) return []
    return found.busyRatioThen >= busyWorth || callsWhatIsAway(spec, service) ? [found] : []
  })
  return {
    loads,
    shares: [
      ...(sharesCpu(spec) ? ['processors' as const] : []),
      ...(asksOthers(spec) ? ['dependencies' as const] : []),
      ...(leaks(spec) ? ['leaks' as const] : []),
    ],
  }
}

function tippingLoad(spec: ClusterSpec, service: number): TippingLoad | undefined {
  const load = loadOf(spec, service)
  if (load === undefined || load.pods === 0) return undefined
  const { profile, requestsPerSecond } = spec.services[service].traffic!
  const busy = busyRatio(load, load.pods)
  const now = profile === undefined && requestsPerSecond > 0 ? requestsPerSecond : null
  return {
    service,
    title: load.service,
    pods: load.pods,
    busyRatio: busy,
    busyRatioThen: busyRatio(load, load.pods - 1),
    requestsPerSecond: now,
    fullRequestsPerSecond: now === null ? null : fullRate(load, now, busy),
    holdsProbes: holdsProbes(spec, service),
  }
}

/** What workers can do is left to its own requests by those of others. */
function fullRate(load: ServiceLoad, now: number, busy: number): number | null {
  const { requestsPerSecond, ownRequestsPerSecond: own } = load
  const left = requestsPerSecond / busy - (requestsPerSecond - own)
  return own > 0 && left > 0 ? (now * left) / own : null
}

/** An outage of what requests call for makes them hold their workers for longer. */
function callsWhatIsAway({ services, faults }: ClusterSpec, service: number): boolean {
  const calls = services[service].traffic?.calls ?? []
  return faults.some(
    (fault) =>
      fault.kind === 'outage' &&
      calls.some(({ to }) => fault.targets.some((target) => isSameRef(target, to))),
  )
}

function holdsProbes({ services, workloads }: ClusterSpec, service: number): boolean {
  return workloads.some((workload) =>
    reachedBy(services, workload).some(({ service: by, container = 0 }) => {
      const { containers } = workload.pod
      const { probes, behavior } = containers[container] ?? containers[0]
      return (
        by === service &&
        [probes.liveness, probes.readiness].some(
          (probe) => probe !== undefined && sharesWorkers(behavior, probe.handler),
        )
      )
    }),
  )
}

function asksOthers({ workloads }: ClusterSpec): boolean {
  const containers = workloads.flatMap(podSpecsOf).flatMap(containersOfPod)
  return containers.some(({ behavior: { dependsOn = [] } }) => dependsOn.length > 0)
}
