/**
 * Leases of nodes (N1): a kubelet renews its own every 10 s and up to 4 %. While it does, nobody asks when; so the renewals of a node are drawn
 * up to the time at which it falls silent, and not before.
 * Source: kubernetes v1.36 staging/src/k8s.io/component-helpers/apimachinery/lease/controller.go, Run.
 */
import { nextUniform } from '../../../kernel/random-stream.ts'
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState } from '../../cluster-state.ts'
import type { NodeId } from '../../ids.ts'

/** A quarter of the lease's 40 s. */
const renewalUs = 10 * usPerSecond
const jitter = 0.04

/** At time 0 a kubelet is somewhere between two renewals. */
export function beginLease({ nodeHealth: health, streams }: ClusterState, node: NodeId): void {
  const spanUs = drawSpanUs(streams.lease, node)
  health.renewedUs[node] = -Math.floor(spanUs * nextUniform(streams.lease, node))
  health.nextRenewalUs[node] = health.renewedUs[node] + spanUs
}

/** A kubelet that is back renews its lease at once. */
export function renewLease({ nodeHealth: health, streams, nowUs }: ClusterState, node: NodeId): void {
  health.renewedUs[node] = nowUs
  health.nextRenewalUs[node] = nowUs + drawSpanUs(streams.lease, node)
}

/** When the lease was renewed last, up to now. */
export function lastRenewalUs({ nodeHealth: health, streams, nowUs }: ClusterState, node: NodeId): number {
  while (health.nextRenewalUs[node] <= nowUs) {
    health.renewedUs[node] = health.nextRenewalUs[node]
    health.nextRenewalUs[node] += drawSpanUs(streams.lease, node)
  }
  return health.renewedUs[node]
}

function drawSpanUs(streams: ClusterState['streams']['lease'], node: NodeId): number {
  return Math.round(renewalUs * (1 + jitter * nextUniform(streams, node)))
}
