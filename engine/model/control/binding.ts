/** A pod gets its node. */
import type { ClusterState, NodeId, PodId } from '../cluster-state.ts'
import { joinSlowPhases } from '../world/illness.ts'
import { repels } from './nodes/node-object.ts'
import { noNode, takePlace } from './placement.ts'

/** Binds the pod to a node that takes it; false if there is none. */
export function bindPod(state: ClusterState, pod: PodId): boolean {
  const { pod: pods, node: nodes, workload: workloads } = state
  const workload = pods.workload[pod]
  const places = {
    eligible: state.eligibleNodes,
    cursor: workloads.placementCursor,
    podCount: nodes.podCount,
    podsMax: nodes.podsMax,
    repels: state.needs.nodeHealth ? (row: NodeId) => repels(state, row, workload) : undefined,
  }
  const node = takePlace(
    places,
    state.spec.workloads[workload],
    workload,
    pods.ordinal[pod],
    pods.creation[pod],
  )
  if (node === noNode) return false
  bindTo(state, pod, node)
  return true
}

function bindTo(state: ClusterState, pod: PodId, node: NodeId): void {
  const { pod: pods, probe: probes, podTemplate } = state
  pods.node[pod] = node
  const probeEnd = pods.firstProbe[pod] + podTemplate.probeCount[pods.template[pod]]
  for (let place = pods.firstProbe[pod]; place < probeEnd; place++) probes.node[probes.rowAt[place]] = node
  joinSlowPhases(state, pod)
}
