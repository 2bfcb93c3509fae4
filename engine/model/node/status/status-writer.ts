/**
 * The status manager of a kubelet (R1): one writer, which takes all pods whose status has changed since it last looked, as they are
 * then, and writes one after another: GET and PATCH. What changes while it is busy waits for its next look, so several changes of
 * a pod cost one write, and a status in the API is as old as the writer's queue is long.
 * A write is known when the change comes: rules say that there is one, and it is counted. What a controller reads of it - phase, Ready,
 * restarts - is taken when the writer looks, and only of pods that one watches.
 * Source: kubernetes v1.36 pkg/kubelet/status/status_manager.go, Start, syncBatch and syncPod.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import { fullAfterUs, tokenAtUs } from '../../../kernel/token-bucket.ts'
import type { ClusterState, NodeId, PodId } from '../../cluster-state.ts'
import { PodStage } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule, sendToCluster } from '../../lanes.ts'
import { profileOfNode } from '../../version-profile.ts'

/** A write is two calls, each of which takes a token of the client's limit. */
const callsPerWrite = 2
/** A status as one number: the phase, and whether the pod is Ready. */
const codesPerPhase = 2

/** The status of the pod in the status manager changes now. A pod that has left the API has none there. */
export function noteStatusChange(state: ClusterState, pod: PodId): void {
  const { pod: pods, node: nodes, nowUs } = state
  if (nowUs <= pods.statusTakenUs[pod] || pods.stage[pod] === PodStage.Gone) return
  const node = pods.node[pod]
  if (nowUs > nodes.writerLookUs[node]) nodes.writerLookUs[node] = Math.max(nowUs, nodes.writerFreeAtUs[node])
  pods.statusTakenUs[pod] = nodes.writerLookUs[node]
  const atUs = takeTurn(state, node)
  pods.statusWriteAtUs[pod] = atUs
  if (atUs < state.spec.durationUs) state.metrics.api.statusWritten(pods.workload[pod], node, atUs)
}

/** When the next write begins, behind all that wait. */
function takeTurn(state: ClusterState, node: NodeId): number {
  const { node: nodes, nowUs } = state
  const { apiQps, apiBurst } = profileOfNode(state, node)
  const spanUs = (callsPerWrite * usPerSecond) / apiQps
  const freeUs = Math.max(nowUs, nodes.writerFreeAtUs[node])
  const atUs = tokenAtUs(nodes.apiFullAtUs[node], freeUs, spanUs, apiBurst / callsPerWrite)
  nodes.apiFullAtUs[node] = fullAfterUs(nodes.apiFullAtUs[node], atUs, spanUs)
  nodes.writerFreeAtUs[node] = atUs + state.overheads.statusWriteUs
  return atUs
}

/** Something changes of which controllers read: phase, Ready, or an instance of a container. */
export function noteNews(state: ClusterState, pod: PodId): void {
  noteStatusChange(state, pod)
  const { pod: pods, workload: workloads } = state
  const isTold = workloads.isWatched[pods.workload[pod]] === 1 && pods.stage[pod] !== PodStage.Gone
  if (!isTold || pods.hasNews[pod] === 1) return
  pods.hasNews[pod] = 1
  schedule(state, EventKind.StatusTaken, pod, pods.statusTakenUs[pod], 0)
}

/** The writer takes the status of the pod, which the API has when the write is through. */
export function onStatusTaken(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  pods.hasNews[pod] = 0
  if (!takeStatus(state, pod)) return
  const writtenUs = pods.statusWriteAtUs[pod] + state.overheads.statusWriteUs
  sendToCluster(state, EventKind.StatusWritten, pod, writtenUs, pods.takenStatus[pod])
}

/** Notes what the API will know of the pod; returns whether a controller reads anything new in it. */
export function takeStatus(state: ClusterState, pod: PodId): boolean {
  const { pod: pods, container: containers, workload: workloads, job } = state
  const workload = pods.workload[pod]
  const end = pods.firstContainer[pod] + workloads.containerCount[workload]
  let hasRestarted = false
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.apiIncarnation[container] === containers.statusIncarnation[container]) continue
    containers.apiIncarnation[container] = containers.statusIncarnation[container]
    hasRestarted = true
  }
  pods.apiReadyChangedAtUs[pod] = pods.readyChangedAtUs[pod]
  const code = statusCode(pods.phase[pod], pods.isReady[pod] === 1)
  const isNew = code !== pods.takenStatus[pod] || (hasRestarted && job.isActive[workload] === 1)
  pods.takenStatus[pod] = code
  return isNew
}

/** A status as one number, for `storeStatus`. */
export function statusCode(phase: number, isReady: boolean): number {
  return phase * codesPerPhase + (isReady ? 1 : 0)
}

/** The API has this status, as one number, of the pod now. */
export function storeStatus({ pod: pods }: ClusterState, pod: PodId, code: number): void {
  pods.apiPhase[pod] = Math.floor(code / codesPerPhase)
  pods.apiIsReady[pod] = code % codesPerPhase
}
