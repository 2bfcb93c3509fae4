/**
 * The next time of a schedule, as the CronJob controller finds it (Z25): field by field, from the month to the second, on the clock of a zone. What
 * the search does where a clock changes is part of the rule: a skipped time never comes and a repeated one comes twice, a day without
 * midnight can be passed over, and a clock that moves by half an hour makes the search miss minutes of that day.
 * Source: github.com/robfig/cron v3.0.1 spec.go, Next and dayMatches; Go's time.Date for times that a clock skips or repeats.
 */
import type { CronField, CronSchedule } from '../api/rules/cron-schedule.ts'

export type MinuteSchedule = Exclude<CronSchedule, { readonly everySeconds: number }>

/** Seconds between the clocks of a zone and of UTC, at a time in seconds since 1970. */
export type ZoneOffset = (seconds: number) => number

const minute = 60
const hour = 3600
const yearsMax = 5

/** The first scheduled time after that time, both in seconds since 1970; undefined = none in five years. */
export function nextScheduled(
  schedule: MinuteSchedule,
  offsetOf: ZoneOffset,
  afterSeconds: number,
): number | undefined {
  const search = new Search(schedule, offsetOf, Math.floor(afterSeconds) + 1)
  const lastYear = search.year + yearsMax
  while (search.year <= lastYear) {
    if (
      search.findMonth() &&
      search.findDay() &&
      search.findHour() &&
      search.findMinute() &&
      search.isWholeMinute()
    )
      return search.at
  }
  return undefined
}

/** Each step finds its field from `at` on. It is false if a larger field changed, so that all are to be looked at again. */
class Search {
  at: number
  private readonly schedule: MinuteSchedule
  private readonly offsetOf: ZoneOffset
  /** Whether a field was moved on already, which sets the smaller ones to their least values, once. */
  private isMoved = false

  constructor(schedule: MinuteSchedule, offsetOf: ZoneOffset, at: number) {
    this.schedule = schedule
    this.offsetOf = offsetOf
    this.at = at
  }

  get year(): number {
    return this.clock().getUTCFullYear()
  }

  findMonth(): boolean {
    const { month } = this.schedule
    for (let date = this.clock(); !month.values.has(date.getUTCMonth() + 1); date = this.clock()) {
      if (!this.isMoved) {
        this.isMoved = true
        this.set(date.getUTCFullYear(), date.getUTCMonth(), 1, 0)
      }
      this.addDate(1, 0)
      if (this.clock().getUTCMonth() === 0) return false
    }
    return true
  }

  findDay(): boolean {
    for (let date = this.clock(); !isDay(this.schedule, date); date = this.clock()) {
      if (!this.isMoved) {
        this.isMoved = true
        this.set(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), 0)
      }
      this.addDate(0, 1)
      const hours = this.clock().getUTCHours()
      // The clock skipped or repeated midnight.
      if (hours !== 0) this.at += (hours > 12 ? 24 - hours : -hours) * hour
      if (this.clock().getUTCDate() === 1) return false
    }
    return true
  }

  findHour(): boolean {
    for (let date = this.clock(); !this.schedule.hour.values.has(date.getUTCHours()); date = this.clock()) {
      if (!this.isMoved) {
        this.isMoved = true
        this.set(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours())
      }
      this.at += hour
      if (this.clock().getUTCHours() === 0) return false
    }
    return true
  }

  findMinute(): boolean {
    while (!this.schedule.minute.values.has(this.clock().getUTCMinutes())) {
      if (!this.isMoved) {
        this.isMoved = true
        this.at -= this.at % minute
      }
      this.at += minute
      if (this.clock().getUTCMinutes() === 0) return false
    }
    return true
  }

  isWholeMinute(): boolean {
    const past = this.at % minute
    if (past === 0) return true
    this.isMoved = true
    this.at += minute - past
    return false
  }

  /** What the clock of the zone shows, as the UTC fields of a Date. */
  private clock(): Date {
    return new Date((this.at + this.offsetOf(this.at)) * 1000)
  }

  private addDate(months: number, days: number): void {
    const date = this.clock()
    const rest = (date.getUTCHours() * 60 + date.getUTCMinutes()) * 60 + date.getUTCSeconds()
    this.set(date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate() + days, 0, rest)
  }

  /** To what the clock is to show. A time that it skips or repeats means what Go takes it for. */
  private set(year: number, month: number, date: number, hours: number, restSeconds = 0): void {
    const shown = Date.UTC(year, month, date, hours) / 1000 + restSeconds
    const offset = this.offsetOf(shown)
    this.at = offset === 0 ? shown : shown - this.offsetOf(shown - offset)
  }
}

/** Whether month, day and weekday of the clock are allowed: of two fields of days that restrict, one is enough. */
function isDay({ day: days, weekday }: MinuteSchedule, date: Date): boolean {
  const has = (field: CronField, value: number): boolean => field.values.has(value)
  const isDate = has(days, date.getUTCDate())
  const isWeekday = has(weekday, date.getUTCDay())
  return days.isAny || weekday.isAny ? isDate && isWeekday : isDate || isWeekday
}
