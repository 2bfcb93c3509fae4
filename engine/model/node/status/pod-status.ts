/**
 * The status of a pod as its kubelet computes and stores it: what probe workers read (P8), what decides `started`
 * and `ready` (P15, P16), and the pod's phase (L1) and Ready condition (L2).
 */
import type { ClusterState, ContainerId, PodId } from '../../cluster-state.ts'
import { PodPhase, PodStage, ProbeType, ProcessState, Result, StatusState, WaitReason } from '../../codes.ts'
import { profileOfPod } from '../../version-profile.ts'
import { wholeWallSecondUs } from '../../wall-clock.ts'
import { outlivesKubelet } from '../kubelet-age.ts'
import { heedDeadline, isStopped } from '../pod-workers/active-deadline.ts'
import { cachedResult, probeOfType, unreadyWorker } from '../prober/probe-result.ts'
import { sendTrigger } from '../prober/probe-worker.ts'
import { phaseChanged, statusChanged } from '../prober/quiet-probes.ts'
import { hasInitFailed, hasRegularStarted, initDoneCount, isInitDone } from '../runtime/init-containers.ts'
import {
  allowsRestart,
  isPlainInit,
  isSidecar,
  podPolicyOf,
  restartsAll,
  shouldRestart,
} from '../runtime/restart-policy.ts'
import { setStarted } from './started.ts'
import { Change, noteNews, noteStatusChange } from './status-writer.ts'

/**
 * S9 steps 1 to 3: computes the status from what the last relist saw and from the probe results, stores it, and
 * triggers the readiness workers of started containers that are not ready (P6).
 */
export function generateStatus(state: ClusterState, pod: PodId): void {
  const { pod: pods, podTemplate } = state
  const template = pods.template[pod]
  const first = pods.firstContainer[pod]
  const end = pods.endContainer[pod]
  for (let container = first; container < end; container++) {
    updateContainerStatus(state, container)
  }
  const isFirst = pods.hasStatus[pod] === 0
  if (isFirst) {
    noteStatusChange(state, pod)
    const isNew = pods.createdAtUs[pod] >= 0 && Number.isNaN(pods.activeSinceUs[pod])
    if (isNew) pods.activeSinceUs[pod] = wholeWallSecondUs(state, state.nowUs)
  }
  pods.hasStatus[pod] = 1
  if (podTemplate.deadlineUs[template] < Infinity) heedDeadline(state, pod, isFirst)
  if (podTemplate.hasRestartAll[template] === 1)
    pods.isRestartingAll[pod] = isRestartingAll(state, pod) ? 1 : 0
  setPhase(state, pod, phaseNow(state, pod))
  updateConditions(state, pod)
  updatePodReady(state, pod)
}

/** B10: from an exit that calls for it until every container is removed. */
function isRestartingAll(state: ClusterState, pod: PodId): boolean {
  const { container: containers, pod: pods } = state
  let isOneLeft = false
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.statusIncarnation[container] < 0) continue
    isOneLeft = true
    const hasEnded = containers.statusState[container] !== StatusState.Running
    if (hasEnded && restartsAll(state, container, containers.statusExitCode[container])) return true
  }
  return isOneLeft && pods.isRestartingAll[pod] === 1
}

function updateContainerStatus(state: ClusterState, container: ContainerId): void {
  const { container: containers } = state
  const seen = containers.seenState[container]
  const shown = statusStateFor(state, container)
  const incarnation = seen === ProcessState.None ? -1 : containers.seenIncarnation[container]
  const isNewInstance = containers.statusIncarnation[container] !== incarnation
  const wasShown = containers.statusState[container]
  const wasStarted = containers.isStarted[container]
  const wasReason = containers.statusWaitReason[container]
  containers.statusState[container] = shown
  containers.statusWaitReason[container] =
    shown === StatusState.Waiting ? containers.waitReason[container] : WaitReason.None
  containers.statusIncarnation[container] = incarnation
  containers.statusStartedAtUs[container] = wholeWallSecondUs(state, containers.seenStartedAtUs[container])
  containers.statusExitCode[container] = containers.seenExitCode[container]
  containers.statusExitedAtUs[container] = containers.seenExitedAtUs[container]
  const isStarted = isStartedNow(state, container)
  setStarted(state, container, isStarted)
  // From terminated to waiting nothing changes for a worker (P9 step 6).
  const runsOrRan = shown !== StatusState.Waiting || wasShown === StatusState.Running
  const changes =
    isNewInstance || containers.isStarted[container] !== wasStarted || (shown !== wasShown && runsOrRan)
  if (changes) statusChanged(state, container)
  if (changes || shown !== wasShown || containers.statusWaitReason[container] !== wasReason)
    noteStatusChange(state, containers.pod[container])
  const isReady = isPlainInit(state, container)
    ? isInitDone(state, container)
    : isStarted && isReadyNow(state, container, isNewInstance)
  setContainerReady(state, container, isReady)
  if (isNewInstance && incarnation > 0) noteNews(state, containers.pod[container], Change.Restart)
  if (isNewInstance && containers.isReady[container] === 1) state.metrics.newInstanceReady(container)
}

