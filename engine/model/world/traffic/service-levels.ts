/**
 * What follows from a change of a load, once per instant: rates, waits, failures, and when the next of them changes by itself. Nothing is solved within an
 * instant: what fails comes back after a back-off, and what a call meets is felt a moment later. Systems with several fixed points - retries that keep an overload
 * alive - go where time takes them, not where an iteration would.
 */

import { power, wholePower } from '../../../kernel/power.ts'
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, WorkloadId } from '../../cluster-state.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { requestsTake } from '../../node/cpu/node-cpu.ts'
import { setWait } from '../../node/prober/load.ts'
import { answersChanged } from '../dependencies/effects.ts'
import { waitRung, waitRungEndUs } from '../ladder.ts'
import { Cohort, type Group, type Pace } from './cohort.ts'
import { eachOf, forgetIdle, type Loss, mergeCohorts } from './membership.ts'
import { type Outage, outageOf } from './outage.ts'
import type { ResponseLevel, ResponseTable } from './responses.ts'
import type { Call, ServiceLoad } from './service-load.ts'
import { meanWaitUs, waitLaw } from './waiting.ts'

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
  workOn(load, outage)
  mergeCohorts(load)
  fail(load, outage)
  callOthers(state, load)
  answerCallers(state, load)
  if (state.dependencies !== undefined)
    answersChanged(state, load.setting.ref, addedUs(load), deadShare(load))
  tellContainers(state, load)
  touchAt(state, load, nextUsOf(state, load))
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

/** What is the same for targets that answer as fast and get as much. */
type Footing = {
  readonly pace: Pace
  readonly inflow: number
  readonly holdingUs: number
  readonly capacity: number
  /** Requests per second that its workers could do with all the CPU that they want. */
  readonly perSecond: number
  readonly table: ResponseTable
  readonly byChance: ResponseLevel
  /** Wait by chance, and the rung of a backlog that is nothing beside the service time. */
  readonly chanceUs: number
  readonly floor: number
}

/** What each target of a cohort gets now, and how long that takes. */
function workOn(load: ServiceLoad, outage: Outage): void {
  const { rate } = load
  let footing: Footing | undefined
  for (const cohort of load.cohorts) {
    const { pace, backlog } = cohort
    const inflow = outage.takesNothing ? 0 : rate * eachOf(load, cohort)
    if (footing?.pace !== pace || footing.inflow !== inflow)
      footing = footingOf(load, pace, inflow, outage.factor)
    const { holdingUs, capacity, table, byChance, chanceUs, floor, perSecond } = footing
    cohort.holdingUs = holdingUs
    cohort.capacity = capacity
    cohort.inflow = inflow
    const backlogUs = backlog === 0 ? 0 : cohort.backlogUs
    const nearest = waitRung(backlogUs)
    const rung = nearest <= floor ? 0 : nearest
    if (rung !== cohort.rung) load.isUneven = true
    cohort.rung = rung
    cohort.floor = floor
    cohort.waitUs = Math.max(backlogUs, chanceUs)
    const wanted = cohort.isBusy ? perSecond : inflow
    cohort.cores = pace.cpuUs === 0 ? 0 : (Math.min(wanted, perSecond) * pace.cpuUs) / usPerSecond
    cohort.level =
      rung > 0 && backlogUs > chanceUs ? load.setting.responses.afterBacklog(table, rung) : byChance
  }
}

function footingOf({ setting, calls }: ServiceLoad, pace: Pace, inflow: number, slowness: number): Footing {
  const { responses, concurrency } = setting
  let extraUs = pace.stretchedUs
  for (const { to, perRequest } of calls) extraUs += to.answerUs * perRequest
  const factor = pace.factor * slowness
  const holdingUs = responses.holdingUs({ factor, extraUs })
  const byWorkers = workersPerSecond(concurrency, holdingUs)
  const byCpu = workersPerSecond(pace.cores, pace.cpuUs)
  const capacity = Math.min(byWorkers, byCpu)
  const share = inflow === 0 ? 0 : inflow / capacity
  // The scarcer of the two is what requests wait for.
  const law =
    byWorkers <= byCpu
      ? waitLaw(share, holdingUs, concurrency, responses.variability)
      : waitLaw(share, pace.cpuUs / Math.min(1, pace.cores), Math.max(1, pace.cores), responses.variability)
  const table = responses.tableOf(factor, extraUs)
  return {
    pace,
    inflow,
    holdingUs,
    capacity,
    perSecond: workersPerSecond(concurrency, holdingUs - pace.stretchedUs),
    table,
    byChance: responses.byChance(table, law),
    chanceUs: meanWaitUs(law),
    floor: waitRung(holdingUs * nothingOfService),
  }
}

