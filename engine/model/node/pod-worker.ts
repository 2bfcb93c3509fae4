/**
 * The pod worker: one per pod, its syncs one after another (S5). This file decides when a sync runs and walks it
 * through its steps: status, workers, kills one at a time, starts one at a time (S9-S11). A sync that takes no
 * time runs through within one event. Source: kubernetes v1.35 pkg/kubelet/pod_workers.go, kubelet.go SyncPod,
 * kuberuntime/kuberuntime_manager.go SyncPod and computePodActions.
 */
import { EventClass } from '../../kernel/time.ts'
import type { ClusterState, ContainerId, PodId, ProbeId } from '../cluster-state.ts'
import {
  Cause,
  Plan,
  PodPhase,
  PodStage,
  ProbeType,
  ProcessState,
  RestartPolicyId,
  Result,
  StatusState,
  WorkerStage,
} from '../codes.ts'
import { drawUs } from '../draw.ts'
import { EventKind } from '../event-kind.ts'
import { beginBackoffWait, endBackoffWait } from './backoff-wait.ts'
import { drawStartUs, signalProcess, startProcess } from './container-lifecycle.ts'
import {
  cachedResult,
  generateStatus,
  initDoneCount,
  probeOfType,
  setContainerReady,
  updatePodReady,
} from './pod-status.ts'
import { addWorkers } from './probe-worker.ts'
import { statusChanged } from './quiet-probes.ts'
import { hasUnreadyWorker, requeue } from './requeue.ts'
import { backoffExpiryUs, collectBackoff, forgetAfterUs, stepBackoff } from './restart-backoff.ts'
import { shouldRestart } from './restart-policy.ts'
import { endHold, requestSync, scheduleStep } from './sync-queue.ts'
import { terminatePod, terminationGoesOn } from './termination.ts'

/** S8: liveness Failure asks for a sync; readiness (R2) and startup first change the status. */
export function onProbeResult(state: ClusterState, probe: ProbeId, stamp: number): void {
  const { probe: probes, container: containers, probeTemplate } = state
  if (probes.workerStamp[probe] !== stamp) return
  const container = probes.container[probe]
  const pod = containers.pod[container]
  const type = probeTemplate.type[probes.template[probe]]
  const result = cachedResult(state, probe)
  if (containers.statusState[container] === StatusState.Running) endHold(state, pod)
  if (type === ProbeType.Readiness && result >= 0) {
    setContainerReady(state, container, result === Result.Success)
    updatePodReady(state, pod)
  }
  if (type === ProbeType.Startup && result >= 0) {
    containers.isStarted[container] = result === Result.Success ? 1 : 0
    statusChanged(state, container)
  }
  requestSync(state, pod, state.nowUs)
}

export function onSync(state: ClusterState, pod: PodId, stamp: number): void {
  const { pod: pods } = state
  if (pods.syncStamp[pod] !== stamp) return
  const isFirst = pods.workerStage[pod] === WorkerStage.New
  pods.syncAtUs[pod] = Infinity
  pods.syncRequested[pod] = 0
  pods.workerStage[pod] = WorkerStage.Syncing
  state.metrics.syncsTotal++
  const endUs = state.nowUs + drawWorkUs(state, pod, isFirst)
  if (endUs < pods.heldUntilUs[pod] && pods.stage[pod] === PodStage.Bound) {
    finishSync(state, pod, endUs)
    return
  }
  generateStatus(state, pod)
  if (pods.phase[pod] >= PodPhase.Succeeded || pods.stage[pod] >= PodStage.Deleting) {
    terminatePod(state, pod)
    return
  }
  planActions(state, pod)
  if (killsWholePod(state, pod)) killWholePod(state, pod)
  else if (endUs > state.nowUs && actsAt(state, pod, endUs)) scheduleStep(state, pod, endUs - state.nowUs)
  else continueSync(state, pod, endUs)
}

/** Time until the sync acts. S9 step 8: only the first one waits for volumes. */
function drawWorkUs(state: ClusterState, pod: PodId, isFirst: boolean): number {
  const { overheads, streams } = state
  const workUs = drawUs(state, overheads.sync, streams.overhead, pod)
  const waits = isFirst && state.workload.hasVolumes[state.pod.workload[pod]] === 1
  return waits ? workUs + drawUs(state, overheads.volumes, streams.overhead, pod) : workUs
}

export function onStep(state: ClusterState, pod: PodId, stamp: number): void {
  if (state.pod.stepStamp[pod] === stamp) continueSync(state, pod, state.nowUs)
}

/**
 * S11: what to do with each container, by the status that the sync began with. While init containers are not done,
 * regular ones are not looked at (S12: the next starts when the one before has exited with 0).
 */
