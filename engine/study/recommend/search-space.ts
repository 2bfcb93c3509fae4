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

/** How far the present setting may widen the search. */
const widestMax = {
  periodSeconds: 600,
  timeoutSeconds: 60,
  failureThreshold: 30,
  successThreshold: 5,
} as const

/** Steps between periods: single seconds where they matter. */
export function periodStep(seconds: number): number {
  return seconds <= 60 ? 1 : seconds <= 120 ? 5 : 10
}

/**
 * The settings of a liveness or readiness probe that notice every hang within `horizonSeconds`, with timeouts up to the
 * period: a longer one makes failing runs follow each other without a gap (P4), and gains nothing over a longer period. The
 * initial delay is left at the present one.
 */
export function* settingsOf({ type, current }: ProbeCase, horizonSeconds: number): Generator<ProbeSetting> {
  const most = (name: keyof typeof searchMax): number =>
    Math.max(searchMax[name], Math.min(current[name], widestMax[name]))
  const failures = most('failureThreshold')
  const successes = type === 'readiness' ? most('successThreshold') : 1
  const { initialDelaySeconds } = current
  for (const periodSeconds of periodsUpTo(horizonSeconds, current.periodSeconds))
    for (
      let timeoutSeconds = 1;
      timeoutSeconds <= Math.min(periodSeconds, most('timeoutSeconds'));
      timeoutSeconds++
    )
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

/** The present period is among them, if it is short enough. */
function periodsUpTo(horizonSeconds: number, currentSeconds: number): number[] {
  const longest = Math.min(widestMax.periodSeconds, Math.max(searchMax.periodSeconds, horizonSeconds))
  const periods = new Set<number>()
  for (let seconds = 1; seconds <= longest; seconds += periodStep(seconds + 1)) periods.add(seconds)
  if (currentSeconds <= longest) periods.add(currentSeconds)
  return [...periods]
}

/** A key for a setting of one probe. */
export function settingKey(setting: ProbeSetting): string {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold } = setting
  return [periodSeconds, timeoutSeconds, failureThreshold, successThreshold, initialDelaySeconds].join('/')
}
