/**
 * Rules `liveness-before-readiness` and `liveness-like-readiness`: a liveness probe that does not wait until the readiness probe has
 * taken traffic away, so that overload restarts containers where it should shed load.
 */
import type { ProbeSpec } from '../../../contract/cluster-spec.ts'
import { detectionBounds, noticesHangs, settingOf } from '../../theory/failure-detector.ts'
import { type ContainerRule, usPerSecond } from './container-view.ts'

export const livenessOrder: ContainerRule = ({ at, container, facts }) => {
  const { liveness, readiness } = container.probes
  if (liveness === undefined || readiness === undefined) return []
  if (!liveness.portDefined || !readiness.portDefined) return []
  // Overload does not fail a probe that only connects, so there is nothing that readiness should do first.
  if (!noticesHangs(liveness, container.behavior)) return []
  const soonest = detectionBounds(settingOf(liveness))
  const removed = detectionBounds(settingOf(readiness))
  const isAlike = facts.sharesEndpoint && hasSameNumbers(liveness, readiness)
  if (!isAlike && soonest.highSeconds >= removed.highSeconds) return []
  const failureThresholdNeeded = thresholdAfter(removed.highSeconds, liveness)
  const then = detectionBounds(settingOf({ ...liveness, failureThreshold: failureThresholdNeeded }))
  return [
    {
      rule: isAlike ? 'liveness-like-readiness' : 'liveness-before-readiness',
      severity: 'warning',
      container: at,
      probe: 'liveness',
      field: 'failureThreshold',
      restsOnDefault: false,
      figures: {
        livenessSecondsMin: soonest.lowSeconds,
        livenessSecondsMax: soonest.highSeconds,
        readinessSecondsMin: removed.lowSeconds,
        readinessSecondsMax: removed.highSeconds,
        failureThresholdNeeded,
        livenessSecondsMinThen: then.lowSeconds,
        livenessSecondsMaxThen: then.highSeconds,
      },
    },
  ]
}

function hasSameNumbers(a: ProbeSpec, b: ProbeSpec): boolean {
  return a.periodUs === b.periodUs && a.timeoutUs === b.timeoutUs && a.failureThreshold === b.failureThreshold
}

/** The least threshold with which the probe notices no sooner than that: P20, solved for F. */
export function thresholdAfter(seconds: number, { periodUs, timeoutUs }: ProbeSpec): number {
  const us = seconds * usPerSecond
  return timeoutUs < periodUs ? Math.ceil((us - timeoutUs) / periodUs) + 1 : Math.ceil(us / timeoutUs)
}
