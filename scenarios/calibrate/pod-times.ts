/** Times in the status of pods: RFC 3339 in whole seconds. */
import { parseTime } from '../text/api-time.ts'
import type { Located } from '../text/located.ts'
import { shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'

/** The time at a place, undefined if there is none; what is no time is reported. */
export function timeAt(at: Located, report: Report): number | undefined {
  if (at.isAbsent) return undefined
  const seconds = typeof at.value === 'string' ? parseTime(at.value) : undefined
  if (seconds === undefined) {
    report.error(
      'calibration-format',
      at,
      `${at.pathText} is ${shown(at.value)}; expected a time such as 2026-01-01T12:00:00Z`,
      'take the file as kubectl get pods -o json prints it',
    )
  }
  return seconds
}
