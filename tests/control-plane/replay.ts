/**
 * The control plane of the engine with a fake kubelet: pods become what a trace says, as long after their creation as there. The
 * engine's own kubelets do nothing.
 */

import type { ClusterSpec, DistributionSpec } from '../../engine/contract/cluster-spec.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState, PodId } from '../../engine/model/cluster-state.ts'
import { PodPhase, PodStage } from '../../engine/model/codes.ts'
import { podChanged } from '../../engine/model/control/pod-watch.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import { EventKind } from '../../engine/model/event-kind.ts'

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

const controlKinds: readonly number[] = [
  EventKind.FaultBegin,
  EventKind.WorkloadCreate,
  EventKind.ControllerTurn,
  EventKind.ControllerStep,
  EventKind.ControllerWake,
  EventKind.PodCreate,
  EventKind.PodDelete,
  EventKind.EventSent,
  EventKind.PodSeen,
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
  const created: number[] = []
  const deleting: number[] = []
  const failed: number[] = []
  const statuses: [number, number, number][] = []
  const changes: Change[] = []
  let known = 0

  const add = (pod: PodId, what: keyof PodLife, delay: number | undefined): void => {
    if (delay === undefined) return
    changes.push({ atUs: Math.round(state.nowUs + delay * 1e6), pod, what })
    changes.sort((a, b) => b.atUs - a.atUs)
  }
  const look = (): void => {
    const { pod: pods, workload: workloads, replicaSet: sets } = state
    const now = state.nowUs / 1e6
    for (; known < workloads.created[0]; known++) {
      const life = lifeOf(known)
      created[known] = now
      for (const what of ['running', 'ready', 'failed'] as const) add(known, what, life[what])
    }
    for (let pod = 0; pod < known; pod++) {
      if (deleting[pod] !== undefined || pods.stage[pod] < PodStage.Deleting) continue
      deleting[pod] = now
      add(pod, 'gone', lifeOf(pod).gone)
    }
    const [, active, ready] = statuses.at(-1) ?? [0, 0, 0]
    if (sets.statusActive[0] !== active || sets.statusReady[0] !== ready)
      statuses.push([now, sets.statusActive[0], sets.statusReady[0]])
  }
  const change = ({ pod, what }: Change): void => {
    const { pod: pods } = state
    if (what === 'running') pods.phase[pod] = PodPhase.Running
    else if (what === 'gone') pods.stage[pod] = PodStage.Gone
    else if (what === 'ready') {
      pods.isReady[pod] = 1
      pods.readyChangedAtUs[pod] = state.nowUs
    } else {
      pods.isReady[pod] = 0
      pods.phase[pod] = PodPhase.Failed
      failed[pod] = state.nowUs / 1e6
    }
    podChanged(state, pod)
  }

  const { list } = state.events
  look()
  for (;;) {
    const next = changes.at(-1)
    if (list.takeBefore(Math.min(spec.durationUs, next?.atUs ?? Infinity))) {
      if (!controlKinds.includes(list.kind)) continue
      dispatch(state, list.kind, list.entity, list.stamp, list.timeUs, list.eventClass)
    } else {
      if (next === undefined || next.atUs >= spec.durationUs) break
      changes.pop()
      state.nowUs = next.atUs
      change(next)
    }
    look()
  }
  return { state, created, deleting, failed, statuses }
}

/** A law by its quantiles, in milliseconds, equally far apart. */
export function lawOf(quantilesMs: readonly number[]): DistributionSpec {
  return { kind: 'empirical', values: quantilesMs.map((ms) => Math.round(ms * 1000)) }
}
