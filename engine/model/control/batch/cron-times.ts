/**
 * Which scheduled time a CronJob has to run, and when the next one is (Z25). Times are simulated microseconds.
 * Source: kubernetes v1.36 pkg/controller/cronjob/utils.go, mostRecentScheduleTime; robfig/cron v3 constantdelay.go for `@every`.
 */
import type { CronJobSpec } from '../../../contract/job-spec.ts'
import { usPerSecond } from '../../../kernel/time.ts'

export type Times = CronJobSpec['times']

/** No scheduled time. */
export const noTime = -1

/** The first scheduled time after `afterUs`, which of `@every` is a scheduled time, too; Infinity = none in this run. */
export function nextTime(times: Times, afterUs: number): number {
  return 'everyUs' in times ? afterUs + times.everyUs : (times[placeAfter(times, afterUs)] ?? Infinity)
}

/**
 * The newest scheduled time after `afterUs` that has come, those between have been missed; `noTime` = none has, or the source does not find it: it takes the
 * first two times for the period of all, and looks from a little before the last time that this gives.
 */
export function dueTime(times: Times, afterUs: number, nowUs: number): number {
  if ('everyUs' in times) {
    const spans = Math.floor((nowUs - afterUs) / times.everyUs)
    return spans < 1 ? noTime : afterUs + spans * times.everyUs
  }
  const first = placeAfter(times, afterUs)
  const last = placeAfter(times, nowUs) - 1
  if (last < first) return noTime
  if (last === first) return times[last]
  const periodSeconds = Math.round((times[first + 1] - times[first]) / usPerSecond)
  const elapsedSeconds = Math.floor((nowUs - times[first]) / usPerSecond)
  const missed = Math.floor(elapsedSeconds / periodSeconds) + 1
  const fromUs = times[first] + (missed - 2) * periodSeconds * usPerSecond
  return times[last] > fromUs ? times[last] : noTime
}

/** Place of the first time after that time. */
function placeAfter(times: readonly number[], afterUs: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (times[middle] > afterUs) high = middle
    else low = middle + 1
  }
  return low
}
