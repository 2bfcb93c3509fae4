/**
 * Which scheduled time a CronJob has to run, and when the next one is (Z25). Times are simulated microseconds.
 * Source: kubernetes v1.36 pkg/controller/cronjob/utils.go, mostRecentScheduleTime; robfig/cron v3 constantdelay.go for `@every`.
 */
import type { CronJobSpec } from '../../../contract/job-spec.ts'

export type Times = CronJobSpec['times']

/** No scheduled time. */
export const noTime = -1

/** The first scheduled time after `afterUs`, which of `@every` is a scheduled time, too; Infinity = none in this run. */
export function nextTime(times: Times, afterUs: number): number {
  return 'everyUs' in times ? afterUs + times.everyUs : (times[placeAfter(times, afterUs)] ?? Infinity)
}

/** The newest scheduled time after `afterUs` that has come; `noTime` = none has. Those between have been missed. */
export function dueTime(times: Times, afterUs: number, nowUs: number): number {
  if ('everyUs' in times) {
    const spans = Math.floor((nowUs - afterUs) / times.everyUs)
    return spans < 1 ? noTime : afterUs + spans * times.everyUs
  }
  const place = placeAfter(times, nowUs) - 1
  return place >= 0 && times[place] > afterUs ? times[place] : noTime
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
