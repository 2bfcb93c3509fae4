/** What the ReplicaSet controller asks of each of its pods when it has to choose among them. */

import { createStreams, nextUniform, type Streams, seedEntity } from '../../kernel/random-stream.ts'
import type { ClusterState, PodId, WorkloadId } from '../cluster-state.ts'
import { PodPhase } from '../codes.ts'
import { isPlainInit, isSidecar } from '../node/runtime/restart-policy.ts'
import { podsOf } from '../pod-rows.ts'
import { wholeWallSecondUs } from '../wall-clock.ts'
import { PodMark, readyMark } from './pod-mark.ts'
import { setOf } from './replica-set.ts'
import type { Candidate } from './victims.ts'

/**
 * Active pods of a ReplicaSet in the controller's cache, as candidates for deletion. The annotation of their costs is the template's, so all cost the same.
 * Simplified: how often containers have restarted is told by the kubelet's status, which the API follows by a write.
 */
export function candidatesOf(state: ClusterState, set: number): Candidate[] {
  const { pod: pods, spec, podTemplate } = state
  const workload = podTemplate.workload[set]
  const active = activePods(state, workload)
  const onNode = new Map<number, number>()
  for (const pod of active) onNode.set(pods.node[pod], (onNode.get(pods.node[pod]) ?? 0) + 1)
  // The source asks for neighbours by the owner of the ReplicaSet; without one there are none.
  const hasOwner = spec.workloads[workload].kind === 'Deployment'
  const uids = createStreams(1)
  return active
    .filter((pod) => setOf(state, pod) === set)
    .map((pod) => ({
      pod,
      node: pods.node[pod],
      phase: (pods.seenMark[pod] & PodMark.Running) === 0 ? PodPhase.Pending : PodPhase.Running,
      isReady: (pods.seenMark[pod] & PodMark.Ready) !== 0,
      deletionCost: 0,
      neighbours: hasOwner ? (onNode.get(pods.node[pod]) ?? 0) : 0,
      readySinceUs: apiTimeUs(state, pods.apiReadySinceUs[pod]),
      ...restartsOf(state, pod),
      createdAtUs: apiTimeUs(state, pods.createdAtUs[pod]),
      uid: uidOf(state, uids, pod),
    }))
}

function activePods(state: ClusterState, workload: WorkloadId): PodId[] {
  return podsOf(state, workload).filter((pod) => (state.pod.seenMark[pod] & PodMark.Active) !== 0)
}

/** Since when the ready pods of a ReplicaSet have been ready, in simulated time: of the API's clock, whole seconds. */
export function readySinceOf(state: ClusterState, set: number): number[] {
  const { pod: pods, podTemplate, spec } = state
  return activePods(state, podTemplate.workload[set])
    .filter((pod) => setOf(state, pod) === set && (pods.seenMark[pod] & readyMark) === readyMark)
    .map((pod) => apiTimeUs(state, pods.apiReadySinceUs[pod]) - spec.clockOffsetUs)
}

/** The API's clock has whole seconds; what was there before the run is as old as its kubelet. */
function apiTimeUs(state: ClusterState, timeUs: number): number {
  const { clockOffsetUs, kubeletUptimeUs } = state.spec
  return wholeWallSecondUs(state, Number.isNaN(timeUs) ? -kubeletUptimeUs : timeUs) + clockOffsetUs
}

/** Of the container that has restarted most: among the regular ones, and among the sidecars. Source: maxContainerRestarts. */
function restartsOf(state: ClusterState, pod: PodId): Pick<Candidate, 'restarts' | 'sidecarRestarts'> {
  const { container: containers, pod: pods } = state
  let restarts = 0
  let sidecarRestarts = 0
  for (let row = pods.firstContainer[pod]; row < pods.endContainer[pod]; row++) {
    const count = Math.max(0, containers.statusIncarnation[row])
    if (isSidecar(state, row)) sidecarRestarts = Math.max(sidecarRestarts, count)
    else if (!isPlainInit(state, row)) restarts = Math.max(restarts, count)
  }
  return { restarts, sidecarRestarts }
}

/** A random number that is the pod's own, as its UID is. */
function uidOf(state: ClusterState, scratch: Streams, pod: PodId): number {
  const { workload, ordinal, creation } = state.pod
  seedEntity(scratch, 0, state.streamKeys.uid[workload[pod]], ordinal[pod], creation[pod], 0)
  return nextUniform(scratch, 0)
}
