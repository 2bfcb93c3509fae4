/** The engine's control plane over nodes that fail, with what its caches hear of nodes and pods. */
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState } from '../../engine/model/cluster-state.ts'
import { Controller } from '../../engine/model/control/controller.ts'
import { PodMark } from '../../engine/model/control/pod-mark.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import { EventKind } from '../../engine/model/event-table.ts'
import type { Recorder } from './recorder.ts'
import { BusyClient } from './replay.ts'

/** Times are seconds. */
export type NodeChange = { readonly at: number; readonly mark: number }
export type PodChange = { readonly at: number; readonly pod: number }
export type Watched = {
  readonly state: ClusterState
  /** By node. */
  readonly nodes: readonly (readonly NodeChange[])[]
  readonly unready: readonly PodChange[]
  readonly deleting: readonly PodChange[]
  readonly gone: readonly PodChange[]
}

const changesNodes: readonly number[] = [
  EventKind.NodeStatusWritten,
  EventKind.MonitorStep,
  EventKind.TaintStep,
  EventKind.ControllerStep,
  EventKind.FaultBegin,
]

/** @param acts what the test does beside the faults of the spec, in order of time. */
export function watchNodes(
  spec: ClusterSpec,
  recorder: Recorder,
  acts: readonly { readonly at: number; readonly act: (state: ClusterState) => void }[] = [],
): Watched {
  const state = buildState(spec, {
    replication: 0,
    trace: new EventTrace(),
    sink: undefined,
    keepsStarts: false,
  })
  beBusy(state, spec)
  const nodes: NodeChange[][] = spec.nodes.map(() => [])
  const unready: PodChange[] = []
  const deleting: PodChange[] = []
  const gone: PodChange[] = []
  const seen = new Map<number, number>()
  const marks = Uint16Array.from(state.nodeHealth.apiMark)
  let heard = 0
  // The recorder hears of nodes by a watch of its own, one stream, in order.
  const lookAtNodes = (now: number): void => {
    for (const [place, mark] of state.nodeHealth.apiMark.entries()) {
      if (marks[place] === mark) continue
      marks[place] = mark
      heard = Math.max(heard, recorder.seen(now))
      nodes[place].push({ at: heard, mark })
    }
  }
  const handle = (kind: number, entity: number, stamp: number, timeUs: number, eventClass: number): void => {
    if (kind === EventKind.PodSeen) {
      const before = seen.get(entity) ?? PodMark.Active | PodMark.Ready
      const lost = before & ~stamp
      const won = stamp & ~before
      if ((lost & PodMark.Ready) !== 0 && (stamp & PodMark.Deleted) === 0)
        unready.push({ at: timeUs / 1e6, pod: entity })
      if ((won & PodMark.Deleted) !== 0) deleting.push({ at: timeUs / 1e6, pod: entity })
      if ((won & PodMark.Gone) !== 0) gone.push({ at: timeUs / 1e6, pod: entity })
      seen.set(entity, stamp)
    }
    dispatch(state, kind, entity, stamp, timeUs, eventClass)
    if (changesNodes.includes(kind)) lookAtNodes(timeUs / 1e6)
  }
  for (const { at, act } of acts) {
    state.events.runUntil(Math.round(at * 1e6), handle, Infinity)
    state.nowUs = Math.round(at * 1e6)
    act(state)
  }
  state.events.runUntil(spec.durationUs, handle, Infinity)
  return { state, nodes, unready, deleting, gone }
}

/** Every controller has the measured client. */
function beBusy(state: ClusterState, { controlPlane }: ClusterSpec): void {
  const controllers = state.controllers as Controller[]
  for (const [id, { rule }] of controllers.entries())
    controllers[id] = new Controller(id, rule, new BusyClient(controlPlane.controllers))
}
