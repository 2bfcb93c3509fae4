/**
 * The candidates for one liveness or readiness probe: every setting of the search space with its figures, in the order of
 * preference, and the first of them that satisfies the limits.
 */
import type { ProbeSetting } from '../failure-detector.ts'
import type { ProbeCase } from './probe-case.ts'
import type { LimitName, Limits, RatedSetting } from './recommendation.ts'
import { periodStep, settingKey, settingsOf } from './search-space.ts'
import { Staircase } from './staircase.ts'

/** Below it, mistakes per month are none: as files round. */
const negligiblePerMonth = 1e-6

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
  readonly probe: ProbeCase
  readonly limits: Limits
  /** The worst case of P20 that is allowed. */
  readonly detectWithinSeconds: number
  readonly current: RatedSetting
  /** The most preferred first. */
  readonly #rated: readonly RatedSetting[]
  readonly #rejected = new Set<string>()

  constructor(probe: ProbeCase, limits: Limits) {
    this.probe = probe
    this.limits = limits
    this.current = probe.rate(probe.current)
    this.detectWithinSeconds = limits[detectionLimitOf(probe)] ?? this.current.detectionSecondsHigh
    const horizonSeconds =
      frontHorizon * Math.max(this.detectWithinSeconds, this.current.detectionSecondsHigh)
    const settings = Array.from(settingsOf(probe, horizonSeconds), (setting) => this.rate(setting))
    this.#rated = settings.sort(byPreference)
  }

  /** With the initial delay that the setting needs. */
  rate(setting: ProbeSetting): RatedSetting {
    return this.probe.rate(this.probe.withDelay(setting, this.limits['startup-kill-probability']))
  }

  /** The limits that a setting breaks by formula. `slack` widens that of mistakes. */
  breaks(rated: RatedSetting, slack = 1): LimitName[] {
    const broken: LimitName[] = []
    if (rated.detectionSecondsHigh > this.detectWithinSeconds) broken.push(detectionLimitOf(this.probe))
    const most = this.mistakesPerMonthMax
    if (most !== null && rated.mistakesPerMonth! > slack * most) broken.push(mistakeLimitOf(this.probe))
    const killed = rated.startKillProbability
    if (killed !== null && killed > this.limits['startup-kill-probability'])
      broken.push('startup-kill-probability')
    return broken
  }

  /** Of all containers of the workload; `null` = no limit. */
  get mistakesPerMonthMax(): number | null {
    return this.limits[mistakeLimitOf(this.probe)]
  }

  /** Whether a limit rests on a formula that is not exact. */
  get needsSimulation(): boolean {
    return !this.probe.answers.isIndependent && this.mistakesPerMonthMax !== null
  }

  /** A simulation has shown that a setting breaks a limit. */
  reject({ setting }: RatedSetting): void {
    this.#rejected.add(settingKey(setting))
  }

  /** The most preferred setting that satisfies the limits, as far as is known, and notices a hang within `seconds`. */
  best(seconds = Infinity): RatedSetting | undefined {
    return this.#rated.find((rated) => rated.detectionSecondsHigh <= seconds && this.#isPossible(rated))
  }

  /** The most preferred setting that satisfies the limits by formula. */
  bestByFormula(): RatedSetting | undefined {
    return this.#rated.find((rated) => this.breaks(rated).length === 0)
  }

  #isPossible(rated: RatedSetting): boolean {
    const doubts = Math.floor(this.#rejected.size / rejectionsPerDoubt)
    const slack = this.needsSimulation ? formulaSlack / 2 ** doubts : 1
    return this.breaks(rated, slack).length === 0 && !this.#rejected.has(settingKey(rated.setting))
  }

  /** The setting that satisfies the limits and notices a hang soonest. */
  soonest(): RatedSetting | undefined {
    const first = this.best()
    if (first === undefined) return undefined
    let found = first
    for (const rated of this.#rated) {
      // One failed run is enough only where nothing else is possible.
      if (isSingle(rated) && !isSingle(first)) break
      if (rated.detectionSecondsHigh < found.detectionSecondsHigh && this.#isPossible(rated)) found = rated
    }
    return found
  }

  /** Of the settings that break none but the limits in `ignored`, the one for which `figure` is least. */
  closest(ignored: readonly LimitName[], figure: (rated: RatedSetting) => number): RatedSetting | null {
    let found: RatedSetting | null = null
    for (const rated of this.#rated) {
      if (this.breaks(rated).some((limit) => !ignored.includes(limit))) continue
      if (found === null || figure(rated) < figure(found)) found = rated
    }
    return found
  }

  /** Limits of which each by itself stands in the way of every setting. */
  binding(): LimitName[] {
    const names = new Set(this.#rated.flatMap((rated) => this.breaks(rated)))
    return [...names].filter((name) =>
      this.#rated.some((rated) => this.breaks(rated).every((limit) => limit === name)),
    )
  }

  /** Settings of which none is better than another in load, detection and mistakes at once; the most preferred first. */
  front(): RatedSetting[] {
    const stairs = new Staircase()
    // In this order whatever beats a setting comes before it, and has no shorter period.
    return this.#rated
      .toSorted(byLoadThenDetection)
      .filter((rated) => stairs.add(rated.detectionSecondsHigh, mistakesOf(rated)))
  }

  /** Settings at most one step from `rated` in each number. */
  around({ setting }: RatedSetting): RatedSetting[] {
    const { periodSeconds, timeoutSeconds, failureThreshold, successThreshold } = setting
    return this.#rated.filter(
      ({ setting: other }) =>
        Math.abs(other.periodSeconds - periodSeconds) <= periodStep(other.periodSeconds) &&
        Math.abs(other.timeoutSeconds - timeoutSeconds) <= 1 &&
        Math.abs(other.failureThreshold - failureThreshold) <= 1 &&
        Math.abs(other.successThreshold - successThreshold) <= 1 &&
        settingKey(other) !== settingKey(setting),
    )
  }
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
 * Least load, then least time lost to mistakes, then fewest of them, then soonest detection, then the smallest numbers. Settings in which one failed run is
 * enough come last: a lost packet is no hang, and no behavior here loses one.
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

function byLoadThenDetection(a: RatedSetting, b: RatedSetting): number {
  return (
    b.setting.periodSeconds - a.setting.periodSeconds ||
    a.detectionSecondsHigh - b.detectionSecondsHigh ||
    compare(mistakesOf(a), mistakesOf(b)) ||
    byPreference(a, b)
  )
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
