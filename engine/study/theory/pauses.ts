/**
 * What pauses of a process, in which it stands still, do to a probe of it. A run that meets a pause waits for its end, or for its
 * timeout: so runs that time out follow each other on a grid that is known, all but the last for certain, and the first that is
 * answered ends after the pause. What is left is one integral over where the pause lies between two ticks, and one over its length.
 * `docs/explanation/failure-detectors.md` derives it.
 */

import type { BehaviorSpec } from '../../contract/cluster-spec.ts'
import { type Law, lawOf } from '../../kernel/law.ts'
import { wholePower } from '../../kernel/power.ts'
import { runsUntil } from './runs-until.ts'

/** Answers outside pauses. */
export type PausedAnswers = {
  /** Probability that an answer takes so many seconds or more. */
  late(seconds: number): number
  /** Probability that an answer that comes is a Failure. */
  readonly errorRate: number
  /** Mean length of an answer that comes in time, in seconds. */
  readonly answerSeconds: number
}

/** A probe of which something is asked. */
export type PausedSetting = {
  readonly periodSeconds: number
  readonly timeoutSeconds: number
  readonly failureThreshold: number
  /** Of a readiness probe; undefined = a mistake restarts the container. */
  readonly successThreshold?: number
}

/** The mean effect of one pause. */
export type PauseEffect = {
  readonly mistakes: number
  /** Running time that it takes: less than its length if a kill ends it. */
  readonly seconds: number
  /** Of a readiness probe: how long the container counts as failed. */
  readonly failedSeconds: number
  /** How much of the pause a mistake leaves, on average over mistakes: a process that stands still does not stop either. */
  readonly leftSeconds: number
}

/** One pause of all: how long it is, after which share of a period its first tick comes, and how much it counts. */
type Place = { readonly length: number; readonly share: number; readonly weight: number }

/** By number of runs in a row that time out, up to a threshold. */
type Streaks = {
  /** Probability of so many or more. */
  readonly reached: Float64Array
  /** Of so many, and then the pause is over before another run is answered or begins: by when the next one comes, in parts of a step. */
  readonly open: Float64Array
  /** Of so many, and then an answer that comes with the end of the pause; likewise. */
  readonly answered: Float64Array
  /** Expected seconds, where reached: from the start of the pause, to its end, and until the first answer after it. */
  readonly atSeconds: Float64Array
  readonly leftSeconds: Float64Array
  readonly failedSeconds: Float64Array
}

/** What a row of runs in a pause is followed with. */
type Pace = {
  readonly answers: PausedAnswers
  readonly timeout: number
  /** From one run that times out to the next (P4). */
  readonly step: number
  /** Whether it matters how long the container counts as failed. */
  readonly isReadiness: boolean
}

/** A longer row of failures is not followed. */
const failuresMax = 1_000
/** Places for lengths below the tail, and for each half of what is left of the tail. */
const placesBelow = 610
const placesAbove = 55
const tailShare = 0.25
const halvings = 16
/** One of so many stands for all where less depends on it. */
const everyPlace = 5
/** Pauses are rare if a gap lasts so long, also in pauses. */
const rareGapSeconds = 600
const rareGaps = 10
/** Points of the law of late answers, where it is asked for many lengths. */
const latePoints = 1024
/** The fraction of the golden ratio: its multiples fill an interval evenly. */
const golden = 0.6180339887498949
/** Failures in a row that are worked out together, at least. */
const failuresKept = 16
/** Parts of a step, and moments within them, for the run that comes next. */
const parts = 16
const gapsPerLength = 8
/** Panels of an interval get half as wide from its middle to either end, so often. */
const panels = 12
/** Gauss and Legendre: three points of [0, 1] and their weights. */
const gauss = [
  [0.1127016653792583, 5 / 18],
  [0.5, 8 / 18],
  [0.8872983346207417, 5 / 18],
] as const

export class Pauses {
  /** Mean time between two pauses, in seconds. */
  readonly gapSeconds: number
  readonly #gap: Law
  /** Whether all have one length; the places of its ticks depend on the probe then. */
  readonly #isConstant: boolean
  readonly #places: readonly Place[]
  readonly #meanSeconds: number
  readonly #streaks = new Map<string, Streaks>()
  /** The law of late answers, by timeout. */
  readonly #late = new Map<number, (seconds: number) => number>()

  /** Undefined if there are none. */
  static of({ pause }: Pick<BehaviorSpec, 'pause'>): Pauses | undefined {
    if (pause === undefined) return undefined
    const gap = lawOf(pause.every)
    return gap.mean === Infinity
      ? undefined
      : new Pauses(gap, lawOf(pause.for), pause.for.kind === 'constant')
  }

