/**
 * How long a Job waits before it replaces pods that have failed (Z25). Times are simulated microseconds.
 * Source: kubernetes v1.36 pkg/controller/job/backoff_utils.go, newBackoffRecord and getRemainingTimeForFailuresCount.
 */
import { usPerSecond } from '../../../kernel/time.ts'

/** W5: after the first failure, doubled by each further one, up to the largest. Source: job_controller.go, DefaultJobPodFailureBackOff. */
const baseUs = 10 * usPerSecond
const capUs = 600 * usPerSecond

/** Failures since the last success, and when the newest of them ended; NaN = there is none. */
export type FailureRecord = { readonly failures: number; readonly failedAtUs: number }

export const noFailures: FailureRecord = { failures: 0, failedAtUs: Number.NaN }

/**
 * What a sync makes of the record, which has found these pods ended, succeeded and failed: a success begins the count anew, and of the
 * failures found together with it only those count that ended after it.
 */
export function recordOf(
  before: FailureRecord,
  succeededUs: readonly number[],
  failedUs: readonly number[],
): FailureRecord {
  if (succeededUs.length === 0 && failedUs.length === 0) return before
  if (succeededUs.length === 0)
    return { failures: before.failures + failedUs.length, failedAtUs: latestOf(failedUs) }
  const successUs = latestOf(succeededUs)
  const after = failedUs.filter((timeUs) => timeUs > successUs)
  return after.length === 0 ? noFailures : { failures: after.length, failedAtUs: latestOf(after) }
}

/** When the wait after so many failures is over; -Infinity after none. */
export function backoffEndUs({ failures, failedAtUs }: FailureRecord): number {
  if (failures === 0) return -Infinity
  let waitUs = baseUs
  for (let failure = 1; failure < failures && waitUs < capUs; failure++) waitUs *= 2
  return failedAtUs + Math.min(waitUs, capUs)
}

function latestOf(timesUs: readonly number[]): number {
  return timesUs.reduce((latest, timeUs) => Math.max(latest, timeUs), -Infinity)
}
