/** The five integers of a probe, as a manifest has them. */
export type ProbeSetting = {
  readonly initialDelaySeconds: number
  readonly periodSeconds: number
  readonly timeoutSeconds: number
  readonly successThreshold: number
  readonly failureThreshold: number
}

/** What the probe surely outlasts: it does not give up if no run succeeds for less than this. P20 without the timeout of the last run, which may outlive the outage. */
export function outlastedSeconds(
  { periodSeconds, timeoutSeconds, failureThreshold }: ProbeSetting,
  failsAtOnce: boolean,
): number {
  return (failureThreshold - 1) * runSpacing({ periodSeconds, timeoutSeconds }, failsAtOnce)
}

/** Whether the probe surely does not give up while no run succeeds for so many seconds. At equality it may: the last run may begin before they are over. */
export function outlasts(
  { setting }: { readonly setting: ProbeSetting },
  { seconds, failsAtOnce }: { readonly seconds: number; readonly failsAtOnce: boolean },
): boolean {
  return outlastedSeconds(setting, failsAtOnce) > seconds
}

/** To outlast an outage a hang may be noticed this many times later than now, at most; probe settings cannot fix what needs more. */
export const latenessMax = 4

/** The highest `failureThreshold` that is named against mistakes. */
export const thresholdMax = 30

/** Between the starts of two failing runs: runs of one probe do not overlap (P4). */
function runSpacing(
  { periodSeconds, timeoutSeconds }: Pick<ProbeSetting, 'periodSeconds' | 'timeoutSeconds'>,
  failsAtOnce: boolean,
): number {
  return failsAtOnce ? periodSeconds : Math.max(periodSeconds, timeoutSeconds)
}

/** The least threshold with which the probe outlasts so many seconds, and the run that is under way at their start. */
export function thresholdToOutlast(
  seconds: number,
  setting: Pick<ProbeSetting, 'periodSeconds' | 'timeoutSeconds'>,
  failsAtOnce: boolean,
): number {
  return Math.ceil((seconds + setting.timeoutSeconds) / runSpacing(setting, failsAtOnce) - 1e-9) + 1
}