  private constructor(gap: Law, length: Law, isConstant: boolean) {
    this.gapSeconds = gap.mean / 1e6
    this.#gap = gap
    this.#isConstant = isConstant
    this.#places = isConstant ? [{ length: length.mean / 1e6, share: 0, weight: 1 }] : placesOf(length)
    this.#meanSeconds = this.#places.reduce((sum, { length, weight }) => sum + length * weight, 0)
  }

  /** Whether three of them hardly ever come one soon after the other, nor two in one run that is under way. */
  get areRare(): boolean {
    return this.gapSeconds >= rareGapSeconds && this.gapSeconds >= rareGaps * this.#meanSeconds
  }

  /** @param answers the same at each call. */
  effect(answers: PausedAnswers, setting: PausedSetting): PauseEffect {
    const { periodSeconds, timeoutSeconds, failureThreshold, successThreshold } = setting
    if (failureThreshold > failuresMax)
      return { mistakes: 0, seconds: this.#meanSeconds, failedSeconds: 0, leftSeconds: 0 }
    const streaks = this.#streaksOf(answers, setting)
    const { reached, open, atSeconds, leftSeconds, failedSeconds } = streaks
    const calm = fails(answers, timeoutSeconds)
    const recovery = successThreshold === undefined ? 0 : runsUntil(successThreshold, 1 - calm) - 1
    const sum = { mistakes: 0, atSeconds: 0, leftSeconds: 0, failedSeconds: 0 }
    let before = 0
    for (let row = 0; row < failureThreshold; row++) before += wholePower(calm, row)
    for (let row = 0; row < failureThreshold; row++) {
      // Failures in a row before the pause, then those in it, then those after it.
      const weight = wholePower(calm, row) / before
      const missing = failureThreshold - row
      sum.mistakes += weight * reached[missing]
      sum.atSeconds += weight * atSeconds[missing]
      sum.leftSeconds += weight * leftSeconds[missing]
      sum.failedSeconds += weight * (failedSeconds[missing] + reached[missing] * recovery * periodSeconds)
      for (let count = 1; count < missing; count++) {
        const later = weight * openAt(open, count) * wholePower(calm, missing - count)
        sum.mistakes += later
        sum.atSeconds += later * this.#meanSeconds
        sum.failedSeconds += later * (answers.answerSeconds + recovery * periodSeconds)
      }
    }
    return {
      mistakes: sum.mistakes,
      seconds:
        successThreshold === undefined
          ? sum.atSeconds + (1 - sum.mistakes) * this.#meanSeconds
          : this.#meanSeconds,
      failedSeconds: sum.failedSeconds,
      leftSeconds: sum.mistakes === 0 ? 0 : sum.leftSeconds / sum.mistakes,
    }
  }

  #streaksOf(answers: PausedAnswers, setting: PausedSetting): Streaks {
    const { periodSeconds: period, timeoutSeconds: timeout, failureThreshold } = setting
    const isReadiness = setting.successThreshold !== undefined
    const key = `${period} ${timeout} ${isReadiness}`
    const known = this.#streaks.get(key)
    if (known !== undefined && known.reached.length > failureThreshold) return known
    const made = emptyStreaks(Math.max(failureThreshold, failuresKept))
    const pace = {
      answers: this.#isConstant ? answers : this.#tabulated(answers, timeout),
      timeout,
      step: Math.max(period, timeout),
      isReadiness,
    }
    const places = this.#isConstant ? placesOfOne(this.#places[0].length, period, timeout) : this.#places
    for (const place of places) meet(place, period, pace, made)
    this.#followAgain(made, pace)
    this.#streaks.set(key, made)
    return made
  }

