/** What is said of pauses and outages that pass by themselves: whether a setting outlasts them, and by how much. */
import { outlastedSeconds, outlasts } from '../../engine/contract/probe-setting.ts'
import {
  limitDefaults,
  type ProbeRecommendation,
  type RatedSetting,
  type Standstill,
} from '../../engine/contract/recommendation.ts'
import { readable, readableDuration, threeDigits } from '../readable.ts'

/** `the hang of 30 s at 5m`, `the longest pause (45 s)`. */
export function standstillName({ of, seconds, isExceeded, atSeconds = 0 }: Standstill): string {
  const length = secondsText(seconds)
  if (of === 'asked') return `a standstill of ${length}`
  if (of === 'pause') return isExceeded ? `p99.9 of the pauses (${length})` : `the longest pause (${length})`
  const name = { hang: 'hang', slow: 'slow time', outage: 'outage' }[of]
  return `the ${name} of ${length} at ${readableDuration(atSeconds)}`
}

/** What a setting surely outlasts, whatever stands still: nobody may answer the run that is under way at its end. */
export function outlasted({ setting }: RatedSetting, { failsAtOnce }: Standstill): number {
  return outlastedSeconds(setting, failsAtOnce)
}

/** Whether a liveness probe gives up with this setting within an outage of the scenario that passes by itself. */
export function givesUpWithin(rated: RatedSetting, { probe, standstill }: ProbeRecommendation): boolean {
  if (probe !== 'liveness' || standstill === undefined) return false
  return standstill.of !== 'pause' && !outlasts(rated, standstill)
}

/** Whether it does with its present one. */
export function isCutShort(probe: ProbeRecommendation): boolean {
  return givesUpWithin(probe.current, probe)
}

/** `may restart its container after 20 s of the hang of 30 s at 5m, which passes by itself`. */
export function outlastText(
  rated: RatedSetting,
  { standstill }: Pick<ProbeRecommendation, 'standstill'>,
): string {
  if (standstill === undefined) return 'gives up too soon'
  if (standstill.of === 'asked')
    return `may restart a container after a standstill of ${secondsText(outlasted(rated, standstill))}`
  return `may restart its container after ${secondsText(outlasted(rated, standstill))} of ${standstillName(standstill)}, which passes by itself`
}

/** The option with which a calmer setting is recommended: `--false-restarts-per-month 1` where it takes no longer to notice a hang, `--outlast 45s`, or the time to notice a hang in. */
export function calmerOption({
  calmer,
  standstill,
  detectWithinSeconds,
}: Pick<ProbeRecommendation, 'calmer' | 'standstill' | 'detectWithinSeconds'>): string {
  if (calmer!.detectionSecondsHigh <= (detectWithinSeconds ?? 0))
    return `--false-restarts-per-month ${limitDefaults['false-restarts-per-month']}`
  return standstill !== undefined && outlasts(calmer!, standstill)
    ? `--outlast ${Math.ceil(standstill.seconds)}s`
    : `--detect-within ${Math.ceil(calmer!.detectionSecondsHigh)}s`
}

/** ` It outlasts 40 s without an answer: 10 s more than the hang of 30 s at 5m.`; empty where no standstill is known. */
export function marginText(rated: RatedSetting, { probe, standstill }: ProbeRecommendation): string {
  if (standstill === undefined || probe !== 'liveness') return ''
  const sure = outlasted(rated, standstill)
  const margin = sure - standstill.seconds
  if (margin === 0)
    return ` It outlasts only what is shorter than ${secondsText(sure)} without an answer, and ${standstillName(standstill)} is as long.`
  return outlasts(rated, standstill)
    ? ` It outlasts ${secondsText(sure)} without an answer, ${secondsText(margin)} more than ${standstillName(standstill)}: a longer one may restart it.`
    : ` It outlasts only ${secondsText(sure)} without an answer, ${secondsText(-margin)} less than ${standstillName(standstill)}.`
}

function secondsText(seconds: number): string {
  return `${readable(threeDigits(seconds))} s`
}
