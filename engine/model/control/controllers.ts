/** The controllers that are simulated, in the order of their names; the place of each is its `ControllerId`. */
import type { WorkloadSpec } from '../../contract/cluster-spec.ts'
import { autoscalerController } from './autoscaler.ts'
import { cronJobController } from './batch/cron-job.ts'
import { jobController } from './batch/job-controller.ts'
import { ttlController } from './batch/ttl.ts'
import type { ControllerRule } from './controller.ts'
import { deploymentController } from './deployments/deployment.ts'
import { endpointSliceController } from './endpoint-slice.ts'
import { endpointsController } from './endpoints.ts'
import { disruptionController } from './eviction/disruption.ts'
import { garbageCollector } from './garbage-collector.ts'
import { nodeLifecycleController } from './nodes/node-lifecycle.ts'
import { podGcController } from './nodes/pod-gc.ts'
import { taintEvictionController } from './nodes/taint-eviction.ts'
import { hasReplicaSet, replicaSetController, replicationController } from './replica-set.ts'
import { daemonSetController } from './sets/daemon-set.ts'
import { statefulSetController } from './sets/stateful-set.ts'

export const controllerRules: readonly ControllerRule[] = [
  cronJobController,
  daemonSetController,
  deploymentController,
  disruptionController,
  endpointsController,
  endpointSliceController,
  garbageCollector,
  autoscalerController,
  jobController,
  nodeLifecycleController,
  podGcController,
  replicaSetController,
  replicationController,
  statefulSetController,
  taintEvictionController,
  ttlController,
]

/** Places of the controllers that hear of the pods of a workload: first the controller that keeps them, if there is one. */
export function watchersOf(workload: WorkloadSpec): number[] {
  const keepers = controllerRules.flatMap(({ keeps }, id) => (keeps(workload) ? [id] : []))
  return [...keepers, ...controllerRules.flatMap(({ watches }, id) => (watches?.(workload) ? [id] : []))]
}

/**
 * Whether all that controllers make of pods of the workload that only become ready or unready is the count of a ReplicaSet. One that waits until pods have been ready for
 * long enough looks at each of them.
 */
export function countsReady(workload: WorkloadSpec): boolean {
  const counts = [deploymentController, replicaSetController, replicationController]
  return (
    hasReplicaSet(workload) &&
    (workload.minReadyUs ?? 0) === 0 &&
    watchersOf(workload).every((id) => counts.includes(controllerRules[id]))
  )
}

/** Place of the controller that keeps the pods of a workload; -1 = none does. */
export function keeperOf(workload: WorkloadSpec): number {
  return controllerRules.findIndex(({ keeps }) => keeps(workload))
}
