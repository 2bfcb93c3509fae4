/**
 * What the controllers of Services hear of pods. A change that no endpoint could show wakes nobody: of a pod that ends before it ever was
 * ready a Service hears only when it is gone. Source: kubernetes v1.36 staging/src/k8s.io/endpointslice/util/controller_utils.go,
 * podEndpointsChanged.
 */
import type { ClusterState, PodId } from '../cluster-state.ts'
import { podsOf } from '../pod-rows.ts'
import { type Controller, wake } from './controller.ts'
import { PodMark, SeenMark } from './pod-mark.ts'
import type { Selection } from './selections.ts'
import type { ServiceEndpoints, ServiceSync } from './service-endpoints.ts'
import { showAddresses, showSlice } from './shown-endpoints.ts'

/** A pod that Services select comes into the cache, or changes there. @param syncOf the sync of the controller that hears of it. */
export function serviceSees(
  state: ClusterState,
  controller: Controller,
  pod: PodId,
  before: number,
  after: number,
  syncOf: (service: ServiceEndpoints) => ServiceSync,
): void {
  const { pod: pods, services, selections } = state
  const isChange = mayChangeEndpoints(before, after)
  for (const selection of selections[pods.workload[pod]]) {
    if (!isSelected(state, selection, pod)) continue
    syncOf(services[selection.service]).pods.set(pod, selection.ports)
    if (isChange) wake(state, controller, selection.service)
  }
}

/** The source compares deletionTimestamps by where they are stored: once there is one, any change is one. */
function mayChangeEndpoints(before: number, after: number): boolean {
  if ((before & SeenMark.Known) === 0 || (after & PodMark.Deleted) !== 0) return true
  return ((before ^ after) & (PodMark.Serving | PodMark.Address)) !== 0
}

function isSelected({ pod: pods }: ClusterState, { ordinal }: Selection, pod: PodId): boolean {
  return ordinal < 0 || pods.ordinal[pod] === ordinal
}

/** What ran before the run is in slices and Endpoints objects as it is. */
export function servicesRanBefore(state: ClusterState): void {
  const { services, selections, pod: pods } = state
  selections.forEach((of, workload) => {
    if (of.length === 0) return
    const present = podsOf(state, workload).filter((pod) => (pods.seenMark[pod] & SeenMark.Known) !== 0)
    for (const selection of of)
      for (const pod of present)
        if (isSelected(state, selection, pod)) {
          services[selection.service].slicesSync.pods.set(pod, selection.ports)
          services[selection.service].addressesSync.pods.set(pod, selection.ports)
        }
  })
  services.forEach((service, row) => {
    for (const write of service.slices.place(service.takeSliceChanges(pods.seenMark)))
      showSlice(state, row, write, state.nowUs)
    showAddresses(service, service.takeAddressChanges(pods.seenMark))
  })
}
