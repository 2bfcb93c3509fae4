/**
 * Rule `removal-after-drain`: a container with a preStop hook drains, but is killed before its readiness probe can have taken its
 * traffic away. Deleting a pod takes it out of its endpoints at once; restarting a container does not, and then nothing but the
 * readiness probe tells clients to go. It is about containers whose liveness probe asks something else than readiness: only those are
 * restarted while readiness still succeeds.
 */
import { graceUsMin } from '../../../model/node/runtime/container-lifecycle.ts'
import { type ContainerRule, usPerSecond } from './container-view.ts'

export const removalAfterDrain: ContainerRule = ({ at, workload, container, facts }) => {
  const { readiness, liveness } = container.probes
  if (readiness === undefined || liveness === undefined || container.preStop === undefined) return []
  if (!readiness.portDefined || facts.sharesEndpoint) return []
  // K1: the grace period of the probe that kills wins, but the kubelet grants no less than 2 s; the hook runs within it (K2).
  const graceUs = Math.max(graceUsMin, liveness.terminationGraceUs ?? workload.pod.terminationGraceUs)
  const { failureThreshold, periodUs } = readiness
  // P20 with answers that fail at once: what drains answers still.
  const removalUs = failureThreshold * periodUs
  if (removalUs <= graceUs) return []
  const periodSeconds = Math.floor(graceUs / failureThreshold / usPerSecond)
  return [
    {
      rule: 'removal-after-drain',
      severity: 'info',
      container: at,
      probe: 'readiness',
      field: 'periodSeconds',
      restsOnDefault: false,
      figures: {
        removalSecondsMax: removalUs / usPerSecond,
        graceSeconds: graceUs / usPerSecond,
        periodSecondsNeeded: periodSeconds >= 1 ? periodSeconds : null,
        graceSecondsNeeded: removalUs / usPerSecond,
      },
    },
  ]
}
