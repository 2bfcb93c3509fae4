/**
 * Rule `liveness-behind-requests`: a liveness probe that waits with the requests for a worker, and times out as soon as one pod is missing at the peak of the load. The
 * restart takes away one pod more. Only where a scenario gives the load, and a limit of workers.
 */
import { sharesWorkers } from '../../../contract/cluster-spec.ts'
import { lawOf } from '../../../kernel/law.ts'
import { detectionBounds, settingOf } from '../../theory/failure-detector.ts'
import { busyRatio, podsToAnswer, waitSeconds } from '../../theory/service-load.ts'
import { type ContainerRule, longest, usPerSecond } from './container-view.ts'
import { restartsUnderLoad } from './restarts-under-load.ts'

export const livenessBehindRequests: ContainerRule = (view) => {
  const { at, container, loads } = view
  const { liveness } = container.probes
  if (liveness === undefined || !liveness.portDefined) return []
  if (!sharesWorkers(container.behavior, liveness.handler)) return []
  // The same load, and says more.
  if (restartsUnderLoad(view).length > 0) return []
  const timeoutSeconds = liveness.timeoutUs / usPerSecond
  const ownSeconds = lawOf(container.behavior.latency.liveness).quantile(0.5) / usPerSecond
  const { lowSeconds, highSeconds } = detectionBounds(settingOf(liveness))
  return loads.flatMap((load) => {
    const waitSecondsThen = waitSeconds(load, load.pods - 1, 1 - longest)
    const patience = timeoutSeconds - ownSeconds
    // Of a single pod nothing is left: that is no matter of waiting.
    if (load.pods < 2 || waitSecondsThen < patience) return []
    return [
      {
        rule: 'liveness-behind-requests' as const,
        severity: 'warning' as const,
        container: at,
        probe: 'liveness' as const,
        field: 'timeoutSeconds' as const,
        restsOnDefault: false,
        figures: {
          service: load.service,
          requestsPerSecond: load.requestsPerSecond,
          pods: load.pods,
          busyRatio: busyRatio(load, load.pods),
          busyRatioThen: busyRatio(load, load.pods - 1),
          waitSecondsThen: Number.isFinite(waitSecondsThen) ? waitSecondsThen : null,
          timeoutSeconds,
          ownSeconds,
          restartSecondsMin: lowSeconds,
          restartSecondsMax: highSeconds,
          timeoutSecondsNeeded: Number.isFinite(waitSecondsThen)
            ? Math.ceil(waitSecondsThen + ownSeconds)
            : null,
          podsNeeded: patience <= 0 ? null : podsToAnswer(load, patience, 1 - longest),
        },
      },
    ]
  })
}
