/**
 * The EndpointSlice controller (R4): keeps the slices of each Service as its pods are (R5), one call per slice that changes, one
 * after another (Z21). A sync that begins before the controller's cache shows what it wrote last fails, and is tried again a second
 * later, unless a pod changes before.
 * Source: kubernetes v1.36 pkg/controller/endpointslice/endpointslice_controller.go, syncService, and
 * staging/src/k8s.io/endpointslice/reconciler.go, Reconcile.
 */
import { usPerSecond } from '../../kernel/time.ts'
import type { ClusterState } from '../cluster-state.ts'
import { ApiCall } from './api-client.ts'
import { type Controller, type ControllerRule, keepsNoPods, syncDone, syncFailed } from './controller.ts'
import { ServiceStage } from './service-endpoints.ts'
import { serviceSees } from './service-watch.ts'
import { beginWrite, writeIsSeen } from './service-write.ts'
import { showSlice } from './shown-endpoints.ts'
import { SliceCall } from './slices.ts'

/** W6. Source: pkg/controller/endpointslice/config/v1alpha1, concurrent-service-endpoint-syncs. */
const workers = 5

export const endpointSliceController: ControllerRule = {
  ...keepsNoPods,
  name: 'endpointslice-controller',
  workers,
  objects: 'endpointslices',
  /** Source: as above, defaultSyncBackOff. */
  retryBaseUs: usPerSecond,
  sync,
  watches: ({ selectedBy }) => selectedBy !== undefined,
  podSeen: (state, controller, pod, before, after) =>
    serviceSees(state, controller, pod, before, after, ({ slicesSync }) => slicesSync),
}

function sync(state: ClusterState, controller: Controller, row: number): number {
  const service = state.services[row]
  const { slicesSync } = service
  if (slicesSync.stage === ServiceStage.None) {
    if (state.nowUs < slicesSync.seenUs) return syncFailed
    service.writes = service.slices.place(service.takeSliceChanges(state.pod.seenMark)).reverse()
  } else if (slicesSync.stage === ServiceStage.Write) {
    isWritten(state, row)
    slicesSync.stage = ServiceStage.Answer
    if (slicesSync.answeredUs > state.nowUs) return slicesSync.answeredUs
  }
  const next = service.writes.at(-1)
  if (next !== undefined) return beginWrite(state, controller, row, slicesSync, callOf[next.call])
  slicesSync.stage = ServiceStage.None
  return syncDone
}

const callOf: Readonly<Record<number, number>> = {
  [SliceCall.Create]: ApiCall.Create,
  [SliceCall.Update]: ApiCall.Update,
  [SliceCall.Delete]: ApiCall.Delete,
}

/** The API has the slice as the sync wants it. */
function isWritten(state: ClusterState, row: number): void {
  const service = state.services[row]
  const write = service.writes.pop()!
  const heardUs = writeIsSeen(state, row, service.slicesSync, state.sliceWatch)
  const appliedUs = service.isHeadless ? heardUs : state.proxies.applyUs(heardUs)
  state.metrics.services.sliceWritten(row, state.pod.workload[write.changes[0].endpoint.pod], state.nowUs)
  if (write.call === SliceCall.Create) write.slice.createdUs = state.nowUs
  else write.slice.updates++
  showSlice(state, row, write, appliedUs)
}
