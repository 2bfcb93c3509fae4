/**
 * Nodes that lose power, and nodes that are cut off from the API (N11, N12). A machine that is off has lost its processes and sandboxes;
 * what its disk and the API hold it finds again, and starts everything at once. A kubelet that is cut off goes on by itself: it probes and
 * restarts, and hears of nothing. In either case nothing that it does is heard in the API until it is back.
 *
 * Simplified: a machine that gets power while it is cut off starts its pods when it reaches the API, as its kubelet knows them from there.
 */
import { nextUniform } from '../../kernel/random-stream.ts'
import { usPerSecond } from '../../kernel/time.ts'
import type { ClusterState, NodeId, PodId } from '../cluster-state.ts'
import { Cause, PodStage, ProcessState, WorkerStage } from '../codes.ts'
import { drawCallUs } from '../draw.ts'
import { EventKind } from '../event-table.ts'
import { isInTouch, knowsDeletion } from '../in-touch.ts'
import { schedule } from '../lanes.ts'
import { podSpecOf } from '../pod-templates.ts'
import { serverChanged } from '../world/traffic/server-watch.ts'
import { resetPuller } from './images/image-pull.ts'
import { restartKubelet } from './kubelet-restart.ts'
import { cancelSync, requestSync } from './pod-workers/sync-queue.ts'
import { cancelExecProbes, terminatePod } from './pod-workers/termination.ts'
import { podsOn } from './pods-on.ts'
import { loseWorker } from './prober/probe-worker.ts'
import { endBackoffWait } from './runtime/backoff-wait.ts'
import { forgetStop, runsStill } from './runtime/container-kill.ts'
import { crashProcess } from './runtime/container-lifecycle.ts'
import { loseSandbox } from './runtime/sandbox.ts'
import { updatePodReady } from './status/pod-status.ts'
import {
  holdStatus,
  queueAnew,
  queueHeld,
  reconcile,
  resumeWriter,
  stopWriter,
  writeUntil,
} from './status/status-writer.ts'

/** What a container runtime says of a container that ran when the machine lost power. Source: containerd, unknownExitCode. */
const exitCodeLost = 255
/** N10: the kubelet compares its statuses with the API's this often. Source: kubernetes v1.36 status_manager.go, syncPeriod. */
const reconcileUs = 10 * usPerSecond

/** The machines lose power now. Returns those of which nothing is heard any more. */
export function powerOff(state: ClusterState, hits: Int32Array): Int32Array {
  const { node: nodes, pod: pods } = state
  const fallen = hits.filter((node) => nodes.offCount[node]++ === 0)
  const silent = fallSilent(state, fallen)
  for (const node of fallen) {
    nodes.isOff[node] = 1
    resetPuller(state, node)
  }
  for (const pod of podsOn(state, fallen))
    if (pods.workerStage[pod] !== WorkerStage.Terminated) losePod(state, pod)
  return silent
}

/**
 * N13: the kubelet ends pods of nodes that shut down, all at once, and each has at most so long. Static pods it leaves to the end of the power.
 * @param isCritical those of the priorities that come last, or the others.
 */
export function shutDownPods(
  state: ClusterState,
  hits: Int32Array,
  isCritical: boolean,
  graceUs: number,
): void {
  const { pod: pods } = state
  for (const pod of podsOn(state, hits)) {
    if (!isOfGroup(state, pod, isCritical) || pods.workerStage[pod] >= WorkerStage.Terminating) continue
    pods.isShutDown[pod] = 1
    updatePodReady(state, pod)
    terminatePod(state, pod, graceUs)
  }
}

/** Whether pods of these nodes that have been told to end still run. */
export function runsOn(state: ClusterState, hits: Int32Array, isCritical: boolean): boolean {
  return podsOn(state, hits).some(
    (pod) =>
      state.pod.workerStage[pod] >= WorkerStage.Terminating &&
      isOfGroup(state, pod, isCritical) &&
      runsStill(state, pod),
  )
}

function isOfGroup(state: ClusterState, pod: PodId, isCritical: boolean): boolean {
  const isStatic = state.workload.isStatic[state.pod.workload[pod]] === 1
  return !isStatic && (podSpecOf(state, pod).isCritical === true) === isCritical
}

/** They have power again. Returns those that are in touch again. */
export function powerOn(state: ClusterState, hits: Int32Array): Int32Array {
  return comeBack(
    state,
    hits.filter((node) => --state.node.offCount[node] === 0),
  )
}

/** The network between the nodes and the API fails now. Returns those of which nothing is heard any more. */
export function cutOff(state: ClusterState, hits: Int32Array): Int32Array {
  return fallSilent(
    state,
    hits.filter((node) => state.node.cutCount[node]++ === 0),
  )
}

/** It works again. Returns those that are in touch again. */
export function reconnect(state: ClusterState, hits: Int32Array): Int32Array {
  return comeBack(
    state,
    hits.filter((node) => --state.node.cutCount[node] === 0),
  )
}

