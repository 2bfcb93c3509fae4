/** Services as the input has them: what the controllers of endpoints, and proxies, need of them. */

import type { TrafficSpec } from './traffic-spec.ts'

export type ServiceSpec = {
  readonly namespace: string
  readonly name: string
  /** Without a selector its endpoints are somebody else's business, and it has none here. */
  readonly hasSelector: boolean
  /** `clusterIP: None`: it has endpoints, and no proxy looks at them. */
  readonly isHeadless: boolean
  /** Pods that are not ready are endpoints like all others (R5). */
  readonly publishNotReadyAddresses: boolean
  /** No object of the input: a scenario sends requests to a workload that no Service selects. */
  readonly isImplied?: boolean
  /** What it gets, and what its pods make of it; undefined = nothing is said. */
  readonly traffic?: TrafficSpec
}

/** A Service that selects pods of a workload. */
export type SelectionSpec = {
  /** By index into `services`. */
  readonly service: number
  /** The only pod of a StatefulSet that it selects, by its name or index; undefined = all. */
  readonly ordinal?: number
  /** The regular container that answers it, by index, where it is not the first one. */
  readonly container?: number
  /** Where it sends what it gets, with the names of ports looked up in the pods. One that no container defines is left out. */
  readonly ports: readonly EndpointPortSpec[]
  /** `ports` has not the first port of the Service, at which its requests come: no container of the pods has a port of that name (R5). */
  readonly lacksPort?: true
}

/**
 * Services whose requests come to the pods of a workload. Proxies send nothing to pods without the port; clients of a headless Service look for pods, not for ports.
 */
export function reachedBy(
  services: readonly ServiceSpec[],
  { selectedBy = [] }: { readonly selectedBy?: readonly SelectionSpec[] },
): SelectionSpec[] {
  return selectedBy.filter(({ service, lacksPort }) => lacksPort !== true || services[service].isHeadless)
}

export type EndpointPortSpec = {
  readonly name: string
  readonly port: number
  readonly protocol: string
}
