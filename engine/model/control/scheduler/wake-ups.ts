/**
 * What may help a pod that waits (D5, Z27): each filter that refused it says which changes it cares for (queueing hints, 1.32).
 * Source: kubernetes v1.36 pkg/scheduler/framework/plugins, EventsToRegister; pkg/scheduler/scheduler.go, buildQueueingHintMap.
 * Simplified: 1.31, which has no hints, wakes more pods; they are tried in vain.
 */
import type { ClusterState, NodeId, WorkloadId } from '../../cluster-state.ts'
import type { Demand } from './demand.ts'
import { cordonOf } from './filter.ts'
import { Reason, roomBits } from './reasons.ts'
import { retry } from './scheduler.ts'
import type { Waiting } from './scheduling-queue.ts'

/** A pod with a node has ended or is gone. */
export function wakeForPodEnd(state: ClusterState, ended: Demand, workload: WorkloadId): void {
  if (state.scheduler.queue.idle.size === 0) return
  wakeEach(state, ({ reasons }, demand, waiting) => {
    if ((reasons & roomBits) !== 0) return true
    if ((reasons & Reason.PortTaken) !== 0 && ended.spec.hostPorts.length > 0) return true
    if ((reasons & (Reason.Skewed | Reason.WithoutLabel)) !== 0 && isSpread(demand, workload)) return true
    if ((reasons & Reason.NotApart) !== 0 && names(demand.spec.apart, workload)) return true
    return (reasons & Reason.OthersKeepApart) !== 0 && names(ended.spec.apart, waiting)
  })
}

/** A pod has got a node. */
export function wakeForNewPod(state: ClusterState, workload: WorkloadId): void {
  if (state.scheduler.queue.idle.size === 0) return
  wakeEach(state, ({ reasons }, demand) => {
    if ((reasons & (Reason.Skewed | Reason.WithoutLabel)) !== 0 && isSpread(demand, workload)) return true
    return (reasons & Reason.NotNear) !== 0 && names(demand.spec.near, workload)
  })
}

/**
 * Taints of a node have changed, by cordoning or uncordoning, too. The filters of selectors, ports, room and affinity to pods care for
 * every such change, for want of a better sign that a node has become usable.
 */
export function wakeForTaints(state: ClusterState, node: NodeId, before: number): void {
  const { cache, queue } = state.scheduler
  if (queue.idle.size === 0) return
  const others =
    Reason.NotNear | Reason.NotApart | Reason.OthersKeepApart | Reason.Skewed | Reason.WithoutLabel
  const anyChange = roomBits | Reason.Mismatched | Reason.PortTaken | others
  wakeEach(state, ({ reasons }, demand) => {
    if ((reasons & anyChange) !== 0) return true
    const was = cordonOf(cache, demand, node, before)
    const is = cordonOf(cache, demand, node, cache.marks[node])
    if ((reasons & Reason.Tainted) !== 0 && was !== 0 && is === 0) return true
    return (reasons & Reason.Cordoned) !== 0 && was === Reason.Cordoned && is !== Reason.Cordoned
  })
}

/** A node is there that was not. */
export function wakeForNewNode(state: ClusterState, node: NodeId): void {
  const { cache, queue } = state.scheduler
  if (queue.idle.size === 0) return
  wakeEach(state, ({ reasons }, demand) => {
    const refused = cordonOf(cache, demand, node, cache.marks[node])
    if ((reasons & Reason.Mismatched) !== 0) return demand.matching?.[node] !== 0
    if ((reasons & Reason.Tainted) !== 0) return refused === 0
    if ((reasons & Reason.Cordoned) !== 0) return refused !== Reason.Cordoned
    return true
  })
}

function wakeEach(
  state: ClusterState,
  isHelped: (waiting: Waiting, demand: Demand, workload: WorkloadId) => boolean,
): void {
  const { queue, cache } = state.scheduler
  for (const pod of queue.idle) {
    const waiting = queue.waiting.get(pod)!
    const demand = cache.demand(state.pod.template[pod])
    if (isHelped(waiting, demand, state.pod.workload[pod])) retry(state, waiting)
  }
}

function names(terms: readonly { readonly workloads: readonly number[] }[], workload: WorkloadId): boolean {
  return terms.some(({ workloads }) => workloads.includes(workload))
}

function isSpread({ spec }: Demand, workload: WorkloadId): boolean {
  return names(spec.spread ?? [], workload)
}
