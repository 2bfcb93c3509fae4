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
import { isInTouch } from '../../in-touch.ts'
import { schedule } from '../../lanes.ts'
import { profileOfNode } from '../../version-profile.ts'

/** A write is two calls, each of which takes a token of the client's limit. */
const callsPerWrite = 2

/** What changes in a status. Of one instant they have an effect that does not depend on their order. */
export const Change = { Any: 0, ReadyFlips: 1, Restart: 2, AddressFlips: 3, Phase: 4 } as const
const changesPerPod = Change.Phase + 4
/** Changes that one step through a window works off, at least: enough to be worth a look at all pods that wait. */
const changesPerStep = 1024
/** A status as one number: the phase, whether the pod has an address, and whether it is Ready. */
const codesPerPhase = 4
/** More than there are statuses. */
const codes = 64
/** A status does not say that its pod has become ready. */
const noTime = -1

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

/** Whether a controller watches the pod, and reads this of it: only that of Jobs counts restarts. */
function isRead(state: ClusterState, pod: PodId, change: number): boolean {
  const { pod: pods, workload: workloads } = state
  if (workloads.isWatched[pods.workload[pod]] === 0) return false
  return change !== Change.Restart || isOfJob(state, pod)
}

function isOfJob({ needs, jobPod }: ClusterState, pod: PodId): boolean {
  return needs.jobs && jobPod.job[pod] >= 0
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

/**
 * L8: a new kubelet process has a writer that is free, with all of its tokens; one that is cut off, when it reaches the API. Simplified: what the
 * old one had still to write is written.
 */
export function renewWriter(state: ClusterState, node: NodeId): void {
  writeUntil(state, state.nowUs)
  if (isInTouch(state, node)) resumeWriter(state, node)
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
  if (change === Change.ReadyFlips) {
    pods.heldIsReady[pod] ^= 1
    pods.heldReadyAtUs[pod] = timeUs
  } else if (change === Change.AddressFlips) pods.heldHasAddress[pod] ^= 1
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
  const freeUs = Math.max(timeUs, nodes.writerFreeAtUs[node])
  const atUs = nextWriteUs(state, node, freeUs)
  pods.statusWriteAtUs[pod] = atUs
  if (atUs < state.spec.durationUs)
    state.metrics.api.statusWritten(pods.workload[pod], node, atUs, atUs - freeUs)
}

function writeUs({ overheads, apiFactor }: ClusterState): number {
  return Math.round(overheads.statusWriteUs * apiFactor)
}

/** When a write begins for which the writer is free then. */
function nextWriteUs(state: ClusterState, node: NodeId, freeUs: number): number {
  const { node: nodes } = state
  const { apiQps, apiBurst } = profileOfNode(state, node)
  const spanUs = (callsPerWrite * usPerSecond) / apiQps
  const atUs = tokenAtUs(nodes.apiFullAtUs[node], freeUs, spanUs, apiBurst / callsPerWrite)
  nodes.apiFullAtUs[node] = fullAfterUs(nodes.apiFullAtUs[node], atUs, spanUs)
  nodes.writerFreeAtUs[node] = atUs + writeUs(state)
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
      if (isLastStep && pods.statusTakenUs[pod] < Infinity)
        awaitLook(state, pods.node[pod], pods.statusTakenUs[pod])
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
  const code = heldCode(state, pod)
  pods.hasNews[pod] = 0
  // One that has been unready and is ready again since the last look has a new lastTransitionTime.
  const isReadyAnew = (code & 1) === 1 && pods.heldReadyAtUs[pod] > pods.takenReadyAtUs[pod]
  if (code === pods.takenStatus[pod] && !hasRestarted && !isReadyAnew) return
  if (isOfJob(state, pod)) state.jobPod.takenRestarts[pod] = restartsOf(state, pod)
  const becomesReady = isReadyAnew || (code & ~pods.takenStatus[pod] & 1) === 1
  pods.takenStatus[pod] = code
  if (becomesReady) pods.takenReadyAtUs[pod] = pods.heldReadyAtUs[pod]
  const writtenUs = pods.statusWriteAtUs[pod] + writeUs(state)
  // Another status of the pod may be taken before this one is through.
  const slot = becomesReady ? state.readyTimes.keep(pods.heldReadyAtUs[pod]) : noTime
  schedule(state, EventKind.StatusWritten, pod, writtenUs, code + codes * (slot + 1))
}

function restartsOf({ pod: pods, container: containers }: ClusterState, pod: PodId): number {
  let restarts = 0
  for (let container = pods.firstContainer[pod]; container < pods.endContainer[pod]; container++)
    restarts += Math.max(0, containers.statusIncarnation[container])
  return restarts
}

/** The API cannot be reached from the node any more: what its writer has not begun to write waits. */
export function stopWriter({ node: nodes }: ClusterState, node: NodeId): void {
  nodes.writerFreeAtUs[node] = Infinity
}

/** What the writer of a stopped node has queued of this pod waits with it. */
export function holdStatus({ pod: pods, nowUs }: ClusterState, pod: PodId): void {
  if (pods.statusTakenUs[pod] >= nowUs) pods.statusTakenUs[pod] = Infinity
}

/** The API can be reached again; `queueHeld` and `queueAnew` of its pods follow. */
export function resumeWriter({ node: nodes, nowUs }: ClusterState, node: NodeId): void {
  nodes.writerFreeAtUs[node] = nowUs
  nodes.writerLookUs[node] = -1
  nodes.apiFullAtUs[node] = nowUs
}

/** Whether a write that is through now began before the node fell silent. */
export function isHeard(state: ClusterState, node: NodeId): boolean {
  return !(state.nowUs - writeUs(state) >= state.node.silentSinceUs[node])
}

/** What has changed of the pod while the API could not be reached is written now. */
export function queueHeld(state: ClusterState, pod: PodId): void {
  if (state.pod.statusTakenUs[pod] === Infinity) queueNow(state, pod)
}

/** A kubelet that has lost what it knew writes the status of the pod as it finds it. */
export function queueAnew(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  if (pods.stage[pod] === PodStage.Gone) return
  pods.heldPhase[pod] = pods.phase[pod]
  pods.heldIsReady[pod] = pods.isReady[pod]
  holdAddress(state, pod)
  findDifference(state, pod)
  queueNow(state, pod)
}

function queueNow(state: ClusterState, pod: PodId): void {
  if (state.pod.stage[pod] === PodStage.Gone) return
  queueWrite(state, pod, state.nowUs)
  awaitTurn(state, state.nowUs)
}

/** N10: the API holds something else than the kubelet, which writes its status again. */
export function reconcile(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  if (heldCode(state, pod) === apiCode(state, pod) || pods.hasNews[pod] !== 0) return
  findDifference(state, pod)
  queueNow(state, pod)
}

/** What the writer takes next it compares with what is in the API, and not with what it wrote last. */
function findDifference(state: ClusterState, pod: PodId): void {
  const { pod: pods, workload: workloads } = state
  if (workloads.isWatched[pods.workload[pod]] === 0) return
  pods.takenStatus[pod] = apiCode(state, pod)
  if (pods.hasNews[pod] === 0) state.podsWithNews.push(pod)
  pods.hasNews[pod] = News.Status
}

function apiCode({ pod: pods }: ClusterState, pod: PodId): number {
  return statusCode(pods.apiPhase[pod], pods.apiIsReady[pod] === 1, pods.apiHasAddress[pod] === 1)
}

/** A status as one number, for `storeStatus`. */
export function statusCode(phase: number, isReady: boolean, hasAddress: boolean): number {
  return phase * codesPerPhase + (hasAddress ? 2 : 0) + (isReady ? 1 : 0)
}

/** The API has this status, as one number, of the pod now: with the number of the time at which it became ready, or as of now. */
export function storeStatus(state: ClusterState, pod: PodId, stamp: number): void {
  const { pod: pods } = state
  const slot = Math.floor(stamp / codes) - 1
  const readyUs = slot === noTime ? state.nowUs : state.readyTimes.take(slot)
  const code = stamp % codes
  pods.apiPhase[pod] = Math.floor(code / codesPerPhase)
  const isReady = code & 1
  if (isReady === 1 && (slot !== noTime || pods.apiIsReady[pod] === 0)) pods.apiReadySinceUs[pod] = readyUs
  pods.apiIsReady[pod] = isReady
  pods.apiHasAddress[pod] = (code >> 1) & 1
}

/** A status that the API never gets: the time in it is free. */
export function dropStatus(state: ClusterState, stamp: number): void {
  const slot = Math.floor(stamp / codes) - 1
  if (slot !== noTime) state.readyTimes.take(slot)
}

/** Of a pod that no Service selects nobody asks for its address. */
function holdAddress({ pod: pods, workload }: ClusterState, pod: PodId): void {
  pods.heldHasAddress[pod] = workload.isSelected[pods.workload[pod]] === 1 ? pods.hasAddress[pod] : 0
}

function heldCode({ pod: pods }: ClusterState, pod: PodId): number {
  return statusCode(pods.heldPhase[pod], pods.heldIsReady[pod] === 1, pods.heldHasAddress[pod] === 1)
}

/** The API has had the status of the pod from before the run. */
export function writtenBefore(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  pods.heldPhase[pod] = pods.phase[pod]
  pods.heldIsReady[pod] = pods.isReady[pod]
  holdAddress(state, pod)
  pods.takenStatus[pod] = heldCode(state, pod)
  storeStatus(state, pod, pods.takenStatus[pod])
  // Nobody knows since when.
  pods.apiReadySinceUs[pod] = Number.NaN
}
