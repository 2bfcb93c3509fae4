/**
 * Rule `liveness-asks-dependency`: a liveness probe that waits for the answer of another service, or fails while that is down. No restart heals the other
 * service, and all containers that ask it are restarted together. Only where a scenario says so (`dependsOn`).
 */
import type { ClusterSpec, DependencySpec, ProbeSpec } from '../../../contract/cluster-spec.ts'
import { lawOf } from '../../../kernel/law.ts'
import { detectionBounds, settingOf } from '../../theory/failure-detector.ts'
import { answerUs } from '../../theory/service-load.ts'
import { type ContainerRule, usPerSecond } from './container-view.ts'

export const livenessAsksDependency: ContainerRule = ({ at, spec, workload, container }) => {
  const { liveness } = container.probes
  if (liveness === undefined || !liveness.portDefined) return []
  const { dependsOn = [], latency } = container.behavior
  return dependsOn.flatMap((dependency) => {
    const fails = dependency.effects.includes('failLiveness')
    const waits = dependency.probes.includes('liveness')
    if (!fails && !waits) return []
    const ownSeconds = lawOf(latency.liveness).quantile(0.5) / usPerSecond
    const dependencySeconds = answerUs(spec, dependency.to) / usPerSecond
    const timeoutSeconds = liveness.timeoutUs / usPerSecond
    const { lowSeconds, highSeconds } = restartsAfter(liveness, fails)
    return [
      {
        rule: 'liveness-asks-dependency' as const,
        severity: 'warning' as const,
        container: at,
        probe: 'liveness' as const,
        field: liveness.handler,
        restsOnDefault: false,
        figures: {
          dependency: nameOf(spec, dependency),
          effect: fails ? ('fails' as const) : ('waits' as const),
          containers: workload.replicas,
          timeoutSeconds,
          ownSeconds,
          dependencySeconds: dependencySeconds === 0 ? null : dependencySeconds,
          slowdownNeeded:
            !waits || dependencySeconds === 0
              ? null
              : Math.max(1, (timeoutSeconds - ownSeconds) / dependencySeconds),
          restartSecondsMin: lowSeconds,
          restartSecondsMax: highSeconds,
        },
      },
    ]
  })
}

/** A run that waits ends with the timeout; a run that fails while the service is down ends at once. */
function restartsAfter(probe: ProbeSpec, fails: boolean) {
  return detectionBounds(settingOf(fails ? { ...probe, timeoutUs: 0 } : probe))
}

function nameOf({ services, externals = [] }: ClusterSpec, { to: { kind, index } }: DependencySpec): string {
  return kind === 'external' ? externals[index].name : `${services[index].namespace}/${services[index].name}`
}
