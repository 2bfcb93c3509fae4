/** The settings among which a probe's is sought: whole seconds and counts, as a manifest has them. */
import { detectionBounds, type ProbeSetting } from '../../theory/failure-detector.ts'
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

/** The periods among which one is sought, the longest first; the present one is among them. */
export function periodsUpTo(horizonSeconds: number, { periodSeconds }: ProbeSetting): number[] {
  const longest = Math.min(widestMax.periodSeconds, Math.max(searchMax.periodSeconds, horizonSeconds))
  const periods = new Set([periodSeconds])
  for (let seconds = 1; seconds <= longest; seconds += periodStep(seconds + 1)) periods.add(seconds)
  return [...periods].sort((a, b) => b - a)
}

/**
 * The settings of a liveness or readiness probe with this period that notice every hang within `horizonSeconds`, with
 * timeouts up to the period: a longer one makes failing runs follow each other without a gap (P4), and gains nothing over a
 * longer period. The initial delay is left at the present one. The present setting is among them, however large its numbers.
 */
export function* settingsOf(
  { type, current, knowsLatency }: ProbeCase,
  periodSeconds: number,
  horizonSeconds: number,
): Generator<ProbeSetting> {
  // Of answers whose length nobody knows neither a shorter timeout nor a lower threshold can be said to be right.
  const least = knowsLatency
    ? { timeoutSeconds: 1, failureThreshold: 1 }
    : { timeoutSeconds: current.timeoutSeconds, failureThreshold: current.failureThreshold }
  const most = (name: keyof typeof searchMax): number =>
    Math.max(searchMax[name], Math.min(current[name], widestMax[name]))
  const timeouts = Math.min(periodSeconds, most('timeoutSeconds'))
  const failures = most('failureThreshold')
  const successes = type === 'readiness' ? most('successThreshold') : 1
  const { initialDelaySeconds } = current
  for (let timeoutSeconds = least.timeoutSeconds; timeoutSeconds <= timeouts; timeoutSeconds++)
    for (let failureThreshold = least.failureThreshold; failureThreshold <= failures; failureThreshold++) {
      const setting = {
        initialDelaySeconds,
        periodSeconds,
        timeoutSeconds,
        successThreshold: 1,
        failureThreshold,
      }
      if (!isWithin(setting, horizonSeconds)) break
      for (let successThreshold = 1; successThreshold <= successes; successThreshold++)
        yield { ...setting, successThreshold }
    }
  const { timeoutSeconds, failureThreshold, successThreshold } = current
  const isBeyond = timeoutSeconds > timeouts || failureThreshold > failures || successThreshold > successes
  if (
    isBeyond &&
    current.periodSeconds === periodSeconds &&
    timeoutSeconds <= periodSeconds &&
    isWithin(current, horizonSeconds)
  )
    yield current
}

function isWithin(setting: ProbeSetting, seconds: number): boolean {
  return detectionBounds(setting).highSeconds <= seconds
}

/** A key for a setting of one probe. */
export function settingKey(setting: ProbeSetting): string {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold } = setting
  return [periodSeconds, timeoutSeconds, failureThreshold, successThreshold, initialDelaySeconds].join('/')
}
