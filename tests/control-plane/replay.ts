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
import type { DeploymentStatus } from '../../engine/model/control/deployments/objects.ts'
import { PodMark } from '../../engine/model/control/pod-mark.ts'
import { onStatusWritten, podChanged } from '../../engine/model/control/pod-watch.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import { EventKind } from '../../engine/model/event-table.ts'
import { statusCode } from '../../engine/model/node/status/status-writer.ts'
import { eventPauseUs } from './api-law.ts'
import { paceOf } from './pace.ts'

/** What becomes of a pod, in seconds after its creation; its terminal phase and its end after its deletion. */
export type PodLife = {
  readonly running?: number
  readonly ready?: number
  readonly unready?: number
  readonly failed?: number
  readonly ended?: number
  readonly gone?: number
}

export type Replayed = {
  readonly state: ClusterState
  /** In seconds, by pod. */
  readonly created: readonly number[]
  readonly deleting: readonly number[]
  readonly failed: readonly number[]
  /** Changes of pods as the API had them, in order; its template is the pod's. */
  readonly pods: readonly PodChange[]
  /** Each status of the first workload's first ReplicaSet: when, active, ready. */
  readonly statuses: readonly (readonly [at: number, active: number, ready: number])[]
  /** Calls of a controller from a time on, by `ApiCall`. */
  callsSince(controller: number, seconds: number): number[]
  /** Each status of the first workload, if it is a Deployment. */
  readonly deployment: readonly { readonly at: number; readonly status: DeploymentStatus }[]
}

export type PodChange = {
  readonly at: number
  readonly pod: PodId
  readonly what: 'created' | 'deleting' | keyof PodLife
}

type Change = { readonly atUs: number; readonly pod: PodId; readonly what: keyof PodLife }

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
  EventKind.PodToSchedule,
  EventKind.SchedulerTurn,
  EventKind.SchedulerWake,
  EventKind.SchedulerFlush,
  EventKind.PodBound,
  EventKind.DeploymentSeen,
  EventKind.ReplicaSetSeen,
]

/** @param lifeOf of a pod, by the number of its creation and the template that it is made from. */
export function replay(
  spec: ClusterSpec,
  lifeOf: (creation: number, template: number, callSeconds: (after: number) => number) => PodLife,
): Replayed {
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
  const podChanges: PodChange[] = []
  const deployment: { at: number; status: DeploymentStatus }[] = []
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
  const callSeconds = (after: number): number =>
    paceOf(state).callUs(state.nowUs + Math.round(after * 1e6), state.nowUs) / 1e6
  const look = (): void => {
    const { pod: pods, workload: workloads, sets } = state
    const now = state.nowUs / 1e6
    for (; known < workloads.created[0]; known++) {
      const life = lifeOf(known, pods.template[known], callSeconds)
      created[known] = now
      podChanges.push({ at: now, pod: known, what: 'created' })
      for (const what of ['running', 'ready', 'unready', 'failed'] as const) add(known, what, life[what])
    }
    const mayDelete = events.kind === EventKind.PodDelete || events.kind === EventKind.FaultBegin
    for (let pod = 0; mayDelete && pod < known; pod++) {
      if (deleting[pod] !== undefined || pods.stage[pod] < PodStage.Deleting) continue
      deleting[pod] = now
      podChanges.push({ at: now, pod, what: 'deleting' })
      const life = lifeOf(pod, pods.template[pod], callSeconds)
      for (const what of ['ended', 'gone'] as const) add(pod, what, life[what])
    }
    const [, active, ready] = statuses.at(-1) ?? [0, 0, 0]
    const status = sets.api[0]?.status
    if (status !== undefined && (status.replicas !== active || status.ready !== ready))
      statuses.push([now, status.replicas, status.ready])
    const latest = state.deployments.api[0]?.status
    if (latest !== undefined && latest !== deployment.at(-1)?.status)
      deployment.push({ at: now, status: latest })
  }
  const change = ({ pod, what }: Change): void => {
    const { pod: pods } = state
    if (what !== 'gone' && pods.stage[pod] === PodStage.Gone) return
    podChanges.push({ at: state.nowUs / 1e6, pod, what })
    if (what === 'gone') {
      pods.stage[pod] = PodStage.Gone
      podChanged(state, pod, PodMark.Gone)
      return
    }
    const isReady = what === 'ready' || (what === 'running' && pods.apiIsReady[pod] === 1)
    if (what === 'failed') failed[pod] = state.nowUs / 1e6
    const phase =
      what === 'failed' ? PodPhase.Failed : what === 'ended' ? PodPhase.Succeeded : PodPhase.Running
    onStatusWritten(state, pod, statusCode(phase, isReady, true))
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
  const callsSince = (controller: number, seconds: number): number[] => {
    const counts = Array.from(state.controllers[controller].client.calls, () => 0)
    for (const { atUs, call } of (state.controllers[controller].client as BusyClient).log)
      if (atUs >= seconds * 1e6) counts[call]++
    return counts
  }
  return { state, created, deleting, failed, pods: podChanges, statuses, deployment, callsSince }
}

/**
 * The measured server shared two cores with its clients: calls that are under way together are slow together (`pace.ts`).
 */
export class BusyClient extends ApiClient {
  /** Times and kinds of all calls. */
  readonly log: { readonly atUs: number; readonly call: number }[] = []

  protected override lengthUs(state: ClusterState, call: number, _about: number, atUs: number): number {
    this.log.push({ atUs, call })
    const isEvent = call === ApiCall.PostEvent || call === ApiCall.PatchEvent
    return paceOf(state).callUs(atUs, state.nowUs) + (isEvent ? eventPauseUs : 0)
  }
}
