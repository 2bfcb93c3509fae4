/**
 * Where pods go until the scheduler is simulated: round-robin over the nodes that the selector admits, past full
 * nodes. A workload's walk starts at the hash of its name, so workloads do not move each other.
 */
import { hashName } from '../../kernel/random-stream.ts'
import type { WorkloadSpec } from '../cluster-spec.ts'
import type { ClusterState, NodeId, PodId, WorkloadId } from '../cluster-state.ts'

/** Where the walk of a workload over so many eligible nodes begins. */
export function firstCursor(workload: WorkloadSpec, eligibleCount: number): number {
  return eligibleCount === 0 ? 0 : hashName(workload.name) % eligibleCount
}

/** Binds the pod to the next eligible node with room; false if there is none. */
export function placePod(state: ClusterState, pod: PodId): boolean {
  const { pod: pods, node, workload } = state
  const workloadId = pods.workload[pod]
  const eligible = state.eligibleNodes[workloadId]
  const { kind, staticOn } = state.spec.workloads[workloadId]
  if (staticOn !== undefined) {
    bindTo(state, pod, eligible[pods.ordinal[pod]])
    return true
  }
  const isDaemon = kind === 'DaemonSet'
  for (let step = 0; step < eligible.length; step++) {
    // A DaemonSet has one pod per eligible node, in order.
    const cursor = isDaemon
      ? pods.ordinal[pod] % eligible.length
      : (workload.placementCursor[workloadId] + step) % eligible.length
    const candidate = eligible[cursor]
    if (node.podCount[candidate] < node.podsMax[candidate]) {
      bindTo(state, pod, candidate)
      workload.placementCursor[workloadId] = (cursor + 1) % eligible.length
      return true
    }
    if (isDaemon) return false
  }
  return false
}

function bindTo(state: ClusterState, pod: PodId, node: NodeId): void {
  const { pod: pods, probe: probes, workload } = state
  pods.node[pod] = node
  state.node.podCount[node]++
  const probeEnd = pods.firstProbe[pod] + workload.probeCount[pods.workload[pod]]
  for (let place = pods.firstProbe[pod]; place < probeEnd; place++) probes.node[probes.rowAt[place]] = node
}

/** Nodes, in order of name, that admit the workload's pods; of a static pod the nodes by ordinal. */
export function eligibleNodesOf(state: Pick<ClusterState, 'spec'>, workload: WorkloadId): Int32Array {
  const { nodes, workloads } = state.spec
  const { staticOn } = workloads[workload]
  // T3: no scheduler; by ordinal.
  if (staticOn !== undefined) {
    const places = new Map(nodes.map(({ name }, node) => [name, node]))
    return Int32Array.from(staticOn, (name) => places.get(name)!)
  }
  const { nodeSelector, nodeName } = workloads[workload].pod
  const wanted = Object.entries(nodeSelector)
  const eligible: number[] = []
  for (let node = 0; node < nodes.length; node++) {
    const { name, labels } = nodes[node]
    if (nodeName !== undefined && nodeName !== name) continue
    if (wanted.every(([key, value]) => labels[key] === value)) eligible.push(node)
  }
  return Int32Array.from(eligible)
}
