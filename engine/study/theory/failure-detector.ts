/**
 * A probe as a failure detector, by formula: how soon it notices a hang, and how often it takes a well container for a
 * failed one. The terms are those of Chen, Toueg and Aguilera (IEEE Transactions on Computers 51(5), 2002): detection time,
 * mistake recurrence time, mistake duration. `docs/explanation/failure-detectors.md` derives each formula.
 */

import {
  type BehaviorSpec,
  eachOf,
  outliveProcess,
  type PerIncarnation,
  type ProbeSpec,
  type ProbeTypeName,
} from '../../contract/cluster-spec.ts'
import type { ProbeSetting } from '../../contract/probe-setting.ts'
import { type Law, lawOf } from '../../kernel/law.ts'
import { wholePower } from '../../kernel/power.ts'
import type { Cells } from './asked-answers.ts'
import { type PauseEffect, Pauses } from './pauses.ts'
import { type Cycle, type CycleRules, settledCycle } from './phase-cycle.ts'
import { runsUntil } from './runs-until.ts'
import { SlowPhases } from './slow-phases.ts'

export type { ProbeSetting }

export function settingOf(probe: ProbeSpec): ProbeSetting {
  return {
    initialDelaySeconds: probe.initialDelayUs / 1e6,
    periodSeconds: probe.periodUs / 1e6,
    timeoutSeconds: probe.timeoutUs / 1e6,
    successThreshold: probe.successThreshold,
    failureThreshold: probe.failureThreshold,
  }
}

/** Whether it can notice a hang at all: one that only connects may not. */
export function noticesHangs({ handler }: ProbeSpec, { hang }: BehaviorSpec): boolean {
  return !(handler === 'tcpSocket' && eachOf(hang.tcpOk).every(Boolean))
}

/** From the onset of a hang, whose moment does not depend on the phase of the probe, until it is noticed. */
export type DetectionBounds = { readonly lowSeconds: number; readonly highSeconds: number }

/**
 * Rule P20: uniform in [low, high) if answers take no time, and sooner by the time that they take: a run that is under way when the hang
 * begins is the first that fails. A timeout of a period or more makes failing runs follow each other without a gap (P4).
 */
export function detectionBounds(setting: ProbeSetting): DetectionBounds {
  const { periodSeconds, timeoutSeconds, failureThreshold } = setting
  const lowSeconds =
    timeoutSeconds < periodSeconds
      ? (failureThreshold - 1) * periodSeconds + timeoutSeconds
      : failureThreshold * timeoutSeconds
  return { lowSeconds, highSeconds: lowSeconds + periodSeconds }
}

/** Mistakes of a probe about a container that is well. */
export type Mistakes = {
  /** Per second in which the container runs: of liveness false restarts, of readiness false removals. */
  readonly ratePerSecond: number
  /** Share of that time in which it counts as failed though it is well; 0 of liveness, which ends a mistake with a restart. */
  readonly share: number
}

/** Simulated times are whole microseconds: an answer is a timeout from half of one before it on. */
const halfUs = 0.5
/** Counts beyond this are not followed through slow phases: what those would do is left out. */
const thresholdMax = 1_000
/** Points that stand for the law of the latency. */
const runPoints = 32
/** A stop takes no longer by formula: the usual grace period. */
const stopSecondsMax = 30

/** Runs of a probe that meet the container between slow phases, or within one. */
type Runs = {
  /** Probability that a run fails. */
  readonly failure: number
  /** Mean length of a run that fails, and of one that succeeds. */
  readonly failureSeconds: number
  readonly successSeconds: number
}

/**
 * How runs of one probe of a well container fail: each by itself, with a probability that depends on the timeout and on
 * whether the container is in a slow phase.
 */
export class ProbeAnswers {
  readonly #latency: Law
  readonly #errorRate: number
  readonly #calmFactor: number
  readonly #slowFactor: number
  readonly #phases: SlowPhases | undefined
  /** The formula lets phases start anew with the process; a restart does not end these. */
  readonly #outlivesRestarts: boolean
  readonly #pauses: Pauses | undefined
  readonly #stopSeconds: number
  readonly #startSeconds: number
  readonly #runs = new Map<string, Runs>()
  readonly #asked: Cells | undefined
  readonly #slowdown: number

