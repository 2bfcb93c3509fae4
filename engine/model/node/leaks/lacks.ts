/** What cannot begin on a node that has no more processes, or no more ports. */
import type { ClusterState, NodeId } from '../../cluster-state.ts'
import { Handler } from '../../codes.ts'
import { Left, leftKinds } from '../../tables/leaks.ts'

/** Whether a probe of this handler cannot be begun on the node: exec starts processes, the others need a port. */
export function lacksFor(state: ClusterState, node: NodeId, handler: number): boolean {
  const kind = handler === Handler.Exec ? Left.Process : Left.Socket
  return state.needs.leaks && state.nodeLeak.isOut[node * leftKinds + kind] === 1
}

/** Whether no process can begin on the node. */
export function lacksProcesses({ needs, nodeLeak }: ClusterState, node: NodeId): boolean {
  return needs.leaks && nodeLeak.isOut[node * leftKinds + Left.Process] === 1
}
