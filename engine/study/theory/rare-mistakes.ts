/**
 * How often a probe is mistaken where that is too rare to be seen: one container and its probe, simulated with importance splitting on the failures in
 * a row (RESTART: M. Villen-Altamirano and J. Villen-Altamirano, 1991). Where one more failure makes the count reach a level for the first
 * time, the trial goes on in several copies, each with a chance of its own; a copy ends with the count that it was made for. What a trial
 * counts weighs as little as there are copies, so the mean is right whatever the numbers of copies are; they only make it surer.
 */

import type { BehaviorSpec, ProbeTypeName } from '../../contract/cluster-spec.ts'
import { type Law, lawOf } from '../../kernel/law.ts'
import {
  createStreams,
  nextUniform,
  purposeKey,
  type Streams,
  seedStream,
} from '../../kernel/random-stream.ts'
import { studentT } from '../../kernel/statistics.ts'
import { confidence } from '../statistics/estimates.ts'
import type { ProbeSetting } from './failure-detector.ts'

/** A rate, and its 95 % interval; both ends are 0 if no trial came so far. */
export type RareRate = {
  readonly ratePerSecond: number
  readonly low: number
  readonly high: number
}

/** Trials that are independent of each other, for the interval. */
const batches = 32
/** Copies of a trial at one level, at most. */
const copiesMax = 100
/** All levels together. */
const copiesOfAllMax = 10_000_000
/** Rounds that look for the numbers of copies; what they count is not kept. */
const pilotRounds = 4
/** Share of all runs that such a round may take. */
const pilotShare = 0.05
/** Runs that all trials together may take. */
const runsMaxDefault = 1_000_000
/** A stop takes no longer: the usual grace period. */
const stopUsMax = 30e6

type Trial = {
  /** When the next run begins, and a tick of the grid (P3). */
  nowUs: number
  anchorUs: number
  isSlow: boolean
  toggleUs: number
  /** In a row: failures of a container that counts as well, successes of one that counts as failed. */
  failures: number
  successes: number
  isFailed: boolean
}

/** @param runsMax of the probe, over all trials. */
export function rareMistakes(
  behavior: BehaviorSpec,
  type: ProbeTypeName,
  setting: ProbeSetting,
  seed: string,
  runsMax = runsMaxDefault,
): RareRate {
  const study = new Splitting(behavior, type, setting, seed)
  study.pilot(pilotShare * runsMax)
  return study.estimate(((1 - pilotRounds * pilotShare) * runsMax) / batches)
}

class Splitting {
  readonly #setting: ProbeSetting
  readonly #isLiveness: boolean
  readonly #latency: Law
  readonly #errorRate: number
  readonly #factor: number
  readonly #gap: Law | undefined
  readonly #length: Law | undefined
  readonly #stop: Law
  readonly #start: Law
  readonly #streams: Streams = createStreams(1)
  readonly #seed: string
  /** By failures in a row: trials that come there, and copies that each makes. */
  readonly #visits: Float64Array
  readonly #copies: Int32Array
  #runs = 0
  /** A pilot round stops there, wherever it is; what is kept may not be cut. */
  #runsMax = Infinity
  /** What a mistake weighs: one of as many copies as all levels together make. */
  #weight = 1
  #mistakes = 0
  #runningUs = 0

  constructor(behavior: BehaviorSpec, type: ProbeTypeName, setting: ProbeSetting, seed: string) {
    this.#setting = setting
    this.#isLiveness = type === 'liveness'
    this.#latency = lawOf(behavior.latency[type])
    this.#errorRate = behavior.errorRate
    this.#factor = behavior.slow?.factor ?? 1
    this.#gap = behavior.slow && lawOf(behavior.slow.every)
    this.#length = behavior.slow && lawOf(behavior.slow.for)
    this.#stop = lawOf(behavior.shutdown.after[behavior.shutdown.after.length - 1])
    this.#start = lawOf(behavior.start[behavior.start.length - 1])
    this.#seed = seed
    this.#visits = new Float64Array(setting.failureThreshold + 1)
    this.#copies = new Int32Array(setting.failureThreshold + 1).fill(1)
  }