  /**
   * @param slowdown multiplies every latency: 2 = answers take twice as long as the behavior says.
   * @param asked what its runs meet with services that they ask (`askedAnswers`); undefined = they ask none.
   */
  constructor(behavior: BehaviorSpec, type: ProbeTypeName, slowdown = 1, asked?: Cells) {
    this.#asked = asked
    this.#slowdown = slowdown
    const slowFactor = (behavior.slow?.factor ?? 1) * slowdown
    const phases = SlowPhases.of(behavior)
    this.#latency = lawOf(behavior.latency[type])
    this.#errorRate = behavior.errorRate
    this.#slowFactor = slowFactor
    this.#calmFactor = phases?.isForEver === true ? slowFactor : slowdown
    this.#phases = phases?.isForEver === true ? undefined : phases
    this.#outlivesRestarts =
      type === 'liveness' && behavior.slow !== undefined && outliveProcess(behavior.slow)
    this.#pauses = Pauses.of(behavior)
    this.#stopSeconds = Math.min(stopSecondsMax, lastMeanSeconds(behavior.shutdown.after))
    this.#startSeconds = Math.min(stopSecondsMax, lastMeanSeconds(behavior.start))
  }

  /** Whether runs fail independently and alike: one sum gives their mistakes. */
  get isIndependent(): boolean {
    return this.#phases === undefined && this.#pauses === undefined
  }

  /** Whether the formulas hold to a percent, so that no simulation need look at them. */
  get isClose(): boolean {
    return this.#phases === undefined && (this.#pauses === undefined || this.#pauses.areRare)
  }

  /** Whether it has slow phases that end. */
  get hasSlowPhases(): boolean {
    return this.#phases !== undefined
  }

  /**
   * Whether the formulas are exact up to what they leave out (`docs/explanation/failure-detectors.md`): where the gaps between slow phases
   * are exponential and a restart ends them, or there are none, there are no pauses, and runs do not overlap the next tick (P4).
   */
  isExact({ periodSeconds, timeoutSeconds, failureThreshold, successThreshold }: ProbeSetting): boolean {
    if (timeoutSeconds > periodSeconds || this.#pauses !== undefined) return false
    return (
      this.#phases === undefined ||
      (this.#phases.isMemoryless &&
        !this.#outlivesRestarts &&
        Math.max(failureThreshold, successThreshold) <= thresholdMax)
    )
  }

  /** Probability that a run fails outside slow phases. */
  failure(timeoutSeconds: number): number {
    return this.#runsOf(timeoutSeconds, this.#calmFactor).failure
  }

  /** Probability that a run within a slow phase fails. */
  slowFailure(timeoutSeconds: number): number {
    return this.#runsOf(timeoutSeconds, this.#slowFactor).failure
  }

  #late(seconds: number, factor: number): number {
    if (this.#asked === undefined) return this.#lateItself(seconds, factor)
    return this.#withAsked(seconds, factor, (late) => late)
  }

  #lateItself(seconds: number, factor: number): number {
    if (seconds <= 0) return 1
    return this.#latency.probabilityAtLeast((seconds * 1e6 - halfUs) / factor)
  }

  /** The mean of a figure over the answers of what is asked. The figure depends on the chance that the container's own answer is late then, and on the share of failures among what is asked. */
  #withAsked(seconds: number, factor: number, figure: (late: number, failure: number) => number): number {
    const { timeUs, chance, failure } = this.#asked!
    let sum = 0
    for (let cell = 0; cell < chance.length; cell++) {
      const left = seconds - (timeUs[cell] * this.#slowdown) / 1e6
      sum += chance[cell] * figure(this.#lateItself(left, factor), failure[cell])
    }
    return sum
  }

  /** Answers that come in time, and are failures. */
  #errors(seconds: number, factor: number, late: number): number {
    if (this.#asked === undefined) return (1 - late) * this.#errorRate
    const well = 1 - this.#errorRate
    return this.#withAsked(seconds, factor, (each, failure) => (1 - each) * (1 - well * (1 - failure)))
  }

  #runsOf(timeoutSeconds: number, factor: number): Runs {
    const key = `${timeoutSeconds} ${factor}`
    let runs = this.#runs.get(key)
    if (runs === undefined) {
      const late = this.#late(timeoutSeconds, factor)
      const errors = this.#errors(timeoutSeconds, factor, late)
      const successSeconds = this.#successSeconds(timeoutSeconds, factor)
      const failure = late + errors
      const failureSeconds = failure === 0 ? 0 : (late * timeoutSeconds + errors * successSeconds) / failure
      runs = { failure, failureSeconds, successSeconds }
      this.#runs.set(key, runs)
    }
    return runs
  }

