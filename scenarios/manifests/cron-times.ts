/**
 * When a CronJob runs (Z25): the minutes of its zone's clock that its schedule allows, as simulated times. A time that the clock skips in
 * spring never comes, and one that it repeats in autumn comes twice. Source: github.com/robfig/cron v3.0.1 spec.go, Next and dayMatches.
 */
import { timeZeroSeconds } from '../../engine/contract/wall-time.ts'
import type { CronField, CronSchedule } from '../api/rules/cron-schedule.ts'

export type MinuteSchedule = Exclude<CronSchedule, { readonly everySeconds: number }>

/** Seconds between the clocks of a zone and of UTC, at a time in seconds since 1970. */
export type ZoneOffset = (seconds: number) => number

const minute = 60
/** Clocks change at whole quarters of an hour. */
const quarter = 15 * minute
const day = 86_400
/** How long before time 0 the last run is looked for: a yearly one is found. */
const daysBack = 366

/** The clock of a zone; undefined = this Node does not know it. */
export function zoneOffset(zone: string): ZoneOffset | undefined {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  } catch {
    return undefined
  }
  return (seconds) => {
    const name = format.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes] = /^GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? ['', '+', '0', '0']
    return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * minute)
  }
}

/** Scheduled times in [fromSeconds, endSeconds), ascending, in seconds since 1970. */
export function scheduledSeconds(
  schedule: MinuteSchedule,
  offsetOf: ZoneOffset,
  fromSeconds: number,
  endSeconds: number,
): number[] {
  const found: number[] = []
  for (let begin = floorTo(fromSeconds, day); begin < endSeconds; begin += day)
    for (const time of timesOfDay(schedule, offsetOf, begin))
      if (time >= fromSeconds && time < endSeconds) found.push(time)
  return found
}

/** The last scheduled time before that time, in seconds since 1970; undefined = none in a year. */
export function lastBefore(
  schedule: MinuteSchedule,
  offsetOf: ZoneOffset,
  seconds: number,
): number | undefined {
  const today = floorTo(seconds, day)
  for (let back = 0; back <= daysBack; back++) {
    const times = timesOfDay(schedule, offsetOf, today - back * day)
    const last = times.findLast((time) => time < seconds)
    if (last !== undefined) return last
  }
  return undefined
}

/** Scheduled times in a day of UTC. */
function timesOfDay(schedule: MinuteSchedule, offsetOf: ZoneOffset, begin: number): number[] {
  const offsets = [offsetOf(begin), offsetOf(begin + day)]
  if (!offsets.some((offset) => [begin, begin + day - minute].some((at) => isDay(schedule, at + offset))))
    return []
  const found: number[] = []
  for (let at = begin; at < begin + day; at += quarter) {
    const offset = offsets[0] === offsets[1] ? offsets[0] : offsetOf(at)
    if (!schedule.hour.values.has(Math.floor(floorIn(at + offset, day) / 3600))) continue
    for (let time = at; time < at + quarter; time += minute) {
      const local = time + offset
      if (schedule.minute.values.has(floorIn(local, 3600) / minute) && isDay(schedule, local))
        found.push(time)
    }
  }
  return found
}

/** Whether month, day and weekday of the clock are allowed: of two fields of days that restrict, one is enough. */
function isDay({ day: days, month, weekday }: MinuteSchedule, local: number): boolean {
  const date = new Date(local * 1000)
  if (!month.values.has(date.getUTCMonth() + 1)) return false
  const has = (field: CronField, value: number): boolean => field.values.has(value)
  const isDate = has(days, date.getUTCDate())
  const isWeekday = has(weekday, date.getUTCDay())
  return days.isAny || weekday.isAny ? isDate && isWeekday : isDate || isWeekday
}

/** Both fields of a CronJob's spec, for a run of this length: simulated microseconds. */
export function simulatedTimes(
  schedule: MinuteSchedule,
  offsetOf: ZoneOffset,
  durationUs: number,
  clockOffsetUs: number,
): { readonly times: readonly number[]; readonly lastBeforeUs?: number } {
  const zero = timeZeroSeconds + clockOffsetUs / 1e6
  const simulated = (seconds: number): number => (seconds - timeZeroSeconds) * 1e6 - clockOffsetUs
  const last = lastBefore(schedule, offsetOf, zero)
  return {
    times: scheduledSeconds(schedule, offsetOf, zero, zero + durationUs / 1e6).map(simulated),
    ...(last !== undefined && { lastBeforeUs: simulated(last) }),
  }
}

function floorTo(seconds: number, unit: number): number {
  return Math.floor(seconds / unit) * unit
}

function floorIn(seconds: number, unit: number): number {
  return seconds - floorTo(seconds, unit)
}
