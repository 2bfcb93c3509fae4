/** What a user asks first of a setting that changes more: why not only another failureThreshold. */

import { thresholdMax } from '../../../contract/probe-setting.ts'
import type { RatedSetting, Simpler } from '../../../contract/recommendation.ts'
import type { Candidates } from './candidates.ts'
import { settingKey } from './search-space.ts'

/**
 * Of a setting with another period or timeout than now: the highest threshold alone that is in time, and the least that makes few enough mistakes and outlasts
 * what it has to. `null` = the setting is as simple as that, or nothing is to be said.
 */
export function simplerThan(candidate: Candidates, chosen: RatedSetting): Simpler | null {
  const { setting: now } = candidate.present
  const { periodSeconds, timeoutSeconds } = chosen.setting
  if (periodSeconds === now.periodSeconds && timeoutSeconds === now.timeoutSeconds) return null
  if (!candidate.probe.noticesHangs || now.failureThreshold > thresholdMax) return null
  const all = Array.from({ length: thresholdMax }, (_, index) =>
    candidate.rate({ ...now, failureThreshold: index + 1 }),
  )
  const isInTime = ({ detectionSecondsHigh }: RatedSetting): boolean =>
    detectionSecondsHigh <= candidate.detectWithinSeconds
  const enough = all.find((rated) => candidate.isCalm(rated))
  const inTime = all.findLast(isInTime)
  const isOther = (rated: RatedSetting | undefined): rated is RatedSetting =>
    rated !== undefined && settingKey(rated.setting) !== settingKey(now)
  return {
    detectWithinSeconds: candidate.detectWithinSeconds,
    inTime: isOther(inTime) && !(enough !== undefined && isInTime(enough)) ? inTime : null,
    enough: isOther(enough) ? enough : null,
  }
}
