/**
 * What follows from a change of a load, once per instant: rates, waits, failures, and when the next of them changes by itself. Nothing is solved within an
 * instant: what fails comes back after a back-off, and what a call meets is felt a moment later. Systems with several fixed points - retries that keep an overload
 * alive - go where time takes them, not where an iteration would.
 */
import type { ServiceRef } from '../../../contract/cluster-spec.ts'
import type { ClusterState, ContainerId, WorkloadId } from '../../cluster-state.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { answersChanged, countAsking } from '../dependencies/asking.ts'
import { waitRung } from '../ladder.ts'
import { outageOf } from '../outage.ts'
import { fail, sumUp } from './failures.ts'
import { addedBy, metBy } from './felt-load.ts'
import { forgetIdle, type Loss, leaveSilent, mergeCohorts } from './membership.ts'
import { rivalsToTell } from './rivals.ts'
import type { Call, ServiceLoad } from './service-load.ts'
import { tellContainers } from './told-containers.ts'
import { nextTurnUs } from './turns.ts'
import { workOn } from './work.ts'

/** What a call meets is felt by its callers after its answer, but so soon at least, and so late at most. */
const feltUsMin = 1_000
const feltUsMax = 100_000
/** Rates of calls that differ by less are the same. */
const sameRate = 0.001
/** Failures that differ by less are the same to a caller. */
const sameFailShare = 0.02

/** Requests for pods of a workload that have failed up to now. */
function failedSoFar(state: ClusterState, workload: WorkloadId): number {
  const { traffic, metrics, nowUs } = state
  for (const load of traffic!.servedBy[workload]) load.advance(nowUs, metrics.requests)
  return metrics.requests.failedEver[workload]
}

/** At time 0 all loads are worked out, once all of that instant has been. */
export function beginTraffic(state: ClusterState): void {
  if (state.traffic === undefined) return
  state.metrics.levels.rollouts.failedSoFar = (workload) => failedSoFar(state, workload)
  for (const load of state.traffic.loads) touchAt(state, load, state.nowUs)
}

/** The run is over: what has been is counted. */
export function endTraffic(state: ClusterState): void {
  for (const load of state.traffic?.loads ?? []) {
    load.advance(state.nowUs, state.metrics.requests)
    for (const cohort of load.cohorts) load.settle(cohort)
  }
}

/** What has been is counted, and what follows is worked out at the end of this instant. */
export function touch(state: ClusterState, load: ServiceLoad): void {
  load.advance(state.nowUs, state.metrics.requests)
  touchAt(state, load, state.nowUs)
}

/** The same of all loads of these. */
export function touchLoads(state: ClusterState, refs: readonly ServiceRef[]): void {
  for (const ref of refs) {
    const load = state.traffic?.of(ref)
    if (load !== undefined) touch(state, load)
  }
}

function touchAt(state: ClusterState, load: ServiceLoad, atUs: number): void {
  if (load.dueUs <= atUs || atUs >= state.spec.durationUs) return
  load.dueUs = atUs
  // Stamps of events have 32 bits.
  load.stamp = (load.stamp + 1) | 0
  schedule(state, EventKind.ServiceLevels, load.place, atUs, load.stamp)
}

/** A process begins (1) or ends (-1) whose probes ask others. */
export function asksChange(state: ClusterState, container: ContainerId, by: 1 | -1): void {
  touchLoads(state, countAsking(state, container, by))
}

/** Requests are lost with the pod that had them. */
export function lose(state: ClusterState, load: ServiceLoad, { workload, requests, isSilent }: Loss): void {
  const { ref, workloads } = load.setting
  if (ref.kind === 'service')
    state.metrics.requests.lost(ref.index, workloads[workload] ?? -1, state.nowUs, requests)
  const { rate, tries } = load
  if (rate === 0 || (isSilent && load.waitsForEver)) return
  const line = isSilent ? load.timeouts : load.refusals
  line.add(
    requests * load.admitted,
    tries.map((each) => each / rate),
  )
}

export function onServiceLevels(state: ClusterState, place: number, stamp: number): void {
  const load = state.traffic!.loads[place]
  if (load.stamp !== stamp) return
  load.advance(state.nowUs, state.metrics.requests)
  load.dueUs = Infinity
  const { spread } = load
  if (spread.keepsConnections) leaveSilent(load)
  if (spread.unconnected > 0) spread.connects()
  const outage = outageOf(state, load.setting.ref)
  offer(state, load)
  workOn(load, outage)
  forgetIdle(load)
  mergeCohorts(load)
  sumUp(load)
  fail(load, outage)
  callOthers(state, load)
  answerCallers(state, load)
  if (asksAny(state, load)) answersChanged(state, load.setting.ref, addedBy(load), metBy(load))
  tellContainers(state, load)
  if (load.hasRivals) for (const rival of rivalsToTell(load)) touchAt(state, rival, state.nowUs + feltUsMax)
  if (spread.keepsConnections) noteConnections(load)
  touchAt(state, load, nextTurnUs(state, load))
}

/** What silent targets have been given by now is theirs until clients leave. */
function noteConnections({ hung, dark, spread, sinceUs }: ServiceLoad): void {
  hung.note(sinceUs, spread.base)
  dark.note(sinceUs, spread.base)
}

/** Whether probes ask the Service. */
function asksAny({ dependencies }: ClusterState, { setting }: ServiceLoad): boolean {
  return (dependencies?.of(setting.ref)?.probeTemplates.length ?? 0) > 0
}

/** First tries, and retries that come back now. */
function offer(state: ClusterState, load: ServiceLoad): void {
  const { tries, callers, setting, lines } = load
  tries[0] = setting.offered.rate(state.nowUs)
  for (const { rate } of callers) tries[0] += rate
  tries[0] += state.dependencies?.asksPerSecond(setting.ref) ?? 0
  for (let number = 1; number < tries.length; number++) {
    tries[number] = 0
    for (const line of lines) tries[number] += line.out[number - 1]
  }
}

/** Those who are called hear of it at this instant: they come later in the order; of a circle after a sync period of the proxies. */
function callOthers(state: ClusterState, load: ServiceLoad): void {
  const outflow = load.calls.length === 0 ? 0 : load.outflow
  for (const call of load.calls) {
    const rate = outflow * call.perRequest
    if (Math.abs(rate - call.rate) <= sameRate * Math.max(rate, call.rate)) continue
    if (call.isBack) callBack(state, call, rate)
    else {
      call.to.advance(state.nowUs, state.metrics.requests)
      call.rate = rate
      touchAt(state, call.to, state.nowUs)
    }
  }
}

function callBack(state: ClusterState, call: Call, rate: number): void {
  call.rate = rate
  touchAt(state, call.to, state.nowUs + Math.max(feltUsMin, state.spec.controlPlane.proxyMinSyncPeriodUs))
}

function answerCallers(state: ClusterState, load: ServiceLoad): void {
  const { answerUs, failShare, shown } = load
  const rung = waitRung(answerUs)
  const isSame = Math.abs(failShare - shown.failShare) <= sameFailShare * Math.max(failShare, shown.failShare)
  if (rung === shown.answerRung && isSame) return
  shown.answerRung = rung
  shown.failShare = failShare
  const feltUs = Math.min(feltUsMax, Math.max(feltUsMin, answerUs))
  for (const { from } of load.callers) touchAt(state, from, state.nowUs + Math.ceil(feltUs))
}
