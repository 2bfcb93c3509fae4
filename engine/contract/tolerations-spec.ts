/** How pods bear nodes that fail. */
import type { WorkloadSpec } from './cluster-spec.ts'

/** Taints of nodes that fail, and of cordoned ones. */
export const nodeTaints = ['notReady', 'unreachable', 'outOfService', 'unschedulable'] as const
export type NodeTaint = (typeof nodeTaints)[number]

/** What a pod tolerates of its node. */
export type NodeTolerationsSpec = {
  /** How long it stays with the effect NoExecute of each; 0 = not at all, Infinity = for ever. */
  readonly staysUs: Readonly<Record<Exclude<NodeTaint, 'unschedulable'>, number>>
  /** Taints whose effect NoSchedule does not keep it away. */
  readonly placedDespite: readonly NodeTaint[]
}

/**
 * How long a pod bears what it tolerates for so many seconds. None is a microsecond: unlike a pod that does not tolerate the taint, it is placed there all the
 * same, and a time that runs already for an earlier taint goes on. Source: kubernetes v1.36 pkg/controller/tainteviction/taint_eviction.go,
 * processPodOnNode.
 */
export function borneUs(seconds: number): number {
  return Math.max(1, seconds * 1_000_000)
}

/** Admission adds them to a pod that says nothing (N7). Source: kubernetes v1.36 plugin/pkg/admission/defaulttolerationseconds. */
export const tolerationsDefault: NodeTolerationsSpec = {
  staysUs: { notReady: 300_000_000, unreachable: 300_000_000, outOfService: 0 },
  placedDespite: [],
}

/** The DaemonSet controller adds them to its pods (W3). Source: pkg/controller/daemon/util/daemonset_util.go, AddOrUpdateDaemonPodTolerations. */
export const daemonTolerationsDefault: NodeTolerationsSpec = {
  staysUs: { notReady: Infinity, unreachable: Infinity, outOfService: 0 },
  placedDespite: ['unschedulable'],
}

/** A static pod tolerates every taint NoExecute. Source: pkg/kubelet/config/common.go, applyDefaults. */
const staticTolerations: NodeTolerationsSpec = {
  staysUs: { notReady: Infinity, unreachable: Infinity, outOfService: Infinity },
  placedDespite: nodeTaints,
}

export function tolerationsOf({
  kind,
  staticOn,
  pod,
}: Pick<WorkloadSpec, 'kind' | 'staticOn' | 'pod'>): NodeTolerationsSpec {
  if (staticOn !== undefined) return staticTolerations
  return pod.tolerations ?? (kind === 'DaemonSet' ? daemonTolerationsDefault : tolerationsDefault)
}
