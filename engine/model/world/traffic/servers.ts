/** Which containers answer requests: of each pod that a Service selects the one that has the Service's first port, at which requests come. */
import {
  type ClusterSpec,
  type ContainerSpec,
  podSpecsOf,
  reachedBy,
  sharesWorkers,
} from '../../../contract/cluster-spec.ts'
import type { WorkloadId } from '../../ids.ts'
import type { Templates } from '../../templates.ts'

/** Places among the regular containers of a workload's pods. */
export function serverPlaces(
  { workloads, services }: ClusterSpec,
  workload: WorkloadId,
): ReadonlySet<number> {
  return new Set(
    reachedBy(services, workloads[workload]).flatMap(({ service, container = 0 }) =>
      services[service].traffic === undefined ? [] : [container],
    ),
  )
}

/** The same where a request, or a probe, may have to wait for a worker. */
export function busyPlaces(spec: ClusterSpec, workload: WorkloadId): ReadonlySet<number> {
  const { services, workloads } = spec
  const busy = reachedBy(services, workloads[workload]).filter(
    ({ service }) => (services[service].traffic?.perPod.concurrency ?? Infinity) < Infinity,
  )
  return new Set(busy.map(({ container = 0 }) => container))
}

/** Workloads that a Service selects, each with the place of the container that answers. */
export function servingWorkloads(
  { workloads, services }: ClusterSpec,
  service: number,
): { readonly workload: WorkloadId; readonly place: number }[] {
  return workloads.flatMap((each, workload) => {
    const selection = reachedBy(services, each).find((of) => of.service === service)
    return selection === undefined ? [] : [{ workload, place: selection.container ?? 0 }]
  })
}

/** The least timeout of probes that wait with the requests of a Service; Infinity = none does. */
export function probeTimeoutUs(spec: ClusterSpec, service: number): number {
  const timeouts = servingWorkloads(spec, service).flatMap(({ workload, place }) =>
    podSpecsOf(spec.workloads[workload]).flatMap(({ containers }) => {
      const server = containers[place]
      if (server === undefined) return []
      return Object.values(server.probes).flatMap(({ handler, timeoutUs }) =>
        sharesWorkers(server.behavior, handler) ? [timeoutUs] : [],
      )
    }),
  )
  return Math.min(Infinity, ...timeouts)
}

/** By row of `containerTemplate`. */
export function serverTemplates(
  spec: ClusterSpec,
  { podTemplate, containerTemplate }: Pick<Templates, 'podTemplate' | 'containerTemplate'>,
): Uint8Array {
  const isServer = new Uint8Array(containerTemplate.workload.length)
  for (let row = 0; row < podTemplate.workload.length; row++) {
    const first = podTemplate.firstContainer[row] + podTemplate.initCount[row]
    const end = podTemplate.firstContainer[row] + podTemplate.containerCount[row]
    for (const place of serverPlaces(spec, podTemplate.workload[row]))
      if (first + place < end) isServer[first + place] = 1
  }
  return isServer
}

/** Whether requests change what happens on nodes: probes feel how long they wait, or others the CPU that they take. */
export function requestsReachNodes(spec: ClusterSpec): boolean {
  return spec.workloads.some((_, workload) =>
    serversOf(spec, workload).some(({ probes, behavior }) => {
      const waits = Object.values(probes).some(({ handler }) => sharesWorkers(behavior, handler))
      return waits || (behavior.cpu?.perRequestUs ?? 0) > 0
    }),
  )
}

/** Of all revisions. */
function serversOf(spec: ClusterSpec, workload: WorkloadId): ContainerSpec[] {
  const places = [...serverPlaces(spec, workload)]
  return podSpecsOf(spec.workloads[workload]).flatMap(({ containers }) =>
    places.flatMap((place) => containers[place] ?? []),
  )
}
