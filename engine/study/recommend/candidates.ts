/**
 * The candidates for one liveness or readiness probe: every setting of the search space with its figures, in the order of
 * preference, and the first of them that satisfies the limits.
 */

import { wholePower } from '../../kernel/power.ts'
import type { ProbeSetting } from '../failure-detector.ts'
import type { ProbeCase } from './probe-case.ts'
import type { Infeasibility, LimitName, Limits, RatedSetting } from './recommendation.ts'
import { periodStep, periodsUpTo, settingKey, settingsOf } from './search-space.ts'
import { Skyline } from './skyline.ts'

/** Below it, mistakes per month are none: as files round. */
const negligiblePerMonth = 1e-6

/** So few mistakes are no reason for a limit that nobody has asked for. */
const fewPerMonth = 1

/**
 * By how much the formula may lie above a limit for a setting still to be looked at with a simulation: where failures come in
 * clumps it is close, not exact.
 */
const formulaSlack = 1.5
/** Each time so many settings were rejected by a simulation, the formula is trusted half as much. */
const rejectionsPerDoubt = 4

/** How far beyond its limit the front of a probe is shown. */
const frontHorizon = 1.5

export class Candidates {
  /** Probes that are alike, and get the same setting; at least one. */
  readonly probes: readonly ProbeCase[]
  /** The first of them, for all. */
  readonly probe: ProbeCase
  readonly limits: Limits
  /** The worst case of P20 that is allowed. */
  readonly detectWithinSeconds: number
  /** Mistakes of all containers of the workload that are allowed. */
  readonly mistakesPerMonthMax: number
  readonly current: RatedSetting
  /** Those that notice a hang in time, by period, as far as they were looked at; the most preferred first. */
  readonly #inTime = new Map<number, readonly RatedSetting[]>()
  readonly #rejected = new Set<string>()

  constructor(probes: readonly ProbeCase[], limits: Limits) {
    const [probe] = probes
    this.probes = probes
    this.probe = probe
    this.limits = limits
    this.current = probe.rate(probe.current)
    this.detectWithinSeconds = limits[detectionLimitOf(probe)] ?? this.current.detectionSecondsHigh
    this.mistakesPerMonthMax =
      limits[mistakeLimitOf(probe)] ?? Math.max(fewPerMonth, this.current.mistakesPerMonth!)
  }

  /** With the initial delay that the setting needs. */
  rate(setting: ProbeSetting): RatedSetting {
    return this.probe.rate(this.probe.withDelay(setting, this.limits['startup-kill-probability']))
  }

  /** The limits that a setting breaks by formula. `slack` widens that of mistakes. */
  breaks(rated: RatedSetting, slack = 1): LimitName[] {
    const broken: LimitName[] = []
    if (rated.detectionSecondsHigh > this.detectWithinSeconds) broken.push(detectionLimitOf(this.probe))
    if (rated.mistakesPerMonth! > slack * this.mistakesPerMonthMax) broken.push(mistakeLimitOf(this.probe))
    const killed = rated.startKillProbability
    if (killed !== null && killed > this.limits['startup-kill-probability'])
      broken.push('startup-kill-probability')
    return broken
  }

  /** Whether a limit rests on a formula that is not exact. */
  get needsSimulation(): boolean {
    return !this.probe.answers.isIndependent
  }

  /** A simulation has shown that a setting breaks a limit. */
  reject({ setting }: RatedSetting): void {
    this.#rejected.add(settingKey(setting))
  }

  /** The most preferred setting that satisfies the limits, as far as is known, and notices a hang within `seconds`. */
  best(seconds = Infinity): RatedSetting | undefined {
    return this.#first((rated) => rated.detectionSecondsHigh <= seconds && this.isPossible(rated))
  }

  /** The most preferred setting that satisfies the limits by formula. */
  bestByFormula(): RatedSetting | undefined {
    return this.#first((rated) => this.breaks(rated).length === 0)
  }

  #first(isRight: (rated: RatedSetting) => boolean): RatedSetting | undefined {
    for (const rated of this.#preferred()) if (isRight(rated)) return rated
    return undefined
  }

  /** The settings that notice a hang in time, the most preferred first: `byPreference`, without rating all of them. */
  *#preferred(): Generator<RatedSetting> {
    const periods = periodsUpTo(this.detectWithinSeconds, this.probe.current)
    for (const areSingle of [false, true])
      for (const period of periods)
        for (const rated of this.#withPeriod(period)) if (isSingle(rated) === areSingle) yield rated
  }

