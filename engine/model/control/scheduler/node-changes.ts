/**
 * Changes of Node objects that the scheduler hears of, a watch delay later. Who changes a node in the API says so here: cordon, uncordon, the
 * node lifecycle controller with its taints, a node that is deleted or made again.
 */
import type { TaintSpec } from '../../../contract/cluster-spec.ts'
import type { ClusterState, NodeId } from '../../cluster-state.ts'
import { drawUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { wakeForNewNode, wakeForTaints } from './wake-ups.ts'

/** The taints of a node in the API. */
export function taintsOf({ scheduler }: ClusterState, node: NodeId): readonly TaintSpec[] {
  return scheduler.cache.taintSets[scheduler.taintSet[node]]
}

/** A node has these taints in the API from now on. */
export function setTaints(state: ClusterState, node: NodeId, taints: readonly TaintSpec[]): void {
  state.scheduler.taintSet[node] = state.scheduler.cache.taintSetOf(taints)
  nodeChanged(state, node)
}

/** The object of a node is deleted, or is there again. */
export function setPresent(state: ClusterState, node: NodeId, isThere: boolean): void {
  state.scheduler.isThere[node] = isThere ? 1 : 0
  nodeChanged(state, node)
}

/** Something about a node that the scheduler cares for has changed in the API. */
export function nodeChanged(state: ClusterState, node: NodeId): void {
  const { scheduler, overheads, nowUs } = state
  scheduler.nodesChanging++
  const delayUs = drawUs(state, overheads.watch, scheduler.streams, scheduler.nodeStream)
  schedule(state, EventKind.NodeSeen, node, nowUs + delayUs, 0)
}

/** The scheduler hears of it: its cache says what the API says. */
export function onNodeSeen(state: ClusterState, node: NodeId): void {
  const { scheduler } = state
  const { cache } = scheduler
  scheduler.nodesChanging--
  if (scheduler.isThere[node] !== cache.isThere[node]) {
    const isThere = scheduler.isThere[node] === 1
    cache.isThere[node] = isThere ? 1 : 0
    cache.present += isThere ? 1 : -1
    cache.taintSet[node] = scheduler.taintSet[node]
    if (isThere) wakeForNewNode(state, node)
    return
  }
  if (cache.taintSet[node] === scheduler.taintSet[node]) return
  const before = cache.taintsOf(node)
  cache.taintSet[node] = scheduler.taintSet[node]
  wakeForTaints(state, node, before)
}
