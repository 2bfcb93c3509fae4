/** Which pods a node has. */
import type { ClusterState, PodId } from '../cluster-state.ts'
import { PodStage } from '../codes.ts'

/** Pods that are on these nodes, those whose object is gone among them. */
export function podsOn({ pod: pods, node: nodes }: ClusterState, hits: Int32Array): PodId[] {
  if (hits.length === 0) return []
  const isHit = new Uint8Array(nodes.podCount.length)
  for (const node of hits) isHit[node] = 1
  const found: PodId[] = []
  for (let pod = 0; pod < pods.count; pod++)
    if (pods.node[pod] >= 0 && pods.stage[pod] !== PodStage.Absent && isHit[pods.node[pod]] === 1)
      found.push(pod)
  return found
}
