/**
 * The candidates for one liveness or readiness probe: every setting of the search space with its figures, in the order of
 * preference, and the first of them that satisfies the limits.
 */

import { outlasts } from '../../../contract/probe-setting.ts'
import {
  type Infeasibility,
  type LimitName,
  type Limits,
  limitDefaults,
  type Objective,
  type Question,
  type RatedSetting,
  type Standstill,
} from '../../../contract/recommendation.ts'
import { wholePower } from '../../../kernel/power.ts'
import type { ProbeSetting } from '../../theory/failure-detector.ts'
import type { Outage } from '../../theory/outages.ts'
import { soonestToOutlast, standstillToOutlast } from './outlasting.ts'
import {
  byDetection,
  byPreference,
  byRobustness,
  compare,
  detectionOf,
  isSingle,
  mistakesOf,
} from './preference.ts'
import type { ProbeCase } from './probe-case.ts'
import { periodStep, periodsUpTo, settingKey, settingsOf } from './search-space.ts'
import { Skyline } from './skyline.ts'
import { behindStartupProbe, type Gated } from './startup-candidates.ts'

/** So few mistakes are no reason for a limit that nobody has asked for. */
const fewPerMonth = 1

/**
 * By how much the formula may lie above a limit for a setting still to be looked at with a simulation: where failures come in
 * clumps it is close, not exact.
 */
const formulaSlack = 1.5
/** Each time so many settings were rejected by a simulation, the formula is trusted half as much. */
const rejectionsPerDoubt = 4

/** How much slower answers and starts are in the question how far a recommendation moves. */
export const slowdown = 2

/** How far beyond its limit the front of a probe is shown. */
const frontHorizon = 1.5

export class Candidates {
  /** Probes that are alike, and get the same setting; at least one. */
  readonly probes: readonly ProbeCase[]
  /** The first of them, for all. */
  readonly probe: ProbeCase
  readonly limits: Limits
  readonly objective: Objective
  /** The worst case of P20 that is allowed. */
  readonly detectWithinSeconds: number
  /** Mistakes of all containers of the workload that are allowed. */
  readonly mistakesPerMonthMax: number
  readonly killProbabilityMax: number
  /** What its settings have to outlast. */
  readonly standstill: Standstill | undefined
  readonly current: RatedSetting
  /** The present numbers, behind the startup probe that is added, if one is. */
  readonly present: RatedSetting
  /** The startup probe without which this one cuts starts short. */
  readonly added: RatedSetting | null
  /** The probe that settings are rated for: behind the startup probe that is added, if one is. */
  readonly rated: ProbeCase
  /** Those that notice a hang in time, by period, as far as they were looked at; the most preferred first. */
  readonly #inTime = new Map<number, readonly RatedSetting[]>()
  #robust: readonly RatedSetting[] | undefined
  readonly #rejected = new Set<string>()
  readonly #outages = new Map<number, Outage | undefined>()
  /** Mistakes that are surely not exceeded, by setting. */
  readonly #sure = new Map<string, number>()

  /** @param gated behind the startup probe that is to be added. */
  constructor(probes: readonly ProbeCase[], { limits, objective }: Question, gated?: Gated) {
    const [probe] = probes
    this.probes = probes
    this.probe = probe
    this.limits = limits
    this.objective = objective
    this.rated = gated?.probe ?? probe
    this.added = gated?.startup ?? null
    this.current = probe.rate(probe.current)
    this.present = this.rate(probe.current)
    this.standstill = standstillToOutlast(probe, limits)
    this.detectWithinSeconds = limits[detectionLimitOf(probe)] ?? this.#unnamedDetection()
    this.killProbabilityMax = limits['startup-kill-probability'] ?? limitDefaults['startup-kill-probability']
    const now = Math.max(
      fewPerMonth,
      this.probe.drawn(mistakesAt(probe.current)) ?? this.current.mistakesPerMonth!,
    )
    const isAsNow = probe.type === 'readiness' || objective === 'robust'
    this.mistakesPerMonthMax =
      limits[mistakeLimitOf(probe)] ?? (isAsNow ? now : limitDefaults['false-restarts-per-month'])
  }

  /** Settings of probes that are alike; behind a startup probe, where none without one lets starts come through. */
  static of(probes: readonly ProbeCase[], question: Question): Candidates {
    const plain = new Candidates(probes, question)
    const { probe, killProbabilityMax } = plain
    if (probe.type !== 'liveness' || probe.isGated || !probe.knowsStarts) return plain
    const isEnough =
      !plain.cutsStarts(plain.current) && (plain.isPresentPossible || plain.bestByFormula() !== undefined)
    if (isEnough) return plain
    const gated = behindStartupProbe(probe, killProbabilityMax)
    return gated === undefined ? plain : new Candidates(probes, question, gated)
  }

