/**
 * A Service, and what its controllers know of its pods: what has changed in their cache since they looked, what stands in its
 * EndpointSlices and in its Endpoints object, and what the running sync of each still has to write.
 */
import type { ServiceSpec } from '../../contract/cluster-spec.ts'
import type { PodId } from '../ids.ts'
import { addressMark, endpointMark } from './endpoint-mark.ts'
import type { Selection } from './selections.ts'
import { type Endpoint, type EndpointChange, type Slice, Slices, type SliceWrite } from './slices.ts'

/** A pod as an endpoint of a Service. */
export type ServiceEndpoint = Endpoint & {
  /** As the controllers have written it, or are about to: an `EndpointMark`, an `AddressMark`. */
  sliceMark: number
  addressMark: number
  /** As the API has it. */
  shownSlice: Slice | undefined
  shownSliceMark: number
  shownAddressMark: number
}

/** What the sync of a Service waits for. */
export const ServiceStage = { None: 0, Write: 1, Answer: 2 } as const

/** Where the sync of a Service by one of its two controllers stands. */
export class ServiceSync {
  /** Pods that have changed in the cache and have not been looked at, each with the number of its ports. */
  readonly pods = new Map<PodId, number>()
  /** A `ServiceStage`. */
  stage: number = ServiceStage.None
  /** When the controller's cache shows what it wrote last. */
  seenUs = Number.NEGATIVE_INFINITY
  /** When the answer to the call under way is back. */
  answeredUs = 0.5
}

export class ServiceEndpoints {
  readonly isHeadless: boolean
  readonly slices = new Slices()
  readonly endpoints = new Map<PodId, ServiceEndpoint>()
  readonly slicesSync = new ServiceSync()
  readonly addressesSync = new ServiceSync()
  /** What the running sync of the slices has to write, the next one last. */
  writes: SliceWrite[] = []
  /** Endpoints that the running sync of the Endpoints object writes anew. */
  addresses: ServiceEndpoint[] = []
  /** Endpoints in the slices that the API has, and that proxies send requests to: those that are ready, and those that serve though they terminate (R6). */
  readyCount = 0
  fallbackCount = 0
  /** Times that the API has got something new of the Service. */
  writeCount = 0
  /** Addresses in the Endpoints object, had it room for all of them. */
  addressCount = 0
  private readonly publishesNotReady: boolean
  /** Numbers of sets of ports without the port at which requests come, and without any. */
  private readonly withoutPort: ReadonlySet<number>
  private readonly withoutAny: ReadonlySet<number>

  /** @param selections of its pods. */
  constructor({ isHeadless, publishNotReadyAddresses }: ServiceSpec, selections: readonly Selection[]) {
    this.isHeadless = isHeadless
    this.publishesNotReady = publishNotReadyAddresses
    const lacking = selections.filter(({ lacksPort }) => lacksPort)
    this.withoutPort = new Set(isHeadless ? [] : lacking.map(({ ports }) => ports))
    this.withoutAny = new Set(lacking.filter(({ lacksAll }) => lacksAll).map(({ ports }) => ports))
  }

  /**
   * R6: whether requests may come to the endpoint. Proxies make rules by port, from the slices that have it. Source: kubernetes v1.36 pkg/proxy/endpointslicecache.go,
   * endpointInfoByServicePort.
   */
  isReached({ ports }: Endpoint): boolean {
    return !this.withoutPort.has(ports)
  }

  /** What the cache holds that the slices do not show yet: the running sync will write it. @param pod bits of `PodMark`, by pod. */
  takeSliceChanges(pod: ArrayLike<number>): EndpointChange[] {
    const changes: EndpointChange[] = []
    for (const [id, ports] of this.slicesSync.pods) {
      const mark = endpointMark(pod[id], this.publishesNotReady)
      const endpoint = this.endpointOf(id, ports)
      if (endpoint.sliceMark !== mark) changes.push({ endpoint, mark })
      endpoint.sliceMark = mark
      this.release(endpoint)
    }
    this.slicesSync.pods.clear()
    return changes
  }

  /** The same for the Endpoints object, which is written as a whole. */
  takeAddressChanges(pod: ArrayLike<number>): ServiceEndpoint[] {
    const changes: ServiceEndpoint[] = []
    for (const [id, ports] of this.addressesSync.pods) {
      // R5: an address stands at its ports, and not at all without any.
      const mark = this.withoutAny.has(ports) ? 0 : addressMark(pod[id], this.publishesNotReady)
      const endpoint = this.endpointOf(id, ports)
      if (endpoint.addressMark !== mark) changes.push(endpoint)
      this.addressCount += (mark === 0 ? 0 : 1) - (endpoint.addressMark === 0 ? 0 : 1)
      endpoint.addressMark = mark
      this.release(endpoint)
    }
    this.addressesSync.pods.clear()
    return changes
  }

  /** Forgets a pod that nothing shows any more. */
  release({ pod, sliceMark, addressMark, shownSliceMark, shownAddressMark }: ServiceEndpoint): void {
    if ((sliceMark | addressMark | shownSliceMark | shownAddressMark) === 0) this.endpoints.delete(pod)
  }

  private endpointOf(pod: PodId, ports: number): ServiceEndpoint {
    let endpoint = this.endpoints.get(pod)
    if (endpoint === undefined) {
      const marks = {
        shownSlice: undefined,
        sliceMark: 0,
        addressMark: 0,
        shownSliceMark: 0,
        shownAddressMark: 0,
      }
      endpoint = { pod, ports, slice: undefined, ...marks }
      this.endpoints.set(pod, endpoint)
    }
    return endpoint
  }
}