function planActions(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods, workload } = state
  const workloadId = pods.workload[pod]
  const first = pods.firstContainer[pod]
  const end = first + workload.containerCount[workloadId]
  const initCount = workload.initCount[workloadId]
  const initDone = initDoneCount(state, pod)
  for (let container = first; container < end; container++) containers.plan[container] = Plan.Keep
  pods.killCursor[pod] = first
  pods.startCursor[pod] = first
  pods.backoffExpiryUs[pod] = Infinity
  if (initDone < initCount) {
    const next = first + initDone
    if (containers.statusState[next] !== StatusState.Running) containers.plan[next] = Plan.Start
    return
  }
  const policy = workload.restartPolicy[workloadId]
  for (let container = first + initCount; container < end; container++) {
    containers.plan[container] = planFor(state, container, policy)
  }
}

function planFor(state: ClusterState, container: ContainerId, policy: number): number {
  const { container: containers } = state
  if (containers.statusState[container] !== StatusState.Running) {
    const isNew = containers.statusIncarnation[container] < 0
    if (isNew || shouldRestart(policy, containers.statusExitCode[container])) return Plan.Start
    // B11: it ended with 0 after all, so nothing is waited for any more.
    endBackoffWait(state, container)
    return Plan.Keep
  }
  if (hasFailed(state, container, ProbeType.Liveness)) return Plan.KillForLiveness
  return hasFailed(state, container, ProbeType.Startup) ? Plan.KillForStartup : Plan.Keep
}

/** S11.4: under Never, with nothing to keep and nothing to start, the pod is killed as a whole. */
function killsWholePod(state: ClusterState, pod: PodId): boolean {
  const { container: containers, pod: pods, workload } = state
  const workloadId = pods.workload[pod]
  if (workload.restartPolicy[workloadId] !== RestartPolicyId.Never) return false
  let killCount = 0
  const end = pods.firstContainer[pod] + workload.containerCount[workloadId]
  for (
    let container = pods.firstContainer[pod] + workload.initCount[workloadId];
    container < end;
    container++
  ) {
    const plan = containers.plan[container]
    if (
      plan === Plan.Start ||
      (plan === Plan.Keep && containers.statusState[container] === StatusState.Running)
    )
      return false
    if (plan !== Plan.Keep) killCount++
  }
  return killCount > 0
}

/** All at once, with the pod's grace period (K4); the phase is terminal then. */
function killWholePod(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods, workload } = state
  const end = pods.firstContainer[pod] + workload.containerCount[pods.workload[pod]]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.plan[container] !== Plan.Keep) state.metrics.hangKilled(container)
  }
  terminatePod(state, pod)
}

/**
 * Whether the sync will make, kill or start anything once its work is done. If not, its end needs no event: a back-off
 * that holds is then noted at the begin of the sync, some milliseconds early.
 */
function actsAt(state: ClusterState, pod: PodId, timeUs: number): boolean {
  const { container: containers, pod: pods, node, workload } = state
  if (pods.hasWorkers[pod] === 0) return true
  const end = pods.firstContainer[pod] + workload.containerCount[pods.workload[pod]]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.plan[container] === Plan.Keep) continue
    const exitedAtUs = containers.statusExitedAtUs[container]
    if (containers.plan[container] !== Plan.Start || Number.isNaN(exitedAtUs)) return true
    collectBackoff(containers, container, node.housekeepingPhaseUs[pods.node[pod]], timeUs)
    if (backoffExpiryUs(containers, container, exitedAtUs) <= timeUs) return true
  }
  return false
}

function hasFailed(state: ClusterState, container: ContainerId, type: number): boolean {
  const probe = probeOfType(state, container, type)
  return probe >= 0 && cachedResult(state, probe) === Result.Failure
}

/** Goes on from where the sync stands: workers, kills, starts, end. Returns where it has to wait. */
function continueSync(state: ClusterState, pod: PodId, endUs: number): void {
  const { pod: pods, workload } = state
  addWorkers(state, pod)
  const end = pods.firstContainer[pod] + workload.containerCount[pods.workload[pod]]
  while (pods.killCursor[pod] < end) {
    if (killNext(state, pod, pods.killCursor[pod]++)) return
  }
  while (pods.startCursor[pod] < end) {
    if (startNext(state, pod, pods.startCursor[pod]++)) return
  }
  pods.heldUntilUs[pod] = holdEndUs(state, pod)
  finishSync(state, pod, endUs)
}

/**
 * Until when a sync would find what this one leaves: starts that are refused, and shown so, and nothing else to do or to
 * trigger. The entry's collection (B6) ends a hold as its expiry does. What changes the pod ends it too: see `endHold`.
 */
