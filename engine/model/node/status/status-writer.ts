/**
 * The status manager of a kubelet (R1): one writer, which takes all pods whose status has changed since it last looked, as they are
 * then, and writes one after another: GET and PATCH. What changes while it is busy waits for its next look, so several changes of
 * a pod cost one write, and a status in the API is as old as the writer's queue is long.
 *
 * No kubelet waits for its writer. So rules only note what changes, and the writers take their turn when lanes of nodes have come to the end
 * of a window and the cluster's has not begun; in the order of time, as an instant ends. What they send the cluster are statuses in which
 * something is new that controllers read - phase, Ready, restarts - of pods that one watches. Other writes are counted only.
 * Source: kubernetes v1.36 pkg/kubelet/status/status_manager.go, Start, syncBatch and syncPod.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import { fullAfterUs, tokenAtUs } from '../../../kernel/token-bucket.ts'
import type { ClusterState, NodeId, PodId } from '../../cluster-state.ts'
import { PodStage } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { profileOfNode } from '../../version-profile.ts'

/** A write is two calls, each of which takes a token of the client's limit. */
const callsPerWrite = 2

/** What changes in a status. Of one instant they have an effect that does not depend on their order. */
export const Change = { Any: 0, ReadyFlips: 1, Restart: 2, Phase: 3 } as const
const changesPerPod = Change.Phase + 4
/** Changes that one step through a window works off, at least: enough to be worth a look at all pods that wait. */
const changesPerStep = 4096
/** A status as one number: the phase, and whether the pod is Ready. */
const codesPerPhase = 2

/** Codes that `statusChanges` of a state holds. */
export function changeCodes(pods: number): number {
  return pods * changesPerPod
}

/** The status of the pod in the status manager changes now. A pod that has left the API has none there. */
export function noteStatusChange(state: ClusterState, pod: PodId): void {
  const { pod: pods, nowUs } = state
  if (pods.statusChangedAtUs[pod] === nowUs || pods.stage[pod] === PodStage.Gone) return
  pods.statusChangedAtUs[pod] = nowUs
  note(state, pod, Change.Any)
}

/**
 * Something changes that controllers read. One fact says that and that the status has changed, if nothing was noted in between.
 * @param change a `Change`; a new phase is `Change.Phase` and the phase.
 */
export function noteNews(state: ClusterState, pod: PodId, change: number): void {
  const { pod: pods, nowUs, statusChanges } = state
  const changedBefore = pods.statusChangedAtUs[pod] === nowUs
  if (!isRead(state, pod, change)) noteStatusChange(state, pod)
  else if (pods.stage[pod] !== PodStage.Gone) {
    pods.statusChangedAtUs[pod] = nowUs
    const any = pod * changesPerPod + Change.Any
    if (!changedBefore || !statusChanges.replaceLast(nowUs, any, any + change)) note(state, pod, change)
  }
}

/** Whether a controller watches the pod, and reads this of it: that of ReplicaSets counts no restarts. */
function isRead({ pod: pods, workload: workloads }: ClusterState, pod: PodId, change: number): boolean {
  const workload = pods.workload[pod]
  if (workloads.isWatched[workload] === 0) return false
  return change !== Change.Restart || workloads.hasReplicaSet[workload] === 0
}

function note(state: ClusterState, pod: PodId, change: number): void {
  state.statusChanges.add(state.nowUs, pod * changesPerPod + change)
  if (state.hasWatchers && !state.events.isWindowOpen) awaitTurn(state, state.nowUs)
}

/** The writers take their turn then. */
export function awaitTurn(state: ClusterState, timeUs: number): void {
  if (!state.hasWatchers || state.writerTurnUs === timeUs) return
  state.writerTurnUs = timeUs
  schedule(state, EventKind.WriterTurn, 0, timeUs, 0)
}

/**
 * The writers' turn: up to the end of this instant, or of the window, whose lanes of nodes are through. Through a window they go in steps,
 * each a turn: what they send the cluster does not wait long then, and few of it at a time.
 */
export function onWriterTurn(state: ClusterState): void {
  const { events, statusChanges } = state
  state.writerTurnUs = -1
  state.writerTurns++
  if (!events.isWindowOpen) {
    writeUntil(state, state.nowUs + 1)
    return
  }
  const endUs = events.openUntilUs
  const stepMax = Math.max(changesPerStep, state.podsWithNews.length)
  for (let step = 0; step < stepMax && statusChanges.takeBefore(endUs); step++) changedAsNoted(state)
  const stepEndUs = Math.min(endUs, statusChanges.peekTimeUs())
  takeUntil(state, stepEndUs, stepEndUs === endUs)
  if (stepEndUs < endUs) awaitTurn(state, stepEndUs)
  else statusChanges.end(endUs)
}

/** Works off what has changed before that time, in order of time. All lanes of nodes must have come as far. */
export function writeUntil(state: ClusterState, endUs: number): void {
  const { statusChanges } = state
  while (statusChanges.takeBefore(endUs)) changedAsNoted(state)
  statusChanges.end(endUs)
  takeUntil(state, endUs, true)
}

