/**
 * A controller's client: one token bucket for all its calls, events too, first come first served (Z20), and how long a call takes.
 */

import type { ClientLimit } from '../../contract/cluster-spec.ts'
import { usPerSecond } from '../../kernel/time.ts'
import { fullAfterUs, tokenAtUs } from '../../kernel/token-bucket.ts'
import type { ClusterState, NodeId } from '../cluster-state.ts'
import { drawCallUs } from '../draw.ts'
import { EventKind } from '../event-table.ts'
import { schedule } from '../lanes.ts'
import { ClientLoad } from '../metrics/client-load.ts'
import type { ControllerRule } from './controller.ts'
import { EventCall, EventSink } from './event-sink.ts'

/** What a call is about; counted by it. */
export const ApiCall = {
  CreatePod: 0,
  DeletePod: 1,
  WriteStatus: 2,
  PostEvent: 3,
  PatchEvent: 4,
  /** Of an object that is no pod. */
  Create: 5,
  Update: 6,
  Delete: 7,
  /** Any object. */
  Get: 8,
  /** Takes the finalizer off a pod. */
  PatchPod: 9,
  GetNode: 10,
  PatchNode: 11,
  WriteNodeStatus: 12,
  GetPod: 13,
  WritePodStatus: 14,
  PatchPodStatus: 15,
  BindPod: 16,
} as const
const apiCalls = Object.keys(ApiCall).length

/** What a call or an event is about, where that is a node and no workload. */
export function aboutNode(node: NodeId): number {
  return -1 - node
}

/**
 * Share of a call after which the server has done what it asks for, and watches hear of it; the rest is the way of the answer. Fitted to how often genuine
 * controllers know of what they have done before they are told (`tests/control-plane`).
 */
export const doneShare = 0.65

export class ApiClient {
  readonly events = new EventSink()
  /** Calls within the run, and how long they waited for their tokens. */
  readonly load = new ClientLoad(apiCalls)
  /** Calls so far, by `ApiCall`. */
  readonly calls = new Float64Array(apiCalls)
  /** When the server has done what the newest call asks for: its caller knows when the call is through. */
  doneUs = 0.5
  private readonly spanUs: number
  private readonly burst: number
  private fullAtUs = 0
  /** When the newest call began. */
  calledAtUs = 0.5

  constructor({ qps, burst }: ClientLimit) {
    this.spanUs = usPerSecond / qps
    this.burst = burst
  }

  /**
   * Makes a call about an object, now or then; returns when it is through.
   * @param about a workload, a Service behind all of them (`serviceObject`), or `aboutNode`.
   */
  call(state: ClusterState, call: number, about: number, fromUs = state.nowUs): number {
    const atUs = tokenAtUs(this.fullAtUs, fromUs, this.spanUs, this.burst)
    this.fullAtUs = fullAfterUs(this.fullAtUs, fromUs, this.spanUs)
    this.calledAtUs = atUs
    this.calls[call]++
    this.load.called(state.spec, call, atUs, atUs - fromUs)
    const lengthUs = this.lengthUs(state, call, about, atUs)
    this.doneUs = atUs + Math.round(doneShare * lengthUs)
    return atUs + lengthUs
  }

  /** A call of which only the count matters. */
  count({ spec }: ClusterState, call: number, atUs: number, waitedUs: number): void {
    this.calls[call]++
    this.load.called(spec, call, atUs, waitedUs)
  }

  /** How long a call takes that begins at that time. */
  protected lengthUs(state: ClusterState, call: number, about: number, _atUs: number): number {
    const { streams, spec } = state
    if (call === ApiCall.PostEvent || call === ApiCall.PatchEvent) {
      const firstNode = spec.workloads.length + spec.services.length
      return drawCallUs(state, streams.event, about >= 0 ? about : firstNode + aboutNode(about))
    }
    return about >= 0
      ? drawCallUs(state, streams.control, about)
      : drawCallUs(state, streams.lease, aboutNode(about))
  }
}

/**
 * The controller tells of one of its objects: a key of it; or, if its rule says so, a pod, or `aboutNode`.
 * @param detail what the message names beside: a pod, a Job, a `JobReason`.
 */
export function tell(
  state: ClusterState,
  controller: number,
  object: number,
  reason: number,
  detail = -1,
): void {
  const { events } = state.controllers[controller].client
  events.add(object, reason, detail, state.nowUs)
  if (!events.isSending) onEventSent(state, controller)
}

/** Its client is free for the next event. */
export function onEventSent(state: ClusterState, controller: number): void {
  const { client, rule } = state.controllers[controller]
  const { events } = client
  if (events.isSending) state.eventLog?.ofControllers.note(controller, events)
  const call = events.next(state.nowUs)
  events.isSending = call >= 0
  if (call < 0) return
  const kind = call === EventCall.Post ? ApiCall.PostEvent : ApiCall.PatchEvent
  const atUs = client.call(state, kind, subjectOf(state, rule, events.object))
  schedule(state, EventKind.EventSent, controller, atUs, 0)
}

/** What the call about an event is about. */
function subjectOf(state: ClusterState, rule: ControllerRule, object: number): number {
  if (rule.tellsOfPods === true) return object >= 0 ? state.pod.workload[object] : object
  return rule.workloadOf?.(state, object) ?? object
}