function holdEndUs(state: ClusterState, pod: PodId): number {
  const { container: containers, pod: pods, workload } = state
  if (pods.backoffExpiryUs[pod] === Infinity || hasUnreadyWorker(state, pod)) return -Infinity
  let untilUs = pods.backoffExpiryUs[pod]
  const end = pods.firstContainer[pod] + workload.containerCount[pods.workload[pod]]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.plan[container] === Plan.Keep) continue
    if (containers.statusState[container] !== StatusState.Waiting || containers.isRefused[container] === 0)
      return -Infinity
    untilUs = Math.min(untilUs, containers.steppedAtUs[container] + forgetAfterUs)
  }
  return untilUs
}

/** S10: kills are made one at a time, each up to its full grace period. Returns whether the sync waits for the exit. */
function killNext(state: ClusterState, pod: PodId, container: ContainerId): boolean {
  const { container: containers, pod: pods, probe: probes, probeTemplate, workload } = state
  const plan = containers.plan[container]
  if (plan !== Plan.KillForLiveness && plan !== Plan.KillForStartup) return false
  const isLiveness = plan === Plan.KillForLiveness
  const policy = workload.restartPolicy[pods.workload[pod]]
  // B11, B12: the start is decided before the exit code is known.
  containers.plan[container] = policy === RestartPolicyId.Never ? Plan.Keep : Plan.Start
  if (containers.incarnation[container] !== containers.statusIncarnation[container]) return false
  const probe = probeOfType(state, container, isLiveness ? ProbeType.Liveness : ProbeType.Startup)
  // K1: the probe's own grace period wins.
  const ownGraceUs = probeTemplate.graceUs[probes.template[probe]]
  const graceUs = ownGraceUs >= 0 ? ownGraceUs : workload.graceUs[pods.workload[pod]]
  if (containers.state[container] === ProcessState.Running) state.metrics.hangKilled(container)
  signalProcess(
    state,
    container,
    graceUs,
    isLiveness ? Cause.Liveness : Cause.Startup,
    probes.resultWasIll[probe] === 0,
  )
  if (containers.state[container] !== ProcessState.Running) return false
  pods.awaitedExit[pod] = container
  return true
}

/** The runtime reports the exit that a sync, or a termination, waits for. */
export function resumeAfterExit(state: ClusterState, container: ContainerId): void {
  const { pod: pods } = state
  const pod = state.container.pod[container]
  if (pods.workerStage[pod] === WorkerStage.Terminating) terminationGoesOn(state, pod)
  else if (pods.awaitedExit[pod] === container) {
    pods.awaitedExit[pod] = -1
    scheduleStep(state, pod, 0)
  }
}

/** B3: starts the container, or notes until when its back-off holds it. Returns whether the sync waits for the start. */
function startNext(state: ClusterState, pod: PodId, container: ContainerId): boolean {
  const { container: containers, pod: pods, node } = state
  if (containers.plan[container] !== Plan.Start) return false
  // X of B3: the newest exited instance that the sync's snapshot knows; a container killed by this sync is not in it (B8).
  const exitedAtUs = containers.statusExitedAtUs[container]
  if (!Number.isNaN(exitedAtUs)) {
    collectBackoff(containers, container, node.housekeepingPhaseUs[pods.node[pod]], state.nowUs)
    const expiryUs = backoffExpiryUs(containers, container, exitedAtUs)
    if (expiryUs > state.nowUs) {
      pods.backoffExpiryUs[pod] = Math.min(pods.backoffExpiryUs[pod], expiryUs)
      beginBackoffWait(state, container)
      return false
    }
    stepBackoff(containers, container, exitedAtUs, state.nowUs, state.profile)
  }
  endBackoffWait(state, container)
  state.metrics.startDecided(container)
  const startUs = drawStartUs(state, container)
  if (startUs > 0) {
    const stamp = ++pods.stepStamp[pod]
    state.events.schedule(state.nowUs + startUs, EventClass.Sync, container, EventKind.ContainerStart, stamp)
    return true
  }
  startProcess(state, container)
  return false
}

/** The runtime reports that the process runs. */
export function onContainerStart(state: ClusterState, container: ContainerId, stamp: number): void {
  const pod = state.container.pod[container]
  if (state.pod.stepStamp[pod] !== stamp) return
  startProcess(state, container)
  continueSync(state, pod, state.nowUs)
}

function finishSync(state: ClusterState, pod: PodId, endUs: number): void {
  const { pod: pods } = state
  pods.workerStage[pod] = WorkerStage.Idle
  pods.lastSyncEndUs[pod] = endUs
  requeue(state, pod, endUs)
  // K6: a deletion that came meanwhile is one of the requests.
  if (pods.syncRequested[pod] === 1) requestSync(state, pod, state.nowUs)
}
