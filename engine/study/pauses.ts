/**
 * What pauses of a process, in which it stands still, do to a probe of it. A run that meets a pause waits for its end, or for its
 * timeout: so runs that time out follow each other on a grid that is known, all but the last for certain, and the first that is
 * answered ends after the pause. What is left is one integral over where the pause lies between two ticks, and one over its length.
 * `docs/explanation/failure-detectors.md` derives it.
 */
import { type Law, lawOf } from '../kernel/law.ts'
import { wholePower } from '../kernel/power.ts'
import type { BehaviorSpec } from '../model/cluster-spec.ts'
import { runsUntil } from './phase-runs.ts'

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

/** One place of a pause on the grid: how long it is, how long after its begin the next tick comes, and how much it counts. */
type Place = { readonly length: number; readonly tick: number; readonly weight: number }

/** By number of runs in a row that time out, up to a threshold. */
type Streaks = {
  /** Probability of so many or more, and of so many and neither an answer nor another run before the pause is over. */
  readonly reached: Float64Array
  readonly open: Float64Array
  /** Expected seconds, where reached: from the pause's begin, to its end, and until the first answer after it. */
  readonly atSeconds: Float64Array
  readonly leftSeconds: Float64Array
  readonly failedSeconds: Float64Array
}

/** A longer row of failures is not followed. */
const failuresMax = 1_000
/** Parts of equal probability below the median of the length; above it each half of what is left has the next. */
const partsBelow = 32
const partsAbove = 4
const halvings = 30
/** Ticks for each length, if lengths differ. */
const ticksPerLength = 10
/** The fraction of the golden ratio: places of ticks that no two lengths share. */
const golden = 0.6180339887498949
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
  /** Lengths in seconds, with weights; one if all are alike. */
  readonly #lengths: readonly (readonly [seconds: number, weight: number])[]
  readonly #streaks = new Map<string, Streaks>()

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
    this.#lengths = isConstant ? [[length.mean / 1e6, 1]] : partsOf(length)
  }

  /** @param answers the same at each call. */
  effect(answers: PausedAnswers, setting: PausedSetting): PauseEffect {
    const { periodSeconds, timeoutSeconds, failureThreshold, successThreshold } = setting
    if (failureThreshold > failuresMax)
      return { mistakes: 0, seconds: this.#meanSeconds(), failedSeconds: 0, leftSeconds: 0 }
    const { reached, open, atSeconds, leftSeconds, failedSeconds } = this.#streaksOf(
      answers,
      periodSeconds,
      timeoutSeconds,
      failureThreshold,
    )
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
        const later = weight * open[count] * wholePower(calm, missing - count)
        sum.mistakes += later
        sum.atSeconds += later * this.#meanSeconds()
        sum.failedSeconds += later * (answers.answerSeconds + recovery * periodSeconds)
      }
    }
    return {
      mistakes: sum.mistakes,
      seconds:
        successThreshold === undefined
          ? sum.atSeconds + (1 - sum.mistakes) * this.#meanSeconds()
          : this.#meanSeconds(),
      failedSeconds: sum.failedSeconds,
      leftSeconds: sum.mistakes === 0 ? 0 : sum.leftSeconds / sum.mistakes,
    }
  }

  #meanSeconds(): number {
    return this.#lengths.reduce((sum, [seconds, weight]) => sum + (weight === 0 ? 0 : seconds * weight), 0)
  }

  #streaksOf(answers: PausedAnswers, period: number, timeout: number, failures: number): Streaks {
    const key = `${period} ${timeout}`
    const known = this.#streaks.get(key)
    if (known !== undefined && known.reached.length > failures) return known
    const made = emptyStreaks(Math.max(failures, 16))
    for (const place of placesOf(this.#lengths, period, timeout)) meet(place, answers, period, timeout, made)
    this.#streaks.set(key, made)
    return made
  }
}

/** Probability that a run outside a pause fails. */
function fails({ late, errorRate }: PausedAnswers, timeout: number): number {
  const isLate = late(timeout)
  return isLate + (1 - isLate) * errorRate
}

function emptyStreaks(failures: number): Streaks {
  const zeros = (): Float64Array => new Float64Array(failures + 1)
  return { reached: zeros(), open: zeros(), atSeconds: zeros(), leftSeconds: zeros(), failedSeconds: zeros() }
}

/** A pause meets the run before it, if that is still under way, and the runs that begin in it. */
function meet(place: Place, answers: PausedAnswers, period: number, timeout: number, sum: Streaks): void {
  const { length, tick, weight } = place
  const begun = period - tick
  const underWay = begun < timeout ? answers.late(begun) : 0
  const lost = underWay === 0 ? 0 : answers.late(Math.max(begun, timeout - length))
  // One that times out may outlast the next tick, whose run begins at once then (P4).
  if (lost > 0)
    follow(
      Math.max(tick, timeout - begun),
      1,
      timeout - begun,
      weight * lost,
      place,
      answers,
      period,
      timeout,
      sum,
    )
  if (sum.open.length > 1) sum.open[1] += weight * (underWay - lost) * answers.errorRate
  if (underWay < 1) follow(tick, 0, 0, weight * (1 - underWay), place, answers, period, timeout, sum)
}

