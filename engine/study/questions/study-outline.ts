/** What a spec says before anything is simulated: when its faults are, and how soon a hang shows (P20). */
import {
  type ClusterSpec,
  type ContainerSpec,
  eachOf,
  type FaultSpec,
  isSidecar,
  workloadLabel,
} from '../../contract/cluster-spec.ts'
import { faultLengthUs } from '../../contract/fault-spec.ts'
import type { DetectionLaw, FaultMark, StudyOutline } from '../../contract/run-result.ts'
import { detectionBounds, settingOf } from '../theory/failure-detector.ts'

export function outlineOf(spec: ClusterSpec): StudyOutline {
  return {
    faults: spec.faults.filter(isOfItsOwn).map((fault): FaultMark => {
      const lengthUs = fault.kind === 'scale' ? (fault.rampUs ?? 0) : faultLengthUs(fault)
      return {
        kind: fault.kind,
        fromSeconds: fault.atUs / 1e6,
        toSeconds: lengthUs === 0 ? null : Math.min(fault.atUs + lengthUs, spec.durationUs) / 1e6,
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

/** Not a step by which an earlier one goes on. */
function isOfItsOwn(fault: FaultSpec): boolean {
  return fault.kind !== 'scale' || fault.goesOn !== true
}

/** None where more than the hang decides what the probe answers. */
function lawOf(workload: string, { name, probes, behavior }: ContainerSpec): DetectionLaw[] {
  const { liveness } = probes
  const law = { workload, container: name, interval: null }
  if (liveness === undefined) return [law]
  if (liveness.handler === 'tcpSocket') {
    const connects = eachOf(behavior.hang.tcpOk)
    if (connects.every(Boolean)) return [law]
    if (connects.some(Boolean)) return []
  }
  if (!liveness.portDefined || behavior.errorRate > 0 || behavior.script.length > 0) return []
  return [{ ...law, interval: detectionBounds(settingOf(liveness)) }]
}
