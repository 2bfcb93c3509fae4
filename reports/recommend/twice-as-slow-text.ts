/** What becomes of a setting if all answers and starts take twice as long. */
import type { ProbeRecommendation, RatedSetting } from '../../engine/contract/recommendation.ts'
import { mistakesOf, mistakeWord, probability } from './mistake-text.ts'
import { isChanged } from './recommended-result.ts'
import { settingText } from './setting-text.ts'

/** Whether a changed setting would be another one when everything takes twice as long. */
export function movesWhenTwiceAsSlow(probe: ProbeRecommendation): boolean {
  const { recommended, whenTwiceAsSlow } = probe
  if (recommended === null || !isChanged(probe) || !probe.isKnown) return false
  // A budget for all laws that few observations allow is larger than one for starts of a known law that are slower.
  if (whenTwiceAsSlow !== null && isEnoughStill(probe, whenTwiceAsSlow)) return false
  return whenTwiceAsSlow === null || settingText(whenTwiceAsSlow) !== settingText(recommended)
}

function isEnoughStill({ probe, recommended }: ProbeRecommendation, other: RatedSetting): boolean {
  return probe === 'startup' && other.setting.failureThreshold <= recommended!.setting.failureThreshold
}

/** How far it moves. */
export function twiceAsSlowText(probe: ProbeRecommendation): string {
  const { whenTwiceAsSlow: other, recommendedWhenTwiceAsSlow: same, recommended } = probe
  const moved =
    other === null
      ? 'no setting would keep the limits'
      : recommended !== null && settingText(other) === settingText(recommended)
        ? 'the same setting would be recommended'
        : `${settingText(other)} would be recommended`
  if (same === null) return `If answers and starts took twice as long, ${moved}.`
  const killed = same.startKillProbability
  const cut = `a start would be cut short with probability ${probability(killed)}`
  const mistaken = `${settingText(same)} would make ${mistakesOf(same, probe)} ${mistakeWord(probe)}s a month`
  const then =
    probe.probe === 'startup'
      ? [cut]
      : [...(probe.isKnown ? [mistaken] : []), ...(killed === null || killed === 0 ? [] : [cut])]
  return `If answers and starts took twice as long, ${[moved, then.join(', and ')].filter((part) => part !== '').join('; ')}.`
}
