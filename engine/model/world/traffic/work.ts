/** What each target gets now, how long that takes, and which of workers and CPU is the scarcer. */
import { power } from '../../../kernel/power.ts'
import { usPerSecond } from '../../../kernel/time.ts'
import { waitRung } from '../ladder.ts'
import { type Outage, takesNothing } from '../outage.ts'
import type { Cohort, Pace } from './cohort.ts'
import { eachOf } from './membership.ts'
import type { ResponseLevel, ResponseTable } from './responses.ts'
import { leftByRivals } from './rivals.ts'
import type { ServiceLoad } from './service-load.ts'
import { meanWaitUs, type WaitLaw, waitLaw } from './waiting.ts'

/**
 * A target is worked on anew when the rate at which requests come to it changes by more than `sameInflow` of that rate, or by more than `sameNet` of the difference
 * between rate and capacity: so no backlog grows unnoticed. Amounts are exact all the same: the rate only foresees when a rung is reached.
 */
const sameInflow = 0.001
const sameNet = 0.05

/** A backlog of less than this share of the service time changes nothing that is seen. */
const nothingOfService = 1 / 16

/** Loads between which the formula of waits is not to be relied on. */
const nearBelow = 0.9
const nearAbove = 1.1

/** What is the same for targets that answer as fast and get as much. */
type Footing = {
  readonly pace: Pace
  readonly inflow: number
  readonly holdingUs: number
  readonly capacity: number
  /** Requests per second that what waits is worked off with, if not now, when they go on. */
  readonly drain: number
  /** Requests per second that its workers could do with all the CPU that they want. */
  readonly perSecond: number
  readonly table: ResponseTable
  readonly byChance: ResponseLevel
  /** Wait by chance, and the rung of a backlog that is nothing beside the service time. */
  readonly chanceUs: number
  readonly floor: number
  readonly workerWait: WaitLaw
  readonly inWork: number
}

/** What each target of a cohort gets now, and how long that takes, if anything has changed for the cohort. */
export function workOn(load: ServiceLoad, outage: Outage): void {
  const { rate, spread, cohorts } = load
  const isClosed = takesNothing(outage)
  load.each = isClosed || spread.known === 0 ? 0 : rate / spread.known
  cohorts.touchDue(load.sinceUs)
  touchChanged(load, outage)
  let footing: Footing | undefined
  cohorts.changed = cohorts.touched
  cohorts.touched = []
  for (const cohort of cohorts.changed) {
    cohort.isTouched = false
    const { pace, members } = cohort
    if (members.size === 0) continue
    load.settle(cohort)
    const inflow = isClosed ? 0 : rate * eachOf(load, cohort)
    if (footing?.pace !== pace || footing.inflow !== inflow)
      footing = footingOf(load, cohort.workload, pace, inflow)
    const { holdingUs, capacity, drain, table, byChance, chanceUs, floor, perSecond } = footing
    cohort.workerWait = footing.workerWait
    cohort.inWork = footing.inWork
    cohort.holdingUs = holdingUs
    cohort.capacity = capacity
    cohort.drain = drain
    cohort.table = table
    cohort.inflow = inflow
    cohort.slack = spread.keepsConnections
      ? 0
      : Math.min(sameInflow * inflow, sameNet * Math.abs(inflow - capacity))
    noteBounds(load, cohort)
    cohort.isNearSaturation = inflow > nearBelow * capacity && inflow < nearAbove * capacity
    const { backlogUs } = cohort
    const nearest = waitRung(backlogUs)
    const rung = nearest <= floor ? 0 : nearest
    cohort.rung = rung
    cohort.floor = floor
    cohort.chanceUs = chanceUs
    const wanted = cohort.isBusy && !pace.isPaused ? perSecond : inflow
    cohort.cores = pace.cpuUs === 0 ? 0 : (Math.min(wanted, perSecond) * pace.cpuUs) / usPerSecond
    cohort.level =
      rung > 0 && backlogUs > chanceUs ? load.setting.responses.afterBacklog(table, rung) : byChance
  }
}

