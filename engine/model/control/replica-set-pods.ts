/** What the ReplicaSet controller asks of each of its pods when it has to choose among them. */

import { createStreams, nextUniform, type Streams, seedEntity } from '../../kernel/random-stream.ts'
import type { ClusterState, PodId, WorkloadId } from '../cluster-state.ts'
import { wholeWallSecondUs } from '../wall-clock.ts'
import { isActive, livePods } from './pod-set.ts'
import type { Candidate } from './victims.ts'

/**
 * Active pods, as candidates for deletion. The annotation of their costs is the template's, so all cost the same.
 * Simplified: since when they are Ready and how often they restarted is told by the kubelet's status, which the API follows by a write.
 */
export function candidatesOf(state: ClusterState, workload: WorkloadId): Candidate[] {
  const { pod: pods, spec } = state
  const active = livePods(state, workload).filter((pod) => isActive(state, pod))
  const onNode = new Map<number, number>()
  for (const pod of active) onNode.set(pods.node[pod], (onNode.get(pods.node[pod]) ?? 0) + 1)
  // The source asks for neighbours by the owner of the ReplicaSet; without one there are none.
  const hasOwner = spec.workloads[workload].kind === 'Deployment'
  const uids = createStreams(1)
  return active.map((pod) => ({
    pod,
    node: pods.node[pod],
    phase: pods.apiPhase[pod],
    isReady: pods.apiIsReady[pod] === 1,
    deletionCost: 0,
    neighbours: hasOwner ? (onNode.get(pods.node[pod]) ?? 0) : 0,
    readySinceUs: apiTimeUs(state, pods.readyChangedAtUs[pod]),
    restarts: mostRestarts(state, pod),
    createdAtUs: apiTimeUs(state, pods.createdAtUs[pod]),
    uid: uidOf(state, uids, pod),
  }))
}

/** The API's clock has whole seconds; what was there before the run is as old as its kubelet. */
function apiTimeUs(state: ClusterState, timeUs: number): number {
  const { clockOffsetUs, kubeletUptimeUs } = state.spec
  return Number.isNaN(timeUs) ? -kubeletUptimeUs : wholeWallSecondUs(state, timeUs) + clockOffsetUs
}

function mostRestarts({ container: containers, pod: pods, podTemplate }: ClusterState, pod: PodId): number {
  const end = pods.firstContainer[pod] + podTemplate.containerCount[pods.template[pod]]
  let most = 0
  for (let container = pods.firstContainer[pod]; container < end; container++)
    most = Math.max(most, containers.statusIncarnation[container])
  return most
}

/** A random number that is the pod's own, as its UID is. */
function uidOf(state: ClusterState, scratch: Streams, pod: PodId): number {
  const { workload, ordinal, creation } = state.pod
  seedEntity(scratch, 0, state.streamKeys.uid[workload[pod]], ordinal[pod], creation[pod], 0)
  return nextUniform(scratch, 0)
}