/** What has been written is in the API; nothing that comes after is. */
function fallSilent(state: ClusterState, hits: Int32Array): Int32Array {
  const { node: nodes, nowUs } = state
  const silent = hits.filter((node) => isInTouch(state, node))
  writeUntil(state, nowUs)
  for (const node of silent) {
    nodes.silentSinceUs[node] = nowUs
    stopWriter(state, node)
  }
  for (const pod of podsOn(state, silent)) holdStatus(state, pod)
  return silent
}

/** N10: what the API says of its pods the kubelet sets right. */
export function onStatusReconcile(state: ClusterState, node: NodeId): void {
  const { pod: pods } = state
  state.reconciling--
  if (!isInTouch(state, node)) return
  for (const pod of podsOn(state, Int32Array.of(node)))
    if (pods.stage[pod] !== PodStage.Gone && pods.workerStage[pod] !== WorkerStage.New) reconcile(state, pod)
}

function losePod(state: ClusterState, pod: PodId): void {
  const { pod: pods, container: containers, podTemplate } = state
  cancelSync(state, pod)
  const probeEnd = pods.firstProbe[pod] + podTemplate.probeCount[pods.template[pod]]
  for (let place = pods.firstProbe[pod]; place < probeEnd; place++)
    loseWorker(state, state.probe.rowAt[place])
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    forgetStop(state, container)
    endBackoffWait(state, container)
    if (containers.state[container] === ProcessState.Running)
      crashProcess(state, container, exitCodeLost, Cause.Node)
  }
  loseSandbox(state, pod)
  pods.relistAtUs[pod] = -1
  pods.isShutDown[pod] = 0
  pods.workerStage[pod] = WorkerStage.Off
  if (pods.isReady[pod] === 0) return
  pods.isReady[pod] = 0
  pods.readyChangedAtUs[pod] = state.nowUs
  state.metrics.podReadyChanged(pod)
}

function comeBack(state: ClusterState, hits: Int32Array): Int32Array {
  const { node: nodes, pod: pods, podsToGo, nowUs } = state
  const back = hits.filter((node) => nodes.offCount[node] === 0 && nodes.cutCount[node] === 0)
  writeUntil(state, nowUs)
  for (const node of back) resumeWriter(state, node)
  for (const pod of podsOn(state, back)) {
    const node = pods.node[pod]
    if (nodes.isOff[node] === 1) queueAnew(state, pod)
    else {
      queueHeld(state, pod)
      hearOf(state, pod)
    }
  }
  for (const node of back) {
    nodes.silentSinceUs[node] = Infinity
    if (nodes.isOff[node] === 1) {
      nodes.isOff[node] = 0
      restartKubelet(state, node)
      refuseRequests(state, node)
    } else {
      const afterUs = state.overheads.isIdeal
        ? 0
        : Math.floor(reconcileUs * nextUniform(state.streams.lease, node))
      state.reconciling++
      schedule(state, EventKind.StatusReconcile, node, nowUs + afterUs, 0)
    }
  }
  const isBack = new Set(back)
  for (const pod of podsToGo.splice(0)) {
    if (isBack.has(pods.node[pod]))
      schedule(state, EventKind.PodGone, pod, nowUs + roundTripUs(state, pod), 0)
    else podsToGo.push(pod)
  }
  return back
}

/** What came for its pods was not answered as long as there was no power; from now on it is refused, until processes listen again. */
function refuseRequests(state: ClusterState, node: NodeId): void {
  if (state.traffic === undefined) return
  const { firstContainer, endContainer } = state.pod
  for (const pod of podsOn(state, Int32Array.of(node)))
    for (let container = firstContainer[pod]; container < endContainer[pod]; container++)
      serverChanged(state, container)
}

/** A kubelet that has gone on by itself hears of what has become of the pod meanwhile. */
function hearOf(state: ClusterState, pod: PodId): void {
  const { pod: pods, nowUs } = state
  const isNew = pods.stage[pod] === PodStage.Bound && pods.workerStage[pod] === WorkerStage.New
  const isDeleted = pods.stage[pod] >= PodStage.Deleting && !knowsDeletion(state, pod)
  if (isDeleted) cancelExecProbes(state, pod)
  if ((isNew && pods.syncAtUs[pod] === Infinity) || isDeleted)
    requestSync(state, pod, nowUs + roundTripUs(state, pod))
}

/**
 * The API tells the kubelet of a pod of its node: it is new, or is being deleted. A kubelet that is out of touch hears of it when it is back.
 * @param delayUs until the kubelet can sync it.
 */
export function tellKubelet(state: ClusterState, pod: PodId, delayUs: number): void {
  const { pod: pods, node: nodes, workload } = state
  const node = pods.node[pod]
  if (nodes.isOff[node] === 1) {
    if (pods.workerStage[pod] === WorkerStage.New) pods.workerStage[pod] = WorkerStage.Off
    return
  }
  // T1: what lies in its folder a kubelet sees by itself.
  if (isInTouch(state, node) || workload.isStatic[pods.workload[pod]] === 1)
    requestSync(state, pod, state.nowUs + delayUs)
}

function roundTripUs(state: ClusterState, pod: PodId): number {
  return drawCallUs(state, state.streams.overhead, pod)
}
