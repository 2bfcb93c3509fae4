/**
 * The scheduler: one pod after the other gets a node (D1), its binding takes a token and a call while the next pod is looked at (Z20). A
 * pod that finds none is said to be unschedulable, and waits until something happens that may help it (D5, Z27).
 * Simplified: a look at the nodes takes no time; it was measured as a millisecond.
 * Source: kubernetes v1.36 pkg/scheduler/schedule_one.go.
 */
import type { ClusterState, NodeId, PodId } from '../../cluster-state.ts'
import { PodEvent, PodStage } from '../../codes.ts'
import { drawWatchUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { recordScheduling } from '../../node/status/event-recorder.ts'
import { ApiCall } from '../api-client.ts'
import { bindTo } from '../binding.ts'
import { PodMark } from '../pod-mark.ts'
import { noNode } from './choose-node.ts'
import { Counted } from './counted.ts'
import type { Demand } from './demand.ts'
import type { Failure, PreemptionOutcome } from './failures.ts'
import { isUnresolvable, lackOfRoom } from './filter.ts'
import { ownNode } from './own-node.ts'
import { isPreempting, preempt } from './preemption.ts'
import { Reason, reasonBits } from './reasons.ts'
import type { Waiting } from './scheduling-queue.ts'
import { wakeForNewPod, wakeForPodEnd } from './wake-ups.ts'

/** Where the pods of a row are in the scheduler's cache. */
export function eachCounted(
  state: ClusterState,
): (row: number, tell: (node: NodeId, isDeleting: boolean) => void) => void {
  const { pod: pods, workload: workloads, podTemplate } = state
  return (row, tell) => {
    const one = (pod: PodId): void => {
      if (pods.template[pod] === row && pods.schedulerMark[pod] !== Counted.No)
        tell(pods.scheduledTo[pod], pods.schedulerMark[pod] === Counted.Deleting)
    }
    for (let pod = workloads.firstPod[podTemplate.workload[row]]; pod >= 0; pod = pods.next[pod])
      if (pods.stage[pod] !== PodStage.Gone) one(pod)
    for (const pod of state.scheduler.leaving) one(pod)
  }
}

/** A pod without a node is in the API. */
export function awaitScheduling(state: ClusterState, pod: PodId): void {
  const { scheduler, nowUs } = state
  const workload = state.pod.workload[pod]
  if (scheduler.cache.demand(state.pod.template[pod]).spec.isGated) return
  scheduler.restless++
  state.pod.isRestless[pod] = 1
  const seenUs = nowUs + drawWatchUs(state, scheduler.streams, workload)
  state.pod.queuedAtUs[pod] = seenUs
  schedule(state, EventKind.PodToSchedule, pod, seenUs, 0)
}

/** It has been there for long, and was tried in vain. */
export function unschedulableFromBefore(state: ClusterState, pod: PodId): void {
  const { scheduler, pod: pods } = state
  const workload = pods.workload[pod]
  const demand = scheduler.cache.connected(pods.template[pod])
  if (demand.spec.isGated) return
  scheduler.restless++
  pods.isRestless[pod] = 1
  scheduler.tried = workload
  if (nodeFor(state, pod, demand) === noNode) {
    const { resolvable } = scheduler.chooser
    const unhelpful = scheduler.cache.present - resolvable
    idle(state, pod, demand)
    const waiting = scheduler.queue.waiting.get(pod)!
    const preemption = { kind: 'none', withoutVictims: resolvable, unhelpful, refused: [] } as const
    waiting.failure = scheduler.failures.numberOf(failureOf(state, pod, demand, preemption))
    waiting.repeats = 1
  } else {
    scheduler.queue.push(pod, demand.spec.priority)
    takeTurn(state)
  }
}

/** It has come into the scheduler's cache. */
export function onPodToSchedule(state: ClusterState, pod: PodId): void {
  if (state.pod.stage[pod] !== PodStage.Unscheduled) return
  const { cache, queue } = state.scheduler
  queue.push(pod, cache.demand(state.pod.template[pod]).spec.priority)
  takeTurn(state)
}

/** The scheduler looks for the next pod, if it does not yet. */
export function takeTurn(state: ClusterState): void {
  const { scheduler, nowUs } = state
  if (scheduler.hasTurn) return
  scheduler.hasTurn = true
  schedule(state, EventKind.SchedulerTurn, 0, Math.max(nowUs, scheduler.freeAtUs), 0)
}

/** Takes pods until none is to be tried, or what it does takes time. */
export function onSchedulerTurn(state: ClusterState): void {
  const { scheduler } = state
  scheduler.hasTurn = false
  while (scheduler.freeAtUs <= state.nowUs) {
    const pod = scheduler.queue.pop(state.nowUs)
    if (pod < 0) {
      awaitBackoff(state)
      return
    }
    // Deleted meanwhile, or in another queue as well.
    if (state.pod.stage[pod] === PodStage.Unscheduled && state.pod.schedulerMark[pod] === Counted.No)
      tryPod(state, pod)
  }
  takeTurn(state)
}

/** Before 1.33 back-offs are waited for. */
function awaitBackoff(state: ClusterState): void {
  const { scheduler } = state
  const atUs = scheduler.queue.nextBackoffUs()
  if (atUs === Infinity || atUs >= scheduler.wakeAtUs) return
  scheduler.wakeAtUs = atUs
  schedule(state, EventKind.SchedulerWake, 0, atUs, 0)
}

export function onSchedulerWake(state: ClusterState): void {
  state.scheduler.wakeAtUs = Infinity
  takeTurn(state)
}

function tryPod(state: ClusterState, pod: PodId): void {
  const { scheduler, pod: pods } = state
  const workload = pods.workload[pod]
  const demand = scheduler.cache.connected(pods.template[pod])
  scheduler.tried = workload
  const node = nodeFor(state, pod, demand)
  if (node === noNode) {
    idle(state, pod, demand)
    tellOfFailure(state, pod, demand)
    return
  }
  assume(state, pod, node)
  wakeForNewPod(state, workload)
  const boundUs = scheduler.client.call(state, ApiCall.BindPod, workload)
  pods.startCountsUs[pod] += scheduler.client.calledAtUs - pods.queuedAtUs[pod]
  schedule(state, EventKind.PodBound, pod, boundUs, 0)
}

/** The node that preemption has made room on, if it takes the pod; the one that its controller wants; or the best. */
function nodeFor(state: ClusterState, pod: PodId, demand: Demand): NodeId {
  const { scheduler } = state
  const { chooser } = scheduler
  const owned = ownNode(state, pod)
  if (owned !== undefined) return owned !== noNode && ownLack(state, demand, owned) === 0 ? owned : noNode
  return scheduler.withNominated(pod, demand, () => {
    const nominated = scheduler.queue.waiting.get(pod)?.nominated ?? noNode
    if (nominated !== noNode && chooser.takes(demand, nominated)) return nominated
    return chooser.choose(demand, scheduler.pick)
  })
}

/** From now on the pod counts as being there. */
export function assume(state: ClusterState, pod: PodId, node: NodeId): void {
  const { scheduler, pod: pods } = state
  pods.scheduledTo[pod] = node
  pods.schedulerMark[pod] = Counted.Yes
  scheduler.cache.add(pods.template[pod], node)
  forget(state, pod)
}

/** The binding is in the API. */
export function onPodBound(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  if (pods.stage[pod] !== PodStage.Unscheduled) return
  rest(state, pod)
  bindTo(state, pod, pods.scheduledTo[pod])
}

/** Its deletion is asked for while it has no node: it is gone at once. */
export function leaveScheduler(state: ClusterState, pod: PodId): void {
  rest(state, pod)
  forget(state, pod)
}

function forget({ scheduler, metrics, pod: pods, nowUs }: ClusterState, pod: PodId): void {
  scheduler.nominate(pod, noNode)
  if (scheduler.queue.waiting.has(pod)) metrics.unschedulable.change(pods.workload[pod], -1, nowUs)
  scheduler.queue.forget(pod)
}

function rest(state: ClusterState, pod: PodId): void {
  if (state.pod.isRestless[pod] === 0) return
  state.pod.isRestless[pod] = 0
  state.scheduler.restless--
}

/** The scheduler hears of a pod that has a node: `mark` is what it is in the API. */
export function schedulerSees(state: ClusterState, pod: PodId, mark: number): void {
  const { scheduler, pod: pods } = state
  if (pods.schedulerMark[pod] === Counted.No) return
  const isThere = (mark & (PodMark.Active | PodMark.Terminating)) !== 0
  if (!isThere) podEnded(state, pod)
  else if ((mark & PodMark.Deleted) !== 0 && pods.schedulerMark[pod] === Counted.Yes) {
    pods.schedulerMark[pod] = Counted.Deleting
    scheduler.cache.markDeleting(pods.template[pod], pods.scheduledTo[pod])
  }
}

/** Z24: what it took is free once it has ended, whether its object is gone or not. */
export function podEnded(state: ClusterState, pod: PodId): void {
  const { scheduler, pod: pods } = state
  if (pods.schedulerMark[pod] === Counted.No) return
  const row = pods.template[pod]
  scheduler.cache.remove(row, pods.scheduledTo[pod], pods.schedulerMark[pod] === Counted.Deleting)
  pods.schedulerMark[pod] = Counted.No
  scheduler.leaving.delete(pod)
  wakeForPodEnd(state, scheduler.cache.demand(row), pods.workload[pod])
}

/** The pod waits for something to happen. */
function idle(state: ClusterState, pod: PodId, demand: Demand): void {
  const { scheduler, nowUs } = state
  const { queue, chooser } = scheduler
  let waiting = queue.waiting.get(pod)
  if (waiting === undefined) {
    waiting = {
      pod,
      attempts: 0,
      triedAtUs: nowUs,
      reasons: 0,
      failure: -1,
      repeats: 0,
      nominated: noNode,
      preemptingUntilUs: -1,
      lastVictimFromUs: -1,
      lastVictim: -1,
    }
    queue.waiting.set(pod, waiting)
    state.metrics.unschedulable.change(state.pod.workload[pod], 1, nowUs)
  }
  waiting.attempts++
  waiting.triedAtUs = nowUs
  const owned = ownNode(state, pod)
  waiting.reasons = owned === undefined ? reasonsOf(chooser.refused) : ownLack(state, demand, owned)
  const needsNode = Reason.Tainted | Reason.Cordoned | Reason.NotNear
  // No pod that goes or comes can help it: only another node.
  const isHopeless =
    (waiting.reasons & needsNode) === 0 &&
    (owned === undefined
      ? chooser.resolvable === 0
      : owned === noNode || isUnresolvable(scheduler.cache, demand, owned, waiting.reasons))
  if (isHopeless) rest(state, pod)
  queue.idle.add(pod)
  awaitFlush(state, queue.flushAtUs(nowUs))
}

function reasonsOf(refused: Int32Array): number {
  let bits = 0
  for (let bit = 0; bit < reasonBits; bit++) if (refused[bit] > 0) bits |= 1 << bit
  return bits
}

/** D6: an event for each attempt, and a status only where it says something new; while that is written no other pod is tried. */
function tellOfFailure(state: ClusterState, pod: PodId, demand: Demand): void {
  const { scheduler, pod: pods } = state
  const waiting = scheduler.queue.waiting.get(pod)!
  const before = waiting.nominated
  const preemption = preempt(state, waiting, demand)
  const number = scheduler.failures.numberOf(failureOf(state, pod, demand, preemption))
  const isNew = number !== waiting.failure
  waiting.repeats = isNew ? 1 : waiting.repeats + 1
  waiting.failure = number
  pods.schedulingFailures[pod]++
  recordScheduling(state, pod, PodEvent.FailedScheduling, number, waiting.repeats)
  if (isNew || before !== waiting.nominated)
    scheduler.freeAtUs = scheduler.client.call(state, ApiCall.PatchPodStatus, pods.workload[pod])
}

function failureOf(state: ClusterState, pod: PodId, demand: Demand, preemption: PreemptionOutcome): Failure {
  const { chooser, cache } = state.scheduler
  const owned = ownNode(state, pod)
  if (owned === undefined)
    return { nodes: cache.present, refused: [...chooser.refused], elsewhere: 0, preemption }
  const reasons = owned === noNode ? 0 : ownLack(state, demand, owned)
  const refused = Array.from({ length: reasonBits }, (_, bit) => (reasons >> bit) & 1)
  return { nodes: cache.present, refused, elsewhere: cache.present - (owned === noNode ? 0 : 1), preemption }
}

/** Why the node that its controller wants does not take the pod. What of taints the controller knew it has looked at. */
function ownLack(state: ClusterState, demand: Demand, node: NodeId): number {
  const { cache } = state.scheduler
  if (node === noNode || cache.isThere[node] === 0) return Reason.Mismatched
  if ((cache.marks[node] & ~demand.toleratedMarks) !== 0) return Reason.Tainted
  return lackOfRoom(cache, demand, node)
}

/** Looks for pods that have waited long, at that time at the latest. */
function awaitFlush(state: ClusterState, atUs: number): void {
  const { scheduler } = state
  if (atUs >= scheduler.flushAtUs || atUs >= state.spec.durationUs) return
  scheduler.flushAtUs = atUs
  schedule(state, EventKind.SchedulerFlush, 0, atUs, 0)
}

/** D5: for them nothing has happened; they are tried again. */
export function onSchedulerFlush(state: ClusterState): void {
  const { scheduler, nowUs } = state
  scheduler.flushAtUs = Infinity
  for (const waiting of scheduler.queue.overdue(nowUs)) retry(state, waiting)
  for (const pod of scheduler.queue.idle)
    awaitFlush(state, scheduler.queue.flushAtUs(scheduler.queue.waiting.get(pod)!.triedAtUs))
}

/** Something has happened that may help the pod. */
export function retry(state: ClusterState, waiting: Waiting): void {
  const { scheduler, nowUs, pod: pods } = state
  if (isPreempting(state, waiting)) return
  if (pods.isRestless[waiting.pod] === 0) {
    pods.isRestless[waiting.pod] = 1
    scheduler.restless++
  }
  const { priority } = scheduler.cache.demand(pods.template[waiting.pod]).spec
  scheduler.queue.wake(waiting, priority, nowUs)
  takeTurn(state)
}