  /** Mean length of a run that is answered in time. */
  #successSeconds(timeoutSeconds: number, factor: number): number {
    if (factor === Infinity) return 0
    if (this.#asked !== undefined) return this.#successSecondsAsking(timeoutSeconds, factor)
    let sum = 0
    let count = 0
    for (let point = 0; point < runPoints; point++) {
      const seconds = (factor * this.#latency.quantile((point + 0.5) / runPoints)) / 1e6
      if (seconds >= timeoutSeconds) break
      sum += seconds
      count++
    }
    return count === 0 ? 0 : sum / count
  }

  /** The same where it asks others, from the chance that it takes longer than each part of its timeout. */
  #successSecondsAsking(timeoutSeconds: number, factor: number): number {
    const late = this.#late(timeoutSeconds, factor)
    if (late === 1) return 0
    let sum = 0
    for (let point = 0; point < runPoints; point++)
      sum += this.#late(((point + 0.5) / runPoints) * timeoutSeconds, factor) - late
    return (sum * timeoutSeconds) / runPoints / (1 - late)
  }

  /** Of a liveness probe. Outside pauses its timeout is taken to be no longer than its period. */
  restarts(setting: ProbeSetting): Mistakes {
    const between = this.#restartsBetweenPauses(setting)
    return this.#pauses === undefined ? between : this.#withPauses(between, setting, false)
  }

  #restartsBetweenPauses(setting: ProbeSetting): Mistakes {
    const { periodSeconds, timeoutSeconds, failureThreshold } = setting
    const cycle = this.#cycle({ ...setting, successThreshold: 0 })
    if (cycle === undefined)
      return {
        ratePerSecond: 1 / (periodSeconds * runsUntil(failureThreshold, this.failure(timeoutSeconds))),
        share: 0,
      }
    return { ratePerSecond: cycle.mistakes / (periodSeconds * cycle.periods), share: 0 }
  }

  /** Of a readiness probe. The run that the sync after a removal triggers (P6) may end a mistake at once; resyncs are left out. */
  removals(setting: ProbeSetting): Mistakes {
    const between = this.#removalsBetweenPauses(setting)
    return this.#pauses === undefined ? between : this.#withPauses(between, setting, true)
  }

  /**
   * How much of a pause a restart in it leaves, on average over restarts: the process does not stop before.
   * @param restartsPerSecond what `restarts` has found for the setting.
   */
  pauseLeftSeconds(setting: ProbeSetting, restartsPerSecond: number): number {
    if (this.#pauses === undefined || restartsPerSecond === 0) return 0
    const { leftSeconds, ...effect } = this.#pauseEffect(setting, false)
    return (leftSeconds * effect.mistakes) / (this.#pauses.gapSeconds + effect.seconds) / restartsPerSecond
  }

  #withPauses(between: Mistakes, setting: ProbeSetting, isReadiness: boolean): Mistakes {
    const { gapSeconds } = this.#pauses!
    const { mistakes, seconds, failedSeconds } = this.#pauseEffect(setting, isReadiness)
    const cycleSeconds = gapSeconds + seconds
    return {
      ratePerSecond: (between.ratePerSecond * gapSeconds + mistakes) / cycleSeconds,
      share: Math.min(1, (between.share * gapSeconds + failedSeconds) / cycleSeconds),
    }
  }

  /** Pauses are met by a container that is not slow. */
  #pauseEffect(setting: ProbeSetting, isReadiness: boolean): PauseEffect {
    const { successThreshold, ...rest } = setting
    const late = (seconds: number): number => this.#late(seconds, this.#calmFactor)
    const answers = {
      late,
      errorRate: this.#errorRate,
      answerSeconds: this.#successSeconds(setting.timeoutSeconds, this.#calmFactor),
    }
    return this.#pauses!.effect(answers, isReadiness ? setting : rest)
  }

  #removalsBetweenPauses(setting: ProbeSetting): Mistakes {
    const { periodSeconds, timeoutSeconds, failureThreshold, successThreshold } = setting
    const calm = this.#runsOf(timeoutSeconds, this.#calmFactor)
    const cycle = this.#cycle(setting)
    if (cycle !== undefined) {
      const slow = this.#runsOf(timeoutSeconds, this.#slowFactor)
      const seconds = periodSeconds * cycle.periods
      const failedSeconds =
        periodSeconds * cycle.failedPeriods +
        cycle.recoveries * calm.successSeconds +
        cycle.recoveriesInPhase * slow.successSeconds
      return { ratePerSecond: cycle.mistakes / seconds, share: Math.min(1, failedSeconds / seconds) }
    }
    const wellSeconds = periodSeconds * runsUntil(failureThreshold, calm.failure)
    if (wellSeconds === Infinity) return { ratePerSecond: 0, share: 0 }
    const failedSeconds =
      periodSeconds * (runsUntil(successThreshold, 1 - calm.failure) - 1) + calm.successSeconds
    if (failedSeconds === Infinity) return { ratePerSecond: 0, share: 1 }
    // The grid moves by the run that failed last (P6).
    const ratePerSecond = 1 / (wellSeconds + calm.failureSeconds + failedSeconds)
    return { ratePerSecond, share: failedSeconds * ratePerSecond }
  }

  /** Undefined where no slow phases are followed. */
  #cycle(setting: ProbeSetting): Cycle | undefined {
    const { periodSeconds, timeoutSeconds, failureThreshold, successThreshold } = setting
    if (this.#phases === undefined || Math.max(failureThreshold, successThreshold) > thresholdMax)
      return undefined
    const [calm, slow] = [this.#calmFactor, this.#slowFactor].map((factor) =>
      this.#rules(setting, this.#runsOf(timeoutSeconds, factor)),
    )
    return settledCycle(this.#phases.onGrid(periodSeconds), calm, slow)
  }

  #rules(
    { initialDelaySeconds, periodSeconds, failureThreshold, successThreshold }: ProbeSetting,
    { failure, failureSeconds }: Runs,
  ): CycleRules {
    const runPeriods = Math.min(1, failureSeconds / periodSeconds)
    const counts = { failureThreshold, successThreshold, failure, runPeriods }
    if (successThreshold > 0) return { rule: { ...counts, waitTicks: 0 } }
    const awaySeconds = failureSeconds + this.#stopSeconds + this.#startSeconds
    const firstTick = 1 - ((awaySeconds / periodSeconds) % 1)
    const delay = (initialDelaySeconds - meanCutSeconds) / periodSeconds
    return {
      rule: { ...counts, waitTicks: Math.max(0, Math.ceil(delay - firstTick)) },
      restart: {
        firstTick,
        extraPeriods: firstTick - 1 + (failureSeconds + this.#stopSeconds) / periodSeconds,
      },
    }
  }
}

