/**
 * The monitor of node health (N2, N4, N6, Z26): it goes through all nodes, 8 at a time, and begins anew 5 s after it was through. A node whose
 * lease it has not seen renewed for longer than the grace period it says is Unknown, and its pods not Ready, one after the other. All its calls
 * take tokens of one bucket, so after a failure of many nodes a pass lasts long; meanwhile it sees no renewals, and what has become of
 * the zones it asks only at its end. A pass reads the objects of all nodes when it begins: what changes in them meanwhile is for the next pass.
 *
 * While all nodes are well a pass changes nothing, and is none: it is known when it would have been. 1.37 on it asks for the lease of each silent node in each
 * pass, to be sure that its cache is not old: with many of them a pass takes its time, though it changes nothing.
 * Source: kubernetes v1.36 pkg/controller/nodelifecycle/node_lifecycle_controller.go, monitorNodeHealth, tryUpdateNodeHealth and
 * processTaintBaseEviction; pkg/controller/util/node/controller_utils.go, MarkPodsNotReady; v1.37 NodeControllerLeaseCircuitBreaker.
 * Simplified: of a node that is back at just that moment only its own visit ends, and not those of all others until the cache has its lease.
 */
import { nextUniform } from '../../../kernel/random-stream.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { PodStage } from '../../codes.ts'
import { EventKind } from '../../event-table.ts'
import type { NodeId, PodId } from '../../ids.ts'
import { isInTouch } from '../../in-touch.ts'
import { schedule } from '../../lanes.ts'
import { statusCode } from '../../node/status/status-writer.ts'
import { ApiCall, aboutNode, tell } from '../api-client.ts'
import { ControllerId } from '../controller.ts'
import { Reason } from '../event-sink.ts'
import { writeStatus } from '../pod-watch.ts'
import { lastRenewalUs } from './lease.ts'
import {
  asksForLeases,
  isExpired,
  isOverdue,
  isSettled,
  leasesUs,
  needsCalls,
  queueOf,
} from './node-checks.ts'
import { lifecycleTaints, NodeMark, noExecuteOf, withCondition, writeNode } from './node-object.ts'
import type { Passes } from './passes.ts'
import { passesGoOn, passesRest, QuietPasses } from './quiet-passes.ts'
import { changeDone, nodeClient, TaintChange } from './taint-change.ts'
import { scheduleTaintPass } from './taint-pass.ts'
import { TaintQueue } from './taint-queue.ts'
import { Disruption, disruptionOf, setsRate, taintRateOf, ZoneState, zoneStateOf } from './zones.ts'

/** Nodes that a pass works on at once. Source: as above, nodeUpdateWorkerSize. */
export const monitorWorkers = 8

const Stage = { Free: 0, Status: 1, Taints: 2, Pods: 3, FreeingAll: 4, Lease: 5 } as const

/** What one worker of a pass does. */
class MonitorWorker {
  stage: number = Stage.Free
  node: NodeId = -1
  /** The node has become unready in this pass. */
  isTurning = false
  pods: PodId[] = []
  readonly taints = new TaintChange()
}

export class NodeMonitor {
  readonly passes: Passes
  readonly workers: MonitorWorker[]
  readonly quiet = new QuietPasses()
  /** By zone. */
  readonly queues: TaintQueue[]
  readonly zoneStates: number[]
  /** Some node is not well, or its state not known: passes are made. */
  isActive = false
  /** Nodes of the running pass in its order, and how many have had their turn. */
  order: Int32Array = new Int32Array(0)
  walked = 0
  /** By node: its object in the cache when the running pass began. */
  listed: Uint16Array = new Uint16Array(0)
  /** By node: whether the running pass found it ready. */
  foundReady: Uint8Array = new Uint8Array(0)

  constructor(passes: Passes, zones: number) {
    this.passes = passes
    this.workers = Array.from({ length: monitorWorkers }, () => new MonitorWorker())
    this.queues = Array.from({ length: zones }, () => new TaintQueue())
    this.zoneStates = Array.from({ length: zones }, () => ZoneState.Normal)
  }
}

/** The monitor must look at nodes from now on. */
export function rouseMonitor(state: ClusterState): void {
  const { nodeMonitor: monitor } = state
  if (monitor.isActive) return
  monitor.isActive = true
  passesGoOn(state)
  schedule(state, EventKind.MonitorPass, 0, monitor.passes.nextUs(state.nowUs), 0)
}

/** Nothing is heard of the node from now on: when the monitor has seen its last renewal, or will. */
export function nodeFallsSilent(state: ClusterState, node: NodeId): void {
  const { nodeHealth: health, nodeMonitor: monitor } = state
  const seenUs = monitor.passes.firstVisitUs(node, lastRenewalUs(state, node))
  health.isProbed[node] = seenUs <= state.nowUs ? 1 : 0
  health.probedUs[node] = seenUs
  rouseMonitor(state)
}

