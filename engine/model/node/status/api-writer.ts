/**
 * What a kubelet writes to the API about its pods, and when its limits let it: statuses by the status manager (R1), events
 * by the event client (A8 iv). Rules only say what there is to write; nothing of it acts on a pod, so a stretch of time is
 * worked off when it is over, in order of time.
 * Source: kubernetes v1.35 pkg/kubelet/status/status_manager.go, Start, syncBatch and syncPod.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, NodeId, PodId } from '../../cluster-state.ts'
import { PodStage } from '../../codes.ts'
import { profileOfNode } from '../../version-profile.ts'

/** A8: so many events wait to be sent; what exceeds them is lost. Source: client-go tools/record/event.go, maxQueuedEvents. */
const queuedEventsMax = 1000

/** What there is to write: with the pod, the code of a fact in the log. */
const Write = { Status: 0, Event: 1 } as const
const writeKinds = 2

/** Codes that `writes` of a state holds. */
export function writeCodes(pods: number): number {
  return pods * writeKinds
}

/** The status of the pod in the status manager changed now. A pod that has left the API has none there. */
export function noteStatusChange(state: ClusterState, pod: PodId): void {
  const { pod: pods, nowUs } = state
  if (pods.statusChangedAtUs[pod] === nowUs || pods.stage[pod] === PodStage.Gone) return
  pods.statusChangedAtUs[pod] = nowUs
  state.writes.add(nowUs, pod * writeKinds + Write.Status)
}

/** The spam filter let an event pass, which happens then. */
export function noteEvent(state: ClusterState, pod: PodId, timeUs: number): void {
  state.writes.add(timeUs, pod * writeKinds + Write.Event)
}

/** Works off what there was to write before that time. All pods must have come as far. */
export function writeUntil(state: ClusterState, endUs: number): void {
  state.writes.drain(endUs, (timeUs, code) => {
    const pod = Math.floor(code / writeKinds)
    const node = state.pod.node[pod]
    if (code % writeKinds === Write.Status) writeStatus(state, node, pod, timeUs)
    else sendEvent(state, node, pod, timeUs)
  })
}

/**
 * R1: one writer per node, one write at a time: GET and PATCH, each of which takes a token of the client's limit. A change
 * that comes before the write of the one before has begun is written with it.
 */
function writeStatus(state: ClusterState, node: NodeId, pod: PodId, timeUs: number): void {
  const { node: nodes, pod: pods } = state
  if (timeUs <= pods.statusWriteAtUs[pod]) return
  const { apiQps, apiBurst } = profileOfNode(state, node)
  const spanUs = (2 * usPerSecond) / apiQps
  const freeUs = Math.max(timeUs, nodes.writerFreeAtUs[node])
  const atUs = tokenAtUs(nodes.apiFullAtUs[node], freeUs, spanUs, apiBurst / 2)
  nodes.apiFullAtUs[node] = Math.max(nodes.apiFullAtUs[node], atUs) + spanUs
  nodes.writerFreeAtUs[node] = atUs + state.overheads.statusWriteUs
  pods.statusWriteAtUs[pod] = atUs
  if (atUs < state.spec.durationUs) state.metrics.api.statusWritten(pods.workload[pod], node, atUs)
}

/** A8 iv: the event client's own limit, with a queue before it. */
function sendEvent(state: ClusterState, node: NodeId, pod: PodId, timeUs: number): void {
  const { node: nodes, pod: pods, metrics } = state
  const { eventQps, eventBurst } = profileOfNode(state, node)
  const spanUs = usPerSecond / eventQps
  const atUs = tokenAtUs(nodes.eventsFullAtUs[node], timeUs, spanUs, eventBurst)
  if (atUs - timeUs > queuedEventsMax * spanUs) {
    metrics.api.eventDropped(pods.workload[pod], timeUs)
    return
  }
  nodes.eventsFullAtUs[node] = Math.max(nodes.eventsFullAtUs[node], atUs) + spanUs
  if (atUs < state.spec.durationUs) metrics.api.eventSent(pods.workload[pod], atUs)
}

/**
 * When a token bucket has a token for a request of that time.
 * @param fullAtUs when the bucket will be full.
 * @param spanUs from one token to the next.
 * @param burst tokens in a full bucket.
 */
function tokenAtUs(fullAtUs: number, timeUs: number, spanUs: number, burst: number): number {
  return Math.max(timeUs, Math.ceil(fullAtUs - (Math.max(1, burst) - 1) * spanUs))
}
