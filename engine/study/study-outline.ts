/** What a spec says before anything is simulated: when its faults are, and how soon a hang shows (P20). */
import {
  type ClusterSpec,
  type ContainerSpec,
  isSidecar,
  type ProbeSpec,
  workloadLabel,
} from '../model/cluster-spec.ts'
import type { DetectionLaw, FaultMark, StudyOutline } from './run-result.ts'

export function outlineOf(spec: ClusterSpec): StudyOutline {
  return {
    faults: spec.faults.map((fault): FaultMark => {
      const forUs = 'forUs' in fault ? fault.forUs : undefined
      return {
        kind: fault.kind,
        fromSeconds: fault.atUs / 1e6,
        toSeconds: forUs === undefined ? null : Math.min(fault.atUs + forUs, spec.durationUs) / 1e6,
      }
    }),
    detectionLaws: spec.workloads.flatMap((workload) => {
      const { initContainers, containers } = workload.pod
      return [...initContainers.filter(isSidecar), ...containers].flatMap((container) =>
        lawOf(workloadLabel(workload), container),
      )
    }),
  }
}

/** None where more than the hang decides what the probe answers. */
function lawOf(workload: string, { name, probes, behavior }: ContainerSpec): DetectionLaw[] {
  const { liveness } = probes
  const law = { workload, container: name, interval: null }
  if (liveness === undefined || (liveness.handler === 'tcpSocket' && behavior.hang.tcpOk)) return [law]
  if (!liveness.portDefined || behavior.errorRate > 0 || behavior.script.length > 0) return []
  return [{ ...law, interval: noticedWithin(liveness) }]
}

/**
 * Rule P20, for a hang whose onset does not depend on the phase of the probe. A timeout of a period or more makes failing
 * probes follow each other without a gap (P4).
 */
export function noticedWithin({ periodUs, timeoutUs, failureThreshold }: ProbeSpec) {
  const lowUs =
    timeoutUs < periodUs ? (failureThreshold - 1) * periodUs + timeoutUs : failureThreshold * timeoutUs
  return { lowSeconds: lowUs / 1e6, highSeconds: (lowUs + periodUs) / 1e6 }
}
