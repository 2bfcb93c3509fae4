/** From the tables to what an observer sees of StatefulSets and DaemonSets, as the API has them. */
import { containersOfPod, daemonSetDefaults, statefulSetDefaults } from '../contract/cluster-spec.ts'
import type { DaemonSetView, PodPhaseCounts, StatefulSetView } from '../contract/cluster-view.ts'
import { usToSeconds } from '../kernel/time.ts'
import type { ClusterState, WorkloadId } from '../model/cluster-state.ts'
import { PodPhase } from '../model/codes.ts'
import { ControllerId } from '../model/control/controller.ts'
import { podsOf } from '../model/pod-rows.ts'
import { ranBefore } from '../model/running-from-before.ts'
import { wholeWallSecondUs } from '../model/wall-clock.ts'

/** Workloads that are such an object, which has been created. */
export function setsInApi(state: ClusterState, kind: 'StatefulSet' | 'DaemonSet'): WorkloadId[] {
  const { spec, workload: workloads, nowUs } = state
  const rows = Array.from(spec.workloads.keys()).filter((row) => workloads.keeper[row] === ControllerId[kind])
  return rows.filter((row) => ranBefore(spec, row) || spec.workloads[row].createdAtUs <= nowUs)
}

export function readStatefulSet(state: ClusterState, workload: WorkloadId): StatefulSetView {
  const { keptSet: sets, spec } = state
  const { update } = spec.workloads[workload].statefulSet ?? statefulSetDefaults
  return {
    ...readSet(state, workload),
    isUpdatedOnDelete: update === 'OnDelete',
    partition: update === 'OnDelete' ? 0 : update.partition,
    replicas: sets.statusReplicas[workload],
    current: sets.statusCurrent[workload],
  }
}

export function readDaemonSet(state: ClusterState, workload: WorkloadId): DaemonSetView {
  const { keptSet: sets, spec } = state
  const { update } = spec.workloads[workload].daemonSet ?? daemonSetDefaults
  return {
    ...readSet(state, workload),
    isUpdatedOnDelete: update === 'OnDelete',
    // The number of nodes is part of its status.
    desired: sets.statusCurrent[workload],
    current: sets.statusReplicas[workload],
  }
}

function readSet(state: ClusterState, workload: WorkloadId) {
  const { keptSet: sets, spec, workload: workloads, podTemplate, podSpecs } = state
  const { namespace, name, createdAtUs } = spec.workloads[workload]
  const template = workloads.currentTemplate[workload]
  return {
    namespace,
    name,
    workload,
    createdSeconds: ranBefore(spec, workload) ? null : usToSeconds(wholeWallSecondUs(state, createdAtUs)),
    revision: Math.max(1, podTemplate.revision[template]),
    images: Object.fromEntries(containersOfPod(podSpecs[template]).map((one) => [one.name, one.image])),
    phases: phasesOf(state, workload),
    desired: workloads.desired[workload],
    isObserved: sets.isUnobserved[workload] === 0,
    ready: sets.statusReady[workload],
    available: sets.statusAvailable[workload],
    updated: sets.statusUpdated[workload],
  }
}

function phasesOf(state: ClusterState, workload: WorkloadId): PodPhaseCounts {
  const { apiPhase } = state.pod
  const pods = podsOf(state, workload)
  const count = (phase: number): number => pods.filter((pod) => apiPhase[pod] === phase).length
  return {
    running: count(PodPhase.Running),
    pending: count(PodPhase.Pending),
    succeeded: count(PodPhase.Succeeded),
    failed: count(PodPhase.Failed),
  }
}
