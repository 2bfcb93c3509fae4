/**
 * How long requests take: by level, which is what the pods that answer them are like at a time, the law of the response; and how many
 * were sent at each level, which at the end gives percentiles. A response is the service time, longer by a factor, plus what its calls to others take, plus the wait.
 */
import { type DistributionId, type Distributions, probabilityAtLeast } from '../../../kernel/distribution.ts'
import { shareOf, shareRung } from '../dependencies/provider.ts'
import { stretchOf, stretchRung, waitRung, waitUsOf } from '../ladder.ts'
import {
  meanTimeUs,
  meanWaitUs,
  noWait,
  serviceTimes,
  variabilityOf,
  type WaitLaw,
  withMean,
} from './waiting.ts'

/** A law of responses. */
export type ResponseLevel = {
  readonly factor: number
  /** Calls to others, and the wait for a backlog. */
  readonly fixedUs: number
  readonly wait: WaitLaw
  readonly meanUs: number
  /** Share of responses that take longer than a client waits. */
  readonly lateShare: number
  /** Requests so far, those that are late left out. */
  answered: number
  /** Waits for a worker of those that wait for the CPU so, by the rung of the share of them that find all workers at work. */
  readonly forWorker: WaitLaw[]
}

/** Levels that differ in the wait only, by its rung; undefined = not met so far. */
export type ResponseTable = {
  readonly factor: number
  readonly extraUs: number
  readonly byChance: ResponseLevel[]
  readonly byBacklog: ResponseLevel[]
}

/** Mean waits go by steps of 5 % of themselves, from this share of the service time on. */
const leastWait = 0.001
const percentileSteps = 60
const timesForLaws = 256
const timesForMoments = 4096

export class Responses {
  readonly meanUs: number
  readonly variability: number
  private readonly timeoutUs: number
  readonly probeTimeoutUs: number
  private readonly distributions: Distributions
  private readonly latency: DistributionId
  private readonly times: Float64Array
  private readonly levels: ResponseLevel[] = []
  private readonly tables = new Map<number, ResponseTable[]>()

  /** @param probeTimeoutUs the least timeout of probes that wait with the requests; Infinity = none does. */
  constructor(
    distributions: Distributions,
    latency: DistributionId,
    timeoutUs: number,
    probeTimeoutUs = Infinity,
  ) {
    this.distributions = distributions
    this.latency = latency
    const law = serviceTimes(distributions, latency, timesForLaws)
    // Equal times are one.
    this.times = law.every((timeUs) => timeUs === law[0]) ? law.slice(0, 1) : law
    const times = serviceTimes(distributions, latency, timesForMoments)
    this.meanUs = meanTimeUs(times)
    this.variability = variabilityOf(times)
    this.timeoutUs = timeoutUs
    this.probeTimeoutUs = probeTimeoutUs
  }

  /** Responses of pods whose service times are longer by a factor, and beside take what calls to others do. */
  tableOf(factor: number, extraUs: number): ResponseTable {
    const extra = waitRung(extraUs)
    let byExtra = this.tables.get(factor)
    if (byExtra === undefined) {
      byExtra = []
      this.tables.set(factor, byExtra)
    }
    byExtra[extra] ??= { factor, extraUs: waitUsOf(extra), byChance: [], byBacklog: [] }
    return byExtra[extra]
  }

  /** They wait for a worker to have done what waits, by the rung of that time. */
  afterBacklog(table: ResponseTable, rung: number): ResponseLevel {
    table.byBacklog[rung] ??= this.add(table, waitUsOf(rung), noWait)
    return table.byBacklog[rung]
  }

  /** They wait by chance. */
  byChance(table: ResponseTable, law: WaitLaw): ResponseLevel {
    const leastUs = leastWait * this.holdingUs(table)
    const rung = leastUs === 0 ? 0 : stretchRung(meanWaitUs(law) / leastUs)
    table.byChance[rung] ??= this.add(
      table,
      0,
      rung === 0 ? noWait : withMean(law, leastUs * stretchOf(rung)),
    )
    return table.byChance[rung]
  }

  /**
   * Wait for a worker of pods whose requests wait for the CPU, with workers: if all are at work.
   * @param share of the requests that wait.
   */
  forWorker({ wait, forWorker }: ResponseLevel, share: number): WaitLaw {
    const rung = shareRung(share)
    forWorker[rung] ??= rung === 0 ? noWait : { ...wait, chance: wait.chance * shareOf(rung) }
    return forWorker[rung]
  }

  /** Time that a request takes a worker. */
  holdingUs({ factor, extraUs }: { readonly factor: number; readonly extraUs: number }): number {
    return this.serviceUs(factor) + extraUs
  }

  /** Mean service time of pods that are slower by a factor; Infinity = they never answer, however fast they are else. */
  private serviceUs(factor: number): number {
    return factor === Infinity ? Infinity : this.meanUs * factor
  }

  private add({ factor, extraUs }: ResponseTable, backlogUs: number, wait: WaitLaw): ResponseLevel {
    const fixedUs = extraUs + backlogUs
    const level = {
      factor,
      fixedUs,
      wait,
      meanUs: this.serviceUs(factor) + fixedUs + meanWaitUs(wait),
      lateShare: this.shareAfter(factor, fixedUs, wait, this.timeoutUs),
      answered: 0,
      forWorker: [],
    }
    this.levels.push(level)
    return level
  }

  /** Response time that this share of the answered requests did not exceed; null = none was answered. */
  percentileUs(share: number): number | null {
    const levels = this.levels.filter(({ answered }) => answered > 0)
    const total = levels.reduce((sum, { answered }) => sum + answered, 0)
    if (total === 0) return null
    const shareAbove = (timeUs: number): number =>
      levels.reduce((sum, level) => sum + level.answered * this.shareOfAnsweredAfter(level, timeUs), 0) /
      total
    let low = 0
    let high = this.timeoutUs
    if (high === Infinity) for (high = 1; shareAbove(high) > 1 - share; ) high *= 2
    for (let step = 0; step < percentileSteps; step++) {
      const middle = (low + high) / 2
      if (shareAbove(middle) > 1 - share) low = middle
      else high = middle
    }
    return high
  }

  private shareOfAnsweredAfter({ factor, fixedUs, wait, lateShare }: ResponseLevel, timeUs: number): number {
    if (timeUs >= this.timeoutUs) return 0
    return Math.max(0, this.shareAfter(factor, fixedUs, wait, timeUs) - lateShare) / (1 - lateShare)
  }

  /** Share of responses that take at least so long. */
  private shareAfter(factor: number, fixedUs: number, { chance, spanUs }: WaitLaw, timeUs: number): number {
    const leftUs = timeUs - fixedUs
    if (timeUs === Infinity) return factor === Infinity || fixedUs === Infinity ? 1 : 0
    if (factor === Infinity || leftUs <= 0) return 1
    const unwaited = probabilityAtLeast(this.distributions, this.latency, leftUs / factor)
    const meanWait = chance * spanUs
    if (meanWait === 0) return unwaited
    let waited = 0
    for (const serviceUs of this.times) waited += Math.exp(-Math.max(0, leftUs - factor * serviceUs) / spanUs)
    return (1 - chance) * unwaited + (chance * waited) / this.times.length
  }
}