  /** So many copies that about as many trials come to each level. */
  pilot(runs: number): void {
    for (let round = 0; round < pilotRounds; round++) {
      this.#visits.fill(0)
      this.#runsMax = runs
      this.#trials(`pilot ${round}`, runs)
      const { failureThreshold } = this.#setting
      let copiesOfAll = 1
      for (let level = 1; level < failureThreshold; level++) {
        const [here, next] = [this.#visits[level], this.#visits[level + 1]]
        if (here === 0) break
        // Each visit goes on in copies, so this is how rarely one of them does.
        const wanted = Math.round((here * this.#copies[level]) / Math.max(next, 1))
        this.#copies[level] = Math.max(1, Math.min(copiesMax, copiesOfAllMax / copiesOfAll, wanted))
        copiesOfAll *= this.#copies[level]
      }
    }
    this.#weight = this.#copies.reduce((weight, copies) => weight / copies, 1)
    this.#runsMax = Infinity
  }

  estimate(runs: number): RareRate {
    const rates: number[] = []
    for (let batch = 0; batch < batches; batch++) {
      this.#trials(`batch ${batch}`, runs)
      rates.push((1e6 * this.#mistakes) / this.#runningUs)
    }
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / batches
    if (mean === 0) return { ratePerSecond: 0, low: 0, high: 0 }
    const squares = rates.reduce((sum, rate) => sum + (rate - mean) * (rate - mean), 0)
    const spread = Math.exp(
      (studentT(confidence, batches - 1) * Math.sqrt(squares / (batches - 1) / batches)) / mean,
    )
    return { ratePerSecond: mean, low: mean / spread, high: mean * spread }
  }

  /** One container, from a random moment of the grid on, and the copies that it makes. */
  #trials(name: string, runs: number): void {
    seedStream(this.#streams, 0, purposeKey(this.#seed, 0, 'rare'), name)
    this.#runs = 0
    this.#mistakes = 0
    this.#runningUs = 0
    const nowUs = this.#uniform() * this.#setting.periodSeconds * 1e6
    const trial: Trial = {
      nowUs,
      anchorUs: nowUs,
      isSlow: false,
      toggleUs: this.#draw(this.#gap),
      failures: 0,
      successes: 0,
      isFailed: false,
    }
    while (this.#runs < runs) {
      const beganUs = trial.nowUs
      const awayUs = this.#run(trial, false)
      this.#runningUs += trial.nowUs - beganUs - awayUs
    }
  }

  /**
   * One run of a trial, and all copies that are made in it. Returns how long no process ran.
   * @param isCopy a copy has done its part with a mistake.
   */
  #run(trial: Trial, isCopy: boolean): number {
    this.#runs++
    const { periodSeconds, timeoutSeconds, failureThreshold, successThreshold } = this.#setting
    const beganUs = trial.nowUs
    const factor = this.#slowness(trial)
    const latencyUs =
      factor === Infinity ? Infinity : Math.round(Math.round(Math.max(0, this.#draw(this.#latency))) * factor)
    const isLate = latencyUs >= timeoutSeconds * 1e6
    const isFailure = isLate || (this.#errorRate > 0 && this.#uniform() < this.#errorRate)
    const endUs = beganUs + (isLate ? timeoutSeconds * 1e6 : latencyUs)
    trial.nowUs = this.#nextRunUs(trial, beganUs, endUs, periodSeconds * 1e6)
    if (trial.isFailed) {
      trial.successes = isFailure ? 0 : trial.successes + 1
      if (trial.successes === successThreshold) trial.isFailed = false
      trial.failures = 0
      return 0
    }
    if (!isFailure) {
      trial.failures = 0
      return 0
    }
    trial.failures++
    this.#visits[trial.failures]++
    if (trial.failures < failureThreshold) {
      this.#split(trial)
      return 0
    }
    this.#mistakes += this.#weight
    trial.failures = 0
    if (isCopy) return 0
    if (this.#isLiveness) return this.#restart(trial, endUs)
    trial.isFailed = true
    trial.successes = 0
    // P6: the removal triggers a run, and moves the grid to it.
    trial.nowUs = endUs
    trial.anchorUs = endUs
    return 0
  }

  #split(trial: Trial): void {
    const level = trial.failures
    for (let copy = 1; copy < this.#copies[level]; copy++) {
      if (this.#runs > this.#runsMax) return
      const other = { ...trial }
      while (other.failures >= level) this.#run(other, true)
    }
  }

  /** P3, P4: the next tick, or at once if one has fallen due. */
  #nextRunUs({ anchorUs }: Trial, beganUs: number, endUs: number, periodUs: number): number {
    const tickUs = anchorUs + (Math.floor((beganUs - anchorUs) / periodUs + 1e-9) + 1) * periodUs
    return Math.max(tickUs, endUs)
  }

  /** The process stops and starts anew, between slow phases; the worker waits for the initial delay. Returns the time without a process. */
  #restart(trial: Trial, endUs: number): number {
    const { periodSeconds, initialDelaySeconds } = this.#setting
    const stoppedUs = endUs + Math.min(stopUsMax, this.#draw(this.#stop))
    const awayUs = Math.min(stopUsMax, this.#draw(this.#start))
    const startUs = stoppedUs + awayUs
    trial.isSlow = false
    trial.toggleUs = startUs + this.#draw(this.#gap)
    const periodUs = periodSeconds * 1e6
    const fromUs = startUs + Math.max(0, initialDelaySeconds * 1e6 - this.#uniform() * 1e6)
    trial.nowUs = trial.anchorUs + Math.ceil((fromUs - trial.anchorUs) / periodUs) * periodUs
    return awayUs
  }

  #slowness(trial: Trial): number {
    while (trial.toggleUs <= trial.nowUs) {
      trial.isSlow = !trial.isSlow
      trial.toggleUs += Math.max(1, this.#draw(trial.isSlow ? this.#length : this.#gap))
    }
    return trial.isSlow ? this.#factor : 1
  }

  #draw(law: Law | undefined): number {
    return law === undefined ? Infinity : law.quantile(this.#uniform())
  }

  #uniform(): number {
    return nextUniform(this.#streams, 0)
  }
}
