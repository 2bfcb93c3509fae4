/**
 * The pod worker: one per pod, its syncs one after another (S5). This file decides when a sync runs and walks it
 * through its steps: status, workers, kills one at a time, starts one at a time (S9-S11). A sync that takes no
 * time runs through within one event. Source: kubernetes v1.35 pkg/kubelet/pod_workers.go, kubelet.go SyncPod,
 * kuberuntime/kuberuntime_manager.go SyncPod and computePodActions.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, ContainerId, PodId, ProbeId } from '../../cluster-state.ts'
import {
  Plan,
  PodEvent,
  PodPhase,
  PodPlan,
  ProbeType,
  Result,
  StatusState,
  WorkerStage,
} from '../../codes.ts'
import { drawUs } from '../../draw.ts'
import { knowsDeletion } from '../../in-touch.ts'
import { awaitsAll } from '../../tables/pods.ts'
import { endPull } from '../images/image-pull.ts'
import { cachedResult } from '../prober/probe-result.ts'
import { addWorkers } from '../prober/probe-worker.ts'
import { statusChanged } from '../prober/quiet-probes.ts'
import { giveTurns, isStillThere, killNext, runsStill, stopAll } from '../runtime/container-kill.ts'
import {
  endFailedHook,
  endHook,
  refuseStartsAgain,
  runContainer,
  startInRuntime,
  startNext,
} from '../runtime/container-start.ts'
import { relistAfter } from '../runtime/pleg.ts'
import { makeSandbox, removeInstances } from '../runtime/sandbox.ts'
import { recordEvent, wholePod } from '../status/event-recorder.ts'
import { generateStatus, setContainerReady, triggerUnready, updatePodReady } from '../status/pod-status.ts'
import { setStarted } from '../status/started.ts'
import { noteStatusChange } from '../status/status-writer.ts'
import { isStopped } from './active-deadline.ts'
import { actsAt, holdEndUs, planActions } from './pod-plan.ts'
import { requeue } from './requeue.ts'
import { endHold, isSyncDue, requestSync, scheduleStep } from './sync-queue.ts'
import { terminatePod, terminationGoesOn } from './termination.ts'

/**
 * S8: liveness Failure asks for a sync; readiness (R2) and startup first change the status. A result counts also if its
 * worker ended with it (P9 step 6): what is published stays so (P12).
 */
export function onProbeResult(state: ClusterState, probe: ProbeId): void {
  const { probe: probes, container: containers, probeTemplate } = state
  const container = probes.container[probe]
  const pod = containers.pod[container]
  const type = probeTemplate.type[probes.template[probe]]
  const result = cachedResult(state, probe)
  if (isForSync(state, container, type, result)) endHold(state, pod)
  if (type === ProbeType.Readiness && result >= 0) {
    setContainerReady(state, container, result === Result.Success)
    updatePodReady(state, pod)
  }
  if (type === ProbeType.Startup && result >= 0) {
    setStarted(state, container, result === Result.Success)
    statusChanged(state, container)
    noteStatusChange(state, pod)
  }
  requestSync(state, pod, state.nowUs + ownDelayUs(state, probe))
}

/** Whether the next sync finds something in the result that the result itself does not change. */
function isForSync(
  { container: containers }: ClusterState,
  container: ContainerId,
  type: number,
  result: number,
): boolean {
  const runs = containers.statusState[container] === StatusState.Running
  // One of another instance takes the place of what was known of the instance that the status shows.
  if (result < 0) return true
  // A Success that comes before its container is started, or after it has ended, changes the status until the next sync.
  if (result === Result.Success && !(runs && containers.isStarted[container] === 1)) return true
  return runs && (type === ProbeType.Startup || (type === ProbeType.Liveness && result === Result.Failure))
}

/**
 * Z2: what a worker that was made anew finds of its ended container asks for a sync again and again. What holds it back is the relist
 * that each sync waits for; with ideal overheads nothing would, so a relist period does.
 */
function ownDelayUs(state: ClusterState, probe: ProbeId): number {
  const { isRemade, exists } = state.probe
  return state.overheads.isIdeal && isRemade[probe] === 1 && exists[probe] === 0 ? usPerSecond : 0
}

export function onSync(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  if (!isSyncDue(state, pod)) return
  const isFirst = pods.workerStage[pod] === WorkerStage.New
  pods.syncAtUs[pod] = Infinity
  pods.syncTakenUs[pod] = Infinity
  pods.workerStage[pod] = WorkerStage.Syncing
  state.metrics.syncsTotal++
  const endUs = state.nowUs + drawWorkUs(state, pod, isFirst)
  if (endUs < pods.heldUntilUs[pod] && !knowsDeletion(state, pod)) {
    triggerUnready(state, pod)
    refuseStartsAgain(state, pod)
    finishSync(state, pod, endUs)
    return
  }
  if (isFirst && pods.rejection[pod] > 0) recordEvent(state, pod, wholePod, PodEvent.Rejected)
  generateStatus(state, pod)
  const isOver = pods.phase[pod] >= PodPhase.Succeeded || isStopped(state, pod)
  if (isOver || knowsDeletion(state, pod)) {
    terminatePod(state, pod)
    return
  }
  planActions(state, pod)
  if (pods.plan[pod] === PodPlan.KillPod) killPod(state, pod)
  else if (endUs > state.nowUs && actsAt(state, pod, endUs)) scheduleStep(state, pod, endUs - state.nowUs)
  else continueSync(state, pod, endUs)
}

