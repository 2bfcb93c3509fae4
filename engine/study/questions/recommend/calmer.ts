/** What a liveness probe that stays harmful would get if the user named one more option: a limit on false restarts, or time enough to outlast what stands still. */

import { latenessMax, outlasts } from '../../../contract/probe-setting.ts'
import {
  type Limits,
  limitDefaults,
  type Question,
  type RatedSetting,
  type Standstill,
} from '../../../contract/recommendation.ts'
import { Candidates } from './candidates.ts'
import { isSingle } from './preference.ts'
import { robustSetting, whateverOthersGet } from './robust.ts'

/** Times to notice a hang in that are looked at, as multiples of the present one. */
const longerTimes = [1.5, 2, latenessMax]

/** Whether an outage of the scenario, which passes by itself, lasts as long as a setting outlasts, or longer. */
export function isWithinOutage({ probe }: Candidates, rated: RatedSetting): boolean {
  const outage = probe.type === 'liveness' ? probe.outageAt(rated.setting.timeoutSeconds) : undefined
  return outage !== undefined && !outlasts(rated, outage)
}

export type Calmer = {
  readonly rated: RatedSetting
  /** With that option. */
  readonly candidates: Candidates
}

/**
 * The setting that one more option would lead to. The options are tried in this order: `--false-restarts-per-month`, `--outlast`, `--detect-within`
 * (`reports/recommend/standstill-text.ts` tells which one it is). A threshold of one failed run is no answer. `null` = none is needed, or there is none.
 */
export function calmerOf(
  candidate: Candidates,
  recommended: RatedSetting | null,
  question: Question,
  standstill: Standstill | null,
): Calmer | null {
  const { probes, probe, limits, current } = candidate
  const most = limits['false-restarts-per-month'] ?? limitDefaults['false-restarts-per-month']
  if (probe.type !== 'liveness' || recommended === null) return null
  const restarts = probe.knowsAnswers && recommended.mistakesPerMonth! > most
  const isWithin = isWithinOutage(candidate, recommended)
  if (!restarts && !isWithin) return null
  const few = restarts ? { 'false-restarts-per-month': most } : {}
  const foundBy = (
    changes: Partial<Limits>,
    choose: (candidates: Candidates) => RatedSetting | undefined,
  ): Calmer | undefined => {
    const candidates = Candidates.of(probes, { ...question, limits: { ...limits, ...few, ...changes } })
    const rated = choose(candidates)
    const isRight = rated !== undefined && (!restarts || rated.mistakesPerMonth! <= most) && !isSingle(rated)
    return isRight ? { rated, candidates } : undefined
  }
  const robust = (candidates: Candidates) => robustSetting(candidates, whateverOthersGet)
  if (restarts && !isWithin && limits['false-restarts-per-month'] === null) {
    const asSoon = foundBy({}, robust)
    if (asSoon !== undefined) return asSoon
  }
  if (limits['detect-within'] !== null) return null
  if (standstill !== null && standstill.of !== 'asked' && limits.outlast === null) {
    const patient = foundBy({ outlast: standstill.seconds }, robust)
    if (patient !== undefined) return patient
  }
  if (!restarts) return null
  for (const times of longerTimes) {
    const within = times * current.detectionSecondsHigh
    const later = foundBy({ 'detect-within': within }, (candidates) => candidates.soonest())
    // Its neighbours are judged by the time that it takes.
    if (later !== undefined)
      return foundBy({ 'detect-within': later.rated.detectionSecondsHigh }, () => later.rated) ?? later
  }
  return null
}