  #tabulated(answers: PausedAnswers, timeout: number): PausedAnswers {
    let late = this.#late.get(timeout)
    if (late === undefined) {
      late = tableOf(answers.late, timeout)
      this.#late.set(timeout, late)
    }
    return { ...answers, late }
  }

  /**
   * A second pause so soon that no run is answered between the two: it begins before the next run does, or before the answer that the first
   * one has kept waiting. A third one is left out.
   */
  #followAgain(sum: Streaks, pace: Pace): void {
    const failures = sum.reached.length - 1
    const { answers, timeout, step } = pace
    const begun = sum.open.slice()
    const soon = this.#gap.cdf(answers.answerSeconds * 1e6)
    for (let part = 0; part < parts; part++) {
      const tick = ((part + 0.5) / parts) * step
      const beforeRun = this.#fromTick(tick, true, pace, failures)
      const beforeAnswer = this.#fromTick(tick, false, pace, failures)
      const isSecond = this.#gap.cdf(tick * 1e6)
      // The run whose answer is kept waiting again began a step before the next; it has so much of its timeout left.
      const keepsWaiting = this.#longerThan(timeout - step + tick)
      for (let count = 0; count < failures; count++) {
        join(sum, count, beforeRun, begun[count * parts + part] * isSecond)
        const again = sum.answered[count * parts + part] * soon * keepsWaiting
        sum.reached[count + 1] += again
        join(sum, count + 1, beforeAnswer, again)
      }
    }
  }

  /** Rows in a pause with a run that comes `tick` seconds after its start, or after a moment before which it begins. */
  #fromTick(tick: number, isBefore: boolean, pace: Pace, failures: number): Streaks {
    const sum = emptyStreaks(failures)
    const add = (length: number, share: number, weight: number): void =>
      follow({ at: tick * (isBefore ? share : 1), before: 0, lostAt: 0, length }, weight, pace, sum)
    if (this.#isConstant) {
      const [{ length }] = this.#places
      const points = isBefore ? gapsPerLength : 1
      for (let point = 0; point < points; point++) add(length, (point + 0.5) / points, 1 / points)
    } else {
      for (let place = 2; place < this.#places.length; place += everyPlace) {
        const { length, share, weight } = this.#places[place]
        add(length, share, weight * everyPlace)
      }
    }
    return sum
  }

  #longerThan(seconds: number): number {
    return this.#places.reduce((sum, { length, weight }) => sum + (length >= seconds ? weight : 0), 0)
  }
}

/** So many have timed out in one pause; in the next one so many more as `other` says. */
function join(sum: Streaks, count: number, other: Streaks, weight: number): void {
  if (weight === 0) return
  for (let more = 1; count + more < sum.reached.length; more++) {
    sum.reached[count + more] += weight * other.reached[more]
    sum.atSeconds[count + more] += weight * other.atSeconds[more]
    sum.leftSeconds[count + more] += weight * other.leftSeconds[more]
    sum.failedSeconds[count + more] += weight * other.failedSeconds[more]
  }
}

function openAt(open: Float64Array, count: number): number {
  let sum = 0
  for (let part = 0; part < parts; part++) sum += open[count * parts + part]
  return sum
}

/** Probability that a run outside a pause fails. */
function fails({ late, errorRate }: PausedAnswers, timeout: number): number {
  const isLate = late(timeout)
  return isLate + (1 - isLate) * errorRate
}

function emptyStreaks(failures: number): Streaks {
  const zeros = (): Float64Array => new Float64Array(failures + 1)
  const byPart = (): Float64Array => new Float64Array((failures + 1) * parts)
  return {
    reached: zeros(),
    open: byPart(),
    answered: byPart(),
    atSeconds: zeros(),
    leftSeconds: zeros(),
    failedSeconds: zeros(),
  }
}

/** A pause meets the run before it, if that is still under way, and the runs that begin in it. */
function meet({ length, share, weight }: Place, period: number, pace: Pace, sum: Streaks): void {
  const { answers, timeout } = pace
  const tick = share * period
  const begun = period - tick
  const underWay = begun < timeout ? answers.late(begun) : 0
  const lost = underWay === 0 ? 0 : answers.late(Math.max(begun, timeout - length))
  const lostAt = timeout - begun
  // One that times out may outlast the next tick, whose run begins at once then (P4).
  if (lost > 0) follow({ at: Math.max(tick, lostAt), before: 1, lostAt, length }, weight * lost, pace, sum)
  if (underWay < 1) follow({ at: tick, before: 0, lostAt: 0, length }, weight * (1 - underWay), pace, sum)
}

type Row = {
  /** When the first run begins, in seconds from the start of the pause. */
  readonly at: number
  /** Runs that have timed out before it: none, or the one that was under way, at `lostAt`. */
  readonly before: number
  readonly lostAt: number
  /** Of the pause. */
  readonly length: number
}

/** Runs that begin one after the other in a pause, as long as each times out. */
function follow(row: Row, weight: number, pace: Pace, sum: Streaks): void {
  const { at, before, length } = row
  const { answers, timeout, step } = pace
  const certain = certainRuns(at, length, timeout, step)
  const last = at + certain * step
  const count = before + certain
  const most = Math.min(count, sum.reached.length - 1)
  for (let failures = 1; failures <= most; failures++) reach(failures, weight, row, pace, sum)
  if (last >= length) {
    leave(sum.open, count, weight, (last - length) / step, sum)
    return
  }
  const late = answers.late(timeout - (length - last))
  const fails = late + (1 - late) * answers.errorRate
  const next = (last - length) / step + 1
  reach(count + 1, weight * fails, row, pace, sum)
  leave(sum.open, count + 1, weight * fails, next, sum)
  leave(sum.answered, count, weight * (1 - fails), next, sum)
}

