/** Orders of rated settings, the most preferred first. */
import type { RatedSetting } from '../../../contract/recommendation.ts'

/** Below it, mistakes per month are none: as files round. */
const negligiblePerMonth = 1e-6

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
export function byDetection(a: RatedSetting, b: RatedSetting): number {
  return (
    a.detectionSecondsHigh - b.detectionSecondsHigh ||
    compare(mistakesOf(a), mistakesOf(b)) ||
    byPreference(a, b)
  )
}

export function detectionOf({ detectionSecondsHigh }: RatedSetting): number {
  return detectionSecondsHigh
}

/** What is negligible counts as none. */
export function mistakesOf({ mistakesPerMonth }: RatedSetting): number {
  return mistakesPerMonth === null || mistakesPerMonth < negligiblePerMonth ? 0 : mistakesPerMonth
}

/** Seconds a month in which containers count as failed, or restart, though they are well. */
function lostSeconds(rated: RatedSetting): number {
  return mistakesOf(rated) * (rated.mistakeDurationSeconds ?? 0)
}

/** Also of infinite numbers. */
export function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/**
 * Nothing smaller than now first, then the fewest mistakes, then those that keep the limit if answers are slower than is known, the
 * fewest runs beyond those of now, the highest threshold, the least load. A single failed run is enough only where no larger number is possible.
 * @param sure mistakes a month that are surely not exceeded; 0 if they are as good as none.
 * @param whenSlower mistakes a month if answers are slower; 0 within the limit.
 */
export function byRobustness(
  now: RatedSetting,
  sure: (rated: RatedSetting) => number,
  whenSlower: (rated: RatedSetting) => number,
): (a: RatedSetting, b: RatedSetting) => number {
  const isSmaller = ({ setting }: RatedSetting): boolean =>
    setting.timeoutSeconds < now.setting.timeoutSeconds ||
    setting.failureThreshold < now.setting.failureThreshold
  // More runs than now have to make mistakes fewer: a higher threshold alone is no reason for them.
  const shortened = ({ setting }: RatedSetting): number =>
    Math.max(0, now.setting.periodSeconds - setting.periodSeconds)
  return (a, b) =>
    Number(isSmaller(a)) - Number(isSmaller(b)) ||
    Number(isSingle(a)) - Number(isSingle(b)) ||
    compare(sure(a), sure(b)) ||
    compare(whenSlower(a), whenSlower(b)) ||
    shortened(a) - shortened(b) ||
    b.setting.failureThreshold - a.setting.failureThreshold ||
    b.setting.periodSeconds - a.setting.periodSeconds ||
    a.setting.timeoutSeconds - b.setting.timeoutSeconds
}
