/**
 * Rule `long-grace`: a liveness probe that kills with a long grace period. A process that hangs does not hear SIGTERM, so its restart
 * waits for all of the grace period, which is there for a process that is well and has work to finish. The probe may have its own (K1).
 * Source: KEP-2238, kubernetes/kubernetes issue 64715.
 */
import { detectionBounds, noticesHangs, settingOf } from '../../theory/failure-detector.ts'
import { type ContainerRule, usPerSecond } from './container-view.ts'

/** Longer ones outlast the wait for a hang to be noticed with most settings. */
const longSeconds = 120
/** Longer ones keep a container that hangs from its restart for so long that somebody will be called. */
const warningSeconds = 600
/** Enough for a process that can still end by itself. */
const neededSeconds = 60

export const longGrace: ContainerRule = ({ at, workload, container }) => {
  const { liveness } = container.probes
  // What only connects does not notice a process that hangs and so does not end by itself.
  if (liveness === undefined || !liveness.portDefined || !noticesHangs(liveness, container.behavior))
    return []
  const graceSeconds = (liveness.terminationGraceUs ?? workload.pod.terminationGraceUs) / usPerSecond
  if (graceSeconds <= longSeconds) return []
  const { highSeconds } = detectionBounds(settingOf(liveness))
  return [
    {
      rule: 'long-grace',
      severity: graceSeconds > warningSeconds ? 'warning' : 'info',
      container: at,
      probe: 'liveness',
      field: 'terminationGracePeriodSeconds',
      restsOnDefault: false,
      figures: {
        graceSeconds,
        graceOf: liveness.terminationGraceUs === undefined ? 'pod' : 'probe',
        noticedSecondsMax: highSeconds,
        restartSecondsMax: highSeconds + graceSeconds,
        graceSecondsNeeded: neededSeconds,
        restartSecondsMaxThen: highSeconds + neededSeconds,
      },
    },
  ]
}
