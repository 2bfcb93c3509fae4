/** Which pods that are not ready are missed. */
import { PodPhase } from '../codes.ts'
import type { PodId } from '../ids.ts'
import type { PodTable } from '../tables/pods.ts'
import type { WorkloadTable } from '../tables/templates.ts'

/** Whether nobody waits for the pod any more: it has succeeded, or it has failed and its controller has another take its place, or none (W8). */
export function isOut(pods: PodTable, workloads: WorkloadTable, pod: PodId): boolean {
  if (pods.phase[pod] === PodPhase.Succeeded) return true
  return pods.phase[pod] === PodPhase.Failed && workloads.keeper[pods.workload[pod]] >= 0
}
