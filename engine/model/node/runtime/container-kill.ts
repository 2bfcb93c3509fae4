/**
 * How the kubelet stops containers: the preStop hook, a sidecar's turn, then the signal (K2, K5); one at a time within a
 * sync (S10), or all of a pod at once (K4). What a process makes of the signal is `container-lifecycle.ts`.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, ContainerId, PodId } from '../../cluster-state.ts'
import { Cause, Plan, PodEvent, ProbeType, ProcessState, StopStage } from '../../codes.ts'
import { drawUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { probeOfType } from '../prober/probe-result.ts'
import { recordEvent } from '../status/event-recorder.ts'
import { signalProcess } from './container-lifecycle.ts'
import { isRegular, isSidecar, restartsAfterKill } from './restart-policy.ts'

/** S10: kills are made one at a time, each up to its full grace period. Returns whether the sync waits for the exit. */
export function killNext(state: ClusterState, pod: PodId, container: ContainerId): boolean {
  const { container: containers, pod: pods } = state
  const plan = containers.plan[container]
  if (plan === Plan.Keep || plan === Plan.Start) return false
  pods.hasActed[pod] = 1
  if (plan === Plan.KillForReset) {
    containers.plan[container] = Plan.Keep
    recordEvent(state, pod, container, PodEvent.KilledForReset)
    stopContainer(state, container, 0, Cause.Crash, false, StopStage.Hook)
  } else if (plan === Plan.KillForImage) killForImage(state, container)
  else killForProbe(state, container, plan === Plan.KillForLiveness)
  if (containers.state[container] !== ProcessState.Running) return false
  pods.awaitedExit[pod] = container
  return true
}

/** S11: a container whose image has changed starts anew, whatever the restart policy. */
function killForImage(state: ClusterState, container: ContainerId): void {
  const { container: containers, pod: pods, podTemplate } = state
  containers.plan[container] = Plan.Start
  if (containers.incarnation[container] !== containers.statusIncarnation[container]) return
  const graceUs = podTemplate.graceUs[pods.template[containers.pod[container]]]
  stopContainer(state, container, graceUs, Cause.Rollout, false, StopStage.Hook)
}

function killForProbe(state: ClusterState, container: ContainerId, isLiveness: boolean): void {
  const { container: containers, pod: pods, probe: probes, probeTemplate, podTemplate } = state
  // B11, B12: the start is decided before the exit code is known.
  containers.plan[container] = restartsAfterKill(state, container) ? Plan.Start : Plan.Keep
  if (containers.incarnation[container] !== containers.statusIncarnation[container]) return
  const probe = probeOfType(state, container, isLiveness ? ProbeType.Liveness : ProbeType.Startup)
  // K1: the probe's own grace period wins.
  const ownGraceUs = probeTemplate.graceUs[probes.template[probe]]
  const graceUs = ownGraceUs >= 0 ? ownGraceUs : podTemplate.graceUs[pods.template[containers.pod[container]]]
  const event = isLiveness ? PodEvent.KilledForLiveness : PodEvent.KilledForStartup
  recordEvent(state, containers.pod[container], container, event)
  if (containers.state[container] === ProcessState.Running) state.metrics.hangKilled(container)
  const cause = isLiveness ? Cause.Liveness : Cause.Startup
  stopContainer(state, container, graceUs, cause, probes.resultWasIll[probe] === 0, StopStage.Hook)
}

/**
 * K4, K5: stops every container of the pod, all at once; but a sidecar gets its signal when the regular containers and the
 * sidecars after it have ended, or when its grace period is over.
 * Source: kubernetes v1.35 kuberuntime/kuberuntime_termination_order.go.
 */
export function stopAll(state: ClusterState, pod: PodId, graceUs: number): void {
  const { container: containers, pod: pods } = state
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++) {
    if (containers.state[container] !== ProcessState.Running) {
      forgetStop(state, container)
      continue
    }
    recordEvent(state, pod, container, PodEvent.Stopping)
    const stage = isSidecar(state, container) ? StopStage.HookThenTurn : StopStage.Hook
    stopContainer(state, container, graceUs, Cause.Crash, false, stage)
  }
  giveTurns(state, pod)
}

/** Whether a process of the pod runs, or is still being stopped. */
export function runsStill(state: ClusterState, pod: PodId): boolean {
  const { pod: pods } = state
  const end = pods.endContainer[pod]
  for (let container = pods.firstContainer[pod]; container < end; container++)
    if (isStillThere(state, container)) return true
  return false
}