/** A backlog of less than this share of the service time changes nothing that is seen. */
const nothingOfService = 1 / 16

function workersPerSecond(concurrency: number, holdingUs: number): number {
  return concurrency === Infinity || holdingUs === 0 ? Infinity : (concurrency * usPerSecond) / holdingUs
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

/** What load adds to an answer, on average. */
function addedUs({ cohorts, spread, setting }: ServiceLoad): number {
  let share = 0
  let sumUs = 0
  for (const cohort of cohorts) {
    const each = spread.shareOf(cohort)
    if (each === 0) continue
    share += each
    // An outage that makes it slow is no load.
    const ownUs = setting.responses.meanUs * (cohort.level!.factor / cohort.pace.factor)
    sumUs += each * (cohort.waitUs + cohort.holdingUs - ownUs)
  }
  return share === 0 ? 0 : sumUs / share
}

/** Share of requests that go to pods of which proxies do not know yet that they do not answer. */
function deadShare({ closed, silent, spread }: ServiceLoad): number {
  const sum = (groups: readonly Group[]): number =>
    groups.reduce((share, group) => share + spread.shareOf(group), 0)
  return sum(closed) + sum(silent)
}

/** Failures that differ by less are the same to a caller. */
const sameFailShare = 0.02

/** Probes that wait with the requests, and the CPU that these take. */
function tellContainers(state: ClusterState, load: ServiceLoad): void {
  if (state.traffic!.reachesNodes) {
    tellWaits(state, load)
    if (state.needs.cpu) tellCores(state, load)
  }
  load.moved = []
}

function tellWaits(state: ClusterState, load: ServiceLoad): void {
  for (const cohort of load.cohorts) {
    const rung = waitRung(cohort.waitUs)
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

/** Cores of requests that differ by less are the same to a node. */
const sameCores = 0.05

function tellCores(state: ClusterState, load: ServiceLoad): void {
  for (const cohort of load.cohorts) {
    const { cores, shownCores, members } = cohort
    if (Math.abs(cores - shownCores) <= sameCores * Math.max(cores, shownCores)) continue
    cohort.shownCores = cores
    for (const { container } of members) if (container >= 0) requestsTake(state, container, cores)
  }
  for (const target of load.moved) {
    const { pod, container, group } = target
    const isHere = load.targets.get(pod) === target && group instanceof Cohort
    if (container >= 0) requestsTake(state, container, isHere ? group.shownCores : 0)
  }
}

function nextUsOf(state: ClusterState, load: ServiceLoad): number {
  let nextUs = load.setting.offered.nextUs(state.nowUs)
  for (const line of load.lines) nextUs = Math.min(nextUs, line.nextUs)
  for (const cohort of load.cohorts) nextUs = Math.min(nextUs, turnUs(state.nowUs, cohort))
  return nextUs
}

/**
 * When the backlog of a cohort comes to another rung, or to its end; Infinity = it stays. Turns of cohorts that are about as far fall together, on a grid much
 * finer than a rung.
 */
function turnUs(nowUs: number, { backlog, inflow, capacity, rung, floor }: Cohort): number {
  if (capacity === 0 || capacity === Infinity) return Infinity
  const net = inflow - capacity
  if (net === 0 || (net < 0 && backlog === 0)) return Infinity
  const endUs = net > 0 ? waitRungEndUs(Math.max(rung, floor)) : turnDownUs(rung, floor)
  const atUs =
    nowUs + Math.max(1, Math.ceil((((endUs * capacity) / usPerSecond - backlog) / net) * usPerSecond))
  const gridUs = rung === 0 ? 1 : gridOf(endUs)
  return Math.ceil(atUs / gridUs) * gridUs
}

function turnDownUs(rung: number, floor: number): number {
  return rung === 0 ? 0 : waitRungEndUs(rung - 1 <= floor ? floor : rung - 1)
}

/** A power of 2, 1/128 of a wait at most. */
function gridOf(waitUs: number): number {
  return wholePower(2, Math.max(0, Math.floor(Math.log2(waitUs / 128))))
}
