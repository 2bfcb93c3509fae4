/**
 * What the monitor of node health sees of a node before it does anything (N2, N5): whether nothing has been heard of it for too long, and whether passes
 * have anything to do at all.
 * Source: kubernetes v1.36 pkg/controller/nodelifecycle/node_lifecycle_controller.go, tryUpdateNodeHealth; v1.37 NodeControllerLeaseCircuitBreaker.
 */
import { atLeast } from '../../../contract/cluster-spec.ts'
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState } from '../../cluster-state.ts'
import type { NodeId } from '../../ids.ts'
import { isInTouch } from '../../in-touch.ts'
import { lifecycleTaints, NodeMark, noExecuteOf } from './node-object.ts'
import type { TaintQueue } from './taint-queue.ts'

/** Whether a visit to the node makes calls, as far as is known when the pass begins. */
export function needsCalls(state: ClusterState, node: NodeId): boolean {
  const mark = state.nodeMonitor.listed[node]
  if (asksForLeases(state) && isExpired(state, node)) return true
  return isOverdue(state, node) || (mark & lifecycleTaints & ~noExecuteOf(mark)) !== 0
}

/** 1.37 on. */
export function asksForLeases({ spec }: ClusterState): boolean {
  return atLeast(spec.kubernetesVersion, '1.37')
}

/** It is to become Unknown. */
export function isOverdue(state: ClusterState, node: NodeId): boolean {
  return (state.nodeMonitor.listed[node] & NodeMark.Unknown) === 0 && isExpired(state, node)
}

/** Nothing new of it for strictly longer than the grace period. Ideal: a pass takes no time, so one that comes at its end counts as later. */
export function isExpired(state: ClusterState, node: NodeId): boolean {
  const { nodeHealth: health, spec, nowUs, overheads } = state
  if (isInTouch(state, node) || health.isProbed[node] === 0) return false
  const sinceUs = nowUs - health.probedUs[node]
  const graceUs = spec.controlPlane.nodeMonitorGraceUs
  return overheads.isIdeal ? sinceUs >= graceUs : sinceUs > graceUs
}

/** Where the node waits for its taint; undefined = it counts in no zone. */
export function queueOf(
  { nodeHealth: health, nodeMonitor: monitor }: ClusterState,
  node: NodeId,
): TaintQueue | undefined {
  return monitor.queues[health.zone[node]]
}

/** Nodes that are Unknown. */
export function silentNodes({ nodeHealth }: ClusterState): number {
  const isSilent = (mark: number): boolean =>
    (mark & (NodeMark.Unknown | NodeMark.Missing)) === NodeMark.Unknown
  return nodeHealth.apiMark.filter(isSilent).length
}

/** How long the bucket takes to ask for the leases of all silent nodes. */
export function leasesUs(state: ClusterState): number {
  const { qps, burst } = state.spec.controlPlane.controllers
  return Math.round((Math.max(0, silentNodes(state) - burst) * usPerSecond) / qps)
}

/** Whether passes would change nothing until something happens to a node. */
export function isSettled(state: ClusterState): boolean {
  const { nodeHealth: health } = state
  for (let node = 0; node < health.apiMark.length; node++) {
    const mark = health.apiMark[node]
    if ((mark & NodeMark.Missing) !== 0) {
      if ((health.seenMark[node] & NodeMark.Missing) === 0) return false
      continue
    }
    if (mark !== health.seenMark[node] || health.isProbed[node] === 0) return false
    const isQuiet = isInTouch(state, node) || (mark & NodeMark.Unknown) !== 0
    const wanted = noExecuteOf(mark)
    const hasTaint = (mark & lifecycleTaints) === wanted
    const mayWait = wanted !== 0 && queueOf(state, node)?.nextUs === Infinity
    if (!isQuiet || !(hasTaint || mayWait)) return false
  }
  return true
}
