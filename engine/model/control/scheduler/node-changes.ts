/** What the scheduler hears of nodes: cordons, taints that follow from their health, objects that go and come (N5, N9, N10). */
import type { ClusterState, NodeId } from '../../cluster-state.ts'
import { markOfTaint, NodeMark, noExecuteTaints, noScheduleTaints } from '../nodes/node-object.ts'
import { wakeForNewNode, wakeForTaints } from './wake-ups.ts'

/** What of a mark keeps pods away. */
const keepsAway = NodeMark.Cordoned | noScheduleTaints | noExecuteTaints

/** What the scheduler knows of nodes at time 0. */
export function schedulerKnowsNodes({ scheduler, nodeHealth, needs }: ClusterState): void {
  const { cache } = scheduler
  if (!needs.nodeHealth) return
  for (let node = 0; node < cache.nodeCount; node++) {
    // Those that marks stand for come and go.
    const others = cache.taintsOf(node).filter((taint) => markOfTaint(taint) === 0)
    cache.taintSet[node] = cache.taintSetOf(others)
    cache.marks[node] = nodeHealth.seenMark[node] & keepsAway
  }
}

/** The object of the node has come into the scheduler's cache, or changed there. @param mark bits of `NodeMark`. */
export function schedulerSeesNode(state: ClusterState, node: NodeId, mark: number): void {
  const { cache } = state.scheduler
  const isThere = (mark & NodeMark.Missing) === 0
  const before = cache.marks[node]
  cache.marks[node] = mark & keepsAway
  if (isThere !== (cache.isThere[node] === 1)) {
    cache.isThere[node] = isThere ? 1 : 0
    cache.present += isThere ? 1 : -1
    if (isThere) wakeForNewNode(state, node)
    return
  }
  if (cache.marks[node] !== before) wakeForTaints(state, node, before)
}
