/**
 * The controllers of StatefulSets and DaemonSets with a fake kubelet: pods become what a trace says, as long after their creation or deletion
 * as there. The engine's own kubelets do nothing. What comes of it is a trace of the same form.
 */
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import type { Dispatch } from '../../engine/kernel/event-loop.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState, PodId } from '../../engine/model/cluster-state.ts'
import { PodPhase, PodStage } from '../../engine/model/codes.ts'
import { Controller } from '../../engine/model/control/controller.ts'
import { PodMark } from '../../engine/model/control/pod-mark.ts'
import { deletePod, graceOf, scaleWorkload } from '../../engine/model/control/pod-set.ts'
import { onStatusWritten, podChanged } from '../../engine/model/control/pod-watch.ts'
import { useTemplate } from '../../engine/model/control/revisions.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import { EventClass, EventKind, isOfCluster } from '../../engine/model/event-table.ts'
import { statusCode } from '../../engine/model/node/status/status-writer.ts'
import { podsOf } from '../../engine/model/pod-rows.ts'
import { BusyClient } from './replay.ts'

/** When what happened to a pod, in seconds; undefined = it did not, or was before. */
export type PodTrace = {
  readonly ordinal: number
  readonly created?: number | undefined
  readonly running?: number | undefined
  readonly ready?: number | undefined
  readonly deleting?: number | undefined
  readonly ended?: number | undefined
  readonly gone?: number | undefined
}

/** When, replicas, ready, available, current, updated. */
export type StatusTrace = readonly [at: number, ...counts: number[]]

export type SetTrace = {
  readonly pods: readonly PodTrace[]
  /** When the object was created or changed; of no meaning where the client changed something else. */
  readonly changed: number
  readonly statuses: readonly StatusTrace[]
}

/** Seconds after the creation, and of the end after the deletion. */
export type SetPodLife = {
  readonly running?: number | undefined
  readonly ready?: number | undefined
  readonly ended?: number | undefined
  readonly gone?: number | undefined
}

type Happening = 'running' | 'ready' | 'ended' | 'gone'
type Change = { readonly atUs: number; readonly pod: PodId; readonly what: Happening }

/** @returns the life of a pod, by its ordinal, the pods of that ordinal before it, and the pods created, and deleted, before it. */
export type LifeOf = (ordinal: number, creation: number, created: number, deleted: number) => SetPodLife

export class SetReplay {
  readonly state: ClusterState
  private readonly lifeOf: LifeOf
  private readonly changes: Change[] = []
  private readonly times: Record<string, number | undefined>[] = []
  private readonly statuses: StatusTrace[] = []
  private lastCounts = [0, 0, 0, 0, 0]
  private fromUs = 0
  private known = 0
  private createdCount = 0
  private deletedCount = 0

  constructor(spec: ClusterSpec, lifeOf: LifeOf) {
    this.lifeOf = lifeOf
    this.state = buildState(spec, {
      replication: 0,
      trace: new EventTrace(),
      sink: undefined,
      keepsStarts: false,
    })
    for (const [place, { id, rule }] of this.state.controllers.entries())
      (this.state.controllers as Controller[])[place] = new Controller(
        id,
        rule,
        new BusyClient(spec.controlPlane.controllers),
      )
    // Those that ran before.
    this.known = this.state.pod.count
  }

  /** The trace begins here. */
  begin(seconds: number): this {
    this.to(seconds)
    this.fromUs = seconds * 1e6
    this.statuses.length = 0
    this.times.length = 0
    for (const { client } of this.state.controllers) client.calls.fill(0)
    return this
  }

  /** All before this time. */
  to(seconds: number): this {
    const { state, changes } = this
    const endUs = seconds * 1e6
    const handle: Dispatch = (kind, ...event) => {
      if (isOfCluster(kind) && kind !== EventKind.WriterTurn && kind !== EventKind.StatusWritten)
        dispatch(state, kind, ...event)
    }
    this.look()
    for (;;) {
      const next = changes.at(-1)
      if (state.events.runUntil(Math.min(endUs, next?.atUs ?? Infinity), handle, 1) === 0) {
        if (next === undefined || next.atUs >= endUs) break
        changes.pop()
        state.nowUs = next.atUs
        this.change(next)
      }
      this.look()
    }
    state.nowUs = endUs
    state.eventClass = EventClass.Fault
    return this
  }

  rollTo(revision: number): this {
    useTemplate(this.state, 0, this.state.workload.firstTemplate[0] + revision)
    return this
  }

  scale(replicas: number): this {
    scaleWorkload(this.state, 0, replicas)
    return this
  }

  delete(ordinal: number): this {
    const { state } = this
    const pod = podsOf(state, 0).find((row) => state.pod.ordinal[row] === ordinal)!
    deletePod(state, pod, graceOf(state, pod), false)
    this.look()
    return this
  }

  trace(): SetTrace {
    const pods = Array.from({ length: this.state.pod.count }, (_, pod) => ({
      ordinal: this.state.pod.ordinal[pod],
      ...this.times[pod],
    }))
    return { pods, changed: 0, statuses: this.statuses }
  }

  private now(): number {
    return (this.state.nowUs - this.fromUs) / 1e6
  }

  private note(pod: PodId, what: string): void {
    this.times[pod] ??= {}
    this.times[pod][what] = this.now()
  }

  private life(pod: PodId): SetPodLife {
    const { ordinal, creation } = this.state.pod
    return this.lifeOf(ordinal[pod], creation[pod], this.createdCount, this.deletedCount)
  }

  private look(): void {
    const { pod: pods, keptSet: sets } = this.state
    for (; this.known < pods.count; this.known++) {
      const life = this.life(this.known)
      this.createdCount++
      this.note(this.known, 'created')
      for (const what of ['running', 'ready'] as const) this.add(this.known, what, life[what])
    }
    for (let pod = 0; pod < pods.count; pod++) {
      if (this.times[pod]?.deleting !== undefined || pods.stage[pod] !== PodStage.Deleting) continue
      const life = this.life(pod)
      this.deletedCount++
      this.note(pod, 'deleting')
      for (const what of ['ended', 'gone'] as const) this.add(pod, what, life[what])
    }
    const counts = [
      sets.statusReplicas[0],
      sets.statusReady[0],
      sets.statusAvailable[0],
      sets.statusCurrent[0],
      sets.statusUpdated[0],
    ]
    if (counts.every((count, place) => count === this.lastCounts[place])) return
    this.lastCounts = counts
    this.statuses.push([this.now(), ...counts])
  }

  private add(pod: PodId, what: Happening, delay: number | undefined): void {
    if (delay === undefined) return
    const { changes } = this
    const atUs = Math.round(this.state.nowUs + delay * 1e6)
    // The next one last.
    let place = changes.length
    while (place > 0 && changes[place - 1].atUs <= atUs) place--
    changes.splice(place, 0, { atUs, pod, what })
  }

  private change({ pod, what }: Change): void {
    const { state } = this
    const { pod: pods } = state
    this.note(pod, what)
    if (what === 'gone') {
      pods.stage[pod] = PodStage.Gone
      podChanged(state, pod, PodMark.Gone)
      return
    }
    const isReady = what === 'ready'
    onStatusWritten(
      state,
      pod,
      statusCode(what === 'ended' ? PodPhase.Succeeded : PodPhase.Running, isReady, true),
    )
  }
}
