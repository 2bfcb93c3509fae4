/** A pod gets its node. */
import type { ClusterState, NodeId, PodId } from '../cluster-state.ts'
import { PodEvent, PodStage } from '../codes.ts'
import { drawUs, drawWatchUs } from '../draw.ts'
import { tellKubelet } from '../node/machine.ts'
import { recordScheduling } from '../node/status/event-recorder.ts'
import { joinSlowPhases } from '../world/illness.ts'
import { ControllerId, wakeAt } from './controller.ts'
import { evictingTaints } from './nodes/node-mark.ts'
import { tolerationUs } from './nodes/taint-eviction.ts'
import { Counted } from './scheduler/counted.ts'

/** The pod is bound in the API, and its kubelet hears of it. */
export function bindTo(state: ClusterState, pod: PodId, node: NodeId): void {
  const { pod: pods, overheads, streams, nowUs } = state
  putOn(state, pod, node)
  pods.stage[pod] = PodStage.Bound
  if (state.workload.isStatic[pods.workload[pod]] === 0)
    recordScheduling(state, pod, PodEvent.Scheduled, 0, 1)
  // What the scheduler needs where nothing keeps it is part of the delay.
  const startUs = pods.startCountsUs[pod] + drawUs(state, overheads.podStartDelay, streams.overhead, pod)
  tellKubelet(state, pod, Math.max(0, startUs - nowUs))
  if (state.needs.nodeHealth) heedTaints(state, pod, node)
}

/** N7: a pod that comes to a node with a taint NoExecute bears it from now on. Source: pkg/controller/tainteviction/taint_eviction.go, handlePodUpdate. */
function heedTaints(state: ClusterState, pod: PodId, node: NodeId): void {
  const { nodeHealth, controllers, streams, nowUs } = state
  const taints = nodeHealth.seenMark[node] & evictingTaints
  if (taints === 0 || tolerationUs(state, node, state.pod.template[pod], taints) === Infinity) return
  wakeAt(
    state,
    controllers[ControllerId.TaintEviction],
    node,
    nowUs + drawWatchUs(state, streams.lease, node),
  )
}

/** The pod has its place on the node, for the scheduler too. */
export function putOn(state: ClusterState, pod: PodId, node: NodeId): void {
  const { pod: pods, probe: probes, podTemplate, scheduler } = state
  // What its kubelet rejects takes no room.
  if (pods.schedulerMark[pod] === Counted.No && pods.rejection[pod] === 0) {
    scheduler.cache.add(pods.template[pod], node)
    markPlaced(state, pod, node)
  }
  pods.node[pod] = node
  state.node.podCount[node]++
  const probeEnd = pods.firstProbe[pod] + podTemplate.probeCount[pods.template[pod]]
  for (let place = pods.firstProbe[pod]; place < probeEnd; place++) probes.node[probes.rowAt[place]] = node
  joinSlowPhases(state, pod)
}

/** The scheduler's cache counts the pod there. */
export function markPlaced({ pod: pods }: ClusterState, pod: PodId, node: NodeId): void {
  pods.scheduledTo[pod] = node
  pods.schedulerMark[pod] = Counted.Yes
}
