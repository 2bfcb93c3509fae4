/** The settings among which a probe's is sought: whole seconds and counts, as a manifest has them. */
import { detectionBounds, type ProbeSetting } from '../failure-detector.ts'
import type { ProbeCase } from './probe-case.ts'

/** Of liveness and readiness probes, unless the present setting or the time to notice a hang in lies beyond. */
export const searchMax = {
  periodSeconds: 60,
  timeoutSeconds: 30,
  failureThreshold: 15,
  /** Of a readiness probe; that of others must be 1 (P22). */
  successThreshold: 3,
} as const

/** Nothing widens the search beyond. */
const widestPeriodSeconds = 600

/**
 * The settings of a liveness or readiness probe that notice every hang within `horizonSeconds`, with timeouts up to the
 * period: a longer one makes failing runs follow each other without a gap (P4), and gains nothing over a longer period. The
 * initial delay is left at the present one.
 */
export function* settingsOf({ type, current }: ProbeCase, horizonSeconds: number): Generator<ProbeSetting> {
  const periodMax = Math.max(searchMax.periodSeconds, current.periodSeconds, horizonSeconds)
  const periods = Math.floor(Math.min(widestPeriodSeconds, periodMax))
  const timeouts = Math.max(searchMax.timeoutSeconds, Math.min(current.timeoutSeconds, periods))
  const failures = Math.max(searchMax.failureThreshold, current.failureThreshold)
  const successes = type === 'readiness' ? Math.max(searchMax.successThreshold, current.successThreshold) : 1
  const { initialDelaySeconds } = current
  for (let periodSeconds = periods; periodSeconds >= 1; periodSeconds--)
    for (let timeoutSeconds = 1; timeoutSeconds <= Math.min(periodSeconds, timeouts); timeoutSeconds++)
      for (let failureThreshold = 1; failureThreshold <= failures; failureThreshold++) {
        const setting = {
          initialDelaySeconds,
          periodSeconds,
          timeoutSeconds,
          successThreshold: 1,
          failureThreshold,
        }
        if (detectionBounds(setting).highSeconds > horizonSeconds) break
        for (let successThreshold = 1; successThreshold <= successes; successThreshold++)
          yield { ...setting, successThreshold }
      }
}

/** A key for a setting of one probe. */
export function settingKey(setting: ProbeSetting): string {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold } = setting
  return [periodSeconds, timeoutSeconds, failureThreshold, successThreshold, initialDelaySeconds].join('/')
}