/** Whether the process runs, or has ended while the kubelet sleeps for its hook (K2). */
export function isStillThere({ container: containers }: ClusterState, container: ContainerId): boolean {
  return (
    containers.state[container] === ProcessState.Running || containers.stopStage[container] !== StopStage.None
  )
}

/**
 * K2: the hook first, if there is time for it, then the signal. The process may be gone when this returns.
 * @param stage `Hook`, or `HookThenTurn`: the signal waits for its turn.
 */
function stopContainer(
  state: ClusterState,
  container: ContainerId,
  graceUs: number,
  cause: number,
  isFalse: boolean,
  stage: number,
): void {
  const { container: containers, containerTemplate } = state
  if (containers.state[container] !== ProcessState.Running) return
  containers.stopCause[container] = cause
  containers.stopIsFalse[container] = isFalse ? 1 : 0
  const preStop = containerTemplate.preStop[containers.template[container]]
  const lengthUs = preStop >= 0 && graceUs > 0 ? drawUs(state, preStop, state.streams.hook, container) : 0
  containers.preStopEndsAtUs[container] = lengthUs > 0 ? state.nowUs + lengthUs : -Infinity
  awaitStage(state, container, stage, graceUs, Math.min(lengthUs, graceUs))
}

/** K8: the postStart hook has failed, so the container is stopped at once, with the grace period of the pod. */
export function killForHook(state: ClusterState, container: ContainerId): void {
  const { container: containers, pod: pods, podTemplate } = state
  const graceUs = podTemplate.graceUs[pods.template[containers.pod[container]]]
  stopContainer(state, container, graceUs, Cause.Crash, false, StopStage.Hook)
}

/** The stage takes so long at most; one without a length is over at once. */
function awaitStage(
  state: ClusterState,
  container: ContainerId,
  stage: number,
  graceUs: number,
  lengthUs: number,
): void {
  const { container: containers } = state
  const stamp = ++containers.stopStamp[container]
  containers.stopStage[container] = stage
  containers.stopStageAtUs[container] = state.nowUs
  containers.stopGraceUs[container] = graceUs
  if (lengthUs > 0) schedule(state, EventKind.StopStageEnd, container, state.nowUs + lengthUs, stamp)
  else endStage(state, container)
}

/** A stage is over by time; whether the process has ended with it, or before. */
export function onStopStageEnd(state: ClusterState, container: ContainerId, stamp: number): boolean {
  const { container: containers } = state
  if (containers.stopStamp[container] !== stamp) return false
  if (containers.state[container] === ProcessState.Running) endStage(state, container)
  else containers.stopStage[container] = StopStage.None
  return containers.state[container] !== ProcessState.Running
}

/** Goes on with what is left of the grace period: whole seconds of the stage are taken from it. */
function endStage(state: ClusterState, container: ContainerId): void {
  const { container: containers } = state
  const stage = containers.stopStage[container]
  const spentUs = state.nowUs - containers.stopStageAtUs[container]
  const leftUs = containers.stopGraceUs[container] - Math.floor(spentUs / usPerSecond) * usPerSecond
  if (stage === StopStage.HookThenTurn && leftUs > 0 && mustWait(state, container)) {
    awaitStage(state, container, StopStage.Turn, leftUs, leftUs)
    return
  }
  containers.stopStage[container] = StopStage.None
  signalProcess(
    state,
    container,
    leftUs,
    containers.stopCause[container],
    containers.stopIsFalse[container] === 1,
  )
}

/** K5: a regular container or a later sidecar still runs. */
function mustWait(state: ClusterState, sidecar: ContainerId): boolean {
  const { pod: pods } = state
  const pod = state.container.pod[sidecar]
  const end = pods.endContainer[pod]
  for (let container = sidecar + 1; container < end; container++) {
    if (!isStillThere(state, container)) continue
    if (isRegular(state, container) || isSidecar(state, container)) return true
  }
  return false
}

/** K5: a container has ended; sidecars that waited for it go on, the last first. */
export function giveTurns(state: ClusterState, pod: PodId): void {
  const { container: containers, pod: pods, podTemplate } = state
  const first = pods.firstContainer[pod]
  for (
    let container = first + podTemplate.initCount[pods.template[pod]] - 1;
    container >= first;
    container--
  ) {
    const waits =
      containers.state[container] === ProcessState.Running &&
      containers.stopStage[container] === StopStage.Turn
    if (waits && !mustWait(state, container)) endStage(state, container)
  }
}

/** The kubelet process that was stopping it is gone. */
export function forgetStop(state: ClusterState, container: ContainerId): void {
  state.container.stopStage[container] = StopStage.None
  state.container.stopStamp[container]++
  state.container.preStopEndsAtUs[container] = -Infinity
}
