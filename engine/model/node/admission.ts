/**
 * S15: a kubelet rejects a pod that names its node and that the node does not take; the scheduler has asked for all others. It does not try again: the pod
 * has failed, and takes no room.
 * Source: kubernetes v1.36 pkg/kubelet/lifecycle/predicate.go, Admit and generalFilter; pkg/kubelet/kubelet.go, rejectPod.
 * Simplified: what it counts is what the scheduler counts, the milliseconds aside by which either knows more; critical pods do not preempt.
 */
import type { ClusterState, NodeId, PodId } from '../cluster-state.ts'
import { kubeletRefusal } from '../control/scheduler/filter.ts'
import { Reason } from '../control/scheduler/reasons.ts'
import { podSpecOf } from '../pod-templates.ts'

/** Why its kubelet rejects a pod that is about to come to the node: 1 more than the number of a bit of `Reason`; 0 = it does not. */
export function rejectionOf(state: ClusterState, pod: PodId, node: NodeId): number {
  const { scheduler, pod: pods, workload: workloads, nodeHealth, needs } = state
  if (workloads.isStatic[pods.workload[pod]] === 1 || podSpecOf(state, pod).nodeName === undefined) return 0
  const marks = needs.nodeHealth ? nodeHealth.seenMark[node] : 0
  return codeOf(kubeletRefusal(scheduler.cache, scheduler.cache.demand(pods.template[pod]), node, marks))
}

/** The first of several. */
function codeOf(reasons: number): number {
  return reasons === 0 ? 0 : 32 - Math.clz32(reasons & -reasons)
}

/** Names of predicates, and what they say. */
const predicates: Readonly<Record<number, readonly [name: string, says: string]>> = {
  [codeOf(Reason.Mismatched)]: ['NodeAffinity', "node(s) didn't match Pod's node affinity/selector"],
  [codeOf(Reason.PortTaken)]: ['NodePorts', "node(s) didn't have free ports for the requested pod ports"],
  [codeOf(Reason.Tainted)]: ['TaintToleration', "node(s) had taints that the pod didn't tolerate"],
}
const resources: Readonly<Record<number, string>> = {
  [codeOf(Reason.TooManyPods)]: 'pods',
  [codeOf(Reason.Cpu)]: 'cpu',
  [codeOf(Reason.Memory)]: 'memory',
}

/** Reason and message of a rejection, as event and status of the pod have them. The amounts of the message are left out. */
export function rejectionText(
  { pod: pods, scheduler }: ClusterState,
  pod: PodId,
): { readonly reason: string; readonly message: string } {
  const code = pods.rejection[pod]
  const predicate = predicates[code]
  if (predicate !== undefined)
    return { reason: predicate[0], message: `Predicate ${predicate[0]} failed: ${predicate[1]}` }
  const resource = resources[code] ?? scheduler.cache.otherNames[code - codeOf(Reason.Other)]
  return { reason: `OutOf${resource}`, message: `Node didn't have enough resource: ${resource}` }
}
