/**
 * Lanes: a lane per node, for its kubelet and what runs there, and last the lane of the cluster, for all that no node does
 * by itself: faults, creation, controllers, the scheduler. A rule touches rows of its own lane only, and schedules events
 * of it; what a node has to tell the cluster it sends. Where pods of a node share nothing, each of them is a lane.
 *
 * So the quiet engine walks lane by lane through a window of time, instead of event by event through the cluster; the results are the
 * same bytes. Within a window messages go one way, from nodes to the cluster: they wait in its mailbox, and its
 * turn comes when all nodes are through. What the cluster does to nodes ends the window before it: `horizonUs`.
 */
import { type ClusterSpec, leaks, sharesCpu } from '../contract/cluster-spec.ts'
import { faultLengthUs } from '../contract/fault-spec.ts'
import type { ClusterState } from './cluster-state.ts'
import { anyPod, checkEvent, checkMessage, eventClassOf, isOfCluster, podOf } from './event-table.ts'

/**
 * Whether pods of a node may influence each other in this run:
 * - pulls share the node's puller, and what one pulls the next one finds (I1, I4, I5);
 * - a static pod waits for another of its name to go (T2);
 * - containers contend for processors, or leave processes and sockets behind.
 *
 * Who lets pods of a node share something says so here. Pods that share nothing are walked apart, because that is faster: the rows of
 * one pod stay in the nearest cache, and few events wait at a time.
 */
export function sharesNodes(spec: ClusterSpec, pulls: boolean): boolean {
  return (
    pulls || spec.workloads.some(({ staticOn }) => staticOn !== undefined) || sharesCpu(spec) || leaks(spec)
  )
}

/** Lanes of a window that opens now. */
export function laneCount(state: ClusterState): number {
  return clusterLane(state) + 1
}

/** The lane of an event: of the node, or of the pod; or the last lane, of the cluster, which has the pods that no node has yet. */
export function laneOf(state: ClusterState, kind: number, entity: number): number {
  if (isOfCluster(kind)) return clusterLane(state)
  const pod = podOf(state, kind, entity)
  if (!state.sharesNodes) return pod
  // An event of the node itself, which there are only where it is a lane.
  if (pod === anyPod) return entity
  const node = state.pod.node[pod]
  return node < 0 ? clusterLane(state) : node
}

function clusterLane({ sharesNodes, node, pod }: ClusterState): number {
  return sharesNodes ? node.podCount.length : pod.node.length
}

/** Schedules an event of the lane that is served now. */
export function schedule(
  state: ClusterState,
  kind: number,
  entity: number,
  timeUs: number,
  stamp: number,
): void {
  if (state.verifies) checkEvent(state, kind, entity, timeUs, stamp)
  state.events.schedule(timeUs, eventClassOf[kind], entity, kind, stamp)
}

/**
 * Schedules an event of the cluster, from whatever lane: within a window it waits in the cluster's mailbox. Its class comes after that
 * of the event that sends it. Where several nodes may send the same for one instant, the entity must tell them apart, or the order
 * not matter.
 */
export function sendToCluster(
  state: ClusterState,
  kind: number,
  entity: number,
  timeUs: number,
  stamp: number,
): void {
  if (state.verifies) checkMessage(state, kind, entity, timeUs, stamp)
  state.events.send(timeUs, eventClassOf[kind], entity, kind, stamp)
}

/**
 * Until when the cluster does nothing to a node, seen from a time at which all lanes stand: a window may last as long. Asked of spec and
 * state at that time: so what the cluster does to nodes may end at any time, but begin only with an event that `horizonUs` foresees.
 *
 * Facts that are only counted are no concern of it: metrics take them in any order. Nor is what kubelets write to the
 * API: no kubelet waits for it, so status writers work it off when the lanes of nodes are through, as the first thing in the lane of the
 * cluster (`node/status/status-writer.ts`); a status that changes a controller's counts only lets nobody act on nodes.
 *
 * A rollout that is complete when all pods of a workload are ready is no fact of one node: until then there is no window.
 */
export function horizonUs(state: ClusterState, fromUs: number): number {
  if (mayActOnNodes(state) || state.metrics.levels.rollouts.awaitsPods(state)) return fromUs
  let nextUs = Infinity
  for (const { rule } of state.controllers) nextUs = Math.min(nextUs, rule.nextActUs?.(state) ?? Infinity)
  for (const timeUs of state.clusterTimesUs) if (timeUs >= fromUs) return Math.min(timeUs, nextUs)
  return nextUs
}

/**
 * Whether the cluster may do something to a node at any moment, because of what happens on nodes:
 * - a pod without a node gets a node, and a pod that waits for a place takes the place of a pod that goes (`scheduler/`);
 * - a controller that keeps pods makes and deletes them;
 * - containers need Services, whose endpoints come and go with pods, or probes ask somebody whose answers load changes (`world/dependencies/`);
 * - probes wait with requests, or requests take CPU of nodes; and requests go to other pods when a pod fails (`world/traffic/`).
 *
 * Who lets the cluster react to nodes says here when that may be; who lets nodes share something is a lane.
 */
function mayActOnNodes(state: ClusterState): boolean {
  if (state.dependencies?.followsNodes === true) return true
  if (state.traffic?.reachesNodes) return true
  return state.scheduler.restless > 0 || state.controllers.some(({ rule }) => rule.mayActOnNodes(state))
}

/** When something happens to nodes whatever they do, ascending: faults and their ends, creation of workloads. */
export function clusterTimesUs(spec: ClusterSpec): number[] {
  const times = spec.workloads.map(({ createdAtUs }) => createdAtUs)
  for (const fault of spec.faults) {
    times.push(fault.atUs, fault.atUs + faultLengthUs(fault))
  }
  return [...new Set(times)].filter((timeUs) => timeUs < Infinity).sort((a, b) => a - b)
}