export function onMonitorPass(state: ClusterState): void {
  const { nodeMonitor: monitor, nodeHealth: health } = state
  const there: NodeId[] = []
  for (let node = 0; node < health.seenMark.length; node++)
    if ((health.seenMark[node] & NodeMark.Missing) === 0) there.push(node)
  monitor.order = Int32Array.from(there)
  monitor.walked = 0
  monitor.listed = Uint16Array.from(health.seenMark)
  monitor.foundReady = Uint8Array.from(health.seenMark, (mark) => mark & NodeMark.Ready)
  const hasWork = there.some((node) => needsCalls(state, node))
  monitor.passes.begin(state.nowUs, hasWork ? health.seenMark.length : 0)
  // The source's list has the order of a hash map. Where nothing takes time it has no effect.
  if (hasWork) shuffle(state, monitor.order)
  for (let worker = 0; worker < monitorWorkers; worker++) takeNodes(state, worker)
  endIfThrough(state)
}

function shuffle({ streams }: ClusterState, order: Int32Array): void {
  for (let index = 0; index < order.length; index++) {
    const other = index + Math.floor(nextUniform(streams.monitor, 0) * (order.length - index))
    const swapped = order[index]
    order[index] = order[other]
    order[other] = swapped
  }
}

/** A worker goes on to the next nodes, until one takes time. */
function takeNodes(state: ClusterState, worker: number): void {
  const { nodeMonitor: monitor } = state
  while (monitor.walked < monitor.order.length) {
    const atUs = visit(state, monitor.workers[worker], monitor.order[monitor.walked++])
    if (atUs >= 0) {
      schedule(state, EventKind.MonitorStep, worker, atUs, 0)
      return
    }
  }
  monitor.workers[worker].stage = Stage.Free
}

/** Looks at a node. Returns when the worker goes on; -1 = it is done with it. */
function visit(state: ClusterState, worker: MonitorWorker, node: NodeId): number {
  const { nodeHealth: health, nodeMonitor: monitor, nowUs } = state
  monitor.passes.visited(node, nowUs)
  worker.node = node
  worker.isTurning = false
  if (health.isProbed[node] === 0) {
    health.isProbed[node] = 1
    health.probedUs[node] = nowUs
  }
  if (asksForLeases(state) && isExpired(state, node)) {
    worker.stage = Stage.Lease
    return nodeClient(state).call(state, ApiCall.Get, aboutNode(node))
  }
  return judge(state, worker)
}

function judge(state: ClusterState, worker: MonitorWorker): number {
  const { nodeMonitor: monitor } = state
  const { node } = worker
  if (!isOverdue(state, node)) return heedTaints(state, worker, monitor.listed[node])
  worker.isTurning = (monitor.listed[node] & NodeMark.Ready) !== 0
  worker.stage = Stage.Status
  return nodeClient(state).call(state, ApiCall.WriteNodeStatus, aboutNode(node))
}

/** What a worker waited for is there. */
export function onMonitorStep(state: ClusterState, index: number): void {
  const { nodeMonitor: monitor } = state
  const worker = monitor.workers[index]
  const isFreeing = worker.stage === Stage.FreeingAll
  const atUs = goOn(state, worker)
  if (atUs >= 0) schedule(state, EventKind.MonitorStep, index, atUs, 0)
  else if (isFreeing) endPass(state)
  else {
    takeNodes(state, index)
    endIfThrough(state)
  }
}

function goOn(state: ClusterState, worker: MonitorWorker): number {
  const { nodeHealth: health, nodeMonitor: monitor } = state
  switch (worker.stage) {
    case Stage.Lease:
      return isInTouch(state, worker.node) ? -1 : judge(state, worker)
    case Stage.Status: {
      // It is back, or gone: the write meets a newer object, and the next pass looks again.
      const mark = health.apiMark[worker.node]
      if (isInTouch(state, worker.node) || (mark & NodeMark.Missing) !== 0) return -1
      writeNode(state, worker.node, withCondition(mark, NodeMark.Unknown))
      monitor.foundReady[worker.node] = 0
      return heedTaints(state, worker, health.apiMark[worker.node])
    }
    case Stage.Taints: {
      const atUs = worker.taints.goOn(state)
      return atUs === changeDone ? markPods(state, worker) : atUs
    }
    case Stage.Pods:
      podIsMarked(state, worker.pods.shift()!)
      return markNext(state, worker)
    default:
      return freeNext(state, worker)
  }
}

/**
 * N5, N10: a node that is not well waits for its taint, one that is well loses it; the wrong one of the two is changed at once.
 * @param mark its condition as it is now; its taints are those that the pass has listed.
 */
function heedTaints(state: ClusterState, worker: MonitorWorker, mark: number): number {
  const { nodeMonitor: monitor } = state
  const { node } = worker
  const wanted = noExecuteOf(mark)
  const wrong = monitor.listed[node] & lifecycleTaints & ~wanted
  if (wanted === 0 || wrong !== 0) {
    if (wanted === 0) queueOf(state, node)?.remove(node)
    worker.stage = Stage.Taints
    const atUs = worker.taints.begin(state, node, wanted, wrong)
    if (atUs !== changeDone) return atUs
  } else {
    const queue = queueOf(state, node)
    if ((monitor.listed[node] & wanted) === 0) queue?.remove(node)
    queue?.add(node)
    scheduleTaintPass(state)
  }
  return markPods(state, worker)
}

