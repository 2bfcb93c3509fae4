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
import { busyRatio, loadOf } from '../../theory/service-load.ts'

export type TippingLoad = {
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
  /** The rate at which all workers are busy at the peak: faults multiply it. */
  readonly fullRequestsPerSecond: number
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
  return {
    service,
    title: load.service,
    pods: load.pods,
    busyRatio: busy,
    busyRatioThen: busyRatio(load, load.pods - 1),
    requestsPerSecond: profile === undefined && requestsPerSecond > 0 ? requestsPerSecond : null,
    fullRequestsPerSecond: requestsPerSecond / busy,
    holdsProbes: holdsProbes(spec, service),
  }
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
