/** Which pods stand on which node at the start, as the model places them (`model/control/placement.ts`), without building tables. */
import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import {
  eligibleNodes,
  firstCursor,
  givenNode,
  nextPlace,
  noNode,
  placementOrder,
} from '../../model/control/placement.ts'

/** Pods by workload and node: `[workload][node]`. Pods that find no place are left out. */
export function podsByNode(spec: ClusterSpec): Int32Array[] {
  const counts = spec.workloads.map(() => new Int32Array(spec.nodes.length))
  const room = {
    podCount: new Int32Array(spec.nodes.length),
    podsMax: Int32Array.from(spec.nodes, ({ podsMax }) => podsMax),
  }
  const eligibleOf = eligibleNodes(spec)
  for (const index of placementOrder(spec)) {
    const workload = spec.workloads[index]
    const eligible = eligibleOf[index]
    let cursor = firstCursor(workload, eligible.length)
    for (let ordinal = 0; ordinal < workload.replicas; ordinal++) {
      let node = givenNode(workload, ordinal, 0, eligible, room)
      if (node === undefined) {
        const place = nextPlace(eligible, cursor, room)
        // Those that follow find none either, but for live ones.
        if (place === noNode && ordinal >= (workload.livePods?.length ?? 0)) break
        if (place === noNode) continue
        node = eligible[place]
        cursor = (place + 1) % eligible.length
      }
      if (node === noNode) continue
      counts[index][node]++
      room.podCount[node]++
    }
  }
  return counts
}
