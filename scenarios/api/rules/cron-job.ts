/** CronJobs. Source: kubernetes v1.36 pkg/apis/batch/validation, ValidateCronJobCreate. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkDefaultedChoice } from './choice.ts'
import { scheduleProblem } from './cron-schedule.ts'
import { dnsSubdomain } from './formats.ts'
import { checkJobTemplate } from './job.ts'
import { checkMetadata, objectName } from './metadata.ts'
import { checkNotNegative } from './numbers.ts'
import { isTimeZone } from './time-zones.ts'
import { textOf } from './values.ts'

/** The controller appends 11 characters to the name of each Job. */
const nameMax = 52

export function checkCronJob(at: Located, causes: Causes): void {
  checkMetadata(at, dnsSubdomain, causes)
  const spec = at.get('spec')
  checkSchedule(spec, causes)
  checkNotNegative(spec, 'startingDeadlineSeconds', causes)
  checkTimeZone(spec, causes)
  checkDefaultedChoice(spec, 'concurrencyPolicy', ['Allow', 'Forbid', 'Replace'], causes)
  checkJobTemplate(spec.at('jobTemplate', 'spec'), causes)
  checkNotNegative(spec, 'successfulJobsHistoryLimit', causes)
  checkNotNegative(spec, 'failedJobsHistoryLimit', causes)
  if (!causes.isLive && objectName(at).length > nameMax)
    causes.invalid(at.at('metadata', 'name'), `must be no more than ${nameMax} characters`, {
      rule: 'name-format',
      fix: 'shorten the name',
    })
}

function checkSchedule(spec: Located, causes: Causes): void {
  const at = spec.get('schedule')
  const schedule = textOf(spec, 'schedule') ?? ''
  const fix = 'write five fields, such as "*/5 * * * *", or @hourly'
  if (schedule === '') {
    causes.required(at, '', { fix: `add schedule: ${fix}` })
    return
  }
  const zoned = /^(CRON_)?TZ=\S* (.*)$/s.exec(schedule)
  const problem = scheduleProblem(zoned === null ? schedule : zoned[2].trim())
  if (problem !== undefined) causes.invalid(at, problem, { fix })
  if (schedule.includes('TZ'))
    causes.invalid(at, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead', {
      fix: 'move the zone into timeZone',
    })
}

function checkTimeZone(spec: Located, causes: Causes): void {
  const zone = textOf(spec, 'timeZone')
  if (zone === undefined) return
  const refuse = (words: string): void =>
    causes.invalid(spec.get('timeZone'), words, { fix: 'write a zone such as Europe/Berlin or Etc/UTC' })
  if (zone === '') {
    refuse('timeZone must be nil or non-empty string')
    return
  }
  const isLocal = zone.toLowerCase() === 'local'
  if (isLocal) refuse('timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')
  if (zone !== 'Local' && !isTimeZone(zone)) refuse(`unknown time zone ${zone}`)
}