/** P8: a delay is cut short by so much on average. */
const meanCutSeconds = 0.5

function lastMeanSeconds(times: PerIncarnation): number {
  return lawOf(times[times.length - 1]).mean / 1e6
}

/** A probability that is taken for none. */
const negligible = 1e-100
/** Runs of a start that are summed one by one; more are taken together, which says up to 1 % too much. */
const blocksMax = 30_000

/**
 * Probability that a probe kills a container that is only starting, at the worst phase of its ticks: the first of its runs
 * comes as soon as the initial delay allows, which may be up to a second early (P9.8 counts whole seconds since a start that
 * is itself cut to the second, P8), and each one before the container answers fails at once. A start that never ends is not cut
 * short: it counts as a hang does.
 * @param startup seconds from running to answering, as a law in microseconds.
 * @param failure probability that a run of a container that answers fails.
 * @param isGate of a startup probe, which a container that answers at once may fail too; a liveness probe goes on anyway.
 * @param firstSeconds from the start to the first run, if it is known: of a new pod (`first-start.ts`).
 */
export function startKillProbability(
  { initialDelaySeconds, periodSeconds, failureThreshold }: ProbeSetting,
  startup: Law,
  failure: number,
  isGate: boolean,
  firstSeconds = Math.max(0, initialDelaySeconds - 1),
): number {
  const never = startup.probabilityAtLeast(Number.MAX_VALUE)
  const later = (run: number): number =>
    startup.probabilityAtLeast((firstSeconds + run * periodSeconds) * 1e6 + halfUs) - never
  const last = failureThreshold - 1
  // Earlier answers would have to be followed by more failures than ever come.
  const rowMax = failure < 1 ? Math.ceil(Math.log(negligible) / Math.log(failure)) : last
  const first = Math.max(0, last - rowMax)
  const width = Math.max(1, Math.ceil((last - first) / blocksMax))
  let killed = later(last)
  for (let from = first; from < last; from += width) {
    const to = Math.min(last, from + width)
    killed += (later(from) - later(to)) * wholePower(failure, failureThreshold - to)
  }
  return Math.min(
    1,
    isGate ? killed + (1 - never - later(0)) * wholePower(failure, failureThreshold) : killed,
  )
}
