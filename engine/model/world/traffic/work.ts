/** What each target gets now, how long that takes, and which of workers and CPU is the scarcer. */
import { usPerSecond } from '../../../kernel/time.ts'
import { waitRung } from '../ladder.ts'
import { type Outage, takesNothing } from '../outage.ts'
import type { Pace } from './cohort.ts'
import { eachOf } from './membership.ts'
import type { ResponseLevel, ResponseTable } from './responses.ts'
import { leftByRivals } from './rivals.ts'
import type { ServiceLoad } from './service-load.ts'
import { meanWaitUs, waitLaw } from './waiting.ts'

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
}

/** What each target of a cohort gets now, and how long that takes. */
export function workOn(load: ServiceLoad, outage: Outage): void {
  const { rate } = load
  let footing: Footing | undefined
  for (const cohort of load.cohorts) {
    const { pace, backlog } = cohort
    const inflow = takesNothing(outage) ? 0 : rate * eachOf(load, cohort)
    if (footing?.pace !== pace || footing.inflow !== inflow)
      footing = footingOf(load, cohort.workload, pace, inflow, outage.factor)
    const { holdingUs, capacity, drain, table, byChance, chanceUs, floor, perSecond } = footing
    cohort.holdingUs = holdingUs
    cohort.capacity = capacity
    cohort.drain = drain
    cohort.table = table
    cohort.inflow = inflow
    cohort.isNearSaturation = inflow > nearBelow * capacity && inflow < nearAbove * capacity
    const backlogUs = backlog === 0 ? 0 : (backlog / drain) * usPerSecond
    const nearest = waitRung(backlogUs)
    const rung = nearest <= floor ? 0 : nearest
    if (rung !== cohort.rung) load.isUneven = true
    cohort.rung = rung
    cohort.floor = floor
    cohort.waitUs = Math.max(backlogUs, chanceUs)
    const wanted = cohort.isBusy && !pace.isPaused ? perSecond : inflow
    cohort.cores = pace.cpuUs === 0 ? 0 : (Math.min(wanted, perSecond) * pace.cpuUs) / usPerSecond
    cohort.level =
      rung > 0 && backlogUs > chanceUs ? load.setting.responses.afterBacklog(table, rung) : byChance
  }
}

function footingOf(
  load: ServiceLoad,
  workload: number,
  pace: Pace,
  inflow: number,
  slowness: number,
): Footing {
  const { setting, calls } = load
  const { responses, concurrency } = setting
  const { cores, stretchedUs } = leftByRivals(load, workload, pace)
  let extraUs = stretchedUs
  for (const { to, perRequest } of calls) extraUs += to.answerUs * perRequest
  const factor = pace.factor * slowness
  const holdingUs = responses.holdingUs({ factor, extraUs })
  const byWorkers = workersPerSecond(concurrency, holdingUs)
  const byCpu = workersPerSecond(cores, pace.cpuUs)
  const drain = Math.min(byWorkers, byCpu)
  const capacity = pace.isPaused ? 0 : drain
  const share = inflow === 0 ? 0 : inflow / drain
  // The scarcer of the two is what requests wait for. Those that share processors wait as long whatever the law of their work (M/G/1-PS).
  const law =
    byWorkers <= byCpu
      ? waitLaw(share, holdingUs, concurrency, responses.variability)
      : waitLaw(share, pace.cpuUs / Math.min(1, cores), Math.max(1, cores), 1)
  const table = responses.tableOf(factor, extraUs)
  return {
    pace,
    inflow,
    holdingUs,
    capacity,
    drain,
    perSecond: workersPerSecond(concurrency, holdingUs - stretchedUs),
    table,
    byChance: responses.byChance(table, law),
    chanceUs: meanWaitUs(law),
    floor: waitRung(holdingUs * nothingOfService),
  }
}

function workersPerSecond(concurrency: number, holdingUs: number): number {
  return concurrency === Infinity || holdingUs === 0 ? Infinity : (concurrency * usPerSecond) / holdingUs
}
