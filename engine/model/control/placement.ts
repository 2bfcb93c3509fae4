/**
 * Where pods go until the scheduler is simulated: round-robin over the nodes that take them (D3), past full nodes. A workload's
 * walk starts at the hash of its name, so workloads do not move each other. Pods of a live cluster stay where they are.
 */

import type { ClusterSpec, NodeChoiceSpec, WorkloadSpec } from '../../contract/cluster-spec.ts'
import { hashName } from '../../kernel/random-stream.ts'
import type { ClusterState, NodeId, PodId, WorkloadId } from '../cluster-state.ts'
import { joinSlowPhases } from '../world/illness.ts'

/** Where the walk of a workload over so many eligible nodes begins. */
export function firstCursor(workload: WorkloadSpec, eligibleCount: number): number {
  return eligibleCount === 0 ? 0 : hashName(workload.name) % eligibleCount
}

/** How full the nodes are. */
export type NodeRoom = { readonly podCount: Int32Array; readonly podsMax: Int32Array }

/** No node takes the pod. */
export const noNode = -1

/** The node of a pod that nobody has to look for one for: static (T3), of a DaemonSet, or live; undefined for any other. */
export function givenNode(
  workload: WorkloadSpec,
  ordinal: number,
  creation: number,
  eligible: Int32Array,
  { podCount, podsMax }: NodeRoom,
): NodeId | undefined {
  if (workload.staticOn !== undefined) return eligible[ordinal]
  const live = creation === 0 ? workload.livePods?.[ordinal]?.node : undefined
  if (live !== undefined) return live
  if (workload.kind !== 'DaemonSet') return undefined
  const node = ordinal < eligible.length ? eligible[ordinal] : noNode
  return node !== noNode && podCount[node] < podsMax[node] ? node : noNode
}

/** The place among the eligible nodes, from the cursor on, of the first with room; -1 if there is none. */
export function nextPlace(eligible: Int32Array, cursor: number, { podCount, podsMax }: NodeRoom): number {
  for (let step = 0; step < eligible.length; step++) {
    const place = (cursor + step) % eligible.length
    const node = eligible[place]
    if (podCount[node] < podsMax[node]) return place
  }
  return noNode
}

/** Binds the pod to its node, or the next eligible one with room; false if there is none. */
export function placePod(state: ClusterState, pod: PodId): boolean {
  const { pod: pods, node: nodes, workload: workloads } = state
  const workload = pods.workload[pod]
  const eligible = state.eligibleNodes[workload]
  let node = givenNode(state.spec.workloads[workload], pods.ordinal[pod], pods.creation[pod], eligible, nodes)
  if (node === undefined) {
    const place = nextPlace(eligible, workloads.placementCursor[workload], nodes)
    if (place === noNode) return false
    node = eligible[place]
    workloads.placementCursor[workload] = (place + 1) % eligible.length
  }
  if (node === noNode) return false
  bindTo(state, pod, node)
  return true
}

function bindTo(state: ClusterState, pod: PodId, node: NodeId): void {
  const { pod: pods, probe: probes, workload } = state
  pods.node[pod] = node
  state.node.podCount[node]++
  const probeEnd = pods.firstProbe[pod] + workload.probeCount[pods.workload[pod]]
  for (let place = pods.firstProbe[pod]; place < probeEnd; place++) probes.node[probes.rowAt[place]] = node
  joinSlowPhases(state, pod)
}

/**
 * The order in which workloads find their places: static pods have theirs before the scheduler sees any other (T3), and live pods
 * are where they are before any other looks for a place.
 */
export function placementOrder({ workloads }: ClusterSpec): WorkloadId[] {
  const rank = ({ staticOn, livePods }: WorkloadSpec): number => {
    if (staticOn !== undefined) return 0
    return livePods === undefined ? 2 : 1
  }
  const all = workloads.map((_, workload) => workload)
  return [0, 1, 2].flatMap((wanted) => all.filter((workload) => rank(workloads[workload]) === wanted))
}

/** By workload: the nodes that take its pods, in order of name; of a static pod the nodes by ordinal (T3). Equal lists are one. */
export function eligibleNodes({ nodes, workloads }: Pick<ClusterSpec, 'nodes' | 'workloads'>): Int32Array[] {
  const every = Int32Array.from(nodes, (_, node) => node)
  const places = new Map(nodes.map(({ name }, node) => [name, node]))
  const made = new Map<NodeChoiceSpec, Int32Array>()
  return workloads.map(({ staticOn, nodes: choice, pod: { nodeName } }) => {
    if (staticOn !== undefined) return Int32Array.from(staticOn, (name) => places.get(name)!)
    if (nodeName !== undefined) return Int32Array.from(places.has(nodeName) ? [places.get(nodeName)!] : [])
    if (choice === undefined) return every
    let list = made.get(choice)
    if (list === undefined) {
      list = Int32Array.from(choice.admitted)
      made.set(choice, list)
    }
    return list
  })
}
