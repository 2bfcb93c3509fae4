/** From the tables to what an observer sees of Services: their EndpointSlices and Endpoints objects, as the API has them. */
import type { EndpointSliceView, EndpointsView, EndpointView, PortView } from '../contract/cluster-view.ts'
import { usToSeconds } from '../kernel/time.ts'
import type { ClusterState, PodId } from '../model/cluster-state.ts'
import { AddressMark, EndpointMark } from '../model/control/endpoint-mark.ts'
import type { ServiceEndpoint } from '../model/control/service-endpoints.ts'
import { noPorts, type Slice } from '../model/control/slices.ts'
import { podNameOf } from '../model/pod-rows.ts'

/** The slices of a Service, in the order of their numbers. */
export function readSlices(state: ClusterState, service: number): EndpointSliceView[] {
  const { endpoints, slices } = state.services[service]
  if (!state.spec.services[service].hasSelector) return []
  const bySlice = new Map<Slice, ServiceEndpoint[]>()
  for (const endpoint of endpoints.values())
    if (endpoint.shownSlice !== undefined) addTo(bySlice, endpoint.shownSlice, endpoint)
  // Without any endpoint there is one slice.
  if (bySlice.size === 0) bySlice.set(slices.all.find(({ ports }) => ports === noPorts) ?? slices.all[0], [])
  return Array.from(bySlice, ([slice, members]) => readSlice(state, service, slice, members)).sort((a, b) =>
    compareText(a.name, b.name),
  )
}

function readSlice(
  state: ClusterState,
  service: number,
  { number, createdUs, updates }: Slice,
  members: readonly ServiceEndpoint[],
): EndpointSliceView {
  const { namespace, name } = state.spec.services[service]
  return {
    namespace,
    name: `${name}-${number}`,
    service,
    createdSeconds: Number.isNaN(createdUs) ? null : Math.floor(usToSeconds(createdUs)),
    updates,
    ports: members.length === 0 ? [] : portsOf(state, service, members[0].pod),
    endpoints: inOrder(members).map((member) => readEndpoint(state, member)),
  }
}

/** The Endpoints object of a Service; `null` = it has none. */
export function readEndpoints(state: ClusterState, service: number): EndpointsView | null {
  const { namespace, name, hasSelector } = state.spec.services[service]
  if (!hasSelector) return null
  const byPorts = new Map<number, ServiceEndpoint[]>()
  for (const endpoint of state.services[service].endpoints.values())
    if (endpoint.shownAddressMark !== 0) addTo(byPorts, endpoint.ports, endpoint)
  const subsets = Array.from(byPorts.values(), (members) => {
    const marked = (mark: number) =>
      inOrder(members.filter(({ shownAddressMark }) => shownAddressMark === mark)).map(({ pod }) =>
        placeOf(state, pod),
      )
    return {
      ports: portsOf(state, service, members[0].pod),
      ready: marked(AddressMark.Ready),
      notReady: marked(AddressMark.NotReady),
    }
  })
  return { namespace, name, service, subsets }
}

function addTo<Key>(lists: Map<Key, ServiceEndpoint[]>, key: Key, endpoint: ServiceEndpoint): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [endpoint])
  else list.push(endpoint)
}

function inOrder(members: readonly ServiceEndpoint[]): ServiceEndpoint[] {
  return [...members].sort((a, b) => a.pod - b.pod)
}

function readEndpoint(state: ClusterState, { pod, shownSliceMark }: ServiceEndpoint): EndpointView {
  return {
    ...placeOf(state, pod),
    isReady: (shownSliceMark & EndpointMark.Ready) !== 0,
    isServing: (shownSliceMark & EndpointMark.Serving) !== 0,
    isTerminating: (shownSliceMark & EndpointMark.Terminating) !== 0,
  }
}

function placeOf(state: ClusterState, pod: PodId): { readonly pod: string; readonly node: string | null } {
  const node = state.pod.node[pod]
  return { pod: podNameOf(state, pod), node: node < 0 ? null : state.spec.nodes[node].name }
}

function portsOf({ spec, pod: pods }: ClusterState, service: number, pod: PodId): readonly PortView[] {
  const { selectedBy = [] } = spec.workloads[pods.workload[pod]]
  return selectedBy.find((selection) => selection.service === service)?.ports ?? []
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
