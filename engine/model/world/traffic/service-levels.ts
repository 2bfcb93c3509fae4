/**
 * What follows from a change of a load, once per instant: rates, waits, failures, and when the next of them changes by itself. Nothing is solved within an
 * instant: what fails comes back after a back-off, and what a call meets is felt a moment later. Systems with several fixed points - retries that keep an overload
 * alive - go where time takes them, not where an iteration would.
 */

import { power } from '../../../kernel/power.ts'
import type { ClusterState, WorkloadId } from '../../cluster-state.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { setWait } from '../../node/prober/load.ts'
import { waitRung, waitRungEndUs } from '../ladder.ts'
import { Cohort } from './cohort.ts'
import { eachOf, forgetIdle, type Loss, mergeCohorts } from './membership.ts'
import { type Outage, outageOf } from './outage.ts'
import type { Call, ServiceLoad } from './service-load.ts'
import { meanWaitUs } from './waiting.ts'

/** What a call meets is felt by its callers after its answer, but so soon at least, and so late at most. */
const feltUsMin = 1_000
const feltUsMax = 100_000
/** Rates of calls that differ by less are the same. */
const sameRate = 0.001

/** Requests for pods of a workload that have failed up to now. */
function failedSoFar(state: ClusterState, workload: WorkloadId): number {
  const { traffic, metrics, nowUs } = state
  for (const { load } of traffic!.servedBy[workload]) load.advance(nowUs, metrics.requests)
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
  for (const load of state.traffic?.loads ?? []) load.advance(state.nowUs, state.metrics.requests)
}

/** What has been is counted, and what follows is worked out at the end of this instant. */
export function touch(state: ClusterState, load: ServiceLoad): void {
  load.advance(state.nowUs, state.metrics.requests)
  touchAt(state, load, state.nowUs)
}

function touchAt(state: ClusterState, load: ServiceLoad, atUs: number): void {
  if (load.dueUs <= atUs || atUs >= state.spec.durationUs) return
  load.dueUs = atUs
  schedule(state, EventKind.ServiceLevels, load.place, atUs, ++load.stamp)
}

/** Requests are lost with the pod that had them. */
export function lose(state: ClusterState, load: ServiceLoad, { workload, requests, isSilent }: Loss): void {
  const { ref, workloads } = load.setting
  if (ref.kind === 'service')
    state.metrics.requests.lost(ref.index, workloads[workload] ?? -1, state.nowUs, requests)
  const { rate, tries } = load
  if (rate === 0) return
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
  if (spread.unconnected > 0) spread.connects()
  forgetIdle(load)
  const outage = outageOf(state, load)
  offer(state, load)
  for (const cohort of load.cohorts) workOn(load, cohort, outage)
  mergeCohorts(load)
  fail(load, outage)
  callOthers(state, load)
  answerCallers(state, load)
  tellContainers(state, load)
  touchAt(state, load, Math.min(load.setting.offered.nextUs(state.nowUs), ...nextUsOf(state, load)))
}

/** First tries, and retries that come back now. */
function offer(state: ClusterState, load: ServiceLoad): void {
  const { tries, callers, setting, lines } = load
  tries[0] = setting.offered.rate(state.nowUs)
  for (const { rate } of callers) tries[0] += rate
  for (let number = 1; number < tries.length; number++) {
    tries[number] = 0
    for (const line of lines) tries[number] += line.out[number - 1]
  }
}

/** What each target of a cohort gets now, and how long that takes. */
function workOn(load: ServiceLoad, cohort: Cohort, outage: Outage): void {
  const { setting, calls } = load
  const { pace } = cohort
  let extraUs = pace.stretchedUs
  for (const { to, perRequest } of calls) extraUs += to.answerUs * perRequest
  const factor = pace.factor * outage.factor
  cohort.holdingUs = setting.responses.meanUs * factor + extraUs
  cohort.capacity = Math.min(workersPerSecond(setting.concurrency, cohort.holdingUs), pace.cpuPerSecond)
  cohort.inflow = outage.takesNothing ? 0 : load.rate * eachOf(load, cohort)
  const { backlogUs, capacity, inflow } = cohort
  const busyShare = inflow === 0 ? 0 : inflow / capacity
  cohort.rung = waitRung(backlogUs)
  cohort.level = setting.responses.levelOf(factor, extraUs, busyShare, backlogUs)
}

function workersPerSecond(concurrency: number, holdingUs: number): number {
  return concurrency === Infinity || holdingUs === 0 ? Infinity : (concurrency * 1_000_000) / holdingUs
}

