/**
 * Rule `liveness-within-outage`: a liveness probe that gives up before an outage which passes by itself is over. The new process meets the same outage, so the
 * restart fixes nothing, and the container is away for longer than it needed to be. Only where a scenario has such a fault.
 */
import { outlastedSeconds, outlasts, thresholdToOutlast } from '../../../contract/probe-setting.ts'
import { detectionBounds, settingOf } from '../../theory/failure-detector.ts'
import type { ContainerRule } from './container-view.ts'

export const livenessWithinOutage: ContainerRule = ({ at, workload, container, facts, outages }) => {
  const outage = outages.longest(at, 'liveness')
  if (outage === undefined) return []
  const { kind, atSeconds, seconds, failsAtOnce, restsOnLatency } = outage
  const now = settingOf(container.probes.liveness!)
  if (outlasts({ setting: now }, outage)) return []
  const failureThresholdNeeded = thresholdToOutlast(seconds, now, failsAtOnce)
  const then = { ...now, failureThreshold: failureThresholdNeeded }
  return [
    {
      rule: 'liveness-within-outage',
      severity: 'warning',
      container: at,
      probe: 'liveness',
      field: 'failureThreshold',
      restsOnDefault: restsOnLatency && !facts.setsLatency.liveness,
      figures: {
        fault: kind,
        atSeconds,
        outageSeconds: seconds,
        containers: workload.replicas,
        outlastedSeconds: outlastedSeconds(now, failsAtOnce),
        failureThresholdNeeded,
        outlastedSecondsThen: outlastedSeconds(then, failsAtOnce),
        noticedSecondsMax: detectionBounds(now).highSeconds,
        noticedSecondsMaxThen: detectionBounds(then).highSeconds,
      },
    },
  ]
}
