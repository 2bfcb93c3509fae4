/** What is the same for all pods of a revision, as a row of `podTemplate`. */
import {
  containersOfPod,
  isSidecar,
  type PodSpec,
  probeOrder,
  restartPolicies,
} from '../contract/cluster-spec.ts'
import type { ClusterState, PodId } from './cluster-state.ts'
import type { PodTemplateTable } from './tables/templates.ts'

/** What the pod was made from. */
export function podSpecOf({ podSpecs, pod: pods }: ClusterState, pod: PodId): PodSpec {
  return podSpecs[pods.template[pod]]
}

export function fillPod(table: PodTemplateTable, row: number, pod: PodSpec): void {
  table.restartPolicy[row] = restartPolicies.indexOf(pod.restartPolicy)
  table.graceUs[row] = pod.terminationGraceUs
  table.deadlineUs[row] = pod.activeDeadlineUs ?? Infinity
  table.hasVolumes[row] = pod.hasVolumes ? 1 : 0
  table.canEnd[row] = canEnd(pod) ? 1 : 0
  table.initCount[row] = pod.initContainers.length
  table.sidecarCount[row] = pod.initContainers.filter(isSidecar).length
  table.hasRestartAll[row] = canRestartAll(pod) ? 1 : 0
  table.containerCount[row] = containersPerPod(pod)
  table.probeCount[row] = probesPerPod(pod)
}

/** Whether a pod may reach a terminal phase by itself: some containers have restart policies of their own (B10). */
function canEnd({ restartPolicy, activeDeadlineUs, initContainers, containers }: PodSpec): boolean {
  if (restartPolicy !== 'Always' || activeDeadlineUs !== undefined) return true
  return (
    containers.some((one) => one.restartPolicy !== undefined) ||
    initContainers.some((one) => one.restartPolicy === 'Never')
  )
}

function canRestartAll(pod: PodSpec): boolean {
  return containersOfPod(pod).some(({ restartRules }) =>
    restartRules?.some(({ action }) => action === 'RestartAllContainers'),
  )
}

export function containersPerPod({ initContainers, containers }: PodSpec): number {
  return initContainers.length + containers.length
}

export function probesPerPod(pod: PodSpec): number {
  const containers = containersOfPod(pod)
  return probeOrder(pod).reduce((sum, place) => sum + Object.keys(containers[place].probes).length, 0)
}
