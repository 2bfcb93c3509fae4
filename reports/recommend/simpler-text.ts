/** Why another failureThreshold alone is not the answer: what a user asks first of a setting that changes more. */
import type { ProbeRecommendation, RatedSetting } from '../../engine/contract/recommendation.ts'
import { readable } from '../readable.ts'
import { mistakesOf } from './mistake-text.ts'
import { isChanged } from './recommended-result.ts'
import { mistakesText, settingText } from './setting-text.ts'
import { givesUpWithin, outlastText } from './standstill-text.ts'

/** ` Why not only another failureThreshold: 10/1/6 makes 17.3 false restarts a month, and 10/1/7 notices a hang only after up to 71 s (allowed: 61 s).`; empty where nothing is to be said. */
export function simplerText(probe: ProbeRecommendation): string {
  const { simpler } = probe
  if (simpler === undefined) return ''
  const { inTime, enough, detectWithinSeconds } = simpler
  const parts = [
    ...(inTime === null ? [] : [`${settingText(inTime)} ${harmText(inTime, probe)}`]),
    ...(enough === null ? [] : [enoughText(enough, detectWithinSeconds, probe)]),
  ]
  if (parts.length === 0) return ''
  const basis = probe.evidence.simulation === null ? '' : ' (by formula)'
  return ` Why not only another failureThreshold${basis}: ${parts.join(', and ')}.`
}

function harmText(rated: RatedSetting, probe: ProbeRecommendation): string {
  return givesUpWithin(rated, probe) || !probe.isKnown
    ? outlastText(rated, probe)
    : mistakesText(rated, probe)
}

function enoughText(rated: RatedSetting, within: number, probe: ProbeRecommendation): string {
  const { detectionSecondsHigh } = rated
  const { recommended, better, calmer } = probe
  const chosen = calmer ?? (isChanged(probe) ? recommended : better)
  if (detectionSecondsHigh > within) {
    const notices = probe.probe === 'readiness' ? 'takes a hung pod out' : 'notices a hang'
    return `${settingText(rated)} ${notices} only after up to ${readable(detectionSecondsHigh)} s (allowed: ${readable(within)} s)`
  }
  const more =
    probe.isKnown && chosen !== null
      ? `, but ${mistakesText(rated, probe)} instead of ${mistakesOf(chosen, probe)}`
      : ''
  return `${settingText(rated)} keeps the limits too${more}`
}
