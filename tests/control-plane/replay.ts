/**
 * The control plane of the engine with a fake kubelet: pods become what a trace says, as long after their creation as there. The
 * engine's own kubelets do nothing.
 */

import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import type { Dispatch } from '../../engine/kernel/event-loop.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState, PodId } from '../../engine/model/cluster-state.ts'
import { PodPhase, PodStage } from '../../engine/model/codes.ts'
import { ApiCall, ApiClient } from '../../engine/model/control/api-client.ts'
import { Controller } from '../../engine/model/control/controller.ts'
import { PodMark } from '../../engine/model/control/pod-mark.ts'
import { onStatusWritten, podChanged } from '../../engine/model/control/pod-watch.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import { EventKind } from '../../engine/model/event-table.ts'
import { statusCode } from '../../engine/model/node/status/status-writer.ts'

/** What becomes of a pod, in seconds after its creation; of its end after its deletion. */
export type PodLife = {
  readonly running?: number
  readonly ready?: number
  readonly failed?: number
  readonly gone?: number
}

export type Replayed = {
  readonly state: ClusterState
  /** In seconds, by pod. */
  readonly created: readonly number[]
  readonly deleting: readonly number[]
  readonly failed: readonly number[]
  /** Each status of the first workload: when, active, ready. */
  readonly statuses: readonly (readonly [at: number, active: number, ready: number])[]
}

type Change = { readonly atUs: number; readonly pod: PodId; readonly what: keyof PodLife }

/** Fitted: how long batches of 1, 2, 4, 8 and 16 creations took. */
const slowerEach = 0.25
/** Measured: from the end of one event to the call of the next 2 to 9 ms, some of it while nothing waits. */
const eventPauseUs = 3000

const controlKinds: readonly number[] = [
  EventKind.FaultBegin,
  EventKind.WorkloadCreate,
  EventKind.ControllerTurn,
  EventKind.ControllerStep,
  EventKind.ControllerWake,
  EventKind.PodCreate,
  EventKind.PodDelete,
  EventKind.EventSent,
  EventKind.PodChanged,
  EventKind.PodSeen,
  EventKind.DeploymentSeen,
  EventKind.ReplicaSetSeen,
]

/** @param lifeOf of a pod, by the number of its creation. */
export function replay(spec: ClusterSpec, lifeOf: (creation: number) => PodLife): Replayed {
  const state = buildState(spec, {
    replication: 0,
    trace: new EventTrace(),
    sink: undefined,
    keepsStarts: false,
  })
  for (const { id, rule } of state.controllers)
    (state.controllers as Controller[])[id] = new Controller(
      id,
      rule,
      new BusyClient(spec.controlPlane.controllers),
    )
  const created: number[] = []
  const deleting: number[] = []
  const failed: number[] = []
  const statuses: [number, number, number][] = []
  const changes: Change[] = []
  let known = 0
  const { events } = state

  const add = (pod: PodId, what: keyof PodLife, delay: number | undefined): void => {
    if (delay === undefined) return
    const atUs = Math.round(state.nowUs + delay * 1e6)
    // The next one last.
    let place = changes.length
    while (place > 0 && changes[place - 1].atUs <= atUs) place--
    changes.splice(place, 0, { atUs, pod, what })
  }
  const look = (): void => {
    const { pod: pods, workload: workloads, sets } = state
    const now = state.nowUs / 1e6
    for (; known < workloads.created[0]; known++) {
      const life = lifeOf(known)
      created[known] = now
      for (const what of ['running', 'ready', 'failed'] as const) add(known, what, life[what])
    }
    const mayDelete = events.kind === EventKind.PodDelete || events.kind === EventKind.FaultBegin
    for (let pod = 0; mayDelete && pod < known; pod++) {
      if (deleting[pod] !== undefined || pods.stage[pod] < PodStage.Deleting) continue
      deleting[pod] = now
      add(pod, 'gone', lifeOf(pod).gone)
    }
    const [, active, ready] = statuses.at(-1) ?? [0, 0, 0]
    const status = sets.api[0]?.status
    if (status !== undefined && (status.replicas !== active || status.ready !== ready))
      statuses.push([now, status.replicas, status.ready])
  }
  const change = ({ pod, what }: Change): void => {
    const { pod: pods } = state
    if (what === 'gone') {
      pods.stage[pod] = PodStage.Gone
      podChanged(state, pod, PodMark.Gone)
      return
    }
    const isReady = what === 'ready' || (what === 'running' && pods.apiIsReady[pod] === 1)
    if (what === 'ready') pods.takenReadyAtUs[pod] = state.nowUs
    if (what === 'failed') failed[pod] = state.nowUs / 1e6
    onStatusWritten(
      state,
      pod,
      statusCode(what === 'failed' ? PodPhase.Failed : PodPhase.Running, isReady, true),
    )
  }

  const handle: Dispatch = (kind, ...event) => {
    if (controlKinds.includes(kind)) dispatch(state, kind, ...event)
  }
  look()
  for (;;) {
    const next = changes.at(-1)
    if (events.runUntil(Math.min(spec.durationUs, next?.atUs ?? Infinity), handle, 1) === 0) {
      if (next === undefined || next.atUs >= spec.durationUs) break
      changes.pop()
      state.nowUs = next.atUs
      change(next)
    }
    look()
  }
  return { state, created, deleting, failed, statuses }
}

/**
 * The measured server shared two cores with its clients: a call is slower by a quarter for each other call of the client that is under way.
 */
export class BusyClient extends ApiClient {
  private endsUs: number[] = []

  protected override lengthUs(state: ClusterState, call: number, workload: number, atUs: number): number {
    this.endsUs = this.endsUs.filter((endUs) => endUs > atUs)
    const isEvent = call === ApiCall.PostEvent || call === ApiCall.PatchEvent
    const factor = 1 + slowerEach * this.endsUs.length
    const lengthUs = Math.round(super.lengthUs(state, call, workload, atUs) * factor)
    this.endsUs.push(atUs + lengthUs)
    return lengthUs + (isEvent ? eventPauseUs : 0)
  }
}