  #withPeriod(periodSeconds: number): readonly RatedSetting[] {
    let known = this.#inTime.get(periodSeconds)
    if (known === undefined) {
      known = this.#rated(periodSeconds, this.detectWithinSeconds).sort(byPreference)
      this.#inTime.set(periodSeconds, known)
    }
    return known
  }

  #rated(periodSeconds: number, horizonSeconds: number): RatedSetting[] {
    return Array.from(settingsOf(this.probe, periodSeconds, horizonSeconds), (setting) => this.rate(setting))
  }

  /** By period, the longest first; those too that notice a hang somewhat too late. They are many, so they are not kept. */
  *#wide(): Generator<RatedSetting[]> {
    const { detectionSecondsHigh } = this.current
    const horizonSeconds = frontHorizon * Math.max(this.detectWithinSeconds, detectionSecondsHigh)
    for (const period of periodsUpTo(horizonSeconds, this.probe.current))
      yield this.#rated(period, horizonSeconds)
  }

  /**
   * Whether a setting satisfies the limits as far as is known. One that does by formula may still be passed over: a simulation has
   * rejected it, or so many others that the formula is trusted less.
   */
  isPossible(rated: RatedSetting): boolean {
    const doubts = Math.floor(this.#rejected.size / rejectionsPerDoubt)
    const slack = this.needsSimulation ? formulaSlack / wholePower(2, doubts) : 1
    return this.breaks(rated, slack).length === 0 && !this.#rejected.has(settingKey(rated.setting))
  }

  /** The setting that satisfies the limits and notices a hang soonest. */
  soonest(): RatedSetting | undefined {
    const first = this.best()
    if (first === undefined) return undefined
    let found = first
    for (const rated of this.#preferred()) {
      // One failed run is enough only where nothing else is possible.
      if (isSingle(rated) && !isSingle(first)) break
      if (rated.detectionSecondsHigh < found.detectionSecondsHigh && this.isPossible(rated)) found = rated
    }
    return found
  }

  /** Why no setting satisfies the limits. */
  infeasibility(): Infeasibility {
    const mistakes = mistakeLimitOf(this.probe)
    const detection = detectionLimitOf(this.probe)
    const alone = new Set<LimitName>()
    let calmest: RatedSetting | null = null
    let soonest: RatedSetting | null = null
    for (const block of this.#wide())
      for (const rated of block) {
        // What breaks none by formula was rejected by a simulation.
        const [limit = mistakes, ...others] = this.breaks(rated)
        if (others.length > 0) continue
        alone.add(limit)
        if (limit === mistakes) calmest = better(calmest, rated, mistakesOf)
        if (limit === detection) soonest = better(soonest, rated, detectionOf)
      }
    return { binding: [...alone], calmest, soonest }
  }

  /** Settings of which none is better than another in load, detection and mistakes at once; the most preferred first. */
  front(): RatedSetting[] {
    const front: RatedSetting[] = []
    const skyline = new Skyline()
    // Whatever beats a setting comes before it in this order, and so do its equals.
    for (const block of this.#wide())
      for (const rated of block.sort(byDetection))
        if (skyline.takes(rated.detectionSecondsHigh, mistakesOf(rated))) front.push(rated)
    return front
  }

  /** Settings at most one step from `rated` in each number. */
  around({ setting }: RatedSetting): RatedSetting[] {
    const { periodSeconds, timeoutSeconds, failureThreshold, successThreshold } = setting
    const periods = periodsUpTo(Infinity, this.probe.current).filter(
      (other) => Math.abs(other - periodSeconds) <= periodStep(other),
    )
    return periods
      .flatMap((period) => [...settingsOf(this.probe, period, Infinity)])
      .filter(
        (other) =>
          Math.abs(other.timeoutSeconds - timeoutSeconds) <= 1 &&
          Math.abs(other.failureThreshold - failureThreshold) <= 1 &&
          Math.abs(other.successThreshold - successThreshold) <= 1,
      )
      .map((other) => this.rate(other))
      .filter((other) => settingKey(other.setting) !== settingKey(setting))
  }
}

/** The one with the smaller figure; of equals the more preferred one. */
function better(
  a: RatedSetting | null,
  b: RatedSetting,
  figure: (rated: RatedSetting) => number,
): RatedSetting {
  return a === null || (compare(figure(b), figure(a)) || byPreference(b, a)) < 0 ? b : a
}

export function detectionLimitOf({ type }: ProbeCase): 'detect-within' | 'remove-within' {
  return type === 'readiness' ? 'remove-within' : 'detect-within'
}

export function mistakeLimitOf({ type }: ProbeCase): 'false-restarts-per-month' | 'false-removals-per-month' {
  return type === 'readiness' ? 'false-removals-per-month' : 'false-restarts-per-month'
}

/** Whether a single failed run is enough. */
export function isSingle({ setting }: RatedSetting): boolean {
  return setting.failureThreshold === 1
}

/**
 * Least load, then least time lost to mistakes, then fewest of them, then soonest detection, then the smallest numbers. Settings
 * in which one failed run is enough come last: a lost packet is no hang, and no behavior here loses one.
 */
export function byPreference(a: RatedSetting, b: RatedSetting): number {
  return (
    Number(isSingle(a)) - Number(isSingle(b)) ||
    b.setting.periodSeconds - a.setting.periodSeconds ||
    compare(lostSeconds(a), lostSeconds(b)) ||
    compare(mistakesOf(a), mistakesOf(b)) ||
    a.detectionSecondsHigh - b.detectionSecondsHigh ||
    a.setting.timeoutSeconds - b.setting.timeoutSeconds ||
    a.setting.failureThreshold - b.setting.failureThreshold ||
    a.setting.successThreshold - b.setting.successThreshold
  )
}

/** Of settings with the same period. */
function byDetection(a: RatedSetting, b: RatedSetting): number {
  return (
    a.detectionSecondsHigh - b.detectionSecondsHigh ||
    compare(mistakesOf(a), mistakesOf(b)) ||
    byPreference(a, b)
  )
}

function detectionOf({ detectionSecondsHigh }: RatedSetting): number {
  return detectionSecondsHigh
}

/** What is negligible counts as none. */
function mistakesOf({ mistakesPerMonth }: RatedSetting): number {
  return mistakesPerMonth === null || mistakesPerMonth < negligiblePerMonth ? 0 : mistakesPerMonth
}

/** Seconds a month in which containers count as failed, or restart, though they are well. */
function lostSeconds(rated: RatedSetting): number {
  return mistakesOf(rated) * (rated.mistakeDurationSeconds ?? 0)
}

/** Also of infinite numbers. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}
