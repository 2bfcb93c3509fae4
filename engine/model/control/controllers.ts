/** The controllers that are simulated, in the order of their names; the place of each is its `ControllerId`. */
import type { WorkloadSpec } from '../../contract/cluster-spec.ts'
import type { ControllerRule } from './controller.ts'
import { jobController } from './job.ts'
import { replicaSetController } from './replica-set.ts'

export const controllerRules: readonly ControllerRule[] = [jobController, replicaSetController]

/** Places of the controllers that hear of the pods of a workload: first the one that keeps them, if one does. */
export function watchersOf(workload: WorkloadSpec): number[] {
  const keepers = controllerRules.flatMap(({ keeps }, id) => (keeps(workload) ? [id] : []))
  return [...keepers, ...controllerRules.flatMap(({ watches }, id) => (watches?.(workload) ? [id] : []))]
}

/** Place of the controller that keeps the pods of a workload; -1 = none does. */
export function keeperOf(workload: WorkloadSpec): number {
  return controllerRules.findIndex(({ keeps }) => keeps(workload))
}
