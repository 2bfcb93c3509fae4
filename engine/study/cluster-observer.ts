/**
 * One replication, looked at while it runs: what the API would show at a moment, and each change of what it shows. It
 * costs the run nothing that is not looked at: the observer compares tables after an event, rules know nothing of it. Events
 * come in their total order, whatever pods could be walked apart.
 */
import { runUntil } from '../kernel/event-loop.ts'
import { EventTrace } from '../kernel/event-trace.ts'
import { usToSeconds } from '../kernel/time.ts'
import { buildState } from '../model/build-state.ts'
import type { ClusterSpec } from '../model/cluster-spec.ts'
import type { ClusterState, PodId } from '../model/cluster-state.ts'
import { PodStage } from '../model/codes.ts'
import { podOf } from '../model/coupled-pods.ts'
import { dispatch } from '../model/dispatch.ts'
import { EventKind } from '../model/event-kind.ts'
import type { ProbeRowSink } from '../model/metrics.ts'
import { displayPod } from '../model/node/pod-display.ts'
import type { NodeView, PodView } from './cluster-view.ts'
import { InstanceLog } from './instance-log.ts'
import { isInApi, readPod } from './pod-reader.ts'

/** Replication that is looked at. */
const replication = 1

export class ClusterObserver {
  private readonly state: ClusterState
  private readonly instances: InstanceLog

  constructor(spec: ClusterSpec, sink?: ProbeRowSink) {
    this.state = buildState(spec, {
      replication,
      trace: new EventTrace(),
      sink,
      keepsStarts: true,
      isQuiet: true,
    })
    this.instances = new InstanceLog(this.state)
  }

  /** Handles the events before this time; `afterEvent` sees each, with what it may have changed. */
  runBefore(timeUs: number, afterEvent?: (touched: PodId, timeUs: number) => void): void {
    const { state } = this
    runUntil(
      state.events.list,
      Math.min(timeUs, state.spec.durationUs),
      (kind, entity, stamp, timeUs, eventClass) => {
        dispatch(state, kind, entity, stamp, timeUs, eventClass)
        afterEvent?.(podTouched(state, kind, entity), timeUs)
      },
      Infinity,
    )
  }

  /** Pods that are in the API, by namespace and name. */
  pods(): PodView[] {
    const { state } = this
    const views: PodView[] = []
    for (let pod = 0; pod < state.pod.stage.length; pod++)
      if (isInApi(state, pod)) views.push(readPod(state, pod, this.instances))
    return views.sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name))
  }

  /** Nodes by name. */
  nodes(): NodeView[] {
    return this.state.spec.nodes.map(({ name, labels, podsMax }) => ({ name, labels, podsMax }))
  }

  /**
   * Runs until this time and reports each change of the line that kubectl shows of a pod, the coming and the going
   * included, in order of time.
   */
  watchPods(endUs: number, onChange: (view: PodView, seconds: number) => void): void {
    const { state } = this
    const shown = Array.from(state.pod.stage, (_, pod) => lineOf(state, pod))
    const look = (pod: PodId, timeUs: number): void => {
      const line = lineOf(state, pod)
      if (line === shown[pod]) return
      shown[pod] = line
      onChange(readPod(state, pod, this.instances), usToSeconds(timeUs))
    }
    this.runBefore(endUs, (touched, timeUs) => {
      if (touched !== anyPod) look(touched, timeUs)
      else for (let pod = 0; pod < shown.length; pod++) look(pod, timeUs)
    })
  }
}

/** In place of a pod: an event that may touch any number of them. */
export const anyPod = -1

/** The pod whose tables an event changes, or `anyPod`. */
function podTouched(state: ClusterState, kind: number, entity: number): PodId {
  switch (kind) {
    case EventKind.FaultBegin:
    case EventKind.FaultEnd:
    case EventKind.WorkloadCreate:
    // The place that becomes free is taken by a pod that waited.
    case EventKind.PodGone:
      return anyPod
    default:
      return podOf(state, kind, entity)
  }
}

/** What `kubectl get pods -o wide` shows, without times; nothing more changes once the pod has gone. */
function lineOf(state: ClusterState, pod: PodId): string {
  const stage = state.pod.stage[pod]
  if (stage === PodStage.Absent) return ''
  if (stage === PodStage.Gone) return 'gone'
  const { readyCount, status, restarts } = displayPod(state, pod)
  return `${readyCount} ${status} ${restarts} ${state.pod.node[pod]}`
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
