/** Which pods stand on which node at the start, as the model places them (`model/control/placement.ts`), without building tables. */
import type { ClusterSpec } from '../model/cluster-spec.ts'
import { eligibleNodesOf, firstCursor } from '../model/control/placement.ts'
import { staticFirst } from '../model/control/static-pods.ts'

/** Pods by workload and node: `[workload][node]`. Pods that find no place are left out. */
export function podsByNode(spec: ClusterSpec): Int32Array[] {
  const counts = spec.workloads.map(() => new Int32Array(spec.nodes.length))
  const taken = new Int32Array(spec.nodes.length)
  const hasRoom = (node: number): boolean => taken[node] < spec.nodes[node].podsMax
  for (const workload of staticFirst(spec)) {
    const { kind, replicas, staticOn } = spec.workloads[workload]
    const eligible = eligibleNodesOf({ spec }, workload)
    const isDaemon = kind === 'DaemonSet'
    const isFixed = isDaemon || staticOn !== undefined
    let cursor = isFixed ? 0 : firstCursor(spec.workloads[workload], eligible.length)
    for (let pod = 0; pod < replicas; pod++) {
      let full = 0
      while (!isFixed && full < eligible.length && !hasRoom(eligible[(cursor + full) % eligible.length]))
        full++
      if (full === eligible.length) break
      cursor = (cursor + full) % eligible.length
      const node = eligible[cursor]
      cursor = (cursor + 1) % eligible.length
      if (isDaemon && !hasRoom(node)) continue
      counts[workload][node]++
      taken[node]++
    }
  }
  return counts
}