  /** As now, unless that is too soon for what has to be outlasted. */
  #unnamedDetection(): number {
    const { standstill, current } = this
    const needed = standstill === undefined ? 0 : soonestToOutlast(this.probe, standstill)
    return Number.isFinite(needed)
      ? Math.max(current.detectionSecondsHigh, needed)
      : current.detectionSecondsHigh
  }

  rate(setting: ProbeSetting): RatedSetting {
    const rated = this.rated.rate(setting)
    if (this.added === null) return rated
    const { startKillProbability, firstStartKillProbability } = this.added
    return { ...rated, startKillProbability, firstStartKillProbability }
  }

  /** The limits that a setting breaks by formula. `slack` widens that of mistakes. */
  breaks(rated: RatedSetting, slack = 1): LimitName[] {
    const broken: LimitName[] = []
    if (this.#isLate(rated)) broken.push(detectionLimitOf(this.probe))
    if (this.#makesTooMany(rated, slack)) broken.push(mistakeLimitOf(this.probe))
    if (this.cutsStarts(rated)) broken.push('startup-kill-probability')
    if (!this.outlasts(rated)) broken.push('outlast')
    return broken
  }

  /** Whether it notices a hang later than it may. A probe that only opens a connection notices none, whatever its numbers: a limit that was named fails, and without one no setting is late. */
  #isLate({ detectionSecondsHigh }: RatedSetting): boolean {
    if (this.isBlind) return true
    if (this.objective === 'robust' && !this.probe.noticesHangs) return false
    return detectionSecondsHigh > this.detectWithinSeconds
  }

  /** Whether it is asked to notice hangs, and cannot (H4). */
  get isBlind(): boolean {
    return !this.probe.noticesHangs && this.limits[detectionLimitOf(this.probe)] !== null
  }

  /** Whether its mistakes are few, starts come through and standstills are outlasted, however late it notices a hang. */
  isCalm(rated: RatedSetting): boolean {
    return (
      this.sureMistakes(rated) <= this.#presentMistakesMax && !this.cutsStarts(rated) && this.outlasts(rated)
    )
  }

  outlasts(rated: RatedSetting): boolean {
    if (this.standstill !== undefined) return outlasts(rated, this.standstill)
    const { probe, current } = this
    // A shorter timeout than now may meet an outage that the present one waits out.
    if (probe.type !== 'liveness' || rated.setting.timeoutSeconds >= current.setting.timeoutSeconds)
      return true
    const met = this.#outageAt(rated.setting.timeoutSeconds)
    return met === undefined || probe.outage !== undefined || outlasts(rated, met)
  }

  #outageAt(timeoutSeconds: number): Outage | undefined {
    if (!this.#outages.has(timeoutSeconds))
      this.#outages.set(timeoutSeconds, this.probe.outageAt(timeoutSeconds))
    return this.#outages.get(timeoutSeconds)
  }

  #makesTooMany(rated: RatedSetting, slack: number): boolean {
    const most = this.mistakesPerMonthMax
    if (rated.mistakesPerMonth! > slack * most) return true
    return this.sureMistakes(rated) > (this.hasDraws ? Math.min(1, slack) : slack) * most
  }

  /** Whether it cuts more starts short than may be, as far as observations tell. */
  cutsStarts({ setting, startKillProbability }: RatedSetting): boolean {
    if (startKillProbability === null) return false
    if (startKillProbability > this.killProbabilityMax) return true
    const drawn = this.added === null ? this.rated.drawn((draw) => draw.startKill(setting)) : undefined
    return (drawn ?? 0) > this.killProbabilityMax
  }

  get hasDraws(): boolean {
    return this.rated.draws.length > 0
  }

  /**
   * Mistakes a month that the setting does not exceed, as far as observations tell: with 90 % of the laws that they allow, and, of
   * another setting than now, in any order of the runs if there are two kinds of them.
   */
  sureMistakes(rated: RatedSetting): number {
    const { setting, mistakesPerMonth } = rated
    const isLost = this.rated.order === 'lost' && !this.#isNow(rated)
    if (!this.hasDraws && !isLost) return mistakesPerMonth!
    const key = settingKey(setting)
    let sure = this.#sure.get(key)
    if (sure === undefined) {
      const mistakes = (probe: ProbeCase): number =>
        isLost ? probe.togetherPerMonth(setting) : probe.mistakesPerMonth(setting)
      sure = this.rated.drawn(mistakes) ?? mistakes(this.rated)
      this.#sure.set(key, sure)
    }
    return sure
  }

  #isNow({ setting }: RatedSetting): boolean {
    return settingKey(setting) === settingKey(this.present.setting)
  }

  /** Mistakes a month that are as good as none: a hundredth of the limit, or of one a month. */
  get negligible(): number {
    return this.#presentMistakesMax / 100
  }

  /** What would keep the mistakes of the present setting within a limit, or within one a month. */
  get #presentMistakesMax(): number {
    return this.limits[mistakeLimitOf(this.probe)] ?? fewPerMonth
  }

  /** Whether only the order of what was observed could tell if the present setting keeps the limit on mistakes. */
  get needsOrder(): boolean {
    const { probe, present } = this
    return (
      probe.order !== 'known' &&
      present.mistakesPerMonth! <= this.#presentMistakesMax &&
      probe.togetherPerMonth(present.setting) > this.#presentMistakesMax &&
      this.isPresentPossible
    )
  }

  /** Whether the present numbers break no limit that was named: what nobody limits may stay. */
  get isPresentPossible(): boolean {
    return (
      !this.#rejected.has(settingKey(this.present.setting)) &&
      this.outlasts(this.present) &&
      this.breaks(this.present).every((name) => this.limits[name] === null)
    )
  }

  /** Whether nothing that a simulation finds of a setting speaks against it. */
  isUnlimited(rated: RatedSetting): boolean {
    return this.#isNow(rated) && this.limits[mistakeLimitOf(this.probe)] === null
  }

  /** Whether a limit rests on a formula that is not exact. */
  get needsSimulation(): boolean {
    return !this.probe.answers.isClose
  }

  /** A simulation has shown that a setting breaks a limit. */
  reject({ setting }: RatedSetting): void {
    this.#rejected.add(settingKey(setting))
  }

  /** The most preferred setting that satisfies the limits, as far as is known, and notices a hang within `seconds`. */
  best(seconds = Infinity): RatedSetting | undefined {
    if (this.needsOrder) return this.present
    return (
      this.#first((rated) => rated.detectionSecondsHigh <= seconds && this.isPossible(rated)) ??
      this.#fallback(seconds)
    )
  }

  #fallback(seconds: number): RatedSetting | undefined {
    return this.isPresentPossible && this.present.detectionSecondsHigh <= seconds ? this.present : undefined
  }

  /** The settings that keep the limits, as far as is known, and the success threshold, by `byRobustness`. */
  byRobustness(): readonly RatedSetting[] {
    if (this.#robust !== undefined) return this.#robust
    const slower = this.rated.slower(slowdown)
    const known = new Map<RatedSetting, number>()
    const whenSlower = (rated: RatedSetting): number => {
      const mistakes = known.get(rated) ?? slower.mistakesPerMonth(rated.setting)
      known.set(rated, mistakes)
      return mistakes <= this.mistakesPerMonthMax ? 0 : mistakes
    }
    const sure = (rated: RatedSetting): number => {
      const mistakes = this.sureMistakes(rated)
      return mistakes <= this.negligible ? 0 : mistakes
    }
    this.#robust = periodsUpTo(this.detectWithinSeconds, this.probe.current)
      .flatMap((period) => this.#rated(period, this.detectWithinSeconds))
      .filter(({ setting }) => setting.successThreshold === this.current.setting.successThreshold)
      .filter((rated) => this.breaks(rated, formulaSlack).length === 0)
      .sort(byRobustness(this.current, sure, whenSlower))
    return this.#robust
  }

  /** Whether some setting keeps the limits if the behavior is just as it was estimated. */
  get isPossibleByEstimate(): boolean {
    return (
      this.#first(
        (rated) =>
          rated.mistakesPerMonth! <= this.mistakesPerMonthMax &&
          (rated.startKillProbability ?? 0) <= this.killProbabilityMax,
      ) !== undefined
    )
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
    return Array.from(settingsOf(this.rated, periodSeconds, horizonSeconds), (setting) => this.rate(setting))
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
    if (first === undefined || this.needsOrder) return first
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
    if (this.isBlind) return { ...nothingNear, binding: [detectionLimitOf(this.probe)] }
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
    return { binding: [...alone], calmest, soonest, answering: null }
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
      .flatMap((period) => [...settingsOf(this.rated, period, Infinity)])
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

function mistakesAt(setting: ProbeSetting): (probe: ProbeCase) => number {
  return (probe) => probe.mistakesPerMonth(setting)
}

/** The one with the smaller figure; of equals the more preferred one. */
function better(
  a: RatedSetting | null,
  b: RatedSetting,
  figure: (rated: RatedSetting) => number,
): RatedSetting {
  return a === null || (compare(figure(b), figure(a)) || byPreference(b, a)) < 0 ? b : a
}

/** No setting comes closer than others. */
export const nothingNear = { calmest: null, soonest: null, answering: null } as const

export function detectionLimitOf({ type }: ProbeCase): 'detect-within' | 'remove-within' {
  return type === 'readiness' ? 'remove-within' : 'detect-within'
}

export function mistakeLimitOf({ type }: ProbeCase): 'false-restarts-per-month' | 'false-removals-per-month' {
  return type === 'readiness' ? 'false-removals-per-month' : 'false-restarts-per-month'
}
