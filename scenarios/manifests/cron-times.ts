/**
 * When a CronJob runs (Z25): the times that its schedule finds one after the other on the clock of its zone, as simulated times.
 */
import { timeZeroSeconds } from '../../engine/contract/wall-time.ts'
import { type MinuteSchedule, nextScheduled, type ZoneOffset } from './cron-search.ts'

const minute = 60
/** Clocks change at whole quarters of an hour. */
const quarter = 15 * minute
const day = 86_400
/** How long before time 0 the last run is looked for, shortest first: a run on 29 February is found. */
const secondsBack = [3600, day, 32 * day, 366 * day, 1462 * day]

/** The clock of a zone; undefined = this Node does not know it. */
export function zoneOffset(zone: string): ZoneOffset | undefined {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  } catch {
    return undefined
  }
  const named = (seconds: number): number => {
    const name = format.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes] = /^GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? ['', '+', '0', '0']
    return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * minute)
  }
  return keptOffset(named)
}

/** The same offsets, asked for once per day, and once per quarter of an hour on days when the clock changes. */
function keptOffset(named: ZoneOffset): ZoneOffset {
  const kept = new Map<number, number>()
  const at = (seconds: number): number => {
    let offset = kept.get(seconds)
    if (offset === undefined) {
      offset = named(seconds)
      kept.set(seconds, offset)
    }
    return offset
  }
  return (seconds) => {
    const begin = floorTo(seconds, day)
    const offset = at(begin)
    return offset === at(begin + day) ? offset : at(floorTo(seconds, quarter))
  }
}

/** Scheduled times in [fromSeconds, endSeconds), ascending, in seconds since 1970. */
export function scheduledSeconds(
  schedule: MinuteSchedule,
  offsetOf: ZoneOffset,
  fromSeconds: number,
  endSeconds: number,
): number[] {
  return timesAfter(schedule, offsetOf, Math.ceil(fromSeconds) - 1, endSeconds)
}

function timesAfter(
  schedule: MinuteSchedule,
  offsetOf: ZoneOffset,
  afterSeconds: number,
  endSeconds: number,
): number[] {
  const found: number[] = []
  let time = nextScheduled(schedule, offsetOf, afterSeconds)
  while (time !== undefined && time < endSeconds) {
    found.push(time)
    time = nextScheduled(schedule, offsetOf, time)
  }
  return found
}

/** The last scheduled time before that time, in seconds since 1970; undefined = none in four years. */
export function lastBefore(
  schedule: MinuteSchedule,
  offsetOf: ZoneOffset,
  seconds: number,
): number | undefined {
  for (const back of secondsBack) {
    const last = scheduledSeconds(schedule, offsetOf, seconds - back, seconds).at(-1)
    if (last !== undefined) return last
  }
  return undefined
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
    times: timesAfter(schedule, offsetOf, last ?? Math.ceil(zero) - 1, zero + durationUs / 1e6).map(
      simulated,
    ),
    ...(last !== undefined && { lastBeforeUs: simulated(last) }),
  }
}

function floorTo(seconds: number, unit: number): number {
  return Math.floor(seconds / unit) * unit
}
