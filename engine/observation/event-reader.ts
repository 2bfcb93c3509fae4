/** Kubernetes events of a replication as plain data, from the log of what the API holds (A8). */

import type { EventView } from '../contract/cluster-view.ts'
import { usToSeconds } from '../kernel/time.ts'
import type { ClusterState, PodId } from '../model/cluster-state.ts'
import { PodEvent, podEvents } from '../model/codes.ts'
import { rejectionText } from '../model/node/admission.ts'
import type { EventLog } from '../model/node/status/event-log.ts'
import { podNameOf } from '../model/pod-rows.ts'
import { wholeWallSecondUs } from '../model/wall-clock.ts'
import { readControllerEvents } from './controller-event-reader.ts'
import { containerName } from './entity-names.ts'
import { eventMessage } from './event-message.ts'

/** Events that the API has got, of pods or of one pod, and of other objects, in order of when they first happened, then namespace, pod, and place in the pod. */
export function* readEvents(state: ClusterState, wanted?: PodId): Generator<EventView> {
  const log = state.eventLog
  if (log === undefined) throw new Error('broken invariant: events are read, but none were kept')
  const others = wanted === undefined ? readControllerEvents(state) : []
  let told = 0
  let before = -1
  let sequence = 0
  for (const row of rowsInOrder(state, log, wanted)) {
    const isTwin =
      before >= 0 && log.pod.at(before) === log.pod.at(row) && log.firstUs.at(before) === log.firstUs.at(row)
    sequence = isTwin ? sequence + 1 : 0
    before = row
    const event = readEvent(state, log, row, sequence)
    while (told < others.length && others[told].firstWallSeconds < event.firstWallSeconds)
      yield others[told++]
    yield event
  }
  yield* others.slice(told)
}

function rowsInOrder(state: ClusterState, log: EventLog, wanted: PodId | undefined): number[] {
  const rows: number[] = []
  for (let row = 0; row < log.length; row++) {
    if (log.count.at(row) > 0 && (wanted === undefined || log.pod.at(row) === wanted)) rows.push(row)
  }
  return rows.sort(
    (a, b) => log.firstUs.at(a) - log.firstUs.at(b) || podOrder(state, log.pod.at(a), log.pod.at(b)) || a - b,
  )
}

function podOrder(state: ClusterState, a: PodId, b: PodId): number {
  if (a === b) return 0
  const { spec, pod: pods } = state
  const byNamespace = compareText(
    spec.workloads[pods.workload[a]].namespace,
    spec.workloads[pods.workload[b]].namespace,
  )
  return byNamespace || compareText(podNameOf(state, a), podNameOf(state, b)) || a - b
}

const ofScheduler: readonly number[] = [PodEvent.Scheduled, PodEvent.FailedScheduling, PodEvent.Preempted]

/** @param sequence see `EventView`. */
export function readEvent(state: ClusterState, log: EventLog, row: number, sequence: number): EventView {
  const pod = log.pod.at(row)
  const container = log.container.at(row)
  const event = log.event.at(row)
  const workload = state.pod.workload[pod]
  const isScheduler = ofScheduler.includes(event)
  const message = eventMessage(state, pod, container, event, log.detail.at(row))
  return {
    namespace: state.spec.workloads[workload].namespace,
    pod: podNameOf(state, pod),
    container: container < 0 ? null : containerName(state, container),
    isInitContainer:
      container >= 0 &&
      container < state.pod.firstContainer[pod] + state.podTemplate.initCount[state.pod.template[pod]],
    reason: event === PodEvent.Rejected ? rejectionText(state, pod).reason : podEvents[event].reason,
    type: podEvents[event].type,
    message: log.isCombined.at(row) === 1 ? `(combined from similar events): ${message}` : message,
    source: isScheduler ? 'default-scheduler' : 'kubelet',
    node: isScheduler ? null : state.spec.nodes[state.pod.node[pod]].name,
    count: log.count.at(row),
    firstSeconds: usToSeconds(wholeWallSecondUs(state, log.firstUs.at(row))),
    lastSeconds: usToSeconds(wholeWallSecondUs(state, log.lastUs.at(row))),
    firstWallSeconds: usToSeconds(log.firstUs.at(row) + state.spec.clockOffsetUs),
    lastWallSeconds: usToSeconds(log.lastUs.at(row) + state.spec.clockOffsetUs),
    sequence,
  }
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
