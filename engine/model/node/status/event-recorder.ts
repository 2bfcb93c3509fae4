/**
 * The event recorder: what a kubelet, or the scheduler, tells the API about a pod, and the volume control of the client
 * library (A8). Rules call `recordEvent` with small numbers; words are made only when somebody reads them.
 * Source: kubernetes v1.35 staging/src/k8s.io/client-go/tools/record/events_cache.go, EventSourceObjectSpamFilter.
 */
import type { ClusterState, ContainerId, PodId, ProbeId } from '../../cluster-state.ts'
import { Connection, Outcome, PodEvent, podEvents, probeDetail } from '../../codes.ts'
import { isInTouch } from '../../in-touch.ts'
import { livePodOf } from '../../pod-rows.ts'
import { podSpecOf } from '../../pod-templates.ts'
import { passedFullAtUs } from '../../spam-filter.ts'
import { profileOfPod } from '../../version-profile.ts'
import { noteEvent } from './event-client.ts'

/** An event of the scheduler that repeats itself is sent so often (D6, measured). */
const sentMax = 3

/** By event. */
const isWarning = Uint8Array.from(podEvents, ({ type }) => (type === 'Warning' ? 1 : 0))

/** `container` of an event that is about the pod itself. */
export const wholePod = -1

/**
 * Tells of a pod or one of its containers.
 * @param container container row, or `wholePod`.
 * @param event a `PodEvent`.
 * @param detail what else the message says; its meaning is the event's.
 * @param timeUs when it happens; not before now.
 */
export function recordEvent(
  state: ClusterState,
  pod: PodId,
  container: ContainerId,
  event: number,
  detail = 0,
  timeUs = state.nowUs,
): void {
  // Simplified: what a kubelet tells while it is cut off is lost; in truth that of the last two minutes arrives late.
  const isSent = isInTouch(state, state.pod.node[pod]) && passesSpamFilter(state, pod, event, timeUs)
  if (isSent) noteEvent(state, pod, timeUs)
  else state.metrics.api.eventDropped(state.pod.workload[pod], timeUs)
  state.eventLog?.note(pod, container, event, detail, timeUs, isSent)
}

/**
 * The scheduler could or could not place a pod, or deletes it for another; of one that names its node it knows nothing. Its recorder has no spam filter: an event that
 * repeats itself is sent anew as the pod's status that says the same has changed the pod, then as a series, and then only counted.
 * Simplified: the renewal of that count every 30 minutes is left out.
 * Source: kubernetes v1.35 staging/src/k8s.io/client-go/tools/events/event_broadcaster.go, recordToSink.
 * @param detail of a failure its number (`Failures`).
 * @param repeats how often this has been said in a row.
 */
export function recordScheduling(
  state: ClusterState,
  pod: PodId,
  event: number,
  detail: number,
  repeats: number,
): void {
  const { pod: pods, metrics, nowUs } = state
  if (podSpecOf(state, pod).nodeName !== undefined || livePodOf(state, pod)?.node !== undefined) return
  const isSent = repeats <= sentMax
  if (isSent) metrics.api.schedulerTold(pods.workload[pod], nowUs)
  state.eventLog?.note(pod, wholePod, event, detail, nowUs, isSent)
}

/**
 * A8 iii: a token bucket per object, and from 1.32 on per type of event. The column holds when the bucket will be full
 * again, from which what is in it follows.
 */
function passesSpamFilter(state: ClusterState, pod: PodId, event: number, timeUs: number): boolean {
  const { normalFullAtUs, warningFullAtUs } = state.pod
  const isApart = profileOfPod(state, pod).eventSpamByType && isWarning[event] === 1
  const fullAtUs = isApart ? warningFullAtUs : normalFullAtUs
  const afterUs = passedFullAtUs(fullAtUs[pod], timeUs)
  if (afterUs < 0) return false
  fullAtUs[pod] = afterUs
  return true
}

/** The kubelet process is gone, and with it what its recorder remembered of the pod. */
export function forgetEvents(state: ClusterState, pod: PodId): void {
  state.pod.normalFullAtUs[pod] = -Infinity
  state.pod.warningFullAtUs[pod] = -Infinity
  state.eventLog?.forget(pod)
}

/**
 * P13, P14: a run that failed, erred or succeeded with a warning is told of when it ends; a plain success is not. The run
 * was called now, or its answer comes now: only in the first case `answerConnection` is about it.
 */
export function recordProbeRun(state: ClusterState, probe: ProbeId, outcome: number, endUs: number): void {
  if (outcome === Outcome.Success) return
  const { probe: probes, container: containers, probeTemplate } = state
  const container = probes.container[probe]
  const type = probeTemplate.type[probes.template[probe]]
  const isAtOnce = outcome === Outcome.Failure && probes.runBeganUs[probe] === endUs
  recordEvent(
    state,
    containers.pod[container],
    container,
    probeEvent(outcome),
    probeDetail(type, outcome, isAtOnce ? state.answerConnection : Connection.Made),
    endUs,
  )
}

function probeEvent(outcome: number): number {
  if (outcome === Outcome.Error) return PodEvent.ProbeErrored
  return outcome === Outcome.Warning ? PodEvent.ProbeWarned : PodEvent.ProbeFailed
}