/** L8: a new kubelet process has a writer that is free, with all of its tokens. Simplified: what the old one had still to write is written. */
export function renewWriter(state: ClusterState, node: NodeId): void {
  const { node: nodes, nowUs } = state
  writeUntil(state, nowUs)
  nodes.apiFullAtUs[node] = nowUs
  nodes.writerFreeAtUs[node] = nowUs
  nodes.writerLookUs[node] = -1
}

function changedAsNoted(state: ClusterState): void {
  const { timeUs, code } = state.statusChanges
  const pod = Math.floor(code / changesPerPod)
  changed(state, pod, timeUs, code - pod * changesPerPod)
}

function changed(state: ClusterState, pod: PodId, timeUs: number, change: number): void {
  const { pod: pods } = state
  if (pods.hasNews[pod] !== 0 && pods.statusTakenUs[pod] < timeUs) takeStatus(state, pod)
  if (timeUs > pods.statusTakenUs[pod]) queueWrite(state, pod, timeUs)
  if (change === Change.Any) return
  if (change === Change.ReadyFlips) pods.heldIsReady[pod] ^= 1
  else if (change >= Change.Phase) pods.heldPhase[pod] = change - Change.Phase
  if (pods.hasNews[pod] === 0) state.podsWithNews.push(pod)
  pods.hasNews[pod] |= change === Change.Restart ? News.Restart : News.Status
}

const News = { Status: 1, Restart: 2 } as const

/** The pod is written with the others that the writer finds when it looks next. */
function queueWrite(state: ClusterState, pod: PodId, timeUs: number): void {
  const { pod: pods, node: nodes } = state
  const node = pods.node[pod]
  if (timeUs > nodes.writerLookUs[node])
    nodes.writerLookUs[node] = Math.max(timeUs, nodes.writerFreeAtUs[node])
  pods.statusTakenUs[pod] = nodes.writerLookUs[node]
  const atUs = nextWriteUs(state, node, timeUs)
  pods.statusWriteAtUs[pod] = atUs
  if (atUs < state.spec.durationUs) state.metrics.api.statusWritten(pods.workload[pod], node, atUs)
}

/** When a write begins, behind all that wait. */
function nextWriteUs(state: ClusterState, node: NodeId, timeUs: number): number {
  const { node: nodes } = state
  const { apiQps, apiBurst } = profileOfNode(state, node)
  const spanUs = (callsPerWrite * usPerSecond) / apiQps
  const freeUs = Math.max(timeUs, nodes.writerFreeAtUs[node])
  const atUs = tokenAtUs(nodes.apiFullAtUs[node], freeUs, spanUs, apiBurst / callsPerWrite)
  nodes.apiFullAtUs[node] = fullAfterUs(nodes.apiFullAtUs[node], atUs, spanUs)
  nodes.writerFreeAtUs[node] = atUs + state.overheads.statusWriteUs
  return atUs
}

/** Takes what writers have looked for before that time; for the others they look later, of themselves if nobody asks them to. */
function takeUntil(state: ClusterState, endUs: number, isLastStep: boolean): void {
  const { pod: pods, podsWithNews } = state
  let left = 0
  for (const pod of podsWithNews) {
    if (pods.hasNews[pod] === 0) continue
    if (pods.statusTakenUs[pod] < endUs) takeStatus(state, pod)
    else {
      podsWithNews[left++] = pod
      if (isLastStep) awaitLook(state, pods.node[pod], pods.statusTakenUs[pod])
    }
  }
  podsWithNews.length = left
}

/** The writer of a node looks then: one turn for all of its pods. */
function awaitLook(state: ClusterState, node: NodeId, timeUs: number): void {
  const { writerTurnUs } = state.node
  if (writerTurnUs[node] === timeUs) return
  writerTurnUs[node] = timeUs
  schedule(state, EventKind.WriterTurn, 0, timeUs, 0)
}

/** The API has what the status is now when the write is through. */
function takeStatus(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  const hasRestarted = (pods.hasNews[pod] & News.Restart) !== 0
  const isOfJob = state.workload.hasReplicaSet[pods.workload[pod]] === 0
  const code = statusCode(pods.heldPhase[pod], pods.heldIsReady[pod] === 1)
  pods.hasNews[pod] = 0
  if (code === pods.takenStatus[pod] && !(hasRestarted && isOfJob)) return
  pods.takenStatus[pod] = code
  const writtenUs = pods.statusWriteAtUs[pod] + state.overheads.statusWriteUs
  schedule(state, EventKind.StatusWritten, pod, writtenUs, code)
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

/** The API has had the status of the pod from before the run. */
export function writtenBefore(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  pods.heldPhase[pod] = pods.phase[pod]
  pods.heldIsReady[pod] = pods.isReady[pod]
  pods.takenStatus[pod] = statusCode(pods.phase[pod], pods.isReady[pod] === 1)
  storeStatus(state, pod, pods.takenStatus[pod])
}