/** L3: an exited container that a back-off holds shows as waiting, once the reason cache says so. */
function statusStateFor(state: ClusterState, container: ContainerId): number {
  const { container: containers } = state
  const seen = containers.seenState[container]
  if (seen === ProcessState.Running) return StatusState.Running
  if (seen === ProcessState.None) return StatusState.Waiting
  const waits =
    containers.waitReason[container] !== WaitReason.None &&
    shouldRestart(state, container, containers.seenExitCode[container])
  return waits ? StatusState.Waiting : StatusState.Terminated
}

/** P15. Source: kubernetes v1.35 pkg/kubelet/prober/prober_manager.go, isContainerStarted. */
function isStartedNow(state: ClusterState, container: ContainerId): boolean {
  const { container: containers, probe: probes } = state
  if (containers.statusState[container] !== StatusState.Running) return false
  const probe = probeOfType(state, container, ProbeType.Startup)
  if (probe < 0) return true
  const result = cachedResult(state, probe)
  if (result >= 0) return result === Result.Success
  const { statusSurvivesKubeletRestart } = profileOfPod(state, containers.pod[container])
  if (statusSurvivesKubeletRestart && containers.isStarted[container] === 1) return true
  return probes.exists[probe] === 0
}

/** P16, and P6 where it is not (Z4). Source: as above, UpdatePodStatus. */
function isReadyNow(state: ClusterState, container: ContainerId, isNew: boolean): boolean {
  const { probe: probes } = state
  const probe = probeOfType(state, container, ProbeType.Readiness)
  if (probe < 0) return true
  const result = cachedResult(state, probe)
  if (result === Result.Success) return true
  if (probes.exists[probe] === 1) sendTrigger(state, probe, isNew)
  // Z7: kept until a probe says otherwise, but only where the pod was Ready.
  if (isReadyFromBefore(state, container)) return state.pod.isReady[state.container.pod[container]] === 1
  return probes.exists[probe] === 0
}

/** Z7: whether it depends on the pod's own condition if the container is ready: its kubelet is younger, and has no result yet. */
export function isReadyFromBefore(state: ClusterState, container: ContainerId): boolean {
  const probe = probeOfType(state, container, ProbeType.Readiness)
  return probe >= 0 && cachedResult(state, probe) < 0 && outlivesKubelet(state, container)
}

/** P6: a sync that is known to find the status as it is triggers the readiness workers of started containers that are not ready. */
export function triggerUnready(state: ClusterState, pod: PodId): void {
  const { pod: pods } = state
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    const probe = unreadyWorker(state, container)
    if (probe >= 0) sendTrigger(state, probe, false)
  }
}

/** R2: a readiness result changes the status at once, without the pod worker. */
export function setContainerReady(state: ClusterState, container: ContainerId, isReady: boolean): void {
  const { container: containers } = state
  if (containers.isReady[container] === (isReady ? 1 : 0)) return
  containers.isReady[container] = isReady ? 1 : 0
  noteStatusChange(state, containers.pod[container])
  state.metrics.containerReadyChanged(container, isReady)
}

/** L2: Ready iff every regular container and sidecar is; never in a terminal phase. */
export function updatePodReady(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods, podTemplate } = state
  const template = pods.template[pod]
  const initEnd = pods.firstContainer[pod] + podTemplate.initCount[template]
  const end = pods.endContainer[pod]
  const hasSidecars = podTemplate.sidecarCount[template] > 0
  let isReady = pods.phase[pod] === PodPhase.Running && !isStopped(state, pod)
  for (
    let container = hasSidecars ? pods.firstContainer[pod] : initEnd;
    container < end && isReady;
    container++
  )
    if (container >= initEnd || isSidecar(state, container)) isReady = containers.isReady[container] === 1
  if (pods.isReady[pod] === (isReady ? 1 : 0)) return
  pods.isReady[pod] = isReady ? 1 : 0
  pods.readyChangedAtUs[pod] = state.nowUs
  noteNews(state, pod, Change.ReadyFlips)
  state.metrics.podReadyChanged(pod)
}

