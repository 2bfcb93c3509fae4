/** Node objects in the API, and who hears that one has changed (Z21). */
import type { ClusterState } from '../../cluster-state.ts'
import { drawWatchUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import type { NodeId } from '../../ids.ts'
import { schedule } from '../../lanes.ts'
import { NodeMark } from './node-mark.ts'

export {
  evictingTaints,
  lifecycleTaints,
  markAtStart,
  markedTaints,
  markOfTaint,
  NodeMark,
  noExecuteOf,
  noExecuteTaints,
  noScheduleOf,
  noScheduleTaints,
} from './node-mark.ts'

const condition = NodeMark.Ready | NodeMark.Unknown

/** The mark with another condition Ready: `NodeMark.Ready`, `NodeMark.Unknown`, or 0 = False. */
export function withCondition(mark: number, ready: number): number {
  return (mark & ~condition) | ready
}

/** The API holds this of the node from now on; who watches hears of it. A watch is one stream, in order. */
export function writeNode(state: ClusterState, node: NodeId, mark: number): void {
  const { nodeHealth: health, streams, nowUs } = state
  if (health.apiMark[node] === mark) return
  if (((health.apiMark[node] ^ mark) & condition) !== 0) health.turnedUs[node] = nowUs
  health.apiMark[node] = mark
  health.changedUs[node] = nowUs
  const delayUs = drawWatchUs(state, streams.lease, node)
  state.nodesWatchedUs = Math.max(state.nodesWatchedUs, nowUs + delayUs)
  schedule(state, EventKind.NodeSeen, node, state.nodesWatchedUs, mark)
}
