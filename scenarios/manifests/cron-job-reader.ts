/** CronJobs: when they run, and what becomes of runs that overlap (Z25). What the API refuses is reported elsewhere. */
import { type CronJobSpec, concurrencyPolicies } from '../../engine/contract/job-spec.ts'
import { readSchedule } from '../api/rules/cron-schedule.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { simulatedTimes, zoneOffset } from './cron-times.ts'
import { countField, flagField, goSecondsMax } from './field.ts'

/** Finished Jobs that are kept where nothing says how many. Source: kubernetes v1.36 pkg/apis/batch/v1/defaults.go, SetDefaults_CronJob. */
const successfulJobsDefault = 3
const failedJobsDefault = 1

const usPerSecond = 1_000_000

/** What the manifest says; `cronJobSpec` makes the contract of it when the length of the run is known. */
export type CronJobTemplate = {
  readonly scheduleAt: Located
  readonly schedule: string
  readonly timeZone?: string
  readonly rest: Pick<
    CronJobSpec,
    'policy' | 'startingDeadlineUs' | 'isSuspended' | 'successfulJobsMax' | 'failedJobsMax'
  >
}

export function readCronJob(spec: Located, report: Report): CronJobTemplate {
  const deadline = countField(spec.get('startingDeadlineSeconds'), report, goSecondsMax)
  const timeZone = spec.get('timeZone').value
  const policy = spec.get('concurrencyPolicy').value
  const isSuspended = flagField(spec.get('suspend'), report) === true
  return {
    scheduleAt: spec.get('schedule'),
    schedule: String(spec.get('schedule').value ?? ''),
    ...(typeof timeZone === 'string' && timeZone !== '' && { timeZone }),
    rest: {
      policy: concurrencyPolicies.find((one) => one === policy) ?? 'Allow',
      ...(deadline !== undefined && { startingDeadlineUs: deadline * usPerSecond }),
      ...(isSuspended && { isSuspended }),
      successfulJobsMax: countField(spec.get('successfulJobsHistoryLimit'), report) ?? successfulJobsDefault,
      failedJobsMax: countField(spec.get('failedJobsHistoryLimit'), report) ?? failedJobsDefault,
    },
  }
}

/** The times of a run. A zone that this Node does not know is an error: its runs would be at other times. */
export function cronJobSpec(
  { scheduleAt, schedule, timeZone, rest }: CronJobTemplate,
  { durationUs, clockOffsetUs }: { readonly durationUs: number; readonly clockOffsetUs: number },
  report: Report,
): CronJobSpec {
  const written = { schedule, ...(timeZone !== undefined && { timeZone }), ...rest }
  const read = readSchedule(schedule)
  // The API refuses it.
  if ('problem' in read) return { ...written, times: [] }
  // When the last run was nobody says: the next one counts from time 0.
  if ('everySeconds' in read)
    return {
      ...written,
      times: { everyUs: read.everySeconds * usPerSecond },
      lastBeforeUs: 0 - clockOffsetUs,
    }
  const offsetOf = timeZone === undefined ? () => 0 : zoneOffset(timeZone)
  if (offsetOf === undefined)
    report.error(
      'time-zone',
      scheduleAt,
      `the clock of ${timeZone} is not known to this Node.js, so that nobody can say when ${scheduleAt.pathText} is; expected a zone that it knows`,
      'write the schedule in UTC and delete timeZone, or use a newer Node.js',
    )
  return { ...written, ...simulatedTimes(read, offsetOf ?? (() => 0), durationUs, clockOffsetUs) }
}
