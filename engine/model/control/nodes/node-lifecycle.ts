/**
 * The node lifecycle controller (N2 to N6, N10, Z26): the monitor of health, the passes that taint NoExecute, and workers that keep the taints NoSchedule
 * of a node as its object says. All of them share one client.
 * Source: kubernetes v1.36 pkg/controller/nodelifecycle/node_lifecycle_controller.go.
 */
import { nextUniform, purposeKey, seedStream } from '../../../kernel/random-stream.ts'
import type { ClusterState } from '../../cluster-state.ts'
import type { NodeId } from '../../ids.ts'
import {
  type Controller,
  ControllerId,
  type ControllerRule,
  keepsNoPods,
  syncDone,
  wake,
} from '../controller.ts'
import { schedulerSeesNode } from '../scheduler/node-changes.ts'
import { daemonNodeSeen } from '../sets/daemon-nodes.ts'
import { beginLease } from './lease.ts'
import { NodeMonitor, rouseMonitor } from './node-monitor.ts'
import {
  evictingTaints,
  lifecycleTaints,
  markAtStart,
  NodeMark,
  noExecuteOf,
  noExecuteTaints,
  noScheduleOf,
  noScheduleTaints,
} from './node-object.ts'
import { Passes } from './passes.ts'
import { gcPeriodUs, PodGc, schedulePodGc } from './pod-gc.ts'
import { changeDone, TaintChange } from './taint-change.ts'
import { TaintPasses } from './taint-pass.ts'
import { taintPassUs } from './taint-queue.ts'
import { countsInZone, zoneOf } from './zones.ts'

/** Source: as above, nodeUpdateWorkerSize of doNodeProcessingPassWorker. */
const taintWorkers = 8
/** Length of a visit that makes no call: measured, 0.4 ms for 190 nodes. */
const visitUs = 2

export const nodeLifecycleController: ControllerRule = {
  name: 'node-controller',
  objects: 'leases',
  workers: taintWorkers,
  sync,
  ...keepsNoPods,
  tellsOfPods: true,
  mayActOnNodes: ({ nodesWatchedUs, nowUs, controllers, nodeMonitor, taintPasses, reconciling, shutdowns }) =>
    nodesWatchedUs >= nowUs ||
    controllers[ControllerId.NodeLifecycle].isBusy ||
    shutdowns.size > 0 ||
    reconciling > 0 ||
    nodeMonitor.isActive ||
    taintPasses.zone >= 0 ||
    taintPasses.nextUs < Infinity,
}

/** N5: the taints NoSchedule become those that follow from the object, as the cache has it. */
function sync(state: ClusterState, _: Controller, node: NodeId): number {
  const { noScheduleChanges: changes } = state
  const running = changes.get(node)
  let atUs: number
  if (running === undefined) {
    const mark = state.nodeHealth.seenMark[node]
    const wanted = noScheduleOf(mark)
    if ((mark & NodeMark.Missing) !== 0 || (mark & noScheduleTaints) === wanted) return syncDone
    const change = new TaintChange()
    changes.set(node, change)
    atUs = change.begin(state, node, wanted & ~mark, noScheduleTaints & mark & ~wanted)
  } else atUs = running.goOn(state)
  if (atUs !== changeDone) return atUs
  changes.delete(node)
  return syncDone
}

/** The object of the node has come into the caches, or changed there. */
export function onNodeSeen(state: ClusterState, node: NodeId, mark: number): void {
  const { nodeHealth: health, controllers } = state
  const before = health.seenMark[node]
  health.seenMark[node] = mark
  wake(state, controllers[ControllerId.NodeLifecycle], node)
  if (((before ^ mark) & noExecuteTaints) !== 0) wake(state, controllers[ControllerId.TaintEviction], node)
  schedulerSeesNode(state, node, mark)
  if (((before ^ mark) & (NodeMark.Missing | NodeMark.Ready)) !== 0) rouseMonitor(state)
  daemonNodeSeen(state, node, before, mark)
  if ((mark & (NodeMark.Missing | NodeMark.OutOfServiceNoExecute)) !== 0) schedulePodGc(state)
}

/** Where everything is at time 0: leases, passes and their phases are random, in streams of their own. */
export function beginNodeHealth(state: ClusterState, replication: number): void {
  const { spec, streams, needs, overheads } = state
  const phaseWithin = (periodUs: number): number =>
    needs.nodeHealth ? Math.floor(periodUs * nextUniform(streams.monitor, 0)) : 0
  if (needs.nodeHealth)
    seedStream(streams.monitor, 0, purposeKey(spec.masterSeed, replication, 'monitor'), '')
  const periodUs = spec.controlPlane.nodeMonitorPeriodUs
  const idleUs = overheads.isIdeal ? 0 : visitUs * spec.nodes.length
  const passes = new Passes(phaseWithin(periodUs), periodUs, idleUs)
  state.nodeMonitor = new NodeMonitor(passes, needs.nodeHealth ? beginNodes(state) : 0)
  state.taintPasses = new TaintPasses(phaseWithin(taintPassUs))
  state.podGc = new PodGc(phaseWithin(gcPeriodUs))
}

/**
 * What follows from nodes that were not well at time 0, as after a start of the controllers: they look at each, and pods that do not tolerate
 * a taint NoExecute for ever are timed from now on.
 * Simplified: the kubelet of such a node works, though it does not say so until something happens to the node.
 */
export function heedNodesFromBefore(state: ClusterState): void {
  const { nodeHealth: health, controllers } = state
  for (let node = 0; node < health.seenMark.length; node++) {
    const mark = health.seenMark[node]
    if (noScheduleOf(mark) !== (mark & noScheduleTaints))
      wake(state, controllers[ControllerId.NodeLifecycle], node)
    if ((mark & evictingTaints) !== 0) wake(state, controllers[ControllerId.TaintEviction], node)
    if (noExecuteOf(mark) !== (mark & lifecycleTaints)) rouseMonitor(state)
    if ((mark & NodeMark.OutOfServiceNoExecute) !== 0) schedulePodGc(state)
  }
}

/** Objects and leases of the nodes. Returns how many zones there are. */
function beginNodes(state: ClusterState): number {
  const { spec, nodeHealth: health } = state
  const zones = new Map<string, number>()
  for (const [node, object] of spec.nodes.entries()) {
    const { labels } = object
    beginLease(state, node)
    health.apiMark[node] = markAtStart(object)
    health.seenMark[node] = health.apiMark[node]
    if (!countsInZone(labels)) continue
    const zone = zones.get(zoneOf(labels)) ?? zones.size
    zones.set(zoneOf(labels), zone)
    health.zone[node] = zone
  }
  return zones.size
}
