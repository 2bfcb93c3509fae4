/** Settings and their figures in words, for every report of a recommendation. */
import {
  type LimitName,
  limitDefaults,
  type ProbeRecommendation,
  type RatedSetting,
} from '../../engine/contract/recommendation.ts'
import { readable } from '../readable.ts'
import { beside, mistakesOf, mistakeWord, negligible, probability } from './mistake-text.ts'
import { marginText, outlastText } from './standstill-text.ts'

/** `10/1/3`: period, timeout and failure threshold; what differs from the usual 1 and 0 is added. */
export function settingText({ setting }: Pick<RatedSetting, 'setting'>): string {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold } = setting
  const success = successThreshold === 1 ? '' : ` success ${successThreshold}`
  const delay = initialDelaySeconds === 0 ? '' : ` delay ${initialDelaySeconds}`
  return `${periodSeconds}/${timeoutSeconds}/${failureThreshold}${success}${delay}`
}

/** What `settingText` shows. */
export const settingLegend = 'periodSeconds/timeoutSeconds/failureThreshold'

/** In the worst phase, and of first starts, where that is less. */
function killText({ startKillProbability: any, firstStartKillProbability: first }: RatedSetting): string {
  const isSame = first === null || probability(first) === probability(any)
  return isSame ? probability(any) : `${probability(any)} (${probability(first)} of a new pod)`
}

/** Whether only some of the laws that the observations allow break the limit on starts. */
function isOnlyPossible(
  { startKillProbability }: RatedSetting,
  { currentBreaks, evidence }: ProbeRecommendation,
): boolean {
  return (
    evidence.draws !== null &&
    currentBreaks.includes('startup-kill-probability') &&
    startKillProbability! <= limitDefaults['startup-kill-probability']
  )
}

/** What a setting has of a limit: `31 s`, `45,051 false restarts a month`. */
export function figureText(name: LimitName, rated: RatedSetting, probe: ProbeRecommendation): string {
  switch (name) {
    case 'detect-within':
    case 'remove-within':
      return `${name === 'detect-within' ? 'notices a hang' : 'takes a hung pod out'} after up to ${beside(rated.detectionSecondsHigh, probe.detectWithinSeconds)} s`
    case 'false-restarts-per-month':
    case 'false-removals-per-month':
      return `makes ${mistakesOf(rated, probe, probe.mistakesPerMonthMax)} ${mistakeWord(probe)}s a month`
    case 'startup-kill-probability':
      return isOnlyPossible(rated, probe)
        ? `may cut more than one start in 1,000 short: with probability ${killText(rated)} by the likeliest law, but so few observations allow others`
        : `cuts a start short with probability ${killText(rated)}`
    case 'outlast':
      return outlastText(rated, probe)
    case 'max-probes-per-node':
      return 'makes more probe runs than a node may have'
    case 'max-probe-cpu':
      return 'takes more of the processors than probes may have'
  }
}

/** `makes 45,051 false restarts a month`, with what that rests on where the order of the answers is not known. */
export function mistakesText({ mistakesPerMonth }: RatedSetting, probe: ProbeRecommendation): string {
  const { basis } = probe.evidence
  const isIf = basis === 'unordered' && mistakesPerMonth! >= negligible
  return `makes ${mistakesOf({ mistakesPerMonth }, probe)} ${mistakeWord(probe)}s a month${isIf ? ' if runs fail independently of each other' : ''}`
}

export function rateText({ probesPerSecond }: RatedSetting, { containers }: ProbeRecommendation): string {
  return `${readable(probesPerSecond * containers)} runs/s in the workload`
}

/** What the recommended setting does. */
export function resultText(probe: ProbeRecommendation, rated: RatedSetting): string {
  if (probe.probe === 'startup')
    return `With ${settingText(rated)} a start may take ${readable(rated.detectionSecondsLow)} s at least before it is given up; one is cut short with probability ${killText(rated)}.`
  const what = !probe.noticesHangs
    ? 'a port that does not answer at all is noticed'
    : probe.probe === 'readiness'
      ? 'a hung pod is unready'
      : 'a hang is noticed'
  const killed =
    rated.startKillProbability === null || rated.startKillProbability === 0
      ? ''
      : `, and a start is cut short with probability ${killText(rated)}`
  const added =
    probe.addedStartup === null
      ? ''
      : ` A startup probe ${settingText(probe.addedStartup)} that asks the same holds it back until the container has started (P19): that lets starts of ${readable(probe.addedStartup.detectionSecondsLow)} s through, twice what is known; a start that hangs is noticed after up to ${readable(probe.addedStartup.detectionSecondsHigh)} s.`
  const mistakes = probe.isKnown ? `${mistakesOf(rated, probe)} ${mistakeWord(probe)}s a month and ` : ''
  return `With ${settingText(rated)} ${what} after ${readable(rated.detectionSecondsLow)} to ${readable(rated.detectionSecondsHigh)} s, with ${mistakes}${rateText(rated, probe)}${killed}.${marginText(rated, probe)}${added}`
}
