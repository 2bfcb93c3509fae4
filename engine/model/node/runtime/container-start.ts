/**
 * One attempt of a sync to start a container: its back-off lets it pass or refuses (B3), its image is there or is
 * pulled (I1), the runtime takes its time, then the postStart hook.
 * Source: kubernetes v1.35 pkg/kubelet/kuberuntime/kuberuntime_manager.go, SyncPod and doBackOff;
 * kuberuntime_container.go, startContainer.
 */
import { nextUniform } from '../../../kernel/random-stream.ts'
import type { ClusterState, ContainerId, PodId } from '../../cluster-state.ts'
import { Plan, PodEvent, ProcessState, WaitReason } from '../../codes.ts'
import { drawUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { profileOfPod } from '../../version-profile.ts'
import { askForImage, ImageAnswer } from '../images/image-pull.ts'
import { lacksProcesses } from '../leaks/lacks.ts'
import { nodeOf } from '../node-of.ts'
import { scheduleStep } from '../pod-workers/sync-queue.ts'
import { recordEvent } from '../status/event-recorder.ts'
import { beginBackoffWait, endBackoffWait } from './backoff-wait.ts'
import { killForHook } from './container-kill.ts'
import { drawStartUs, failProcess, startProcess } from './container-lifecycle.ts'
import { backoffExpiryUs, collectBackoff, stepBackoff } from './restart-backoff.ts'

/** B3: starts the container, or notes until when its back-off holds it. Returns whether the sync waits for image or start. */
export function startNext(state: ClusterState, pod: PodId, container: ContainerId): boolean {
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
      recordEvent(state, pod, container, PodEvent.BackOffRestart)
      return false
    }
    stepBackoff(containers, container, exitedAtUs, state.nowUs, profileOfPod(state, pod))
    if (state.spec.hypothetical !== undefined) jitterBackoff(state, pod, container)
  }
  endBackoffWait(state, container)
  const answer = askForImage(state, pod, container)
  if (answer === ImageAnswer.Failed) return false
  pods.hasActed[pod] = 1
  state.metrics.startDecided(container)
  return answer === ImageAnswer.Pulling || startInRuntime(state, pod, container)
}

/** Not in Kubernetes: the wait that this start leaves for the next one is drawn around what B4 says; the next step doubles it as it was drawn. */
function jitterBackoff(state: ClusterState, pod: PodId, container: ContainerId): void {
  const { backoffJitter } = state.spec.hypothetical!
  if (backoffJitter === 0) return
  const factor = 1 + backoffJitter * (2 * nextUniform(state.streams.requeue, pod) - 1)
  state.container.backoffUs[container] = Math.round(state.container.backoffUs[container] * factor)
}

/** The image is there: the runtime makes and starts the container. Returns whether the sync waits for it. */
export function startInRuntime(state: ClusterState, pod: PodId, container: ContainerId): boolean {
  const startUs = drawStartUs(state, container)
  if (startUs > 0) {
    const stamp = ++state.pod.stepStamp[pod]
    schedule(state, EventKind.ContainerStart, container, state.nowUs + startUs, stamp)
    return true
  }
  return runContainer(state, container)
}

/** The runtime has done its part: the process runs, or could not. Returns whether the sync waits for a hook. */
export function runContainer(state: ClusterState, container: ContainerId): boolean {
  const pod = state.container.pod[container]
  if (failsNow(state, container)) {
    failProcess(state, container)
    recordEvent(state, pod, container, PodEvent.Created)
    recordEvent(state, pod, container, PodEvent.StartFailed)
    failStart(state, container, WaitReason.RunContainerError)
    return false
  }
  startProcess(state, container)
  return beginHook(state, pod, container)
}

/** K8: the postStart hook holds the sync. Returns whether the sync waits: for the hook, or for the exit after it has failed. */
function beginHook(state: ClusterState, pod: PodId, container: ContainerId): boolean {
  const { pod: pods, containerTemplate } = state
  const template = state.container.template[container]
  const postStart = containerTemplate.postStart[template]
  if (postStart < 0) return false
  const hookUs = drawUs(state, postStart, state.streams.hook, container)
  pods.hookedContainer[pod] = container
  if (hookUs === 0) return endHook(state, pod)
  // A hook in the container ends with it; the sync awaits either.
  if (containerTemplate.postStartEndsWithProcess[template] === 1) pods.awaitedExit[pod] = container
  if (hookUs < Infinity) scheduleStep(state, pod, hookUs)
  return true
}

/** K8: the hook is over, if the running sync awaits one. Returns whether the sync waits still: for the exit after a failure. */
export function endHook(state: ClusterState, pod: PodId): boolean {
  const { container: containers, pod: pods, containerTemplate } = state
  const container = pods.hookedContainer[pod]
  if (container < 0 || pods.hookHasFailed[pod] === 1) return false
  if (containerTemplate.postStartFails[containers.template[container]] === 0) {
    pods.hookedContainer[pod] = -1
    return false
  }
  tellHookFailed(state, pod, container)
  pods.hookHasFailed[pod] = 1
  killForHook(state, container)
  if (containers.state[container] === ProcessState.Running) {
    pods.awaitedExit[pod] = container
    return true
  }
  endFailedHook(state, container)
  return false
}

/** K8: the container has ended during its hook, or because of it: the start has failed. */
export function endFailedHook(state: ClusterState, container: ContainerId): void {
  const { container: containers, pod: pods } = state
  const pod = containers.pod[container]
  if (pods.hookHasFailed[pod] === 0) tellHookFailed(state, pod, container)
  pods.hookedContainer[pod] = -1
  pods.hookHasFailed[pod] = 0
  failStart(state, container, WaitReason.PostStartHookError)
}

function tellHookFailed(state: ClusterState, pod: PodId, container: ContainerId): void {
  recordEvent(state, pod, container, PodEvent.PostStartHookFailed)
  recordEvent(state, pod, container, PodEvent.KilledForHook)
}

/**
 * B14: the reason cache keeps why, and the sync ends in an error. S12: that a plain init container ends it at once needs no
 * rule, for nothing is planned behind one.
 */
function failStart(state: ClusterState, container: ContainerId, reason: number): void {
  state.container.waitReason[container] = reason
  state.pod.syncFailed[state.container.pod[container]] = 1
}

/** Behavior `startError`: whether the next instance is one that fails. */
function failsNow(state: ClusterState, container: ContainerId): boolean {
  const { startErrorsBegin, startErrorsEnd } = state.containerTemplate
  // The runtime starts processes of its own to start one.
  if (lacksProcesses(state, nodeOf(state, container))) return true
  const template = state.container.template[container]
  const incarnation = state.container.incarnation[container] + 1
  for (let at = startErrorsBegin[template]; at < startErrorsEnd[template]; at++)
    if (state.startErrors[at] === incarnation) return true
  return false
}

/** A sync that is known to find what the one before found: starts that are refused still are told of once more. */
export function refuseStartsAgain(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods } = state
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    // One that waits behind an init container was refused before, and is not looked at.
    if (containers.plan[container] === Plan.Start) recordEvent(state, pod, container, PodEvent.BackOffRestart)
  }
}
