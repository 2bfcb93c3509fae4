/**
 * Rule `restarts-under-load`: the load at its peak is more than the pods bear once one is missing, and liveness gives up no later than readiness. Both probes wait with the requests, so
 * all pods fail both at about the same time: instead of shedding load they are restarted, and the fewer are left, the sooner the next one goes
 * (kubernetes/ingress-nginx#5671). Only where a scenario gives the load.
 */
import { sharesWorkers } from '../../../contract/cluster-spec.ts'
import { detectionBounds, settingOf } from '../../theory/failure-detector.ts'
import { busyRatio, podsToBear } from '../../theory/service-load.ts'
import type { ContainerRule } from './container-view.ts'
import { thresholdAfter } from './liveness-order.ts'

export const restartsUnderLoad: ContainerRule = ({ at, container, loads }) => {
  const { liveness, readiness } = container.probes
  if (liveness === undefined || readiness === undefined) return []
  if (!liveness.portDefined || !readiness.portDefined) return []
  const both = [liveness, readiness]
  if (!both.every(({ handler }) => sharesWorkers(container.behavior, handler))) return []
  const restarted = detectionBounds(settingOf(liveness))
  const removed = detectionBounds(settingOf(readiness))
  if (restarted.lowSeconds >= removed.highSeconds || restarted.highSeconds > removed.highSeconds) return []
  return loads.flatMap((load) => {
    if (busyRatio(load, load.pods - 1) < 1) return []
    return [
      {
        rule: 'restarts-under-load' as const,
        severity: 'warning' as const,
        container: at,
        probe: 'liveness' as const,
        field: 'failureThreshold' as const,
        restsOnDefault: false,
        figures: {
          service: load.service,
          requestsPerSecond: load.requestsPerSecond,
          pods: load.pods,
          podsNeeded: podsToBear(load),
          busyRatio: busyRatio(load, load.pods),
          livenessSecondsMin: restarted.lowSeconds,
          livenessSecondsMax: restarted.highSeconds,
          readinessSecondsMin: removed.lowSeconds,
          readinessSecondsMax: removed.highSeconds,
          failureThresholdNeeded: thresholdAfter(removed.highSeconds, liveness),
        },
      },
    ]
  })
}
