/**
 * A controller's client: one token bucket for all its calls, events too, first come first served (Z20), and how long a call takes.
 */

import type { ClientLimit } from '../../contract/cluster-spec.ts'
import { usPerSecond } from '../../kernel/time.ts'
import { fullAfterUs, tokenAtUs } from '../../kernel/token-bucket.ts'
import type { ClusterState, NodeId } from '../cluster-state.ts'
import { drawUs } from '../draw.ts'
import { EventKind } from '../event-table.ts'
import { schedule } from '../lanes.ts'
import { EventCall, EventSink } from './event-sink.ts'

/** What a call is about; counted by it. */
export const ApiCall = {
  CreatePod: 0,
  DeletePod: 1,
  WriteStatus: 2,
  PostEvent: 3,
  PatchEvent: 4,
  GetNode: 5,
  PatchNode: 6,
  WriteNodeStatus: 7,
  GetPod: 8,
  WritePodStatus: 9,
  PatchPodStatus: 10,
} as const
const apiCalls = Object.keys(ApiCall).length

/** What a call or an event is about, where that is a node and no workload. */
export function aboutNode(node: NodeId): number {
  return -1 - node
}

export class ApiClient {
  readonly events = new EventSink()
  /** Calls so far, by `ApiCall`. */
  readonly calls = new Float64Array(apiCalls)
  private readonly spanUs: number
  private readonly burst: number
  private fullAtUs = 0

  constructor({ qps, burst }: ClientLimit) {
    this.spanUs = usPerSecond / qps
    this.burst = burst
  }

  /** Makes a call now; returns when the server has done what it asks for. @param about a workload, or `aboutNode`. */
  call(state: ClusterState, call: number, about: number): number {
    const { nowUs } = state
    const atUs = tokenAtUs(this.fullAtUs, nowUs, this.spanUs, this.burst)
    this.fullAtUs = fullAfterUs(this.fullAtUs, nowUs, this.spanUs)
    this.calls[call]++
    return atUs + this.lengthUs(state, call, about, atUs)
  }

  /** How long a call takes that begins at that time. */
  protected lengthUs(state: ClusterState, _call: number, about: number, _atUs: number): number {
    const { overheads, streams } = state
    if (about >= 0) return drawUs(state, overheads.apiRoundTrip, streams.control, about)
    return drawUs(state, overheads.apiRoundTrip, streams.lease, aboutNode(about))
  }
}

/** The controller tells of an object: a workload; or, if its rule says so, a pod, or `aboutNode`. */
export function tell(state: ClusterState, controller: number, object: number, reason: number): void {
  const { events } = state.controllers[controller].client
  events.add(object, reason)
  if (!events.isSending) onEventSent(state, controller)
}

/** Its client is free for the next event. */
export function onEventSent(state: ClusterState, controller: number): void {
  const { client, rule } = state.controllers[controller]
  const { events } = client
  const call = events.next(state.nowUs)
  events.isSending = call >= 0
  if (call < 0) return
  const kind = call === EventCall.Post ? ApiCall.PostEvent : ApiCall.PatchEvent
  const isPod = rule.tellsOfPods === true && events.object >= 0
  const atUs = client.call(state, kind, isPod ? state.pod.workload[events.object] : events.object)
  schedule(state, EventKind.EventSent, controller, atUs, 0)
}