function reach(
  failures: number,
  probability: number,
  { at, before, lostAt, length }: Row,
  pace: Pace,
  sum: Streaks,
): void {
  if (failures >= sum.reached.length) return
  const endsAt = failures === before ? lostAt : at + (failures - before - 1) * pace.step + pace.timeout
  sum.reached[failures] += probability
  sum.atSeconds[failures] += probability * Math.min(length, endsAt)
  sum.leftSeconds[failures] += probability * Math.max(0, length - endsAt)
  if (pace.isReadiness) sum.failedSeconds[failures] += probability * untilAnswer(endsAt, length, pace)
}

/** @param next when the next run comes after the pause, in steps. */
function leave(by: Float64Array, failures: number, probability: number, next: number, sum: Streaks): void {
  if (failures >= sum.reached.length) return
  by[failures * parts + Math.min(parts - 1, Math.floor(next * parts))] += probability
}

/** Runs from `at` on that begin a whole timeout before the pause's end, or earlier. */
function certainRuns(at: number, length: number, timeout: number, step: number): number {
  return at > length - timeout ? 0 : Math.floor((length - timeout - at) / step) + 1
}

/** From a mistake, after which the worker runs at once (P6), to the end of the first run that is answered; runs after the pause are. */
function untilAnswer(from: number, length: number, { answers, timeout, step }: Pace): number {
  const { late, answerSeconds } = answers
  const at = from + certainRuns(from, length, timeout, step) * step
  if (at >= length) return at - from + answerSeconds
  const isLate = late(timeout - (length - at))
  return isLate * (at + step) + (1 - isLate) * length - from + answerSeconds
}

/** A law from 0 to a timeout as straight lines between points that are closer where answers are quick. */
function tableOf(late: (seconds: number) => number, timeout: number): (seconds: number) => number {
  const values = Float64Array.from({ length: latePoints + 1 }, (_, point) => {
    const root = point / latePoints
    return late(timeout * root * root * root * root)
  })
  return (seconds) => {
    if (seconds <= 0) return 1
    const place = Math.min(1, Math.sqrt(Math.sqrt(seconds / timeout))) * latePoints
    const point = Math.min(latePoints - 1, Math.floor(place))
    return values[point] + (place - point) * (values[point + 1] - values[point])
  }
}

/** Pauses that stand for all of a law, spread evenly over lengths and ticks; halves of what is left of the tail have as many each. */
function placesOf(law: Law): Place[] {
  const places: Place[] = []
  const add = (from: number, to: number, count: number): void => {
    for (let index = 0; index < count; index++) {
      const within = (index + 0.5) / count
      places.push({
        length: law.quantile(from + (to - from) * within) / 1e6,
        share: (places.length * golden) % 1,
        weight: (to - from) / count,
      })
    }
  }
  add(0, 1 - tailShare, placesBelow)
  let above = tailShare
  for (let halving = 0; halving < halvings; halving++, above /= 2) add(1 - above, 1 - above / 2, placesAbove)
  add(1 - above, 1, 1)
  return places
}

/** Pauses of one length, with ticks close where something jumps. */
function* placesOfOne(length: number, period: number, timeout: number): Generator<Place> {
  const step = Math.max(period, timeout)
  const ends = [0, period, period - timeout]
  for (const jump of [length, length - timeout, length - timeout - Math.max(0, timeout - period)])
    ends.push(jump % step)
  const sorted = ends.filter((end) => end >= 0 && end <= period).sort((a, b) => a - b)
  for (let index = 1; index < sorted.length; index++) {
    const [from, to] = [sorted[index - 1], sorted[index]]
    for (const [at, part] of gradedPoints) {
      const weight = ((to - from) * part) / period
      if (weight > 0) yield { length, share: (from + (to - from) * at) / period, weight }
    }
  }
}

/** Points of [0, 1] with weights, ever closer to its ends. */
const gradedPoints = ((): readonly (readonly [number, number])[] => {
  const points: (readonly [number, number])[] = []
  let from = 0.5
  for (let panel = 0; panel <= panels; panel++) {
    const width = panel === panels ? from : from / 2
    for (const [at, weight] of gauss) {
      const distance = from - width * at
      points.push([distance, width * weight], [1 - distance, width * weight])
    }
    from -= width
  }
  return points
})()
