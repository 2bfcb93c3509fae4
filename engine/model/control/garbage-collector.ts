/**
 * The garbage collector, as far as Jobs need it (Z25): pods whose owner is gone are looked up and deleted, with the grace period of their own.
 * Source: kubernetes v1.36 pkg/controller/garbagecollector/garbagecollector.go, attemptToDeleteItem; cmd/kube-controller-manager
 * app/core.go, startGarbageCollectorController (twice the calls per second, for each deletion takes two).
 */
import type { ClusterState, PodId } from '../cluster-state.ts'
import { PodStage } from '../codes.ts'
import { ApiCall } from './api-client.ts'
import {
  type Controller,
  ControllerId,
  type ControllerRule,
  keepsNoPods,
  syncDone,
  syncFailed,
} from './controller.ts'
import { deletePod, graceOf } from './pod-set.ts'

/** W6. Source: pkg/controller/apis/config/v1alpha1, concurrent-gc-syncs. */
const workers = 20

/** A key is a pod. */
export const garbageCollector: ControllerRule = {
  ...keepsNoPods,
  name: 'generic-garbage-collector',
  workers,
  objects: 'pods',
  qpsFactor: 2,
  sync,
  mayActOnNodes: ({ controllers }) => controllers[ControllerId.GarbageCollector].isBusy,
  nextActUs: ({ controllers }) => controllers[ControllerId.GarbageCollector].queue.nextDueUs,
  workloadOf: ({ pod: pods }, pod) => pods.workload[pod],
}

function sync(state: ClusterState, { client }: Controller, pod: PodId): number {
  const { jobPod, pod: pods } = state
  const workload = pods.workload[pod]
  switch (jobPod.collection[pod]++) {
    case 0:
      return client.call(state, ApiCall.Get, workload)
    case 1:
      jobPod.lookedUpTracking[pod] = jobPod.tracking[pod]
      return isOver(state, pod) ? syncDone : client.call(state, ApiCall.DeletePod, workload)
    default:
      return collect(state, pod)
  }
}

/** It deletes what it has looked up: if the pod has lost its finalizer since, that is another version, and it looks again. */
function collect(state: ClusterState, pod: PodId): number {
  const { jobPod } = state
  if (isOver(state, pod)) return syncDone
  if (jobPod.lookedUpTracking[pod] !== jobPod.tracking[pod]) {
    jobPod.collection[pod] = 0
    return syncFailed
  }
  deletePod(state, pod, graceOf(state, pod), false)
  return syncDone
}

function isOver({ pod: pods }: ClusterState, pod: PodId): boolean {
  return pods.stage[pod] === PodStage.Deleting || pods.stage[pod] === PodStage.Gone
}
