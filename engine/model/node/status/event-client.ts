/**
 * The client with which a kubelet sends its events, and when its limit lets it (A8 iv). Nothing reads them in the model, and a probe
 * run that will fail is told of before it ends: so a stretch of time is worked off when it is over, in order of time.
 * Source: kubernetes v1.35 staging/src/k8s.io/client-go/tools/record/event.go.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import { fullAfterUs, tokenAtUs } from '../../../kernel/token-bucket.ts'
import type { ClusterState, NodeId, PodId } from '../../cluster-state.ts'
import { profileOfNode } from '../../version-profile.ts'

/** A8: so many events wait to be sent; what exceeds them is lost. Source: as above, maxQueuedEvents. */
const queuedEventsMax = 1000

/** The spam filter let an event pass, which happens then. */
export function noteEvent(state: ClusterState, pod: PodId, timeUs: number): void {
  state.unsentEvents.add(timeUs, pod)
}

/** Sends what there was to send before that time. All lanes must have come as far. */
export function sendEventsUntil(state: ClusterState, endUs: number): void {
  const { unsentEvents } = state
  while (unsentEvents.takeBefore(endUs)) sendEvent(state, unsentEvents.code, unsentEvents.timeUs)
  unsentEvents.end(endUs)
}

/** L8: a new kubelet process has a client with all of its tokens. Simplified: what the old one had still to send is sent. */
export function renewEventClient(state: ClusterState, node: NodeId): void {
  sendEventsUntil(state, state.nowUs)
  state.node.eventsFullAtUs[node] = state.nowUs
}

function sendEvent(state: ClusterState, pod: PodId, timeUs: number): void {
  const { node: nodes, pod: pods, metrics } = state
  const node = pods.node[pod]
  const { eventQps, eventBurst } = profileOfNode(state, node)
  const spanUs = usPerSecond / eventQps
  const atUs = tokenAtUs(nodes.eventsFullAtUs[node], timeUs, spanUs, eventBurst)
  if (atUs - timeUs > queuedEventsMax * spanUs) {
    metrics.api.eventDropped(pods.workload[pod], timeUs)
    return
  }
  nodes.eventsFullAtUs[node] = fullAfterUs(nodes.eventsFullAtUs[node], atUs, spanUs)
  if (atUs < state.spec.durationUs) metrics.api.eventSent(pods.workload[pod], atUs, atUs - timeUs)
}
