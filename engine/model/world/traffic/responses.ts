/**
 * How long requests take: by level, which is what the pods that answer them are like at a time, the law of the response; and how many
 * were sent at each level, which at the end gives percentiles. A response is the service time, longer by a factor, plus what its calls to others take, plus the wait.
 */
import { type DistributionId, type Distributions, probabilityAtLeast } from '../../../kernel/distribution.ts'
import { stretchOf, stretchRung, waitRung, waitUsOf } from '../ladder.ts'
import {
  meanTimeUs,
  meanWaitUs,
  noWait,
  serviceTimes,
  variabilityOf,
  type WaitLaw,
  waitLaw,
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
  private readonly concurrency: number
  private readonly distributions: Distributions
  private readonly latency: DistributionId
  private readonly times: Float64Array
  private readonly levels = new Map<string, ResponseLevel>()

  constructor(
    distributions: Distributions,
    latency: DistributionId,
    { concurrency, timeoutUs }: { readonly concurrency: number; readonly timeoutUs: number },
  ) {
    this.distributions = distributions
    this.latency = latency
    this.times = serviceTimes(distributions, latency, timesForLaws)
    const times = serviceTimes(distributions, latency, timesForMoments)
    this.meanUs = meanTimeUs(times)
    this.variability = variabilityOf(times)
    this.concurrency = concurrency
    this.timeoutUs = timeoutUs
  }

  /**
   * @param factor on service times.
   * @param extraUs what a request takes beside: calls to others.
   * @param load over capacity.
   * @param backlogUs time until a worker has done what waits.
   */
  levelOf(factor: number, extraUs: number, load: number, backlogUs: number): ResponseLevel {
    const holdingUs = this.meanUs * factor + extraUs
    const chanceUs = meanWaitUs(waitLaw(load, holdingUs, this.concurrency, this.variability))
    const byBacklog = backlogUs > chanceUs
    const extra = waitRung(extraUs)
    const rung = byBacklog ? waitRung(backlogUs) : stretchRung(chanceUs / (leastWait * holdingUs))
    const key = `${factor}/${extra}/${byBacklog ? 'backlog' : 'chance'}/${rung}`
    const known = this.levels.get(key)
    if (known !== undefined) return known
    const fixedUs = waitUsOf(extra) + (byBacklog ? waitUsOf(rung) : 0)
    const wait = byBacklog || rung === 0 ? noWait : this.waitOf(factor, extra, load, rung)
    const level = {
      factor,
      fixedUs,
      wait,
      meanUs: this.meanUs * factor + fixedUs + meanWaitUs(wait),
      lateShare: this.shareAfter(factor, fixedUs, wait, this.timeoutUs),
      answered: 0,
    }
    this.levels.set(key, level)
    return level
  }

  /** The law at this load, with the mean of its rung. */
  private waitOf(factor: number, extra: number, load: number, rung: number): WaitLaw {
    const holdingUs = this.meanUs * factor + waitUsOf(extra)
    const law = waitLaw(load, holdingUs, this.concurrency, this.variability)
    const meanUs = leastWait * holdingUs * stretchOf(rung)
    return { chance: law.chance, spanUs: meanUs / law.chance }
  }

  /** Response time that this share of the answered requests did not exceed; null = none was answered. */
  percentileUs(share: number): number | null {
    const levels = [...this.levels.values()].filter(({ answered }) => answered > 0)
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