/** N4: only of a node that has just become unready. */
function markPods(state: ClusterState, worker: MonitorWorker): number {
  if (!worker.isTurning) return -1
  tell(state, ControllerId.NodeLifecycle, aboutNode(worker.node), Reason.NodeNotReady)
  const { pod: pods } = state
  worker.pods = []
  for (let pod = 0; pod < pods.count; pod++)
    if (pods.node[pod] === worker.node && showsReady(state, pod)) worker.pods.push(pod)
  worker.stage = Stage.Pods
  return markNext(state, worker)
}

/** Whether the object of the pod is there and says that it is Ready. */
function showsReady({ pod: pods }: ClusterState, pod: PodId): boolean {
  return (
    (pods.stage[pod] === PodStage.Bound || pods.stage[pod] === PodStage.Deleting) &&
    pods.apiIsReady[pod] === 1
  )
}

function markNext(state: ClusterState, worker: MonitorWorker): number {
  if (worker.pods.length === 0) return -1
  return nodeClient(state).call(state, ApiCall.WritePodStatus, state.pod.workload[worker.pods[0]])
}

/** The API says that the pod is not Ready; phase and containers stay as they were reported last. */
function podIsMarked(state: ClusterState, pod: PodId): void {
  if (!showsReady(state, pod)) return
  writeStatus(state, pod, statusCode(state.pod.apiPhase[pod], false, state.pod.apiHasAddress[pod] === 1))
  tell(state, ControllerId.NodeLifecycle, pod, Reason.NodeNotReady)
}

function endIfThrough(state: ClusterState): void {
  const { workers, order, walked } = state.nodeMonitor
  if (walked === order.length && workers.every(({ stage }) => stage === Stage.Free)) heedZones(state)
}

/** N6, at the end of a pass: how fast taints go on in each zone, by what the pass has found of each node. */
function heedZones(state: ClusterState): void {
  const { nodeMonitor: monitor, nodeHealth: health, nowUs } = state
  const zones = monitor.queues.length
  const ready = new Int32Array(zones)
  const notReady = new Int32Array(zones)
  for (const node of monitor.order) {
    if (health.zone[node] < 0) continue
    if (monitor.foundReady[node] === 1) ready[health.zone[node]]++
    else notReady[health.zone[node]]++
  }
  const states = monitor.queues.map((_, zone) => zoneStateOf(ready[zone], notReady[zone]))
  const disruption = disruptionOf(monitor.zoneStates, states)
  for (let zone = 0; zone < zones; zone++) {
    const rate = taintRateOf(states[zone], ready[zone] + notReady[zone])
    if (disruption === Disruption.Enters) monitor.queues[zone].setRate(0, nowUs)
    else if (setsRate(disruption, monitor.zoneStates[zone], states[zone]))
      monitor.queues[zone].setRate(rate, nowUs)
    monitor.zoneStates[zone] = states[zone]
  }
  if (disruption === Disruption.Leaves) for (const node of monitor.order) health.probedUs[node] = nowUs
  scheduleTaintPass(state)
  if (disruption !== Disruption.Enters) endPass(state)
  else freeAll(state)
}

/** All zones are down: that may be the control plane's own fault, and every node loses the taints that the pass has listed: not those that came meanwhile. */
function freeAll(state: ClusterState): void {
  const { nodeMonitor: monitor } = state
  const [worker] = monitor.workers
  worker.stage = Stage.FreeingAll
  monitor.walked = 0
  const atUs = freeNext(state, worker, true)
  if (atUs >= 0) schedule(state, EventKind.MonitorStep, 0, atUs, 0)
  else endPass(state)
}

function freeNext(state: ClusterState, worker: MonitorWorker, isFirst = false): number {
  const { nodeMonitor: monitor } = state
  if (!isFirst) {
    const atUs = worker.taints.goOn(state)
    if (atUs !== changeDone) return atUs
  }
  while (monitor.walked < monitor.order.length) {
    const node = monitor.order[monitor.walked++]
    queueOf(state, node)?.remove(node)
    const atUs = worker.taints.begin(state, node, 0, monitor.listed[node] & lifecycleTaints)
    if (atUs !== changeDone) return atUs
  }
  worker.stage = Stage.Free
  return -1
}

function endPass(state: ClusterState): void {
  const { nodeMonitor: monitor } = state
  const nextUs = monitor.passes.end(state.nowUs)
  monitor.order = new Int32Array(0)
  monitor.walked = 0
  if (isSettled(state)) {
    monitor.isActive = false
    monitor.passes.rest(asksForLeases(state) ? leasesUs(state) : 0)
    passesRest(state, nextUs)
  } else schedule(state, EventKind.MonitorPass, 0, nextUs, 0)
}