/** L2: the conditions that no result changes. Source: kubernetes v1.35 pkg/kubelet/status/generate.go. */
function updateConditions(state: ClusterState, pod: PodId): void {
  const { pod: pods, podTemplate } = state
  const isDone = initDoneCount(state, pod) === podTemplate.initCount[pods.template[pod]]
  const isInitialized = isDone || hasRegularStarted(state, pod) ? 1 : 0
  const isReadyToStart = pods.seenSandbox[pod]
  if (pods.isInitialized[pod] === isInitialized && pods.isReadyToStart[pod] === isReadyToStart) return
  pods.isInitialized[pod] = isInitialized
  pods.isReadyToStart[pod] = isReadyToStart
  noteStatusChange(state, pod)
  if (isReadyToStart === 1) noteAddress(state, pod)
}

/** Z5: the condition PodReadyToStartContainers does not wait for the next sync. Source: kubernetes v1.36 kubelet.go, OnPodSandboxReady. */
export function sandboxIsReady(state: ClusterState, pod: PodId): void {
  if (state.pod.isReadyToStart[pod] === 1) return
  state.pod.isReadyToStart[pod] = 1
  noteStatusChange(state, pod)
  noteAddress(state, pod)
}

/** Simplified: a pod keeps the address of its first sandbox; where another would have one of its own, Services would change it. */
function noteAddress(state: ClusterState, pod: PodId): void {
  const { pod: pods, workload: workloads } = state
  if (pods.hasAddress[pod] === 1) return
  pods.hasAddress[pod] = 1
  if (workloads.isSelected[pods.workload[pod]] === 1) noteNews(state, pod, Change.AddressFlips)
}

export function setPhase(state: ClusterState, pod: PodId, phase: number): void {
  if (state.pod.phase[pod] === phase) return
  const before = state.pod.phase[pod]
  state.pod.phase[pod] = phase
  noteNews(state, pod, Change.Phase + phase)
  phaseChanged(state, pod)
  if (state.pod.stage[pod] !== PodStage.Gone) state.metrics.podPhaseChanged(pod, before)
}

/** L1. Source: kubernetes v1.35 pkg/kubelet/kubelet_pods.go, getPhase. */
function phaseNow(state: ClusterState, pod: PodId): number {
  const { container: containers, pod: pods, podTemplate } = state
  const template = pods.template[pod]
  const phase = pods.phase[pod]
  // L9: after its deadline a pod fails, once its last process has ended.
  if (phase >= PodPhase.Succeeded || isStopped(state, pod)) return phase
  const initEnd = pods.firstContainer[pod] + podTemplate.initCount[template]
  const end = pods.endContainer[pod]
  let runningCount = 0
  let restartableCount = 0
  let failedCount = 0
  // L1.1 looks at all of them first: a sidecar before the one that failed may be down at that moment.
  for (let container = pods.firstContainer[pod]; container < initEnd; container++) {
    if (!isSidecar(state, container) && hasInitFailed(state, container)) return PodPhase.Failed
  }
  for (let container = pods.firstContainer[pod]; container < initEnd; container++) {
    if (isSidecar(state, container)) {
      if (holdsPhase(state, pod, container)) return PodPhase.Pending
      if (containers.statusState[container] === StatusState.Running) runningCount++
    } else if (!isInitDone(state, container)) return PodPhase.Pending
  }
  for (let container = initEnd; container < end; container++) {
    const exitCode = containers.statusExitCode[container]
    if (containers.statusState[container] === StatusState.Running) runningCount++
    else if (containers.statusIncarnation[container] < 0) return PodPhase.Pending
    else {
      if (mayRun(state, container, exitCode)) restartableCount++
      if (exitCode !== 0) failedCount++
    }
  }
  if (runningCount > 0 || restartableCount > 0) return PodPhase.Running
  return failedCount === 0 ? PodPhase.Succeeded : PodPhase.Failed
}

/** A sidecar that was never made, or is not started while no regular container has run, keeps the pod Pending. */
function holdsPhase(state: ClusterState, pod: PodId, container: ContainerId): boolean {
  const { container: containers } = state
  if (containers.statusIncarnation[container] < 0) return true
  if (containers.statusState[container] !== StatusState.Running || containers.isStarted[container] === 1)
    return false
  return !hasRegularStarted(state, pod)
}

/** Whether the phase counts an ended container as one that may run again; before 1.35 only the pod's policy says. */
function mayRun(state: ClusterState, container: ContainerId, exitCode: number): boolean {
  return profileOfPod(state, state.container.pod[container]).phaseHeedsContainers
    ? shouldRestart(state, container, exitCode)
    : allowsRestart(podPolicyOf(state, container), exitCode)
}
