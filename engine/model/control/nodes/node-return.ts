/**
 * What the control plane hears of a kubelet that is back in touch (N10): a lease that is renewed, and the status of its node.
 * Simplified: a kubelet that has just started says at once that its node is ready.
 */
import type { ClusterState } from '../../cluster-state.ts'
import { drawCallUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import type { NodeId } from '../../ids.ts'
import { isInTouch } from '../../in-touch.ts'
import { schedule } from '../../lanes.ts'
import { renewLease } from './lease.ts'
import { rouseMonitor } from './node-monitor.ts'
import { NodeMark, withCondition, writeNode } from './node-object.ts'

/** @param hasStarted the kubelet has just started: it registers a node that has no object. */
export function nodeIsBack(state: ClusterState, node: NodeId, hasStarted: boolean): void {
  renewLease(state, node)
  state.nodeHealth.isProbed[node] = 0
  reportNode(state, node, hasStarted ? Report.Registers : Report.Ready)
  rouseMonitor(state)
}

/** What a kubelet says of its node. */
export const Report = { Ready: 0, Registers: 1, NotReady: 2 } as const

/** The kubelet writes the status of its node now. */
export function reportNode(state: ClusterState, node: NodeId, report: number): void {
  const { streams, nowUs } = state
  const atUs = nowUs + drawCallUs(state, streams.lease, node)
  schedule(state, EventKind.NodeStatusWritten, node, atUs, report)
}

/** A new object has the taint `not-ready` until the controller has seen that the node is ready. */
export function onNodeStatusWritten(state: ClusterState, node: NodeId, report: number): void {
  if (!isInTouch(state, node)) return
  const mark = state.nodeHealth.apiMark[node]
  if ((mark & NodeMark.Missing) === 0)
    writeNode(state, node, withCondition(mark, report === Report.NotReady ? 0 : NodeMark.Ready))
  else if (report === Report.Registers) writeNode(state, node, NodeMark.Ready | NodeMark.NotReadyNoSchedule)
}
