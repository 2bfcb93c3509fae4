/** The engine's scheduler with a fake kubelet: a test creates and ends pods and taints nodes at the times of a trace. */
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState, PodId } from '../../engine/model/cluster-state.ts'
import { PodPhase } from '../../engine/model/codes.ts'
import { createPod } from '../../engine/model/control/pod-set.ts'
import { onStatusWritten } from '../../engine/model/control/pod-watch.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import { EventKind } from '../../engine/model/event-table.ts'
import { statusCode } from '../../engine/model/node/status/status-writer.ts'

const schedulerKinds: readonly number[] = [
  EventKind.WorkloadCreate,
  EventKind.PodChanged,
  EventKind.PodSeen,
  EventKind.PodToSchedule,
  EventKind.NodeSeen,
  EventKind.SchedulerTurn,
  EventKind.SchedulerWake,
  EventKind.SchedulerFlush,
  EventKind.PodBound,
  EventKind.VictimDelete,
]

type Action = { readonly seconds: number; readonly act: () => void }

export class SchedulerReplay {
  readonly state: ClusterState
  /** By pod, in seconds: when its binding was in the API, and each attempt in vain. */
  readonly bound = new Map<PodId, number>()
  readonly failed = new Map<PodId, number[]>()
  /** Victims of preemption, as they are deleted. */
  readonly deleted: [pod: PodId, seconds: number][] = []
  private readonly actions: Action[] = []

  constructor(spec: ClusterSpec) {
    this.state = buildState(spec, {
      replication: 0,
      trace: new EventTrace(),
      sink: undefined,
      keepsStarts: false,
    })
  }

  at(seconds: number, act: () => void): void {
    this.actions.push({ seconds, act })
  }

  create(workload: number): PodId {
    return createPod(this.state, workload)
  }

  /** The pod has a terminal phase in the API. */
  end(pod: PodId): void {
    onStatusWritten(this.state, pod, statusCode(PodPhase.Succeeded, false, false))
  }

  run(seconds: number): void {
    const { state, actions } = this
    const { events } = state
    actions.sort((a, b) => a.seconds - b.seconds)
    for (const { seconds: at, act } of [...actions.splice(0), { seconds, act: () => {} }]) {
      const untilUs = Math.round(at * 1e6)
      while (
        events.runUntil(
          untilUs,
          (kind, entity, ...event) => {
            if (schedulerKinds.includes(kind)) this.handle(kind, entity, ...event)
          },
          1,
        ) > 0
      );
      state.nowUs = untilUs
      act()
      // What an action adds comes later.
      if (actions.length > 0) {
        actions.sort((a, b) => a.seconds - b.seconds)
      }
    }
  }

  private handle(kind: number, entity: number, stamp: number, timeUs: number, eventClass: number): void {
    const { state } = this
    const before = state.pod.schedulingFailures.slice(0, state.pod.count)
    dispatch(state, kind, entity, stamp, timeUs, eventClass)
    const seconds = timeUs / 1e6
    if (kind === EventKind.PodBound && state.pod.node[entity] >= 0) this.bound.set(entity, seconds)
    if (kind === EventKind.VictimDelete) this.deleted.push([entity, seconds])
    if (kind !== EventKind.SchedulerTurn) return
    before.forEach((count, pod) => {
      for (let more = count; more < state.pod.schedulingFailures[pod]; more++)
        this.failed.set(pod, [...(this.failed.get(pod) ?? []), seconds])
    })
  }
}
