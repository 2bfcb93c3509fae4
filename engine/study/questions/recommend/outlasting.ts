/** What a liveness probe has to outlast: an outage of the scenario that passes by itself, or the time that was asked for. */

import { latenessMax, thresholdToOutlast } from '../../../contract/probe-setting.ts'
import type { Limits, Standstill } from '../../../contract/recommendation.ts'
import { lawOf } from '../../../kernel/law.ts'
import { detectionBounds, type ProbeSetting } from '../../theory/failure-detector.ts'
import type { ProbeCase } from './probe-case.ts'
import { periodsUpTo, searchMax } from './search-space.ts'

/** What counts as the longest pause where pauses have no longest. */
const longest = 0.999

/**
 * The outage that its settings have to outlast; `undefined` = none. One of the scenario does not count where it asks for a later detection than was named, or for a much later one than now.
 */
export function standstillToOutlast(probe: ProbeCase, limits: Limits): Standstill | undefined {
  if (probe.type !== 'liveness') return undefined
  const { outage } = probe
  if (limits.outlast !== null) {
    // A probe that only connects does not fail while a process stands still; in pauses, and without what it needs, it does.
    const mayFail = probe.noticesHangs || outage !== undefined || probe.container.behavior.pause !== undefined
    const failsAtOnce = outage?.failsAtOnce ?? false
    return mayFail ? { of: 'asked', seconds: limits.outlast, failsAtOnce } : undefined
  }
  if (outage === undefined) return undefined
  const { kind, atSeconds, seconds, failsAtOnce } = outage
  const standstill: Standstill = { of: kind, atSeconds, seconds, failsAtOnce }
  const now = detectionBounds(probe.current).highSeconds
  return soonestToOutlast(probe, standstill) <= (limits['detect-within'] ?? latenessMax * now)
    ? standstill
    : undefined
}

/** The longest standstill that is known of a probe, for what is said of its setting. */
export function knownStandstill(probe: ProbeCase, limits: Limits): Standstill | null {
  const { outage } = probe
  const toOutlast = standstillToOutlast(probe, limits)
  if (toOutlast !== undefined) return toOutlast
  if (outage !== undefined) return { of: outage.kind, ...outage }
  const { pause } = probe.container.behavior
  if (pause === undefined || lawOf(pause.every).mean === Infinity) return null
  const law = lawOf(pause.for)
  const seconds = law.quantile(longest) / 1e6
  if (!Number.isFinite(seconds)) return null
  return { of: 'pause', seconds, failsAtOnce: false, ...(law.cdf(seconds * 1e6) < 1 && { isExceeded: true }) }
}

/** The earliest worst case of P20 that outlasts it: with the present period and timeout, if a threshold does. `Infinity` = nothing that is searched does. */
export function soonestToOutlast(probe: ProbeCase, { seconds, failsAtOnce }: Standstill): number {
  const { current, knowsLatency } = probe
  const most = Math.max(searchMax.failureThreshold, current.failureThreshold)
  const with_ = (numbers: Pick<ProbeSetting, 'periodSeconds' | 'timeoutSeconds'>): number => {
    const failureThreshold = thresholdToOutlast(seconds, numbers, failsAtOnce)
    return failureThreshold > most
      ? Infinity
      : detectionBounds({ ...current, ...numbers, failureThreshold }).highSeconds
  }
  const present = with_(current)
  if (present < Infinity) return present
  const timeoutSeconds = knowsLatency ? 1 : current.timeoutSeconds
  return Math.min(
    ...periodsUpTo(2 * seconds, current)
      .filter((periodSeconds) => periodSeconds >= timeoutSeconds)
      .map((periodSeconds) => with_({ periodSeconds, timeoutSeconds })),
  )
}
