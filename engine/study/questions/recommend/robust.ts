/**
 * The objective `robust`: the fewest mistakes within the limits, but no change without a reason. The present setting stays unless it
 * breaks a limit or mistakes fall by half; its timeout and threshold stay if another period is enough; and neither becomes smaller
 * unless nothing else keeps the limits.
 */

import type { RatedSetting } from '../../../contract/recommendation.ts'
import type { Candidates } from './candidates.ts'

export type RobustRequest = {
  /** A period shorter than this, and than now, is taken only where the limits need it. */
  readonly leastPeriodSeconds: number
  /** A changed liveness probe is at least as patient as its readiness probe, if the limits allow it. */
  readonly patienceSeconds: number
  /** Whether the present setting must be so patient too, for a patch makes the readiness probe slower. */
  readonly isPatienceNew: boolean
}

/** Of a probe by itself. */
export const whateverOthersGet: RobustRequest = {
  leastPeriodSeconds: 1,
  patienceSeconds: 0,
  isPatienceNew: false,
}

export function robustSetting(candidate: Candidates, request: RobustRequest): RatedSetting | undefined {
  if (candidate.needsOrder) return candidate.present
  const patient = sought(candidate, request, request.patienceSeconds)
  return patient ?? sought(candidate, request, 0)
}

function sought(
  candidate: Candidates,
  { leastPeriodSeconds, isPatienceNew }: RobustRequest,
  patienceSeconds: number,
): RatedSetting | undefined {
  const { current, present } = candidate
  const isPatient = (rated: RatedSetting): boolean => rated.detectionSecondsHigh >= patienceSeconds
  const mayStay = candidate.isPresentPossible && (!isPatienceNew || isPatient(present))
  if (mayStay && candidate.sureMistakes(present) <= candidate.negligible) return present
  const isFit = (rated: RatedSetting): boolean => isPatient(rated) && candidate.isPossible(rated)
  const least = Math.min(leastPeriodSeconds, current.setting.periodSeconds)
  const isCheap = (rated: RatedSetting): boolean => rated.setting.periodSeconds >= least && isFit(rated)
  const all = candidate.byRobustness()
  const best = all.find(isCheap) ?? leastLoad(all.filter(isFit))
  // What does not outlast an outage gives up too soon: more failures, as often as now.
  const isNear = candidate.outlasts(present) ? keepsNumbers : keepsRuns
  const near = all.find((rated) => isNear(rated, current) && isCheap(rated))
  const steps = [mayStay ? present : undefined, near, best]
  return steps.reduce((taken, next) => {
    if (taken === undefined || next === undefined) return taken ?? next
    return isWorth(candidate, next, taken) ? next : taken
  })
}

/** Whether mistakes that are worth a word fall by half. */
function isWorth(candidate: Candidates, next: RatedSetting, taken: RatedSetting): boolean {
  const before = candidate.sureMistakes(taken)
  return before > candidate.negligible && candidate.sureMistakes(next) <= before / 2
}

function leastLoad(settings: readonly RatedSetting[]): RatedSetting | undefined {
  return settings.reduce<RatedSetting | undefined>(
    (least, rated) =>
      least === undefined || rated.setting.periodSeconds > least.setting.periodSeconds ? rated : least,
    undefined,
  )
}

function keepsNumbers(a: RatedSetting, b: RatedSetting): boolean {
  return (
    a.setting.timeoutSeconds === b.setting.timeoutSeconds &&
    a.setting.failureThreshold === b.setting.failureThreshold
  )
}

function keepsRuns(a: RatedSetting, b: RatedSetting): boolean {
  return (
    a.setting.timeoutSeconds === b.setting.timeoutSeconds &&
    a.setting.periodSeconds === b.setting.periodSeconds
  )
}
