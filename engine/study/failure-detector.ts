/**
 * A probe as a failure detector, by formula: how soon it notices a hang, and how often it takes a well container for a
 * failed one. The terms are those of Chen, Toueg and Aguilera (IEEE Transactions on Computers 51(5), 2002): detection time,
 * mistake recurrence time, mistake duration. `docs/explanation/failure-detectors.md` derives each formula.
 */
import { type Law, lawOf } from '../kernel/law.ts'
import { wholePower } from '../kernel/power.ts'
import type { BehaviorSpec, ProbeSpec, ProbeTypeName } from '../model/cluster-spec.ts'
import { type PauseEffect, Pauses } from './pauses.ts'
import { type PhaseChain, PhaseRuns, runsUntil } from './phase-runs.ts'
import { type MeanEffect, SlowPhases } from './slow-phases.ts'

/** The five integers of a probe, as a manifest has them. */
export type ProbeSetting = {
  readonly initialDelaySeconds: number
  readonly periodSeconds: number
  readonly timeoutSeconds: number
  readonly successThreshold: number
  readonly failureThreshold: number
}

export function settingOf(probe: ProbeSpec): ProbeSetting {
  return {
    initialDelaySeconds: probe.initialDelayUs / 1e6,
    periodSeconds: probe.periodUs / 1e6,
    timeoutSeconds: probe.timeoutUs / 1e6,
    successThreshold: probe.successThreshold,
    failureThreshold: probe.failureThreshold,
  }
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
/** A slow phase is not followed for so many runs in a row: what it would do is left out. */
const thresholdMax = 1_000
/** Points that stand for the law of the latency. */
const runPoints = 32

/**
 * How runs of one probe of a well container fail: each by itself, with a probability that depends on the timeout and on
 * whether the container is in a slow phase. Exact where it has none; else close, and a simulation has the last word.
 */
export class ProbeAnswers {
  readonly #latency: Law
  readonly #errorRate: number
  readonly #calmFactor: number
  readonly #slowFactor: number
  readonly #phases: SlowPhases | undefined
  readonly #pauses: Pauses | undefined
  /** By timeout and thresholds; the period only decides how many runs a phase has. */
  readonly #runs = new Map<string, { readonly chain: PhaseChain; readonly runs: PhaseRuns }>()

  /** @param slowdown multiplies every latency: 2 = answers take twice as long as the behavior says. */
  constructor(behavior: BehaviorSpec, type: ProbeTypeName, slowdown = 1) {
    const slowFactor = (behavior.slow?.factor ?? 1) * slowdown
    const phases = SlowPhases.of(behavior)
    this.#latency = lawOf(behavior.latency[type])
    this.#errorRate = behavior.errorRate
    this.#slowFactor = slowFactor
    this.#calmFactor = phases?.isForEver === true ? slowFactor : slowdown
    this.#phases = phases?.isForEver === true ? undefined : phases
    this.#pauses = Pauses.of(behavior)
  }

  /** Whether runs fail independently and alike: the formulas are then exact. */
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

  /** Probability that a run fails outside slow phases. */
  failure(timeoutSeconds: number): number {
    return this.#failure(timeoutSeconds, this.#calmFactor)
  }

  /** Probability that a run within a slow phase fails. */
  slowFailure(timeoutSeconds: number): number {
    return this.#failure(timeoutSeconds, this.#slowFactor)
  }

  #failure(timeoutSeconds: number, factor: number): number {
    const late = this.#late(timeoutSeconds, factor)
    return late + (1 - late) * this.#errorRate
  }

  #late(seconds: number, factor: number): number {
    if (seconds <= 0) return 1
    return this.#latency.probabilityAtLeast((seconds * 1e6 - halfUs) / factor)
  }

  /** Length of a run if it succeeds, times the probability that it does: what a mistake lasts that the run after it ends (P6). */
  #successSeconds(timeoutSeconds: number, factor: number): number {
    if (factor === Infinity) return 0
    let sum = 0
    for (let point = 0; point < runPoints; point++) {
      const seconds = (factor * this.#latency.quantile((point + 0.5) / runPoints)) / 1e6
      if (seconds < timeoutSeconds) sum += seconds
    }
    return ((1 - this.#errorRate) * sum) / runPoints
  }

  /** Of a liveness probe. Outside pauses its timeout is taken to be no longer than its period. */
  restarts(setting: ProbeSetting): Mistakes {
    const between = this.#restartsBetweenPauses(setting)
    return this.#pauses === undefined ? between : this.#withPauses(between, setting, false)
  }

  #restartsBetweenPauses({ periodSeconds, timeoutSeconds, failureThreshold }: ProbeSetting): Mistakes {
    const calm = this.failure(timeoutSeconds)
    const calmRate = 1 / (periodSeconds * runsUntil(failureThreshold, calm))
    if (this.#phases === undefined || failureThreshold > thresholdMax)
      return { ratePerSecond: calmRate, share: 0 }
    const { gapSeconds } = this.#phases
    const { mistakes, seconds } = this.#effect(periodSeconds, timeoutSeconds, failureThreshold)
    return { ratePerSecond: (calmRate * gapSeconds + mistakes) / (gapSeconds + seconds), share: 0 }
  }

  /** Of a readiness probe. The run that the sync after a removal triggers (P6) may end a mistake at once; resyncs are left out. */
  removals(setting: ProbeSetting): Mistakes {
    const between = this.#removalsBetweenPauses(setting)
    return this.#pauses === undefined ? between : this.#withPauses(between, setting, true)
  }

  /** How much of a pause a restart in it leaves, on average over restarts: the process does not stop before. */
  pauseLeftSeconds(setting: ProbeSetting): number {
    const mistakes = this.restarts(setting).ratePerSecond
    if (this.#pauses === undefined || mistakes === 0) return 0
    const { leftSeconds, ...effect } = this.#pauseEffect(setting, false)
    return (leftSeconds * effect.mistakes) / (this.#pauses.gapSeconds + effect.seconds) / mistakes
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
    const calm = this.failure(timeoutSeconds)
    const wellSeconds = periodSeconds * runsUntil(failureThreshold, calm)
    const failedSeconds =
      periodSeconds * (runsUntil(successThreshold, 1 - calm) - 1) +
      this.#successSeconds(timeoutSeconds, this.#calmFactor)
    const calmRate = wellSeconds === Infinity ? 0 : 1 / (wellSeconds + failedSeconds)
    const calmShare = wellSeconds === Infinity ? 0 : failedSeconds === Infinity ? 1 : failedSeconds * calmRate
    if (this.#phases === undefined || Math.max(failureThreshold, successThreshold) > thresholdMax)
      return { ratePerSecond: calmRate, share: calmShare }
    const { gapSeconds } = this.#phases
    const effect = this.#effect(periodSeconds, timeoutSeconds, failureThreshold, successThreshold)
    const { mistakes, seconds } = effect
    const failedInPhase =
      effect.failedSeconds + mistakes * this.#successSeconds(timeoutSeconds, this.#slowFactor)
    const cycleSeconds = gapSeconds + seconds
    return {
      ratePerSecond: (calmRate * gapSeconds + mistakes) / cycleSeconds,
      share: Math.min(1, (calmShare * gapSeconds + failedInPhase) / cycleSeconds),
    }
  }

  #effect(
    periodSeconds: number,
    timeoutSeconds: number,
    failureThreshold: number,
    successThreshold?: number,
  ): MeanEffect {
    const key = `${timeoutSeconds} ${failureThreshold} ${successThreshold}`
    let known = this.#runs.get(key)
    if (known === undefined) {
      const chain = {
        failureThreshold,
        ...(successThreshold === undefined ? {} : { successThreshold }),
        calm: this.failure(timeoutSeconds),
        slow: this.slowFailure(timeoutSeconds),
      }
      known = { chain, runs: new PhaseRuns(chain) }
      this.#runs.set(key, known)
    }
    return this.#phases!.effect(known.runs, known.chain, periodSeconds)
  }
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
 */
export function startKillProbability(
  { initialDelaySeconds, periodSeconds, failureThreshold }: ProbeSetting,
  startup: Law,
  failure: number,
  isGate: boolean,
): number {
  const firstSeconds = Math.max(0, initialDelaySeconds - 1)
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