/** Shares of all requests that end otherwise than well: refused, given up, answered with an error. */
function fail(load: ServiceLoad, outage: Outage): void {
  const { setting, spread, requestRates, failRates, rate, tries } = load
  const calledFails = 1 - shareThatCallsWell(load)
  const errorShare = 1 - (1 - Math.max(setting.errorRate, outage.errorShare)) * (1 - calledFails)
  let refused = spread.nowhere
  let late = 0
  let errors = 0
  const nowhere = spread.nowhere / requestRates.length
  requestRates.fill(rate * nowhere)
  failRates.fill(rate * nowhere)
  const add = (workload: number, share: number, failedShare: number): void => {
    requestRates[workload] += rate * share
    failRates[workload] += rate * failedShare
  }
  for (const group of load.closed) {
    const share = spread.shareOf(group)
    refused += share
    add(group.workload, share, share)
  }
  for (const group of load.silent) {
    const share = spread.shareOf(group)
    late += share
    add(group.workload, share, share)
  }
  for (const cohort of load.cohorts) {
    const share = spread.shareOf(cohort)
    const lateShare = outage.takesNothing ? 1 : cohort.level!.lateShare
    const failedShare = lateShare + (1 - lateShare) * errorShare
    if (outage.refuses) refused += share
    else late += share * lateShare
    errors += share * (failedShare - lateShare)
    add(cohort.workload, share, share * failedShare)
  }
  admit(load, refused + late + errors)
  const { admitted } = load
  load.refusals.fails(refused * admitted, tries, tries[0])
  load.timeouts.fails(late * admitted, tries, tries[0])
  load.errors.fails(errors * admitted, tries, tries[0])
  answer(load, refused, late, errors)
}

function shareThatCallsWell({ calls }: ServiceLoad): number {
  let share = 1
  for (const { to, perRequest } of calls) share *= power(1 - to.failShare, perRequest)
  return share
}

/** The budget bears retries up to a share of first tries. */
function admit(load: ServiceLoad, failedShare: number): void {
  const { tries, setting } = load
  let failing = 0
  for (let number = 0; number < setting.retries.max; number++) failing += tries[number] * failedShare
  const borne = setting.retries.budget * tries[0]
  load.admitted = failing > borne ? borne / failing : 1
}

/** What a caller meets, whose tries fail by these shares and are repeated. */
function answer(load: ServiceLoad, refused: number, late: number, errors: number): void {
  const { setting, cohorts, spread, admitted } = load
  const { max, backoffUs } = setting.retries
  const failed = Math.min(1, refused + late + errors)
  const goesOn = failed * admitted
  let tryUs = late === 0 ? 0 : late * setting.timeoutUs
  for (const cohort of cohorts) {
    const { lateShare, meanUs } = cohort.level!
    const inTime = spread.shareOf(cohort) * (1 - lateShare)
    if (inTime > 0) tryUs += inTime * Math.min(meanUs, setting.timeoutUs)
  }
  let share = 1
  load.answerUs = tryUs
  load.failShare = 0
  for (let number = 0; number < max; number++) {
    load.failShare += share * failed * (1 - admitted)
    share *= goesOn
    load.answerUs += share === 0 ? 0 : share * (tryUs + backoffUs)
  }
  load.failShare += share * failed
}

/** Those who are called hear of it at this instant: they come later in the order; of a circle after a sync period of the proxies. */
function callOthers(state: ClusterState, load: ServiceLoad): void {
  const { outflow } = load
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

/** Failures that differ by less are the same to a caller. */
const sameFailShare = 0.02

/** Probes that wait with the requests, and the CPU that these take. */
function tellContainers(state: ClusterState, load: ServiceLoad): void {
  if (state.traffic!.reachesNodes) tellWaits(state, load)
  load.moved = []
}

function tellWaits(state: ClusterState, load: ServiceLoad): void {
  for (const cohort of load.cohorts) {
    const waitUs = Math.max(cohort.backlogUs, meanWaitUs(cohort.level!.wait))
    const rung = waitRung(waitUs)
    if (rung === cohort.shownWait) continue
    cohort.shownWait = rung
    for (const { container } of cohort.members) if (container >= 0) setWait(state, container, rung)
  }
  for (const target of load.moved) {
    const { pod, container, group } = target
    const isHere = load.targets.get(pod) === target && group instanceof Cohort
    if (container >= 0) setWait(state, container, isHere ? group.shownWait : 0)
  }
}

function nextUsOf(state: ClusterState, load: ServiceLoad): number[] {
  return [...load.lines.map(({ nextUs }) => nextUs), ...load.cohorts.map((cohort) => turnUs(state, cohort))]
}

/** When the backlog of a cohort comes to another rung, or to its end; Infinity = it stays. */
function turnUs({ nowUs }: ClusterState, { backlog, inflow, capacity, rung }: Cohort): number {
  if (capacity === 0 || capacity === Infinity) return Infinity
  const net = inflow - capacity
  if (net === 0 || (net < 0 && backlog === 0)) return Infinity
  const endUs = net > 0 ? waitRungEndUs(rung) : rung === 0 ? 0 : waitRungEndUs(rung - 1)
  const left = (endUs * capacity) / 1_000_000 - backlog
  return nowUs + Math.max(1, Math.ceil((left / net) * 1_000_000))
}