/** Time until the sync acts. S9 step 8: only the first one waits for volumes. */
function drawWorkUs(state: ClusterState, pod: PodId, isFirst: boolean): number {
  const { overheads, streams } = state
  const workUs = drawUs(state, overheads.sync, streams.overhead, pod)
  const waits = isFirst && state.podTemplate.hasVolumes[state.pod.template[pod]] === 1
  return waits ? workUs + drawUs(state, overheads.volumes, streams.overhead, pod) : workUs
}

export function onStep(state: ClusterState, pod: PodId, stamp: number): void {
  if (state.pod.stepStamp[pod] === stamp && !endHook(state, pod)) continueSync(state, pod, state.nowUs)
}

/** K4: all at once, with the pod's grace period; the phase is terminal then. */
function killPod(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods } = state
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.plan[container] !== Plan.Keep) state.metrics.hangKilled(container)
  }
  terminatePod(state, pod)
}

/** S10: goes on from where the sync stands: workers, kills, sandbox, starts, end. Returns where it has to wait. */
function continueSync(state: ClusterState, pod: PodId, endUs: number): void {
  const { pod: pods } = state
  pods.awaitedExit[pod] = -1
  // A new worker of a startup probe is news for the next sync (P15).
  const makesWorkers = pods.hasWorkers[pod] === 0
  addWorkers(state, pod)
  const end = pods.endContainer[pod]
  if (pods.plan[pod] === PodPlan.NewSandbox && replaceSandbox(state, pod, end)) return
  const isReset = pods.plan[pod] === PodPlan.Reset
  while (pods.killCursor[pod] < end) {
    const container = pods.killCursor[pod]++
    if (killNext(state, pod, isReset ? inResetOrder(state, pod, container) : container)) return
  }
  if (isReset) removeInstances(state, pod)
  while (pods.startCursor[pod] < end) {
    if (startNext(state, pod, pods.startCursor[pod]++)) return
  }
  pods.heldUntilUs[pod] = makesWorkers ? -Infinity : holdEndUs(state, pod)
  finishSync(state, pod, endUs)
}

/** Z6: where all containers are restarted, regular ones are killed before init containers and sidecars. */
function inResetOrder(state: ClusterState, pod: PodId, cursor: number): ContainerId {
  const { pod: pods, podTemplate } = state
  const template = pods.template[pod]
  const first = pods.firstContainer[pod]
  return first + ((cursor - first + podTemplate.initCount[template]) % podTemplate.containerCount[template])
}

/** S11.1: kills what is left of the old sandbox, all at once, then makes a new one. Returns whether the sync waits. */
function replaceSandbox(state: ClusterState, pod: PodId, end: number): boolean {
  const { pod: pods, podTemplate } = state
  if (pods.killCursor[pod] < end) {
    pods.killCursor[pod] = end
    if (pods.sandboxCount[pod] > 0) recordEvent(state, pod, wholePod, PodEvent.SandboxChanged)
    stopAll(state, pod, podTemplate.graceUs[pods.template[pod]])
  }
  if (runsStill(state, pod)) {
    pods.awaitedExit[pod] = awaitsAll
    return true
  }
  makeSandbox(state, pod)
  pods.plan[pod] = PodPlan.Containers
  return false
}

/** The runtime reports the exit that a sync, or a termination, waits for. */
export function resumeAfterExit(state: ClusterState, container: ContainerId): void {
  const { pod: pods } = state
  const pod = state.container.pod[container]
  if (pods.workerStage[pod] === WorkerStage.Terminating) terminationGoesOn(state, pod)
  else if (pods.awaitedExit[pod] === awaitsAll) {
    giveTurns(state, pod)
    if (!runsStill(state, pod)) scheduleStep(state, pod, 0)
  } else if (pods.awaitedExit[pod] === container && !isStillThere(state, container)) {
    if (pods.hookedContainer[pod] === container) endFailedHook(state, container)
    scheduleStep(state, pod, 0)
  }
}

/** The puller answers: the container starts, or its start has failed (I2). A new kubelet process asks anew. */
export function onImagePullEnd(state: ClusterState, container: ContainerId, stamp: number): void {
  const pod = state.container.pod[container]
  if (state.pod.stepStamp[pod] !== stamp) return
  if (endPull(state, pod, container) && startInRuntime(state, pod, container)) return
  continueSync(state, pod, state.nowUs)
}

/** The runtime reports that the process runs, or that it could not start it. */
export function onContainerStart(state: ClusterState, container: ContainerId, stamp: number): void {
  const pod = state.container.pod[container]
  if (state.pod.stepStamp[pod] !== stamp) return
  if (!runContainer(state, container)) continueSync(state, pod, state.nowUs)
}

function finishSync(state: ClusterState, pod: PodId, endUs: number): void {
  const { pod: pods } = state
  pods.workerStage[pod] = WorkerStage.Idle
  pods.lastSyncEndUs[pod] = endUs
  pods.freshAtUs[pod] = Infinity
  relistAfter(state, pod)
  requeue(state, pod, endUs)
  // K6: a deletion that came meanwhile is one of the requests.
  if (pods.syncRequested[pod] === 0) return
  pods.syncRequested[pod] = 0
  requestSync(state, pod, endUs)
}