/** Those that get more or less than when they were worked on, and all of them where what is the same for all has changed. */
function touchChanged(load: ServiceLoad, outage: Outage): void {
  const { cohorts, rate, each, spread } = load
  const areAllChanged = !stands(load, outage)
  if (!areAllChanged && !spread.keepsConnections && each >= cohorts.eachMin && each <= cohorts.eachMax) return
  cohorts.eachMin = 0
  cohorts.eachMax = Infinity
  for (const cohort of cohorts) {
    const inflow = load.footing.isClosed ? 0 : rate * eachOf(load, cohort)
    if (areAllChanged || Math.abs(inflow - cohort.inflow) > cohort.slack) cohorts.touch(cohort)
    else noteBounds(load, cohort)
  }
}

function noteBounds({ cohorts }: ServiceLoad, { known, inflow, slack }: Cohort): void {
  if (known === 0) return
  cohorts.eachMin = Math.max(cohorts.eachMin, inflow - slack)
  cohorts.eachMax = Math.min(cohorts.eachMax, inflow + slack)
}

/** Whether that which is the same for all cohorts is as it was. */
function stands(load: ServiceLoad, outage: Outage): boolean {
  const { footing, calls, rivals } = load
  let callsUs = 0
  for (const { to, perRequest } of calls) callsUs += to.answerUs * perRequest
  let rivalChanges = 0
  for (const others of rivals) for (const other of others) rivalChanges += other.load.shownChanges
  const now = { callsUs, rivalChanges, slowness: outage.factor, isClosed: takesNothing(outage) }
  load.footing = now
  return (
    footing.callsUs === callsUs &&
    footing.rivalChanges === rivalChanges &&
    footing.slowness === now.slowness &&
    footing.isClosed === now.isClosed
  )
}

function footingOf(load: ServiceLoad, workload: number, pace: Pace, inflow: number): Footing {
  const { setting, footing } = load
  const { responses, concurrency } = setting
  const { cores, stretchedUs } = leftByRivals(load, workload, pace)
  const extraUs = stretchedUs + footing.callsUs
  const factor = pace.factor * footing.slowness
  const holdingUs = responses.holdingUs({ factor, extraUs })
  const byWorkers = workersPerSecond(concurrency, holdingUs)
  const byCpu = workersPerSecond(cores, pace.cpuUs)
  const drain = Math.min(byWorkers, byCpu)
  const capacity = pace.isPaused ? 0 : drain
  const share = inflow === 0 ? 0 : inflow / drain
  // The scarcer of the two is what requests wait for. Those that share processors wait as long whatever the law of their work (M/G/1-PS).
  const waitsForWorkers = byWorkers <= byCpu
  const law = waitsForWorkers
    ? waitLaw(share, holdingUs, concurrency, responses.variability)
    : waitLaw(share, pace.cpuUs / Math.min(1, cores), Math.max(1, cores), 1)
  const table = responses.tableOf(factor, extraUs)
  const byChance = responses.byChance(table, law)
  return {
    pace,
    inflow,
    holdingUs,
    capacity,
    drain,
    perSecond: workersPerSecond(concurrency, holdingUs - stretchedUs),
    table,
    byChance,
    chanceUs: meanWaitUs(law),
    floor: waitRung(holdingUs * nothingOfService),
    workerWait: waitsForWorkers
      ? byChance.wait
      : responses.forWorker(byChance, shareOfAllBusy(share, concurrency, cores)),
    inWork: waitsForWorkers ? 0 : concurrency,
  }
}

function workersPerSecond(concurrency: number, holdingUs: number): number {
  return concurrency === Infinity || holdingUs === 0 ? Infinity : (concurrency * usPerSecond) / holdingUs
}

/** Of the requests that find all cores busy, the share that finds all workers busy: each more than cores is one step of a geometric law (M/M/c, M/G/1-PS). */
function shareOfAllBusy(load: number, workers: number, cores: number): number {
  return power(Math.min(load, 1 / load), Math.max(0, workers - Math.max(1, cores)))
}
