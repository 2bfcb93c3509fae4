/**
 * The controller of Endpoints objects, which still runs beside the controller of EndpointSlices (A4): one call for a Service whose pods have changed,
 * whatever has changed (Z21). It fails as the other one does while its cache is behind its own writes, and tries again after 5 ms (W10).
 * Source: kubernetes v1.36 pkg/controller/endpoint/endpoints_controller.go, syncService.
 */
import type { ClusterState } from '../cluster-state.ts'
import { ApiCall } from './api-client.ts'
import { type Controller, type ControllerRule, keepsNoPods, syncDone, syncFailed } from './controller.ts'
import { ServiceStage } from './service-endpoints.ts'
import { serviceSees } from './service-watch.ts'
import { beginWrite, writeIsSeen } from './service-write.ts'
import { showAddresses } from './shown-endpoints.ts'

/** W6. Source: pkg/controller/endpoint/config/v1alpha1, concurrent-endpoint-syncs. */
const workers = 5
/** Of an object; an object that has to leave addresses out is written at every sync. Source: as above, maxCapacity. */
const addressesMax = 1000

export const endpointsController: ControllerRule = {
  ...keepsNoPods,
  name: 'endpoint-controller',
  objects: 'endpoints',
  workers,
  sync,
  watches: ({ selectedBy }) => selectedBy !== undefined,
  podSeen: (state, controller, pod, before, after) =>
    serviceSees(state, controller, pod, before, after, ({ addressesSync }) => addressesSync),
}

function sync(state: ClusterState, controller: Controller, row: number): number {
  const service = state.services[row]
  const { addressesSync } = service
  if (addressesSync.stage === ServiceStage.None) {
    if (state.nowUs < addressesSync.seenUs) return syncFailed
    service.addresses = service.takeAddressChanges(state.pod.seenMark)
    if (service.addresses.length === 0 && service.addressCount <= addressesMax) return syncDone
    return beginWrite(state, controller, row, addressesSync, ApiCall.Update)
  }
  if (addressesSync.stage === ServiceStage.Write) {
    writeIsSeen(state, row, addressesSync, state.addressWatch)
    showAddresses(service, service.addresses)
    service.addresses = []
    addressesSync.stage = ServiceStage.Answer
    if (addressesSync.answeredUs > state.nowUs) return addressesSync.answeredUs
  }
  addressesSync.stage = ServiceStage.None
  return syncDone
}
