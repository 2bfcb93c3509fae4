/** Z25: what schedules mean. Time 0 is Thursday, 1 January 2026, 00:00 UTC. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readSchedule } from '../api/rules/cron-schedule.ts'
import type { MinuteSchedule } from './cron-search.ts'
import { lastBefore, scheduledSeconds, simulatedTimes, zoneOffset } from './cron-times.ts'

const test = suite('times of schedules')

const utc = (): number => 0
const seconds = (text: string): number => Date.parse(text) / 1000
const text = (time: number): string => new Date(time * 1000).toISOString().slice(0, 16)
const scheduleOf = (cron: string): MinuteSchedule => readSchedule(cron) as MinuteSchedule

/** The first times from a day on. */
const cases: readonly [cron: string, zone: string, from: string, times: readonly string[]][] = [
  ['* * * * *', 'UTC', '2026-01-01T00:00Z', ['2026-01-01T00:00', '2026-01-01T00:01']],
  ['*/20 * * * *', 'UTC', '2026-01-01T00:00Z', ['2026-01-01T00:00', '2026-01-01T00:20', '2026-01-01T00:40']],
  [
    '5/20 3 * * *',
    'UTC',
    '2026-01-01T00:00Z',
    ['2026-01-01T03:05', '2026-01-01T03:25', '2026-01-01T03:45', '2026-01-02T03:05'],
  ],
  ['@hourly', 'UTC', '2026-01-01T00:30Z', ['2026-01-01T01:00', '2026-01-01T02:00']],
  ['@weekly', 'UTC', '2026-01-01T00:00Z', ['2026-01-04T00:00', '2026-01-11T00:00']],
  ['@monthly', 'UTC', '2026-01-01T00:01Z', ['2026-02-01T00:00']],
  ['0 12 * * MON-FRI', 'UTC', '2026-01-02T00:00Z', ['2026-01-02T12:00', '2026-01-05T12:00']],
  // Both fields of days restrict: one of them is enough.
  ['0 12 13 * FRI', 'UTC', '2026-01-01T00:00Z', ['2026-01-02T12:00', '2026-01-09T12:00', '2026-01-13T12:00']],
  // A step makes of a star a restriction (robfig/cron 3.0.1).
  ['0 12 */15 * FRI', 'UTC', '2026-01-01T00:00Z', ['2026-01-01T12:00', '2026-01-02T12:00']],
  ['0 0 29 2 *', 'UTC', '2028-01-01T00:00Z', ['2028-02-29T00:00']],
  ['30 2 * * *', 'Europe/Berlin', '2026-01-01T00:00Z', ['2026-01-01T01:30', '2026-01-02T01:30']],
  ['0 9 * * *', 'Asia/Kolkata', '2026-01-01T00:00Z', ['2026-01-01T03:30']],
  // 29 March 2026: the clock skips 2:30. 25 October: it shows 2:30 twice.
  ['30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00Z', ['2026-03-28T01:30', '2026-03-30T00:30']],
  [
    '30 2 * * *',
    'Europe/Berlin',
    '2026-10-25T00:00Z',
    ['2026-10-25T00:30', '2026-10-25T01:30', '2026-10-26T01:30'],
  ],
  // 24 April 2026 has no midnight: a search that goes by days passes the whole day over, as robfig/cron does.
  [
    '0 0 * * *',
    'Africa/Cairo',
    '2026-04-22T22:00Z',
    ['2026-04-22T22:00', '2026-04-24T21:00', '2026-04-25T21:00'],
  ],
  [
    '0 12 * * FRI',
    'Africa/Cairo',
    '2026-04-16T00:00Z',
    ['2026-04-17T10:00', '2026-05-01T09:00', '2026-05-08T09:00'],
  ],
  ['0 0 * * *', 'Asia/Beirut', '2026-03-28T00:00Z', ['2026-03-29T21:00', '2026-03-30T21:00']],
  ['0 0 * * SUN', 'America/Santiago', '2026-09-01T00:00Z', ['2026-09-13T03:00', '2026-09-20T03:00']],
  // 30 October: 23:30 comes twice. 1 November in Havana: so does midnight.
  [
    '30 23 * * *',
    'Africa/Cairo',
    '2026-10-28T00:00Z',
    ['2026-10-28T20:30', '2026-10-29T20:30', '2026-10-29T21:30', '2026-10-30T21:30'],
  ],
  [
    '0 0 1 * *',
    'America/Havana',
    '2026-10-15T00:00Z',
    ['2026-11-01T04:00', '2026-11-01T05:00', '2026-12-01T05:00'],
  ],
  // A clock that moves by half an hour: the hours of the search begin at half past on that day, and 12:15 is missed.
  [
    '15 12 * * *',
    'Australia/Lord_Howe',
    '2026-04-03T00:00Z',
    ['2026-04-03T01:15', '2026-04-04T01:15', '2026-04-06T01:45'],
  ],
  [
    '15 12 * * *',
    'Australia/Lord_Howe',
    '2026-10-02T00:00Z',
    ['2026-10-02T01:45', '2026-10-03T01:45', '2026-10-05T01:15'],
  ],
  [
    '45 1 * * *',
    'Australia/Lord_Howe',
    '2026-04-03T12:00Z',
    ['2026-04-03T14:45', '2026-04-04T14:45', '2026-04-04T15:15', '2026-04-05T15:15'],
  ],
  // A clock that moves by two hours.
  ['30 1 * * *', 'Antarctica/Troll', '2026-03-28T00:00Z', ['2026-03-28T01:30', '2026-03-29T23:30']],
]

for (const [cron, zone, from, times] of cases) {
  test(`"${cron}" in ${zone} from ${from} (Z25)`, () => {
    const begin = seconds(from)
    const found = scheduledSeconds(scheduleOf(cron), zoneOffset(zone)!, begin, begin + 60 * 86_400)
    assert.equal(found.slice(0, times.length).map(text), times)
  })
}

test('a schedule that never comes has no times (Z25)', () => {
  const never = scheduleOf('59 23 31 2 *')
  assert.equal(scheduledSeconds(never, utc, 0, 400 * 86_400), [])
  assert.is(lastBefore(never, utc, 0), undefined)
})

test('the last run on 29 February was in the last leap year (Z25)', () => {
  assert.is(
    lastBefore(scheduleOf('30 6 29 2 *'), utc, seconds('2026-01-01T00:00Z')),
    seconds('2024-02-29T06:30Z'),
  )
})

test('times of a run count from time 0, which is a whole hour but for the clock offset (Z25, P8)', () => {
  assert.equal(simulatedTimes(scheduleOf('*/30 * * * *'), utc, 3600e6, 0), {
    times: [0, 1800e6],
    lastBeforeUs: -1800e6,
  })
  assert.equal(simulatedTimes(scheduleOf('*/30 * * * *'), utc, 3600e6, 140_000), {
    times: [1800e6 - 140_000, 3600e6 - 140_000],
    lastBeforeUs: -140_000,
  })
  assert.is(simulatedTimes(scheduleOf('@yearly'), utc, 60e6, 1).lastBeforeUs, -1)
})

test('@every is whole seconds, at least one (Z25)', () => {
  const spans: readonly [string, number][] = [
    ['1m30s', 90],
    ['90s', 90],
    ['1.5h', 5400],
    ['10ms', 1],
    ['-5s', 1],
    ['2m500ms', 120],
  ]
  for (const [length, everySeconds] of spans)
    assert.equal(readSchedule(`@every ${length}`), { everySeconds }, length)
})

test('a zone that there is not is none', () => {
  assert.is(zoneOffset('Europe/Atlantis'), undefined)
})

test.run()