/**
 * Runs that begin one after the other in a pause, as long as each times out.
 * @param at when the first begins, in seconds from the pause's begin.
 * @param before runs that have timed out before it: none, or the one that was under way, at `lostAt`.
 */
function follow(
  at: number,
  before: number,
  lostAt: number,
  weight: number,
  { length }: Place,
  answers: PausedAnswers,
  period: number,
  timeout: number,
  sum: Streaks,
): void {
  const step = Math.max(period, timeout)
  const certain = certainRuns(at, length, timeout, step)
  const last = at + certain * step
  const count = before + certain
  const reach = (failures: number, probability: number): void => {
    if (failures === 0 || failures >= sum.reached.length) return
    const inPause = failures - before
    const endsAt = inPause === 0 ? lostAt : at + (inPause - 1) * step + timeout
    sum.reached[failures] += probability
    sum.atSeconds[failures] += probability * Math.min(length, endsAt)
    sum.leftSeconds[failures] += probability * Math.max(0, length - endsAt)
    sum.failedSeconds[failures] += probability * untilAnswer(endsAt, length, answers, timeout, step)
  }
  const most = Math.min(count, sum.reached.length - 1)
  for (let failures = 1; failures <= most; failures++) reach(failures, weight)
  const leave = (failures: number, probability: number): void => {
    if (failures < sum.open.length) sum.open[failures] += probability
  }
  if (last >= length) {
    leave(count, weight)
    return
  }
  const late = answers.late(timeout - (length - last))
  reach(count + 1, weight * late)
  leave(count + 1, weight * (late + (1 - late) * answers.errorRate))
}

/** Runs from `at` on that begin a whole timeout before the pause's end, or earlier. */
function certainRuns(at: number, length: number, timeout: number, step: number): number {
  return at > length - timeout ? 0 : Math.floor((length - timeout - at) / step) + 1
}

/** From a mistake, after which the worker runs at once (P6), to the end of the first run that is answered; runs after the pause are. */
function untilAnswer(
  from: number,
  length: number,
  { late, answerSeconds }: PausedAnswers,
  timeout: number,
  step: number,
): number {
  const at = from + certainRuns(from, length, timeout, step) * step
  if (at >= length) return at - from + answerSeconds
  const isLate = late(timeout - (length - at))
  return isLate * (at + step) + (1 - isLate) * length - from + answerSeconds
}

/** Lengths that stand for their law, the tail in ever smaller parts. */
function partsOf(law: Law): (readonly [number, number])[] {
  const parts: (readonly [number, number])[] = []
  const add = (from: number, to: number): void => {
    parts.push([law.quantile(0.5 * (from + to)) / 1e6, to - from])
  }
  for (let part = 0; part < partsBelow; part++)
    add((0.5 * part) / partsBelow, (0.5 * (part + 1)) / partsBelow)
  let above = 0.5
  for (let halving = 0; halving < halvings; halving++, above /= 2) {
    for (let part = 0; part < partsAbove; part++) {
      const width = above / 2 / partsAbove
      add(1 - above + part * width, 1 - above + (part + 1) * width)
    }
  }
  add(1 - above, 1)
  return parts
}

/** Lengths and ticks over which the mean is taken: one length with ticks close where something jumps, or ticks spread over many lengths. */
function* placesOf(
  lengths: readonly (readonly [number, number])[],
  period: number,
  timeout: number,
): Generator<Place> {
  if (lengths.length > 1) {
    for (const [index, [length, weight]] of lengths.entries()) {
      for (let tick = 0; tick < ticksPerLength; tick++) {
        const shifted = (index * golden + (tick + 0.5) / ticksPerLength) % 1
        yield { length, tick: shifted * period, weight: weight / ticksPerLength }
      }
    }
    return
  }
  const [[length]] = lengths
  const step = Math.max(period, timeout)
  const ends = [0, period, period - timeout]
  for (const jump of [length, length - timeout, length - timeout - Math.max(0, timeout - period)])
    ends.push(jump % step)
  const sorted = ends.filter((end) => end >= 0 && end <= period).sort((a, b) => a - b)
  for (let index = 1; index < sorted.length; index++) {
    const [from, to] = [sorted[index - 1], sorted[index]]
    for (const [at, weight] of gradedPoints) {
      const share = ((to - from) * weight) / period
      if (share > 0) yield { length, tick: from + (to - from) * at, weight: share }
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
