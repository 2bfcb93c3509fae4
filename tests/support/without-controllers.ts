/** A state in which no controller keeps or watches pods: what takes the place of what is the test's to say. */
import type { ClusterState } from '../../engine/model/cluster-state.ts'

export function withoutControllers(state: ClusterState): void {
  state.workload.hasReplicaSet.fill(0)
  state.workload.isWatched.fill(0)
  state.pod.seenMark.fill(0)
  state.workload.replacesPods.fill(0)
  state.workload.keeper.fill(-1)
  state.workload.countsReady.fill(0)
  ;(state.watchers as number[][]).fill([])
}
