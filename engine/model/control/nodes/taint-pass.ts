/**
 * The pass that gives nodes the taint NoExecute (N5): it looks at the queues of all zones every 100 ms, and does one node after the other. A node
 * that its cache shows as ready it passes over: one that it finds before the cache has heard of the failure has to wait until
 * the monitor queues it again.
 * Source: kubernetes v1.36 pkg/controller/nodelifecycle/node_lifecycle_controller.go, doNoExecuteTaintingPass.
 */
import type { ClusterState } from '../../cluster-state.ts'
import { EventKind } from '../../event-table.ts'
import type { NodeId } from '../../ids.ts'
import { schedule } from '../../lanes.ts'
import { lifecycleTaints, NodeMark, noExecuteOf } from './node-object.ts'
import { changeDone, TaintChange } from './taint-change.ts'
import { taintPassUs } from './taint-queue.ts'

export class TaintPasses {
  /** Begin of some pass. */
  gridUs: number
  /** When the next is made; Infinity = none is due. */
  nextUs = Infinity
  stamp = 0
  /** Zone whose queue the running pass works on; -1 = none runs. */
  zone = -1
  /** Node that it works on. */
  node: NodeId = -1
  readonly change = new TaintChange()

  constructor(firstUs: number) {
    this.gridUs = firstUs
  }
}

/** A pass is made when the next node may have its turn. */
export function scheduleTaintPass(state: ClusterState): void {
  const { taintPasses: passes, nodeMonitor, nowUs } = state
  if (passes.zone >= 0) return
  const dueUs = Math.max(nowUs, Math.min(...nodeMonitor.queues.map(({ nextUs }) => nextUs)))
  if (dueUs === Infinity) return
  const atUs = passes.gridUs + Math.max(0, Math.ceil((dueUs - passes.gridUs) / taintPassUs)) * taintPassUs
  if (atUs === passes.nextUs) return
  passes.nextUs = atUs
  schedule(state, EventKind.TaintPass, 0, atUs, ++passes.stamp)
}

export function onTaintPass(state: ClusterState, stamp: number): void {
  const { taintPasses: passes } = state
  if (stamp !== passes.stamp) return
  passes.nextUs = Infinity
  passes.zone = 0
  goOn(state)
}

/** What the pass waited for is there. */
export function onTaintStep(state: ClusterState): void {
  const { taintPasses: passes } = state
  const atUs = passes.change.goOn(state)
  if (atUs !== changeDone) {
    schedule(state, EventKind.TaintStep, 0, atUs, 0)
    return
  }
  state.nodeMonitor.queues[passes.zone].take(passes.node)
  goOn(state)
}

function goOn(state: ClusterState): void {
  const { taintPasses: passes, nodeMonitor, nowUs } = state
  for (; passes.zone < nodeMonitor.queues.length; passes.zone++) {
    const queue = nodeMonitor.queues[passes.zone]
    while (queue.head >= 0 && queue.accepts(nowUs)) {
      passes.node = queue.head
      const atUs = taint(state, passes.node)
      if (atUs !== changeDone) {
        schedule(state, EventKind.TaintStep, 0, atUs, 0)
        return
      }
      queue.take(passes.node)
    }
  }
  passes.zone = -1
  passes.gridUs = nowUs + taintPassUs
  scheduleTaintPass(state)
}

function taint(state: ClusterState, node: NodeId): number {
  const mark = state.nodeHealth.seenMark[node]
  const wanted = noExecuteOf(mark)
  if (wanted === 0 || (mark & NodeMark.Missing) !== 0) return changeDone
  return state.taintPasses.change.begin(state, node, wanted, mark & lifecycleTaints & ~wanted)
}
