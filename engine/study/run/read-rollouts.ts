/** What is known of rollouts when a replication is over: `rollouts.csv`. */
import { workloadLabel } from '../../contract/cluster-spec.ts'
import type { RolloutRow } from '../../contract/run-result.ts'
import { usToSeconds } from '../../kernel/time.ts'
import type { ClusterState } from '../../model/cluster-state.ts'
import { wholeMillionths } from './read-requests.ts'

/** One row per rollout and rollback, in the order in which they began. */
export function rolloutRows({ spec, metrics, traffic }: ClusterState): RolloutRow[] {
  const { rollouts } = metrics.levels
  const { workload, beganUs, completeUs, isOverdue, readyMin, surgeMax, failedAtBegin, failedAtEnd } =
    rollouts
  const failedIn = (index: number, row: number): number => {
    const until = Number.isNaN(failedAtEnd[index]) ? rollouts.failedSoFar(row) : failedAtEnd[index]
    return wholeMillionths(until - failedAtBegin[index])
  }
  return workload.map((row, index) => ({
    workload: workloadLabel(spec.workloads[row]),
    values: {
      began_seconds: usToSeconds(beganUs[index]),
      complete_seconds: Number.isNaN(completeUs[index]) ? null : usToSeconds(completeUs[index]),
      progress_deadline_exceeded:
        spec.workloads[row].kind === 'Deployment' ? (isOverdue[index] ? 1 : 0) : null,
      ready_min: readyMin[index],
      surge_max: surgeMax[index],
      failed_requests_total: (traffic?.servedBy[row].length ?? 0) > 0 ? failedIn(index, row) : null,
    },
  }))
}
