/**
 * A controller's client: one token bucket for all its calls, events too, first come first served (Z20), and how long a call takes.
 */

import type { ClientLimit } from '../../contract/cluster-spec.ts'
import { usPerSecond } from '../../kernel/time.ts'
import { fullAfterUs, tokenAtUs } from '../../kernel/token-bucket.ts'
import type { ClusterState, WorkloadId } from '../cluster-state.ts'
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
  BindPod: 5,
} as const
const apiCalls = 6

export class ApiClient {
  readonly events = new EventSink()
  /** Calls so far, by `ApiCall`. */
  readonly calls = new Float64Array(apiCalls)
  private readonly spanUs: number
  private readonly burst: number
  private fullAtUs = 0
  /** When the newest call began. */
  calledAtUs = 0.5

  constructor({ qps, burst }: ClientLimit) {
    this.spanUs = usPerSecond / qps
    this.burst = burst
  }

  /** Makes a call about a workload, now or then; returns when the server has done what it asks for. */
  call(state: ClusterState, call: number, workload: WorkloadId, fromUs = state.nowUs): number {
    const atUs = tokenAtUs(this.fullAtUs, fromUs, this.spanUs, this.burst)
    this.fullAtUs = fullAfterUs(this.fullAtUs, fromUs, this.spanUs)
    this.calledAtUs = atUs
    this.calls[call]++
    return atUs + this.lengthUs(state, call, workload, atUs)
  }

  /** How long a call takes that begins at that time. */
  protected lengthUs(state: ClusterState, _call: number, workload: WorkloadId, _atUs: number): number {
    return drawUs(state, state.overheads.apiRoundTrip, state.streams.control, workload)
  }
}

/** The controller tells of a workload. */
export function tell(state: ClusterState, controller: number, workload: WorkloadId, reason: number): void {
  const { events } = state.controllers[controller].client
  events.add(workload, reason)
  if (!events.isSending) onEventSent(state, controller)
}

/** Its client is free for the next event. */
export function onEventSent(state: ClusterState, controller: number): void {
  const { client } = state.controllers[controller]
  const { events } = client
  const call = events.next(state.nowUs)
  events.isSending = call >= 0
  if (call < 0) return
  const kind = call === EventCall.Post ? ApiCall.PostEvent : ApiCall.PatchEvent
  const atUs = client.call(state, kind, events.object)
  schedule(state, EventKind.EventSent, controller, atUs, 0)
}
