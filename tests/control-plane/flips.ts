/** The controllers of Services of the engine, with pods whose readiness flips in the API at given times. The engine's kubelets do nothing. */
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import type { Dispatch } from '../../engine/kernel/event-loop.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState } from '../../engine/model/cluster-state.ts'
import { PodPhase } from '../../engine/model/codes.ts'
import { ApiClient } from '../../engine/model/control/api-client.ts'
import { Controller, ControllerId } from '../../engine/model/control/controller.ts'
import { onStatusWritten } from '../../engine/model/control/pod-watch.ts'
import { ServiceStage } from '../../engine/model/control/service-endpoints.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import { controllerOf, EventKind, keyOf } from '../../engine/model/event-table.ts'
import { statusCode } from '../../engine/model/node/status/status-writer.ts'

/** A pod becomes unready; times are seconds. */
export type Flip = { readonly at: number; readonly pod: number }
/** A write of a Service's slices, or of its Endpoints object: when the API has it. `pods` are shown as they are by then. */
export type Write = { readonly at: number; readonly service: number }

export type FlipReplay = {
  readonly state: ClusterState
  readonly slices: readonly Write[]
  readonly endpoints: readonly Write[]
  /** By pod: when a slice shows it unready, of the Service that does so last. */
  readonly shownAt: ReadonlyMap<number, number>
}

/** How much slower a call is for each other one that is under way: of some twenty the server is full, and others wait. */
const slowerEach = 0.25
const fullAt = 20
const slowerEachWaiting = 0.03

const controlKinds: readonly number[] = [
  EventKind.ControllerTurn,
  EventKind.ControllerStep,
  EventKind.ControllerWake,
  EventKind.PodSeen,
]

/** @param flips in order; those after a time are requests that the server has before it, as all came at once, if `isBurst`. */
export function replayFlips(spec: ClusterSpec, flips: readonly Flip[], isBurst: boolean): FlipReplay {
  const state = buildState(spec, {
    replication: 0,
    trace: new EventTrace(),
    sink: undefined,
    keepsStarts: false,
  })
  const underWay = (atUs: number): number => (isBurst ? flips.filter(({ at }) => at * 1e6 > atUs).length : 0)
  for (const id of [ControllerId.Endpoints, ControllerId.EndpointSlice]) {
    const { rule } = state.controllers[id]
    const client = new SharedServerClient(spec.controlPlane.controllers, underWay)
    ;(state.controllers as Controller[])[id] = new Controller(id, rule, client)
  }
  const slices: Write[] = []
  const endpoints: Write[] = []
  const shownAt = new Map<number, number>()
  const handle: Dispatch = (kind, entity, ...event) => {
    if (!controlKinds.includes(kind)) return
    const isStep = kind === EventKind.ControllerStep
    const service = state.services[keyOf(entity)]
    const isSlice = isStep && controllerOf(entity) === ControllerId.EndpointSlice
    const isWriting =
      isStep && (isSlice ? service.slicesSync : service.addressesSync).stage === ServiceStage.Write
    const write = isSlice && isWriting ? service.writes.at(-1) : undefined
    dispatch(state, kind, entity, ...event)
    if (!isWriting) return
    const at = state.nowUs / 1e6
    ;(isSlice ? slices : endpoints).push({ at, service: keyOf(entity) })
    for (const { endpoint } of write?.changes ?? []) shownAt.set(endpoint.pod, at)
  }
  // Flips of many clients reach the server out of their order.
  for (const { at, pod } of flips.toSorted((a, b) => a.at - b.at)) {
    state.events.runUntil(Math.round(at * 1e6), handle, Infinity)
    state.nowUs = Math.round(at * 1e6)
    onStatusWritten(state, pod, statusCode(PodPhase.Running, false, true))
  }
  state.events.runUntil(spec.durationUs, handle, Infinity)
  return { state, slices, endpoints, shownAt }
}

/** The measured server shared two cores with its clients, and answered the requests of the test's own client beside those of controllers. */
class SharedServerClient extends ApiClient {
  private endsUs: number[] = []
  private readonly underWay: (atUs: number) => number

  constructor(limit: ClusterSpec['controlPlane']['controllers'], underWay: (atUs: number) => number) {
    super(limit)
    this.underWay = underWay
  }

  protected override lengthUs(state: ClusterState, call: number, object: number, atUs: number): number {
    this.endsUs = this.endsUs.filter((endUs) => endUs > atUs)
    const others = this.endsUs.length + this.underWay(atUs)
    const factor =
      1 + slowerEach * Math.min(others, fullAt) + slowerEachWaiting * Math.max(0, others - fullAt)
    const lengthUs = Math.round(super.lengthUs(state, call, object, atUs) * factor)
    this.endsUs.push(atUs + lengthUs)
    return lengthUs
  }
}
